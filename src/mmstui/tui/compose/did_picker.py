"""The dialog of ctrl+o: chooses the DID to send from."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult

from mmstui.center import MessageCenter
from mmstui.domain.messages import Did
from mmstui.tui.compose.did_options import RouteFor
from mmstui.tui.compose.did_search import DidSearch
from mmstui.tui.compose.from_dialog import FromDialog
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.dialog import set_well
from mmstui.tui.ui.dialog_lines import Button, DialogFooter
from mmstui.tui.ui.virtual_list import VirtualList


class DidPicker(FromDialog[Did]):
    """A dialog that returns the DID to send from; None to leave it unchanged.

    `route_for` returns how the draft would be sent from a DID: a DID that cannot send it cannot be
    chosen, and the dialog says why.
    """

    def __init__(self, center: MessageCenter, current: Did | None, route_for: RouteFor) -> None:
        super().__init__("Send from", center, esc=f"keep {current.label}" if current else "close")
        self._search = DidSearch(
            "find", lambda: self.finder, route_for,
            nothing="No number has “{}” in it.", able=False, id="find",
        )  # fmt: skip
        self._search.prefer(current, current.number if current else "", "in use")

    def compose_fields(self) -> ComposeResult:
        """Yield the field and the rows."""
        yield self._search

    def fields_height(self) -> int:
        """Count the field and all DIDs: the height stays while a query finds fewer."""
        return 1 + len(self.finder.dids)

    def fitted(self) -> None:
        """Place the label before the field, and the rows below it."""
        super().fitted()
        self._search.line.fit(self.text_column)
        set_well(self, self._search.rows)

    def open_fields(self) -> None:
        """Put the cursor on the current DID, and focus the field."""
        self._search.open()

    def find_again(self) -> None:
        """Update the rows after the DIDs changed; keep the cursor."""
        self._search.find_again()

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        option = self._search.rows.option
        usable = option is not None and not option.problem
        button = Button(f"choose {option.value.label}") if option is not None and usable else None
        self.footer.show(button, (dialog_commands.FIELD_HINT,))

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Return the DID under the cursor, or show why it cannot be chosen."""
        if (did := self._search.choose()) is not None:
            self.dismiss(did)
