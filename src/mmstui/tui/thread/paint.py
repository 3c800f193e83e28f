"""A line of a thread as a strip: tones, inks, the bar, the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from rich.segment import Segment
from textual.strip import Strip

from mmstui.tui.theme.palette import HIT, Palette, Surface
from mmstui.tui.thread.layout import Line, Picture
from mmstui.tui.ui import line_builder

#: One row of a picture as segments, None while it is not decoded.
PictureRow = Callable[[Picture], Sequence[Segment] | None]
THUMB = "┃"


class Mark(Enum):
    """What the cursor does to a line."""

    NONE = 0
    HERE = 1  #: the cursor's message, and the keys go there
    LEFT = 2  #: the cursor's message; the keys go elsewhere


def strip_of(
    line: Line,
    width: int,
    palette: Palette,
    mark: Mark = Mark.NONE,
    *,
    first: bool = False,
    pictures: PictureRow | None = None,
) -> Strip:
    """A line in exactly `width` cells. `first` is the first line of the cursor's message."""
    surface = palette.cursor if mark is Mark.HERE else palette.t0
    inside = surface if mark is Mark.HERE else palette.t1
    painted = line_builder.LineBuilder(width, surface.blank)
    if mark is not Mark.NONE:
        bar = surface.bar if mark is Mark.HERE else surface.bar_away
        painted.text(palette.bar if first else palette.bar_below, bar)
    start, end = line.block or (width, width)
    for piece in line.pieces:
        where = inside if start <= piece.column < end else surface
        if piece.column >= start:
            _fill(painted, min(piece.column, end), start, inside)
        painted.to(piece.column)
        hit = where.accent + HIT if piece.hit else None
        painted.text(piece.text, hit or where.of(piece.role, bold=piece.bold))
    if line.picture is not None:
        if line.block is not None:
            _fill(painted, line.picture.column, start, inside)
        painted.to(line.picture.column)
        for segment in (pictures(line.picture) if pictures is not None else None) or ():
            painted.segment(segment, segment.cell_length)
    if line.block is not None:
        _fill(painted, end, start, inside)
    return painted.strip()


def _fill(painted: line_builder.LineBuilder, column: int, start: int, inside: Surface) -> None:
    """Our block's own tone up to a column, from where the block begins."""
    painted.to(start)
    if (gap := column - painted.used) > 0:
        painted.text(" " * gap, inside.blank)


def with_thumb(strip: Strip, width: int, palette: Palette, mark: Mark) -> Strip:
    """A strip with the scrollbar's thumb in its last column."""
    surface = palette.cursor if mark is Mark.HERE else palette.t0
    return Strip.join([strip.crop(0, width - 1), Strip([Segment(THUMB, surface.faint)], 1)])
