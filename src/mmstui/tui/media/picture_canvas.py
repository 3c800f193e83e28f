"""Shows a picture in the middle of the space between the viewer's lines."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import COLOR_SYSTEMS
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from mmstui.tui.graphics import kitty
from mmstui.tui.graphics.drawing import Drawn
from mmstui.tui.graphics.placing import Placing
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.line_builder import LineBuilder, blank_strip
from mmstui.tui.ui.wrapping import wrap


class PictureCanvas(Widget):
    """A widget with a picture or a sentence. A picture drawn by a protocol is drawn again after
    each repaint of the cells.

    Otherwise a toast or a dialog above it would leave a hole.
    """

    DEFAULT_CSS = """
    PictureCanvas { width: 1fr; height: 1fr; background: $background; }
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        """`write` writes to the terminal unchanged."""
        super().__init__()
        self.text_column = 0
        self._placing = Placing(write)
        self._drawn: Drawn | None = None
        self._sentence: tuple[str, ...] = ()
        self._is_error = False
        self._due = False

    def show(self, drawn: Drawn) -> None:
        """Show a picture."""
        self._placing.clear()
        self._drawn, self._sentence = drawn, ()
        self.refresh()

    def say(self, sentence: str, *, error: bool = True) -> None:
        """Show a sentence instead of a picture."""
        self._placing.clear()
        width = max(10, self.size.width - self.text_column - 3)
        self._drawn, self._sentence = None, tuple(wrap(sentence, width))
        self._is_error = error
        self.refresh()

    def clear(self) -> None:
        """Remove the picture from the terminal: another screen covers it, or the viewer closes."""
        self._placing.clear()

    # Painting.

    @property
    def _corner(self) -> tuple[int, int]:
        """Column and row of the picture's first cell."""
        drawn = self._drawn
        if drawn is None:
            return 0, 0
        left, above = self.size.width - drawn.columns, self.size.height - drawn.rows
        return max(0, left // 2), max(0, above // 2)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw as Textual does, then draw the picture again."""
        if self._drawn is not None and self._drawn.escape and not self._due:
            self._due = True
            self.call_after_refresh(self._put)
        return super().render_lines(crop)

    @property
    def _is_on_top(self) -> bool:
        # Not `is_current`, which is also true of a screen that is visible below a dialog.
        return self.is_attached and self.screen.is_active

    def _put(self) -> None:
        self._due = False
        drawn = self._drawn
        if drawn is None or not drawn.escape or not self._is_on_top:
            return
        if drawn.columns <= self.size.width and drawn.rows <= self.size.height:
            column, row = self._corner
            at = self.content_region
            corner = (at.x + column, at.y + row)
            if drawn.texts:
                style = f"{self._background}\x1b[38;5;{kitty.COLOUR}m"
                self._placing.put_texts(*corner, drawn.escape, drawn.clear, drawn.texts, style)
            else:
                self._placing.put(*corner, drawn.escape, drawn.clear)

    @property
    def _background(self) -> str:
        """Return the code of our background: a picture may end inside a cell."""
        colour, system = Palette.of(self).t0.blank.bgcolor, self.app.console.color_system
        if colour is None or system is None:
            return ""
        codes = colour.downgrade(COLOR_SYSTEMS[system]).get_ansi_codes(foreground=False)
        return f"\x1b[{';'.join(codes)}m"

    def render_line(self, y: int) -> Strip:
        """Draw a row of half blocks, of the sentence, or a blank line."""
        palette, width = Palette.of(self), self.size.width
        surface = palette.t0
        line = LineBuilder(width, surface.blank)
        if self._drawn is not None:
            column, above = self._corner
            row = y - above
            if 0 <= row < len(self._drawn.blocks):
                line.to(column)
                for segment in self._drawn.blocks[row]:
                    line.segment(segment, segment.cell_length)
                return line.strip()
        elif 0 <= y - 1 < len(self._sentence):
            role = surface.error if self._is_error else surface.soft
            return line.to(self.text_column).text(self._sentence[y - 1], role).strip()
        return blank_strip(width, surface.blank)
