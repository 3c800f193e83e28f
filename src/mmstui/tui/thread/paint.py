"""Paints a laid-out row of a thread as a strip: surfaces, colors, accent bar, cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from rich.segment import Segment
from textual.strip import Strip

from mmstui.tui.theme.palette import HIT, Palette, Surface
from mmstui.tui.thread.layout import LaidOutRow, Picture
from mmstui.tui.ui import line_builder

#: Returns one row of a picture as segments, None while it is not decoded.
PictureRow = Callable[[Picture], Sequence[Segment] | None]
THUMB = "┃"


class CursorStyle(Enum):
    """How the cursor is shown on a row."""

    NONE = 0
    FOCUSED = 1  #: the cursor's message, the thread has focus
    UNFOCUSED = 2  #: the cursor's message, another widget has focus


def strip_of(
    row: LaidOutRow,
    width: int,
    palette: Palette,
    cursor_style: CursorStyle = CursorStyle.NONE,
    *,
    first: bool = False,
    pictures: PictureRow | None = None,
) -> Strip:
    """Paint a row in exactly `width` cells. `first`: the first row of the cursor's message."""
    surface = palette.cursor if cursor_style is CursorStyle.FOCUSED else palette.t0
    inside = surface if cursor_style is CursorStyle.FOCUSED else palette.t1
    painted = line_builder.LineBuilder(width, surface.blank)
    if cursor_style is not CursorStyle.NONE:
        bar = surface.bar if cursor_style is CursorStyle.FOCUSED else surface.bar_away
        painted.text(palette.bar if first else palette.bar_below, bar)
    start, end = row.block or (width, width)
    for piece in row.pieces:
        where = inside if start <= piece.column < end else surface
        if piece.column >= start:
            _fill(painted, min(piece.column, end), start, inside)
        painted.to(piece.column)
        hit = where.accent + HIT if piece.hit else None
        painted.text(piece.text, hit or where.of(piece.role, bold=piece.bold))
    if row.picture is not None:
        if row.block is not None:
            _fill(painted, row.picture.column, start, inside)
        painted.to(row.picture.column)
        for segment in (pictures(row.picture) if pictures is not None else None) or ():
            painted.segment(segment, segment.cell_length)
    if row.block is not None:
        _fill(painted, end, start, inside)
    return painted.strip()


def _fill(painted: line_builder.LineBuilder, column: int, start: int, inside: Surface) -> None:
    """Fill the surface of an outgoing message up to a column."""
    painted.to(start)
    if (gap := column - painted.used) > 0:
        painted.text(" " * gap, inside.blank)


def with_thumb(strip: Strip, width: int, palette: Palette, cursor_style: CursorStyle) -> Strip:
    """Return a strip with the scrollbar's thumb in its last column."""
    surface = palette.cursor if cursor_style is CursorStyle.FOCUSED else palette.t0
    return Strip.join([strip.crop(0, width - 1), Strip([Segment(THUMB, surface.faint)], 1)])
