"""Rows of settings: the label in the gutter, the setting, the state of a change, the value last."""

from __future__ import annotations

from dataclasses import dataclass

from mmstui.tui.theme.palette import Role, Surface
from mmstui.tui.ui.formatting import Words
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows


@dataclass(frozen=True, slots=True)
class Labelled:
    """A row's label and its index in the list of settings."""

    label: str
    index: int


class LabelRows(OptionRows[Labelled]):
    """Options with a label in the gutter, over the whole width of a dialog."""

    def paint(self, line: LineBuilder, index: int, surface: Surface) -> None:
        """Paint the label, then the cells."""
        label = self.options[index].value.label
        line.gutter(label, surface.faint, self.text_column - 2, 1)
        super().paint(line, index, surface)


def row(
    index: int, label: str, word: str, value: str, change: Words | None, *, faint: bool
) -> Option[Labelled]:
    """Return a row. `value` comes from outside, so it is the last cell."""
    role = Role.FAINT if faint else Role.TEXT
    cells = [Cell(word, role, width=3 if len(word) <= 3 else 0)]
    if change is not None:
        cells.append(Cell(change.text, change.role, bold=change.bold))
    if value:
        cells.append(Cell(value, role))
    return Option(Labelled(label, index), tuple(cells))
