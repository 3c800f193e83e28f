"""Rows with their label in the gutter: what is set, what becomes of a change, the value last."""

from __future__ import annotations

from dataclasses import dataclass

from mmstui.tui.theme.palette import Role, Surface
from mmstui.tui.ui.formatting import Words
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a row is about: its label and its place in the list it was made of."""

    label: str
    index: int


class LabelRows(OptionRows[Labelled]):
    """Options over the whole width of a dialog."""

    def paint(self, line: LineBuilder, index: int, surface: Surface) -> None:
        """The label, then the cells."""
        label = self.options[index].value.label
        line.gutter(label, surface.faint, self.text_column - 2, 1)
        super().paint(line, index, surface)


def row(
    index: int, label: str, word: str, value: str, errand: Words | None, *, faint: bool
) -> Option[Labelled]:
    """A row. `value` is from outside, and nothing stands after it."""
    role = Role.FAINT if faint else Role.TEXT
    cells = [Cell(word, role, width=3 if len(word) <= 3 else 0)]
    if errand is not None:
        cells.append(Cell(errand.text, errand.role, bold=errand.bold))
    if value:
        cells.append(Cell(value, role))
    return Option(Labelled(label, index), tuple(cells))
