"""Paints the list of conversations: rows by line, the position, and the scrollbar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from mmstui.tui.inbox.conversation_row import CursorStyle, RowContext, paint_row
from mmstui.tui.inbox.list_window import NO_ROW
from mmstui.tui.layout import ROW_TEXT
from mmstui.tui.ui.line import Line, advice

if TYPE_CHECKING:
    from mmstui.domain.messages import Conversation
    from mmstui.domain.searching.search_query import Query
    from mmstui.tui.inbox.list_viewport import ListViewport
    from mmstui.tui.theme.did_colors import DidColors
    from mmstui.tui.theme.palette import Palette


class Empty(NamedTuple):
    """The text of an empty list, ready to paint, then keys with their labels."""

    text: str
    keys: tuple[tuple[str, str], ...] = ()


class ListPainter:
    """Paints a viewport of the list, and knows which lines its rows have."""

    _palette: Palette
    _now: datetime
    _zone: tzinfo
    _focused: bool
    _did_colors: DidColors | None
    _thumb: tuple[int, int]

    def __init__(self, viewport: ListViewport) -> None:
        self._viewport = viewport
        self.width, self.height = self.size = (0, 0)
        self._air = 0
        self.empty = Empty("")
        self.query: Query | None = None
        #: What all lines of a frame look like; times are shown by the day and the minute.
        self.look: object = None

    # The lines of rows.

    def measure(self, size: tuple[int, int], *, airy: bool, compact: bool) -> None:
        """Fit the rows to the size of the list; `compact`: each is one line high."""
        self.width, self.height = self.size = size
        self._air = 1 if airy else 0
        self._viewport.row_lines = 1 if compact else 2
        self._viewport.page = max(1, (self.height - self._air) // self._viewport.row_lines)
        self._viewport.bring_into_view()

    def index_at(self, y: int) -> int | None:
        """Return the index of the row at a line; None if there is none."""
        index = self._viewport.top + (y - self._air) // self._viewport.row_lines
        listed = y >= self._air and index < len(self._viewport.ids)
        return index if listed and self._viewport.in_view(index) else None

    def places(self, indexes: Iterable[int | None]) -> list[tuple[int, int]]:
        """Return the first line and the number of lines of those rows that are on screen.

        The position line too.
        """
        lines = self._viewport.row_lines
        places = [
            (self._air + (index - self._viewport.top) * lines, lines)
            for index in indexes
            if index is not None and self._viewport.in_view(index)
        ]
        if self.position_line is not None:
            places.append((self.position_line, 1))
        return places

    @property
    def position_line(self) -> int | None:
        """The line of `1 of 212`: the last one, if a line is left over."""
        return (
            self.height - 1
            if (self.height - self._air) % self._viewport.row_lines and self._viewport.ids
            else None
        )

    # Painting.

    def begin(
        self,
        palette: Palette,
        now: datetime,
        zone: tzinfo,
        focused: bool,
        did_colors: DidColors | None = None,
    ) -> None:
        """Set what all lines of a frame are painted with."""
        self._did_colors = did_colors
        self._palette, self._now, self._zone, self._focused = palette, now, zone, focused
        minute, lines = now.replace(second=0, microsecond=0), self._viewport.row_lines
        self.look = (palette, minute, zone, did_colors, self.query, self.size, lines)
        self._viewport.painted_ids = self._viewport.ids
        if not self._viewport.ids:
            self._viewport.painted_id = NO_ROW
        self._thumb = self._viewport.thumb

    def paint(self, line: Line, y: int) -> None:
        """Paint one line of the list into an empty one of its width."""
        viewport, palette, width = self._viewport, self._palette, self.width
        below, lines = y - self._air, viewport.row_lines
        surface = palette.t1
        line.blank = surface.blank
        if not viewport.ids:
            self._paint_empty(line, below)
        elif y == self.position_line:
            line.to(ROW_TEXT).text(
                f"{viewport.cursor + 1:,} of {len(viewport.ids):,}", surface.faint
            )
        elif (row := self._row_at(y)) is not None:
            cursor_style = self._cursor_style_of(row, viewport.top + below // lines)
            context = RowContext(
                palette, width, self._now, self._zone, cursor_style, self.query,
                marked=row.id in viewport.marked, compact=lines == 1, did_colors=self._did_colors,
            )  # fmt: skip
            surface = context.surface
            paint_row(line, row, bool(below % lines), context)
        # The scrollbar, the only vertical line on the screen.
        glyph, style = ("┃", surface.faint) if self._is_thumb(below) else ("│", surface.rule)
        line.to(width - 1).text(glyph, style)

    def look_of(self, y: int) -> tuple[Conversation | None, object]:
        """Return the row at a line, and what else tells how the line looks in this frame.

        The second is None if the line looks different from an instant on.
        """
        row = self._row_at(y)
        if row is None or row.snoozed_until or row.muted_until or row.remind_at:
            return None, None
        below, lines = y - self._air, self._viewport.row_lines
        cursor_style = self._cursor_style_of(row, self._viewport.top + below // lines)
        marked = row.id in self._viewport.marked
        return row, (row.id, below % lines, cursor_style, marked, self._is_thumb(below))

    def _row_at(self, y: int) -> Conversation | None:
        below = y - self._air
        if y == self.position_line or below < 0:
            return None
        return self._viewport.row(self._viewport.top + below // self._viewport.row_lines)

    def _is_thumb(self, below: int) -> bool:
        start, end = self._thumb
        return start <= below < end

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

    def _paint_empty(self, line: Line, y: int) -> None:
        room = self.width - ROW_TEXT - 2
        lines = advice(self.empty.text, self.empty.keys, self._palette.t1, room)
        if 0 <= y < len(lines):
            line.to(ROW_TEXT).parts(lines[y])
