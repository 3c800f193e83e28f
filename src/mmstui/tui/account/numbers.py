"""The dialog (`S`) that lists the account's numbers, to open the settings of a number."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.center import MessageCenter
from mmstui.domain.messages import Did
from mmstui.tui.compose.did_dialog import DidDialog
from mmstui.tui.compose.did_options import plain_cells
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.dialog_lines import Button, DialogFooter
from mmstui.tui.ui.option_rows import Option, OptionRows
from mmstui.tui.ui.virtual_list import VirtualList


class Numbers(DidDialog[Did]):
    """A dialog with the numbers and abilities, in the account's order. Returns the chosen DID."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*dialog_commands.MOVES, dialog_commands.CHOOSE)
    ]

    def __init__(self, center: MessageCenter, chosen: str | None = None) -> None:
        """`chosen` is the number where the cursor begins."""
        super().__init__("Settings of your numbers", center)
        self._chosen = chosen
        self._rows: OptionRows[Did] = OptionRows(
            tone=1, empty="No numbers yet: the first sync brings them."
        )

    def compose_body(self) -> ComposeResult:
        """Yield the rows, over the whole width."""
        yield self._rows

    def body_height(self) -> int:
        """A line for each number, or one for an empty list."""
        return max(1, len(self.dids))

    def fitted(self) -> None:
        """Place the rows' text under the title."""
        self._rows.text_column = self.text_column

    def on_mount(self) -> None:
        """Begin with the cursor on the last opened number."""
        numbers = [did.number for did in self.dids]
        at = numbers.index(self._chosen) if self._chosen in numbers else 0
        self._rows.show([Option(did, plain_cells(did)) for did in self.dids], at)

    def dids_changed(self) -> None:
        """Update the rows: the numbers or their abilities changed."""
        options = [Option(did, plain_cells(did)) for did in self.dids]
        self._rows.follow(options, lambda did: did.number)

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        option = self._rows.option
        button = Button(f"open {option.value.label}") if option is not None else None
        self.footer.show(button, (dialog_commands.MOVE_HINT,) if option is not None else ())

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Return the number under the cursor."""
        if (option := self._rows.option) is not None:
            self.dismiss(option.value)
