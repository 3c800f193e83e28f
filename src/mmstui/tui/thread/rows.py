"""Paints the visible rows of a thread, and caches them.

Textual's own rendering handles borders, padding and the like for every row, which this widget does
not have.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Final, NamedTuple

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from mmstui.domain.messages import Message
from mmstui.tui.compose.stopped_send import PaintedUpTo
from mmstui.tui.graphics.half_blocks import colour_depth
from mmstui.tui.layout import THREAD_GUTTER_END, THREAD_TEXT, is_airy
from mmstui.tui.media import thumbnails
from mmstui.tui.media.thumbnails import Rows, ThumbnailRequest, Thumbnails
from mmstui.tui.terminal import cell_size
from mmstui.tui.theme.palette import BOLD, Palette
from mmstui.tui.thread.layout import Geometry, Picture
from mmstui.tui.thread.paint import CursorStyle, strip_of, with_thumb
from mmstui.tui.thread.viewport import ThreadViewport
from mmstui.tui.thread.window import RowPosition, ThreadWindow
from mmstui.tui.ui.commands import key_of
from mmstui.tui.ui.formatting import UNREAD
from mmstui.tui.ui.line_builder import LineBuilder as Painted
from mmstui.tui.ui.line_builder import blank_strip
from mmstui.tui.ui.line_widget import LineWidget

#: The command that moves to the newest message.
_NEWEST: Final = "thread.last"

#: Painted rows by message, line of the message and cursor.
Strips = dict[tuple[int, int, CursorStyle], Strip]


class RowsAhead(NamedTuple):
    """The end of a conversation that may come next, read and painted before it is wanted."""

    window: ThreadWindow
    palette: Palette
    strips: Strips

    @classmethod
    def of(cls, window: ThreadWindow, rows: int, palette: Palette) -> RowsAhead:
        """Lay out and paint the last rows of a window as a focused thread shows them.

        On any thread, so without pictures. What history is above the first message may change.
        """
        viewport, strips = ThreadViewport(window, rows), Strips()
        viewport.point_at_visible()
        for position in viewport.positions():
            number, row = window.messages[position.nth].id, window.row(position)
            line = position.row - len(window.lead(position.nth))
            if row.picture is None and (line >= 0 or position.nth):
                here = number == viewport.cursor and line >= 0
                style = CursorStyle.FOCUSED if here else CursorStyle.NONE
                width, first = window.geometry.width, line == 0
                strips[number, line, style] = strip_of(row, width, palette, style, first=first)
        return cls(window, palette, strips)


class ThreadRows(LineWidget):
    """Paints the rows of a viewport, which a subclass sets and moves."""

    ALLOW_SELECT = False

    def __init__(self, zone: tzinfo, *, pictures: bool, id: str | None = None) -> None:
        """`pictures`: draw thumbnails."""
        super().__init__(id=id)
        self._zone = zone
        self._pictures = pictures
        self._thumbnails = Thumbnails(self, self._picture_ready)
        self.viewport: ThreadViewport | None = None
        self._words = ""
        self._strips: Strips = {}
        self._inks: Palette | None = None
        # The rows as they were painted last.
        self._positions: list[RowPosition] = []
        self._pad = 0
        self._thumb = range(0)
        #: New messages below the last row, which wait until the user moves there.
        self._below = 0
        #: In a team: what has been on the screen.
        self.painted_up_to: PaintedUpTo | None = None
        #: The message that was painted under the cursor, or reached by a key since.
        self.painted_cursor: int | None = None

    @property
    def draws_pictures(self) -> bool:
        """Whether thumbnails are drawn."""
        return self._pictures and not self.app.no_color

    def repaint(self) -> None:
        """Clear all caches and repaint."""
        if self.viewport is not None:
            self.viewport.reset()
        self._strips.clear()
        self.refresh()

    def on_unmount(self) -> None:
        """Stop decoding thumbnails."""
        self._thumbnails.close()

    # Geometry.

    def geometry(self) -> Geometry:
        """Return what rows are laid out for."""
        airy = is_airy(self.app, self.app.size.height)
        plain = Geometry(max(1, self.size.width), airy, self._zone)
        if not self.draws_pictures:
            return plain
        columns, rows = thumbnails.LARGE if airy else thumbnails.SMALL
        return replace(plain, thumbnail=(min(columns, plain.ours), rows))

    @property
    def _rows(self) -> int:
        """Rows for messages: the last one is blank with air, or says what is new below it."""
        airy = is_airy(self.app, self.app.size.height)
        return max(1, self.size.height - (airy or self._below > 0))

    # Painting.

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render the rows of a region with the same palette and viewport."""
        palette = Palette.of(self)
        if palette is not self._inks:
            self._inks = palette
            self._strips.clear()
        self._compute_rows()
        strips = [self.render_line(y) for y in crop.line_range]
        # In true colors there is nothing for filters to change.
        if palette.flat:
            background = self.background_colors[1]
            for each in self.get_line_filters():
                strips = [strip.apply_filter(each, background) for strip in strips]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _compute_rows(self) -> None:
        """Compute the visible rows and the scrollbar's thumb."""
        viewport, below = self.viewport, self._below
        # What is new below has the last row.
        self._below = viewport.unread_below() if viewport is not None else 0
        rows = self._rows
        if viewport is not None and bool(below) != bool(self._below):
            viewport.rows = rows
        self._positions = [] if viewport is None else viewport.positions()
        self._pad = rows - len(self._positions)
        if self.painted_up_to is not None and viewport is not None and self._positions:
            self.painted_up_to.note(viewport.newest_visible())
        share = None if viewport is None else viewport.thumb()
        self._thumb = range(0)
        if share is not None:
            first = min(rows - 1, int(share[0] * rows))
            self._thumb = range(first, max(first + 1, math.ceil(share[1] * rows)))

    def render_line(self, y: int) -> Strip:
        """Render one row; the thread is aligned at the bottom."""
        width = self.size.width
        if self._below and y == self.size.height - 1:
            return _below_strip(self._below, width, self._inks or Palette.of(self))
        palette, line = self._inks or Palette.of(self), y - self._pad
        if self.viewport is not None and 0 <= line < len(self._positions):
            strip, cursor_style = self._strip(self.viewport, self._positions[line], width, palette)
        else:
            words = self._words if y == 0 and self.viewport is None else ""
            strip, cursor_style = _words_strip(words, width, palette), CursorStyle.NONE
        return with_thumb(strip, width, palette, cursor_style) if y in self._thumb else strip

    def _strip(
        self, viewport: ThreadViewport, position: RowPosition, width: int, palette: Palette
    ) -> tuple[Strip, CursorStyle]:
        message = viewport.window.messages[position.nth]
        line = position.row - len(viewport.window.lead(position.nth))
        cursor_style = CursorStyle.NONE
        if message.id == viewport.cursor and line >= 0:
            self.painted_cursor = message.id
            if self.has_focus:
                cursor_style = CursorStyle.FOCUSED
            elif viewport.moved:
                cursor_style = CursorStyle.UNFOCUSED
        key = (message.id, line, cursor_style)
        if (found := self._strips.get(key)) is None:
            found = self._strips[key] = strip_of(
                viewport.window.row(position),
                width,
                palette,
                cursor_style,
                first=line == 0,
                pictures=lambda picture: self._picture_row(message, picture),
            )
        return found, cursor_style

    def _picture_row(self, message: Message, picture: Picture) -> Sequence[Segment] | None:
        box = self.geometry().thumbnail
        path = next((m.path for m in message.media if m.id == picture.media_id), None)
        if box is None or path is None:
            return None
        depth = colour_depth(self.app.console.color_system)
        wanted = ThumbnailRequest(path, *box, depth, cell_size.cell_pixels())
        rows = self._thumbnails.get(wanted)
        return rows[picture.row] if rows is not None and picture.row < len(rows) else None

    def _picture_ready(self, wanted: ThumbnailRequest, rows: Rows | None) -> None:
        if rows is None and self.viewport is not None:
            for message in self.viewport.window.messages:
                for media in message.media:
                    if media.path == wanted.path:
                        self.viewport.window.mark_unpaintable(media.id)
        self.repaint()


def _below_strip(count: int, width: int, palette: Palette) -> Strip:
    """Return the row that says what waits below."""
    surface = palette.t0
    line = Painted(width, surface.blank).gutter(UNREAD, surface.accent, THREAD_GUTTER_END)
    line.to(THREAD_TEXT).text(f"{count} new", surface.accent + BOLD).skip(3)
    return line.text(key_of(_NEWEST), surface.strong).skip(1).text("newest", surface.soft).strip()


def _words_strip(words: str, width: int, palette: Palette) -> Strip:
    """Return a row with a sentence, or a blank one."""
    if not words:
        return blank_strip(width, palette.t0.blank)
    line = Painted(width, palette.t0.blank).to(THREAD_TEXT)
    return line.text(words, palette.t0.soft, line.left - 2).strip()
