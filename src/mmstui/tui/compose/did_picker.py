"""The dialog of ctrl+o: chooses the DID to send from."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from mmstui.center import MessageCenter
from mmstui.domain.messages import Did
from mmstui.domain.sanitise import line
from mmstui.tui.compose.did_options import RouteFor
from mmstui.tui.compose.from_dialog import FromDialog
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.dialog_lines import Button, DialogFooter
from mmstui.tui.ui.field import FindField, Gutter
from mmstui.tui.ui.option_rows import Option, OptionRows
from mmstui.tui.ui.virtual_list import VirtualList


class DidPicker(FromDialog[Did]):
    """A dialog that returns the DID to send from; None to leave it unchanged.

    `route_for` returns how the draft would be sent from a DID: a DID that cannot send it cannot be
    chosen, and the dialog says why.
    """

    DEFAULT_CSS = """
    DidPicker .field { height: 1; }
    """

    def __init__(self, center: MessageCenter, current: Did | None, route_for: RouteFor) -> None:
        super().__init__("Send from", center, esc=f"keep {current.label}" if current else "close")
        self._current = current
        self._route_for = route_for
        self._rows: OptionRows[Did] = OptionRows()
        self._field = FindField(find=self._find, prompt="type to find", id="find")
        self._gutter = Gutter("find")

    def compose_fields(self) -> ComposeResult:
        """Yield the field and the rows."""
        with Horizontal(classes="field"):
            yield self._gutter
            yield self._field
        yield self._rows

    def fields_height(self) -> int:
        """Count the field and all DIDs: the height stays while a query finds fewer."""
        return 1 + len(self.finder.dids)

    def fitted(self) -> None:
        """Place the label before the field, and the rows below it."""
        super().fitted()
        self._gutter.styles.width = self.text_column
        self.set_well(self._rows)

    def open_fields(self) -> None:
        """Put the cursor on the current DID, and focus the field."""
        self._find(self._field.value)
        self._field.focus()

    def find_again(self) -> None:
        """Update the rows after the DIDs changed; keep the cursor."""
        self._rows.follow(self._options(self._field.value), lambda did: did.number)

    def _options(self, query: str) -> list[Option[Did]]:
        return self.finder.options(
            query,
            self._route_for,
            chosen=self._current.number if self._current else None,
            remark="in use",
        )

    def _find(self, query: str) -> None:
        options, at = self._options(query), 0
        if not query and self._current:
            places = (i for i, o in enumerate(options) if o.value.number == self._current.number)
            at = next(places, 0)
        self._rows.show(options, at, f"No number has “{line(query)}” in it.")

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        self.footer.show(self._button(), (dialog_commands.FIELD_HINT,))

    def _button(self) -> Button | None:
        option = self._rows.option
        if option is None or option.problem:
            return None
        return Button(f"choose {option.value.label}")

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Return the DID under the cursor, or show why it cannot be chosen."""
        option = self._rows.option
        if option is None:
            return
        if option.problem:
            self._rows.say(option.problem)
        else:
            self.dismiss(option.value)
