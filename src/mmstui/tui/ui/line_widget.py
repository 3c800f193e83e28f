"""A widget that paints all of its lines itself, in true colours."""

from __future__ import annotations

from typing import Self

from textual.geometry import Region, Size
from textual.messages import Update
from textual.strip import Strip
from textual.widget import Widget

from mmstui.tui.theme.palette import Palette


class LineWidget(Widget):
    """A widget without border, padding or tint, whose lines come finished from `render_line`.

    Textual looks the size up among all widgets, some sixty times for a frame, and goes through the
    styles of borders and filters for each line: that takes longer than to paint the line.
    """

    @property
    def size(self) -> Size:
        """The size as it was laid out last: the lines fill all of it."""
        return self.outer_size

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Ask the screen to paint lines; Textual's widget first sends itself a message for that."""
        if layout or recompose or not repaint or not self.is_mounted:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        self._set_dirty(*regions)
        if self.display and self.is_attached:
            self.screen.post_message(Update(self))
        return self

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render the lines of a region. In true colors there is nothing for filters to change."""
        if Palette.of(self).flat or crop.column_span != (0, self.size.width):
            return super().render_lines(crop)
        return [self.render_line(y) for y in crop.line_range]
