"""Builds the strip of one line of a line-API widget."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from mmstui.tui.ui.line import ELLIPSIS as ELLIPSIS
from mmstui.tui.ui.line import Line
from mmstui.tui.ui.line import Part as Part
from mmstui.tui.ui.line import advice as advice
from mmstui.tui.ui.line import cut as cut
from mmstui.tui.ui.line import whole_clauses as whole_clauses
from mmstui.tui.ui.line import width_of as width_of
from mmstui.tui.ui.line import wrap as wrap


class LineBuilder(Line):
    """A line that becomes a strip."""

    __slots__ = ()

    def segment(self, segment: Segment, cells: int) -> LineBuilder:
        """Add a finished segment of a known width, which must fit."""
        self._flush()
        # A text and a style, and perhaps a control that has no width.
        self._pieces.append(segment)  # type: ignore[arg-type]
        self._used += cells
        return self

    def strip(self) -> Strip:
        """Return the strip, filled to its width."""
        return Strip([Segment(*piece) for piece in self.pieces()], self.width)


def blank_strip(width: int, blank: Style) -> Strip:
    """Return a blank strip."""
    return Strip([Segment(" " * width, blank)], width)
