"""The dialog of D: chooses the DIDs whose conversations the list shows."""

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
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.dialog_lines import Button, DialogFooter
from mmstui.tui.ui.formatting import count_of
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows
from mmstui.tui.ui.virtual_list import VirtualList


class DidFilter(DidDialog[frozenset[str]]):
    """A dialog that returns numbers of DIDs, the empty set meaning all; None: leave the filter.

    Enter shows the DID under the cursor, so that one DID takes two keys. After marking in this
    dialog, and on a row that was marked before, it shows the marked DIDs.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *dialog_commands.MOVES,
            dialog_commands.MARK,
            dialog_commands.ALL,
            dialog_commands.CHOOSE,
        )
    ]

    def __init__(self, center: MessageCenter, chosen: frozenset[str]) -> None:
        super().__init__("Show conversations of", center, esc="as before")
        self._marked = chosen & {did.number for did in self.dids}
        self._marking = False
        self._rows: OptionRows[Did | None] = OptionRows(tone=1)

    def compose_body(self) -> ComposeResult:
        """Yield the rows, over the whole width."""
        yield self._rows

    def body_height(self) -> int:
        """Count a row for all DIDs and one for each."""
        return 1 + len(self.dids)

    def fitted(self) -> None:
        """Align the rows with the title."""
        self._rows.text_column = self.text_column

    def on_mount(self) -> None:
        """Put the cursor on the first DID that is shown now."""
        options = self._options()
        marked = (i for i, option in enumerate(options) if option.marked)
        self._rows.show(options, next(marked, 0))

    def dids_changed(self) -> None:
        """Show the account's new DIDs or abilities; keep the marks."""
        self._marked &= {did.number for did in self.dids}
        self._rows.follow(self._options(), lambda did: did and did.number)

    def _options(self) -> list[Option[Did | None]]:
        every: Option[Did | None] = Option(None, (Cell("All DIDs"),))
        return [every, *(self._option(did) for did in self.dids)]

    def _option(self, did: Did) -> Option[Did | None]:
        return Option(did, plain_cells(did), marked=did.number in self._marked)

    @property
    def _wanted(self) -> frozenset[str]:
        """The numbers that enter would return."""
        option = self._rows.option
        if option is None or option.value is None:
            return frozenset()
        current = frozenset({option.value.number})
        wanted = (
            self._marked if self._marked and (self._marking or current <= self._marked) else current
        )
        return frozenset() if len(wanted) == len(self.dids) else wanted

    @on(VirtualList.Moved)
    def _say(self) -> None:
        wanted = self._wanted
        if not wanted:
            words = "show all DIDs"
        elif len(wanted) > 1:
            words = f"show {count_of(len(wanted), 'DID')}"
        else:
            words = f"show {next(d.label for d in self.dids if d.number in wanted)}"
        marks = hint("mark", dialog_commands.MARK), hint("all", dialog_commands.ALL)
        self.footer.show(Button(words), (*marks, dialog_commands.MOVE_HINT))

    def action_mark(self) -> None:
        """Toggle the mark of the DID under the cursor; the first row clears all marks."""
        self._marking = True
        option = self._rows.option
        if option is None or option.value is None:
            self._marked = frozenset()
        else:
            self._marked ^= {option.value.number}
        self._rows.replace(self._options())
        self._say()

    def action_all(self) -> None:
        """Clear all marks and go to the first row, whose enter shows all DIDs."""
        self._marked = frozenset()
        self._rows.replace(self._options())
        self._rows.move_to(0)
        self._say()

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Return what the button says."""
        self.dismiss(self._wanted)
