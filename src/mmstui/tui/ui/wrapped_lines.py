"""Soft sentences of a dialog that take as many lines as they need."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip
from textual.widget import Widget

from mmstui.tui.theme.palette import Inks
from mmstui.tui.ui.dialog_lines import RIGHT_AIR
from mmstui.tui.ui.line_builder import Line
from mmstui.tui.ui.wrapping import wrap


class WrappedLines(Widget):
    """Sentences at the dialog's text column, each beginning a line; nothing while there are none.

    A sentence that begins with `!` is a warning.
    """

    DEFAULT_CSS = """
    WrappedLines { height: 0; width: 1fr; }
    """

    def __init__(self, sentences: Sequence[str] = ()) -> None:
        super().__init__()
        self._sentences = tuple(sentences)
        self._column = 0
        self._width = 1
        self._lines: list[tuple[str, bool]] = []

    @property
    def rows(self) -> int:
        """How many lines they take."""
        return len(self._lines)

    def show(self, sentences: Sequence[str]) -> None:
        """Other sentences, ready to paint."""
        if tuple(sentences) != self._sentences:
            self._sentences = tuple(sentences)
            self._lay()

    def fit(self, text_column: int, width: int) -> None:
        """Where they begin, and how wide the dialog is."""
        self._column, self._width = text_column, width
        self._lay()

    def _lay(self) -> None:
        room = max(8, self._width - self._column - RIGHT_AIR)
        self._lines = [
            (text, sentence.startswith("!"))
            for sentence in self._sentences
            for text in wrap(sentence, room)
        ]
        self.styles.height = len(self._lines)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One of the lines."""
        ground = Inks.of(self).t1
        line = Line(self.size.width, ground.blank)
        if y < len(self._lines):
            text, warns = self._lines[y]
            line.to(self._column).text(text, ground.warn if warns else ground.soft)
        return line.strip()
