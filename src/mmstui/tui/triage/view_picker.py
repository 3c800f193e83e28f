"""The dialog of 0: chooses a view of the list, or a saved search."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.domain.text.sanitise import line as one_line
from mmstui.domain.views import AnyView, SavedSearch, View, ViewCounts, count_words
from mmstui.tui.jobs import job
from mmstui.tui.theme.palette import Role
from mmstui.tui.triage import commands as triage_commands
from mmstui.tui.triage.view_words import KEYS, MEANING
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, display, hint
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import RIGHT_AIR, Button, DialogFooter
from mmstui.tui.ui.line_builder import cut
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows
from mmstui.tui.ui.virtual_list import VirtualList

#: Counts the conversations of a saved search; its argument says when that is no longer wanted.
Count = Callable[[SavedSearch, Callable[[], bool]], int]

#: The user's key of each view; "" for none.
_KEYS: Final = {
    view: display(command.bound[0]) if command.bound else ""
    for view, command in zip(KEYS, triage_commands.IN_PICKER, strict=True)
}
#: Cells of the longest name of a view, and of a count.
_NAME: Final = 9
_COUNT: Final = 6
#: The most cells of the name of a saved search in the button.
_NAMED: Final = 24


class ViewPicker(Dialog[AnyView | str]):
    """A dialog that returns a view, or the words of a saved search whose messages are wanted.

    The keys of views choose at once.
    """

    NARROW_TEXT_COLUMN = 7
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *dialog_commands.MOVES,
            dialog_commands.CHOOSE,
            *triage_commands.IN_PICKER,
            triage_commands.MESSAGES,
        )
    ]

    def __init__(
        self,
        shown: AnyView,
        counts: ViewCounts,
        searches: Sequence[SavedSearch],
        count: Count,
    ) -> None:
        """`shown` is the view of the list; `searches` are the user's, counted after the start."""
        super().__init__("Show", esc=f"keep {cut(str(shown), _NAMED)}")
        self._values: list[AnyView] = [*View, *searches]
        self._shown, self._counts, self._count = shown, counts, count
        self._found: dict[SavedSearch, int] = {}
        self._rows: OptionRows[AnyView] = OptionRows(tone=1)

    def compose_body(self) -> ComposeResult:
        """Yield the rows."""
        yield self._rows

    def body_height(self) -> int:
        """One line for each row."""
        return len(self._values)

    def fitted(self) -> None:
        """Align the rows with the title, and choose words that fit."""
        self._rows.text_column = self.text_column
        self._rows.replace(self._options())

    def on_mount(self) -> None:
        """Put the cursor on the view of the list, and count what searches find."""
        at = self._values.index(self._shown) if self._shown in self._values else 0
        self._rows.show(self._options(), at)
        if len(self._values) > len(View):
            self._count_searches()

    @job("Not counted: choose a search to see what it finds.", group="counts")
    async def _count_searches(self) -> None:
        for search in (each for each in self._values if isinstance(each, SavedSearch)):
            self._found[search] = await asyncio.to_thread(
                self._count, search, lambda: not self.is_attached
            )
            self._rows.replace(self._options())

    def _options(self) -> list[Option[AnyView]]:
        return [self._option(value) for value in self._values]

    def _option(self, value: AnyView) -> Option[AnyView]:
        room = self.inner - self.text_column - RIGHT_AIR
        if isinstance(value, SavedSearch):
            name, words, query = str(value), "", one_line(value.query)
            if (found := self._found.get(value)) is not None:
                words = count_words(found) if found else ""
            width = max(_NAME, min(cell_len(name), room - 2 - _COUNT))
            cells = (Cell(name, width=width, bold=bool(words)), _number(words))
            order = "the longest waiting first" if value.longest_waiting_first else ""
            more = "; ".join(filter(None, (query if query != name else "", order)))
            return Option(value, (*cells, Cell(more, Role.SOFT)))
        count = self._counts[value]
        left = room - _NAME - _COUNT - 4
        meaning = next((each for each in MEANING[value] if cell_len(each) <= left), "")
        cells = (
            Cell(value, width=_NAME, bold=count > 0), _number(f"{count:,}" if count else ""),
        )  # fmt: skip
        return Option(value, (*cells, Cell(meaning, Role.SOFT)), key=_KEYS.get(value, ""))

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        option = self._rows.option
        at_once = ((_AT_ONCE, "at once"),) if _AT_ONCE else ()
        if option is not None and isinstance(option.value, SavedSearch):
            at_once = (hint("its messages", triage_commands.MESSAGES),)
        name = cut(str(option.value), _NAMED) if option is not None else ""
        self.footer.show(
            Button(f"show {name}") if name else None, (*at_once, dialog_commands.MOVE_HINT)
        )

    def action_view(self, view: str) -> None:
        """Return the view of a key."""
        self.dismiss(View(view))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the search for messages on a saved search."""
        option = self._rows.option
        return action != "messages" or (
            option is not None and isinstance(option.value, SavedSearch)
        )

    def action_messages(self) -> None:
        """Return the words of the saved search under the cursor."""
        if (option := self._rows.option) is not None and isinstance(option.value, SavedSearch):
            self.dismiss(option.value.query)

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Return the row under the cursor."""
        if (option := self._rows.option) is not None:
            self.dismiss(option.value)


def _number(words: str) -> Cell:
    return Cell(f"{words:>{_COUNT}}" if words else "", Role.TEXT, width=_COUNT)


def key_words(keys: Sequence[str]) -> str:
    """Return keys in words: `1 to 9`, or `1 to 3 o 5 to 9` where the user has other keys."""
    runs: list[list[str]] = [[key] for key in keys[:1]]
    for before, key in pairwise(keys):
        follows = len(before) == len(key) == 1 and ord(key) == ord(before) + 1
        if follows:
            runs[-1].append(key)
        else:
            runs.append([key])
    return " ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else " ".join(run) for run in runs)


#: The keys that choose a view at once, in words.
_AT_ONCE: Final = key_words([key for key in _KEYS.values() if key])
