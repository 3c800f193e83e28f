"""The dialog of 0: chooses a view of the list, or a saved search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.domain.text.sanitise import line as one_line
from mmstui.domain.views import View, ViewCounts
from mmstui.tui.theme.palette import Role
from mmstui.tui.triage import commands as triage_commands
from mmstui.tui.triage.view_words import KEYS, MEANING
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import Button, DialogFooter
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows
from mmstui.tui.ui.virtual_list import VirtualList

#: A view, or the name and the query of a saved search.
Chosen = View | tuple[str, str]

#: The user's key of each view.
_KEYS: Final = {
    view: command.key for view, command in zip(KEYS, triage_commands.IN_PICKER, strict=True)
}
#: Cells of the longest name of a view, and of a count.
_NAME: Final = 9
_COUNT: Final = 6


class ViewPicker(Dialog[Chosen]):
    """A dialog that returns a view or a saved search. The views' keys choose at once."""

    NARROW_TEXT_COLUMN = 7
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*dialog_commands.MOVES, dialog_commands.CHOOSE, *triage_commands.IN_PICKER)
    ]

    def __init__(
        self,
        shown: View,
        counts: ViewCounts,
        searches: Sequence[tuple[str, str]],
    ) -> None:
        """`shown` is the view of the list; `searches` are the user's, by name."""
        super().__init__("Show", esc=f"keep {shown}")
        self._values: list[Chosen] = [*View, *searches]
        self._shown, self._counts = shown, counts
        self._rows: OptionRows[Chosen] = OptionRows(tone=1)

    def compose_body(self) -> ComposeResult:
        """Yield the rows."""
        yield self._rows

    def body_height(self) -> int:
        """One line for each row."""
        return len(self._values)

    def fitted(self) -> None:
        """Align the rows with the title."""
        self._rows.text_column = self.text_column

    def on_mount(self) -> None:
        """Put the cursor on the view of the list."""
        self._rows.show([self._option(value) for value in self._values], self._index(self._shown))

    def _index(self, view: View) -> int:
        return self._values.index(view)

    def _option(self, value: Chosen) -> Option[Chosen]:
        if isinstance(value, View):
            count = self._counts[value]
            cells = (
                Cell(value, width=_NAME, bold=count > 0),
                Cell(f"{count:>{_COUNT},}" if count else "", Role.TEXT, width=_COUNT),
                Cell(MEANING[value], Role.SOFT),
            )
            return Option(value, cells, key=_KEYS.get(value, ""))
        name, query = value
        return Option(value, (Cell(one_line(name)), Cell(one_line(query), Role.SOFT)))

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        option = self._rows.option
        keys = (("1 to 9", "at once"), dialog_commands.MOVE_HINT)
        if option is None:
            self.footer.show(None, keys)
        elif isinstance(option.value, View):
            self.footer.show(Button(f"show {option.value}"), keys)
        else:
            self.footer.show(Button(f"search {one_line(option.value[0])}"), keys)

    def action_view(self, view: str) -> None:
        """Return the view of a key."""
        self.dismiss(View(view))

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Return the row under the cursor."""
        if (option := self._rows.option) is not None:
            self.dismiss(option.value)
