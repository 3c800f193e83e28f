"""How the list of conversations is painted: its rows by the line, its place, and its scrollbar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from mmstui.domain.messages import Conversation
from mmstui.tui.inbox.conversation_row import Mark, RowLook, row_line
from mmstui.tui.inbox.list_viewport import ListPlace
from mmstui.tui.layout import AIRY, ROW_TEXT
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.line_builder import LineBuilder, advice

if TYPE_CHECKING:
    from mmstui.domain.search_query import Query


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: a sentence, ready to paint, then keys with their words."""

    text: str
    keys: tuple[tuple[str, str], ...] = ()


class PaintedList(Widget):
    """A place in the list, as lines. What moves it says which of them are to be painted again."""

    _inks: Palette
    _now: datetime

    def __init__(
        self,
        place: ListPlace,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._place = place
        self._clock = clock
        self._zone = zone
        self._width = self._height = 0
        self._air = 0
        self._empty = Empty("")
        self._query: Query | None = None
        self._thread_shown = False
        #: The conversation that keys mean: whose row was painted, or reached by a key since.
        self._meant: int | None = None

    def on_resize(self) -> None:
        """Another size: it is asked for so often that it is kept."""
        self._measure()

    def _measure(self) -> None:
        self._width, self._height = self.size
        self._air = 1 if self.app.size.height >= AIRY else 0
        self._place.page = max(1, (self._height - self._air) // 2)
        self._place.bring_into_view()

    def _refresh_cursor(self) -> None:
        if self._place.in_view(self._place.cursor):
            self._refresh_rows(self._place.cursor)

    def _refresh_rows(self, *indexes: int) -> None:
        """Paint these rows again, and the line that says where one is."""
        top, air, width = self._place.top, self._air, self._width
        regions = [
            Region(0, air + (index - top) * 2, width, 2)
            for index in indexes
            if self._place.in_view(index)
        ]
        if self._position_line is not None:
            regions.append(Region(0, self._position_line, width, 1))
        if regions:
            self.refresh(*regions)

    @property
    def _position_line(self) -> int | None:
        """The line of `1 of 212`: the last one, where the height is odd."""
        return self._height - 1 if (self._height - self._air) % 2 and self._place.ids else None

    def get_line_filters(self) -> Sequence[LineFilter]:
        """None where all our colours are true ones already: filters cost as much as painting."""
        return super().get_line_filters() if Palette.of(self).flat else ()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region, all with the same inks at the same moment."""
        if self.size != (self._width, self._height):
            self._measure()
        self._inks, self._now = Palette.of(self), self._clock()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the list."""
        place, palette, width = self._place, self._inks, self._width
        below = y - self._air
        line, surface = LineBuilder(width, palette.t1.blank), palette.t1
        if not place.ids:
            self._paint_empty(line, below)
        elif y == self._position_line:
            line.to(ROW_TEXT).text(f"{place.cursor + 1:,} of {len(place.ids):,}", surface.faint)
        elif below >= 0 and (row := place.row(place.top + below // 2)) is not None:
            mark = self._mark_of(row, place.top + below // 2)
            look = RowLook(palette, width, self._now, self._zone, mark, self._query)
            line, surface = row_line(row, bool(below % 2), look), look.surface
        start, end = place.thumb
        thumb = start <= below < end
        # The scrollbar: the only vertical line on the screen.
        glyph, style = ("┃", surface.faint) if thumb else ("│", surface.rule)
        return line.to(width - 1).text(glyph, style).strip()

    def _mark_of(self, row: Conversation, index: int) -> Mark:
        """The cursor's row, or that of the open thread, where the keys go elsewhere."""
        opened = self._thread_shown and row.id == self._place.opened
        if index == self._place.cursor:
            self._meant = row.id
            if self.has_focus:
                return Mark.CURSOR
            # Where the keys go to a thread, no other row looks as if it were that one.
            return Mark.NONE if self._thread_shown and not opened else Mark.LEFT
        return Mark.OPEN if opened else Mark.NONE

    def _paint_empty(self, line: LineBuilder, y: int) -> None:
        room = self._width - ROW_TEXT - 2
        lines = advice(self._empty.text, self._empty.keys, self._inks.t1, room)
        if 0 <= y < len(lines):
            line.to(ROW_TEXT).parts(lines[y])
