"""ctrl+o: which number to send from."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from mmstui.domain.messages import Did
from mmstui.tui.screens.dialog import Dialog
from mmstui.tui.widgets.dialog_lines import DialogFoot, Pill
from mmstui.tui.widgets.did_options import DidFinder, RouteFor
from mmstui.tui.widgets.field import FindField, Gutter
from mmstui.tui.widgets.option_rows import OptionRows
from mmstui.tui.widgets.row_list import RowList


class DidPicker(Dialog[Did]):
    """Choose the DID that a message goes from; None when the choice stays as it was.

    `route_for` tells how the message would go from a DID: one that cannot carry it cannot be
    chosen, and says why.
    """

    DEFAULT_CSS = """
    DidPicker .field { height: 1; }
    """

    def __init__(self, dids: Sequence[Did], current: Did | None, route_for: RouteFor) -> None:
        super().__init__("Send from", esc=f"keep {current.label}" if current else "close")
        self._finder = DidFinder(dids)
        self._current = current
        self._route_for = route_for
        self._rows: OptionRows[Did] = OptionRows()
        self._field = FindField(hint="type to find", id="find")
        self._gutter = Gutter("find")

    def compose_body(self) -> ComposeResult:
        """The field, the rows."""
        with Horizontal(classes="field"):
            yield self._gutter
            yield self._field
        yield self._rows

    def body_height(self) -> int:
        """All the DIDs; the rows stay where they are while a query finds fewer."""
        return 1 + max(1, len(self._finder.dids))

    def fitted(self) -> None:
        """The well begins at the text column; on a narrow screen it takes all there is."""
        self._gutter.styles.width = self.text_column
        left = self.text_column if self.text_column == self.TEXT_COLUMN else 0
        self._rows.styles.margin = (0, 3 if left else 0, 0, left)

    def on_mount(self) -> None:
        """The cursor begins on the DID in use."""
        self._find("")
        self._field.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._find(event.value)

    def _find(self, query: str) -> None:
        options = self._finder.options(
            query,
            self._route_for,
            chosen=self._current.number if self._current else None,
            remark="in use",
        )
        at = 0
        if not query and self._current:
            places = (i for i, o in enumerate(options) if o.value.number == self._current.number)
            at = next(places, 0)
        nothing = f"No number has {query!r} in it." if self._finder.dids else self._finder.none_able
        self._rows.show(options, at, nothing)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.foot.show(self._pill(), (("↑ ↓", "move"),))

    def _pill(self) -> Pill | None:
        option = self._rows.option
        if option is None or option.problem:
            return None
        return Pill(f"choose {option.value.label}")

    @on(RowList.Chosen)
    @on(DialogFoot.Pressed)
    def action_choose(self) -> None:
        """Send from the DID under the cursor, or say why not."""
        option = self._rows.option
        if option is None:
            return
        if option.problem:
            self._rows.say(option.problem)
        else:
            self.dismiss(option.value)
