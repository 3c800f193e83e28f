"""Paints the list of conversations: rows by line, the position, and the scrollbar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from textual.geometry import Region, Size
from textual.strip import Strip

from mmstui.domain.messages import Conversation
from mmstui.tui.inbox.conversation_row import CursorStyle, RowContext, row_line
from mmstui.tui.inbox.list_viewport import ListViewport
from mmstui.tui.layout import ROW_TEXT
from mmstui.tui.theme.did_colors import NO_DID_COLORS, DidColors
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.line_builder import LineBuilder, advice

if TYPE_CHECKING:
    from mmstui.domain.searching.search_query import Query


@dataclass(frozen=True, slots=True)
class Empty:
    """The text of an empty list, ready to paint, then keys with their labels."""

    text: str
    keys: tuple[tuple[str, str], ...] = ()


class ListPainter:
    """Paints a viewport of the list, and knows which lines its rows have."""

    _palette: Palette
    _now: datetime
    _zone: tzinfo
    _focused: bool
    _did_colors: DidColors

    def __init__(self, viewport: ListViewport) -> None:
        self._viewport = viewport
        self.size = Size(0, 0)
        self._air = 0
        self.empty = Empty("")
        self.query: Query | None = None

    # The lines of rows.

    def measure(self, size: Size, *, airy: bool, compact: bool) -> None:
        """Fit the rows to the size of the list; `compact`: each is one line high."""
        self.size = size
        self._air = 1 if airy else 0
        self._viewport.row_lines = 1 if compact else 2
        self._viewport.page = max(1, (size.height - self._air) // self._viewport.row_lines)
        self._viewport.bring_into_view()

    def index_at(self, y: int) -> int | None:
        """Return the index of the row at a line; None if there is none."""
        index = self._viewport.top + (y - self._air) // self._viewport.row_lines
        listed = y >= self._air and index < len(self._viewport.ids)
        return index if listed and self._viewport.in_view(index) else None

    def regions(self, indexes: Iterable[int | None]) -> list[Region]:
        """Return the regions of those rows that are on screen, and of the position line."""
        width, lines = self.size.width, self._viewport.row_lines
        regions = [
            Region(0, self._air + (index - self._viewport.top) * lines, width, lines)
            for index in indexes
            if index is not None and self._viewport.in_view(index)
        ]
        if self.position_line is not None:
            regions.append(Region(0, self.position_line, width, 1))
        return regions

    @property
    def position_line(self) -> int | None:
        """The line of `1 of 212`: the last one, if a line is left over."""
        height = self.size.height
        return (
            height - 1
            if (height - self._air) % self._viewport.row_lines and self._viewport.ids
            else None
        )

    # Painting.

    def begin(
        self,
        palette: Palette,
        now: datetime,
        zone: tzinfo,
        focused: bool,
        did_colors: DidColors = NO_DID_COLORS,
    ) -> None:
        """Set what all lines of a frame are painted with."""
        self._did_colors = did_colors
        self._palette, self._now, self._zone, self._focused = palette, now, zone, focused
        self._viewport.painted_ids = self._viewport.ids

    def line(self, y: int) -> Strip:
        """Return one line of the list."""
        viewport, palette, width = self._viewport, self._palette, self.size.width
        below, lines = y - self._air, viewport.row_lines
        line, surface = LineBuilder(width, palette.t1.blank), palette.t1
        if not viewport.ids:
            self._paint_empty(line, below)
        elif y == self.position_line:
            line.to(ROW_TEXT).text(
                f"{viewport.cursor + 1:,} of {len(viewport.ids):,}", surface.faint
            )
        elif below >= 0 and (row := viewport.row(viewport.top + below // lines)) is not None:
            cursor_style = self._cursor_style_of(row, viewport.top + below // lines)
            context = RowContext(
                palette, width, self._now, self._zone, cursor_style, self.query,
                marked=row.id in viewport.marked, compact=lines == 1, did_colors=self._did_colors,
            )  # fmt: skip
            line, surface = row_line(row, bool(below % lines), context), context.surface
        start, end = viewport.thumb
        thumb = start <= below < end
        # The scrollbar, the only vertical line on the screen.
        glyph, style = ("┃", surface.faint) if thumb else ("│", surface.rule)
        return line.to(width - 1).text(glyph, style).strip()

    def _cursor_style_of(self, row: Conversation, index: int) -> CursorStyle:
        """Return how a row shows the cursor, or that its thread is open."""
        viewport = self._viewport
        opened = viewport.thread_shown and row.id == viewport.opened
        if index == viewport.cursor:
            viewport.painted_id = row.id
            if self._focused:
                return CursorStyle.FOCUSED
            # While a thread has focus, only its row may show a cursor.
            hidden = viewport.thread_shown and not opened
            return CursorStyle.NONE if hidden else CursorStyle.UNFOCUSED
        return CursorStyle.OPEN if opened else CursorStyle.NONE

    def _paint_empty(self, line: LineBuilder, y: int) -> None:
        room = self.size.width - ROW_TEXT - 2
        lines = advice(self.empty.text, self.empty.keys, self._palette.t1, room)
        if 0 <= y < len(lines):
            line.to(ROW_TEXT).parts(lines[y])
