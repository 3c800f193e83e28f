"""Sentences of a dialog that wrap to as many lines as they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.strip import Strip
from textual.widget import Widget

from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.description_lines import Word
from mmstui.tui.ui.dialog_lines import RIGHT_AIR
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.wrapping import wrap


class WrappedLines(Widget):
    """Wrapped sentences at a dialog's text column, each on a new line; perhaps none."""

    DEFAULT_CSS = """
    WrappedLines { height: 0; width: 1fr; }
    """

    def __init__(self, sentences: Sequence[Word] = ()) -> None:
        super().__init__()
        self._sentences = tuple(sentences)
        self._column = 0
        self._width = 1
        self._lines: list[Word] = []

    @property
    def rows(self) -> int:
        """The number of lines."""
        return len(self._lines)

    def show(self, sentences: Sequence[Word]) -> None:
        """Change the sentences, which must be ready to paint."""
        if tuple(sentences) != self._sentences:
            self._sentences = tuple(sentences)
            self._lay()

    def fit(self, text_column: int, width: int) -> None:
        """Lay out the sentences for a text column and the width of the dialog."""
        self._column, self._width = text_column, width
        self._lay()

    def _lay(self) -> None:
        room = max(8, self._width - self._column - RIGHT_AIR)
        self._lines = [
            replace(sentence, text=text)
            for sentence in self._sentences
            for text in wrap(sentence.text, room)
        ]
        self.styles.height = len(self._lines)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        surface = Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank)
        if y < len(self._lines):
            words = self._lines[y]
            line.to(self._column).text(words.text, surface.of(words.role))
        return line.strip()
