"""A list of options: cells of facts and names, with the matches of a fuzzy query highlighted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from rich.cells import cell_len
from rich.style import Style

from mmstui.tui.theme.palette import HIT, Role, Surface
from mmstui.tui.ui.dialog_lines import RIGHT_AIR
from mmstui.tui.ui.formatting import MARKED
from mmstui.tui.ui.line_builder import ELLIPSIS, LineBuilder, cut, whole_clauses
from mmstui.tui.ui.virtual_list import VirtualList

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row, ready to paint. `hits` are the indices of matching characters.

    `clauses`: where there is no room for all of the text, its first clauses are shown.
    """

    text: str
    role: Role = Role.TEXT
    width: int = 0  #: cells to fill; 0: as many as the text takes
    gap: int = 2  #: blank cells after it
    bold: bool = False
    hits: frozenset[int] = field(default=frozenset())
    clauses: bool = False


@dataclass(frozen=True, slots=True)
class Option(Generic[V]):
    """An option. With a `problem`, a sentence, it is faint and cannot be chosen."""

    value: V
    cells: tuple[Cell, ...]
    problem: str = ""
    marked: bool = False
    key: str = ""  #: the key that chooses it, shown in the gutter


class OptionRows(VirtualList, Generic[V]):
    """A list of options. The screen that owns it handles the keys."""

    def __init__(
        self,
        *,
        id: str | None = None,
        tone: int = 0,
        text_column: int = 2,
        empty: str = "",
        takes_keys: Callable[[], bool] | None = None,
    ) -> None:
        """`takes_keys`: whether keys go to the rows; without them there is no cursor in the rows.

        By default they always do.
        """
        super().__init__(id=id, tone=tone, text_column=text_column)
        self._is_armed = takes_keys
        self._options: Sequence[Option[V]] = ()
        self._empty = empty

    @property
    def takes_keys(self) -> bool:
        """Whether keys go to the rows."""
        return super().takes_keys if self._is_armed is None else self._is_armed()

    @property
    def shows_cursor(self) -> bool:
        """Whether the cursor's row is marked: the button names what the keys would choose."""
        return self.takes_keys

    @property
    def count(self) -> int:
        """The number of options."""
        return len(self._options)

    @property
    def options(self) -> Sequence[Option[V]]:
        """The options."""
        return self._options

    @property
    def option(self) -> Option[V] | None:
        """The option under the cursor."""
        return self._options[self.cursor] if self.cursor < len(self._options) else None

    def show(self, options: Sequence[Option[V]], cursor: int = 0, empty: str | None = None) -> None:
        """Replace the options and set the cursor; `empty` is the text for no options."""
        self._options = options
        if empty is not None:
            self._empty = empty
        self.rows_changed(cursor)

    def replace(self, options: Sequence[Option[V]]) -> None:
        """Replace the options with new facts of the same rows: cursor and scroll position stay."""
        self._options = options
        self.refresh()

    def follow(self, options: Sequence[Option[V]], key: Callable[[V], object]) -> None:
        """Replace the options and keep the cursor on the same option, identified by `key`."""
        before = key(self.option.value) if self.option is not None else None
        keys = [key(option.value) for option in options]
        self.keep(options, keys.index(before) if before in keys else self.cursor)

    def keep(self, options: Sequence[Option[V]], cursor: int) -> None:
        """Replace the options and keep the cursor's line, where its new row is known."""
        self._options = options
        self.rows_moved(cursor)

    def paint(self, line: LineBuilder, index: int, surface: Surface) -> None:
        """Paint the mark and the key, then each cell."""
        option = self._options[index]
        if option.marked:
            line.gutter(MARKED, surface.accent, self.text_column - 2)
        if option.key:
            style = surface.faint if option.problem else surface.strong
            line.gutter(option.key, style, self.text_column - 2, 1)
        line.to(self.text_column)
        # A list in its own tone fills its width; otherwise the dialog's right margin stays blank.
        end = line.width - (RIGHT_AIR if self.tone else 0)
        for cell in option.cells:
            role = Role.FAINT if option.problem else cell.role
            hit = Style(underline=True) if option.problem else surface.accent + HIT
            start = line.used
            paint_hits(line, cell, surface.of(role, bold=cell.bold), hit, end)
            line.to(max(start + cell.width, line.used) + cell.gap)

    def paint_empty(self, line: LineBuilder, surface: Surface) -> None:
        """Paint the reason why there are no options."""
        line.to(self.text_column).text(self._empty, surface.soft)


def paint_hits(
    line: LineBuilder, cell: Cell, style: Style, hit: Style, end: int | None = None
) -> None:
    """Paint a cell up to column `end`, with `hit` added to the style of matches."""
    room = line.left if end is None else max(0, min(line.left, end - line.used))
    limit = min(room, cell.width) if cell.width else room
    text = (whole_clauses if cell.clauses else cut)(cell.text, limit)
    whole = len(text) - 1 if text.endswith(ELLIPSIS) and text != cell.text else len(text)
    start = 0
    while start < len(text):
        found = start in cell.hits and start < whole
        end = start + 1
        while end < len(text) and (end in cell.hits and end < whole) == found:
            end += 1
        piece = text[start:end]
        line.text(piece, style + hit if found else style, cell_len(piece))
        start = end
