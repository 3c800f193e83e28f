"""Paints the list of conversations: rows by line, the position, and the scrollbar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from textual.geometry import Region, Size
from textual.strip import Strip

from mmstui.domain.messages import Conversation
from mmstui.tui.inbox.conversation_row import CursorStyle, RowContext, row_line
from mmstui.tui.inbox.list_viewport import ListViewport
from mmstui.tui.layout import ROW_TEXT
from mmstui.tui.theme.did_colors import NO_DID_COLORS, DidColors
from mmstui.tui.theme.palette import Palette, Surface
from mmstui.tui.ui.line_builder import LineBuilder, advice

if TYPE_CHECKING:
    from mmstui.domain.searching.search_query import Query


#: Painted lines that are kept: those of some pages.
KEPT_LINES: Final = 400


@dataclass(frozen=True, slots=True)
class Empty:
    """The text of an empty list, ready to paint, then keys with their labels."""

    text: str
    keys: tuple[tuple[str, str], ...] = ()


class ListPainter:
    """Paints a viewport of the list, and knows which lines its rows have.

    A row that was painted before, at another place of the screen too, is not painted anew: a key
    that moves rows costs no more than one that changes two of them.
    """

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
        #: Painted lines by row, line of the row and look, with the row that they show.
        self._lines: dict[object, tuple[Conversation, Strip]] = {}
        self._look: object = None

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
        # Times are shown by the day and the minute.
        minute = now.replace(second=0, microsecond=0)
        look = (palette, minute, zone, did_colors, self.query, self.size, self._viewport.row_lines)
        if look != self._look or len(self._lines) > KEPT_LINES:
            self._look = look
            self._lines.clear()
        self._viewport.painted_ids = self._viewport.ids

    def line(self, y: int) -> Strip:
        """Return one line of the list."""
        viewport, palette = self._viewport, self._palette
        below, lines = y - self._air, viewport.row_lines
        if y != self.position_line and below >= 0 and viewport.ids:
            index = viewport.top + below // lines
            if (row := viewport.row(index)) is not None:
                return self._row_line(row, index, below)
        line = LineBuilder(self.size.width, palette.t1.blank)
        if not viewport.ids:
            self._paint_empty(line, below)
        elif y == self.position_line:
            line.to(ROW_TEXT).text(
                f"{viewport.cursor + 1:,} of {len(viewport.ids):,}", palette.t1.faint
            )
        return self._with_scrollbar(line, palette.t1, self._is_thumb(below))

    def _row_line(self, row: Conversation, index: int, below: int) -> Strip:
        """Return a line of a row, as it was painted before if it looks the same."""
        which, thumb = below % self._viewport.row_lines, self._is_thumb(below)
        cursor_style, marked = self._cursor_style_of(row, index), row.id in self._viewport.marked
        key = row.id, which, cursor_style, marked, thumb
        if (found := self._lines.get(key)) is not None and found[0] == row:
            return found[1]
        context = RowContext(
            self._palette, self.size.width, self._now, self._zone, cursor_style, self.query,
            marked=marked, compact=self._viewport.row_lines == 1, did_colors=self._did_colors,
        )  # fmt: skip
        line = row_line(row, bool(which), context)
        strip = self._with_scrollbar(line, context.surface, thumb)
        if not (row.snoozed_until or row.muted_until or row.remind_at):
            # The others look different from an instant on.
            self._lines[key] = row, strip
        return strip

    def _is_thumb(self, below: int) -> bool:
        start, end = self._viewport.thumb
        return start <= below < end

    def _with_scrollbar(self, line: LineBuilder, surface: Surface, thumb: bool) -> Strip:
        """Return a line with the scrollbar, the only vertical line on the screen."""
        glyph, style = ("┃", surface.faint) if thumb else ("│", surface.rule)
        return line.to(self.size.width - 1).text(glyph, style).strip()

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
