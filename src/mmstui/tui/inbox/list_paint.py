"""Paints the list of conversations: rows by line, the position, and the scrollbar."""

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
from mmstui.tui.inbox.conversation_row import CursorStyle, RowContext, row_line
from mmstui.tui.inbox.list_viewport import ListViewport
from mmstui.tui.layout import AIRY, ROW_TEXT
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.line_builder import LineBuilder, advice

if TYPE_CHECKING:
    from mmstui.domain.search_query import Query


@dataclass(frozen=True, slots=True)
class Empty:
    """The text of an empty list, ready to paint, then keys with their labels."""

    text: str
    keys: tuple[tuple[str, str], ...] = ()


class PaintedList(Widget):
    """A viewport of the list as lines. Callers that move it say which lines to repaint."""

    _inks: Palette
    _now: datetime

    def __init__(
        self,
        viewport: ListViewport,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._viewport = viewport
        self._clock = clock
        self._zone = zone
        self._width = self._height = 0
        self._air = 0
        self._empty = Empty("")
        self._query: Query | None = None
        self._thread_shown = False
        #: The conversation that keys act on: painted under the cursor, or reached by a key since.
        self._painted_id: int | None = None

    def on_resize(self) -> None:
        """Cache the size, which is read often."""
        self._measure()

    def _measure(self) -> None:
        self._width, self._height = self.size
        self._air = 1 if self.app.size.height >= AIRY else 0
        self._viewport.page = max(1, (self._height - self._air) // 2)
        self._viewport.bring_into_view()

    def _refresh_cursor(self) -> None:
        if self._viewport.in_view(self._viewport.cursor):
            self._refresh_rows(self._viewport.cursor)

    def _refresh_rows(self, *indexes: int) -> None:
        """Repaint rows, and the position line."""
        top, air, width = self._viewport.top, self._air, self._width
        regions = [
            Region(0, air + (index - top) * 2, width, 2)
            for index in indexes
            if self._viewport.in_view(index)
        ]
        if self._position_line is not None:
            regions.append(Region(0, self._position_line, width, 1))
        if regions:
            self.refresh(*regions)

    @property
    def _position_line(self) -> int | None:
        """The line of `1 of 212`: the last one, if a line is left over."""
        return self._height - 1 if (self._height - self._air) % 2 and self._viewport.ids else None

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return no filters if all colors are true colors: filters cost as much as painting."""
        return super().get_line_filters() if Palette.of(self).flat else ()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render the lines of a region with the same palette and time."""
        if self.size != (self._width, self._height):
            self._measure()
        self._inks, self._now = Palette.of(self), self._clock()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Render one line of the list."""
        viewport, palette, width = self._viewport, self._inks, self._width
        below = y - self._air
        line, surface = LineBuilder(width, palette.t1.blank), palette.t1
        if not viewport.ids:
            self._paint_empty(line, below)
        elif y == self._position_line:
            line.to(ROW_TEXT).text(
                f"{viewport.cursor + 1:,} of {len(viewport.ids):,}", surface.faint
            )
        elif below >= 0 and (row := viewport.row(viewport.top + below // 2)) is not None:
            cursor_style = self._cursor_style_of(row, viewport.top + below // 2)
            context = RowContext(palette, width, self._now, self._zone, cursor_style, self._query)
            line, surface = row_line(row, bool(below % 2), context), context.surface
        start, end = viewport.thumb
        thumb = start <= below < end
        # The scrollbar, the only vertical line on the screen.
        glyph, style = ("┃", surface.faint) if thumb else ("│", surface.rule)
        return line.to(width - 1).text(glyph, style).strip()

    def _cursor_style_of(self, row: Conversation, index: int) -> CursorStyle:
        """Return how a row shows the cursor, or that its thread is open."""
        opened = self._thread_shown and row.id == self._viewport.opened
        if index == self._viewport.cursor:
            self._painted_id = row.id
            if self.has_focus:
                return CursorStyle.FOCUSED
            # While a thread has focus, only its row may show a cursor.
            return CursorStyle.NONE if self._thread_shown and not opened else CursorStyle.UNFOCUSED
        return CursorStyle.OPEN if opened else CursorStyle.NONE

    def _paint_empty(self, line: LineBuilder, y: int) -> None:
        room = self._width - ROW_TEXT - 2
        lines = advice(self._empty.text, self._empty.keys, self._inks.t1, room)
        if 0 <= y < len(lines):
            line.to(ROW_TEXT).parts(lines[y])
