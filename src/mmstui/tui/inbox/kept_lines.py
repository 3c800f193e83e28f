"""Painted lines of the list that are kept, for as long as their rows look the same.

A row that was painted before, at another place of the screen too, is not painted anew: a key that
moves rows costs no more than one that changes two of them.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from rich.style import Style
from textual.strip import Strip

from mmstui.tui.inbox.list_paint import ListPainter
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.line_builder import LineBuilder

if TYPE_CHECKING:
    from mmstui.domain.messages import Conversation
    from mmstui.tui.theme.did_colors import DidColors

#: Lines that are kept: those of some pages.
MOST: Final = 400


class KeptLines:
    """The lines of a painter as strips."""

    _blank: Style

    def __init__(self, painter: ListPainter) -> None:
        self._painter = painter
        #: By row, line of the row and its look, with the row that they show.
        self._lines: dict[object, tuple[Conversation, Strip]] = {}
        self._look: object = None

    def begin(
        self,
        palette: Palette,
        now: datetime,
        zone: tzinfo,
        focused: bool,
        did_colors: DidColors | None = None,
    ) -> None:
        """Begin a frame, and forget the lines if it paints them otherwise than the last one."""
        self._painter.begin(palette, now, zone, focused, did_colors)
        self._blank = palette.t1.blank
        if self._painter.look != self._look or len(self._lines) > MOST:
            self._look = self._painter.look
            self._lines.clear()

    def strip(self, y: int) -> Strip:
        """Return one line of the list."""
        row, key = self._painter.look_of(y)
        found = self._lines.get(key) if key is not None else None
        if found is not None and (found[0] is row or found[0] == row):
            return found[1]
        line = LineBuilder(self._painter.width, self._blank)
        self._painter.paint(line, y)
        strip = line.strip()
        if key is not None and row is not None:
            self._lines[key] = row, strip
        return strip
