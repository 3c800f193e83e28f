"""Lines of a dialog in the layout of a description list: label, facts, text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.strip import Strip
from textual.widget import Widget

from mmstui.tui.theme.palette import Palette, Role, Surface
from mmstui.tui.ui.dialog_lines import RIGHT_AIR
from mmstui.tui.ui.line_builder import LineBuilder


@dataclass(frozen=True, slots=True)
class Word:
    """A part of a line, ready to paint."""

    text: str
    role: Role = Role.SOFT
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A line. `badge` (accent, error, warn) paints its label as a badge; parts are `gap` apart."""

    label: str = ""
    words: tuple[Word, ...] = ()
    badge: Role | None = None
    gap: int = 2


class DescriptionLines(Widget):
    """A widget of such lines, one row each."""

    DEFAULT_CSS = """
    DescriptionLines { height: auto; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.text_column = 0
        self._facts: tuple[Fact, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The lines."""
        return self._facts

    @property
    def text(self) -> str:
        """The text without labels."""
        lines = ("  ".join(word.text for word in fact.words) for fact in self._facts)
        return "\n".join(lines)

    def show(self, facts: Sequence[Fact]) -> None:
        """Change the lines; lay out again only if their number changed."""
        if (now := tuple(facts)) == self._facts:
            return
        layout = len(now) != len(self._facts)
        self._facts = now
        self.refresh(layout=layout)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """One row for each line."""
        return len(self._facts)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        surface = Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank)
        if y < len(self._facts):
            self._paint(line, self._facts[y], surface)
        return line.strip()

    def _paint(self, line: LineBuilder, fact: Fact, surface: Surface) -> None:
        end = self.text_column - 2
        if fact.badge is not None:
            badges = {Role.ERROR: surface.button_error, Role.WARN: surface.button_warn}
            line.gutter(f" {fact.label} ", badges.get(fact.badge, surface.button_accent), end)
        elif fact.label:
            line.gutter(fact.label, surface.faint, end)
        parts = [(word.text, surface.of(word.role, bold=word.bold)) for word in fact.words]
        line.to(self.text_column)
        line.parts(parts, fact.gap, line.left - RIGHT_AIR)
