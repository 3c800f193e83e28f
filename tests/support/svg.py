"""A screen as an SVG that looks the same wherever it is shown: no web font, no address, no script.

Blocks and lines are shapes, so that no font leaves seams between them; every piece of text stands
at its own cell and has its length written down, so that a wider font moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.app import App

FONTS = "DejaVu Sans Mono, Menlo, Consolas, Liberation Mono, monospace"
#: Pixels of a cell, of the letters in it, and of the margin around all.
WIDE, HIGH, LETTERS, BASE, MARGIN = 12, 25, 19.93, 18.5, 10
#: A terminal's own colours, where a style has none.
INK, GROUND = "#cccccc", "#000000"
#: How much of the ink is left where a style is dim.
DIM = 0.5

#: Shapes in parts of a cell: left, top, right, bottom.
_BLOCKS: dict[str, tuple[float, float, float, float]] = {
    "▀": (0, 0, 1, 0.5),
    "▄": (0, 0.5, 1, 1),
    "█": (0, 0, 1, 1),
    "▌": (0, 0, 0.5, 1),
    "▐": (0.5, 0, 1, 1),
}
#: Thin ones: drawn to whole pixels, like blocks, they would vanish in a picture made smaller.
_RULES: dict[str, tuple[float, float, float, float]] = {
    "─": (0, 0.48, 1, 0.52),
    "━": (0, 0.44, 1, 0.56),
    "│": (0.46, 0, 0.54, 1),
    "┃": (0.38, 0, 0.62, 1),
}
_SHAPES = _BLOCKS | _RULES


@dataclass(frozen=True, slots=True)
class _Look:
    """How a cell looks."""

    ink: str
    ground: str
    bold: bool = False
    underlined: bool = False


@dataclass(frozen=True, slots=True)
class _Cell:
    """A character at its column, `cells` wide."""

    column: int
    cells: int
    character: str
    look: _Look


def picture(app: App[Any]) -> str:
    """The screen of a running app."""
    columns, rows = app.size
    lines = [_cells_of(segments) for segments in painted(app)]
    width, height = columns * WIDE + 2 * MARGIN, rows * HIGH + 2 * MARGIN
    ground = lines[0][0].look.ground
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}">',
            f'<rect width="{width}" height="{height}" rx="6" fill="{ground}"/>',
            f'<g transform="translate({MARGIN} {MARGIN})" font-family="{FONTS}"'
            f' font-size="{LETTERS}">',
            '<g shape-rendering="crispEdges">',
            *(each for y, line in enumerate(lines) for each in _grounds(line, y, ground)),
            *(each for y, line in enumerate(lines) for each in _shapes(line, y, _BLOCKS)),
            "</g>",
            *(each for y, line in enumerate(lines) for each in _shapes(line, y, _RULES)),
            *(each for y, line in enumerate(lines) for each in _texts(line, y)),
            "</g>",
            "</svg>",
            "",
        ]
    )


def painted(app: App[Any]) -> list[list[Segment]]:
    """What the terminal would get, a line at a time, with the screens below a dialog."""
    update = app.screen._compositor.render_update(
        full=True, screen_stack=app._background_screens, simplify=True
    )
    assert isinstance(update, LayoutUpdate)
    return [[segment for strip in line for segment in strip] for line in update.strips]


def _cells_of(segments: Iterable[Segment]) -> list[_Cell]:
    cells: list[_Cell] = []
    column = 0
    for segment in segments:
        look = _look(segment.style or Style())
        for character in segment.text:
            wide = cell_len(character)
            cells.append(_Cell(column, wide, character, look))
            column += wide
    return cells


def _look(style: Style) -> _Look:
    ink, ground = _hex(style.color, INK), _hex(style.bgcolor, GROUND)
    if style.dim:
        ink = _between(ink, ground, DIM)
    if style.reverse:
        ink, ground = ground, ink
    return _Look(ink, ground, bool(style.bold), bool(style.underline))


def _hex(colour: Color | None, default: str) -> str:
    return default if colour is None or colour.is_default else colour.get_truecolor().hex


def _between(one: str, other: str, share: float) -> str:
    parts = (
        round(int(one[at : at + 2], 16) * share + int(other[at : at + 2], 16) * (1 - share))
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)


def _grounds(line: list[_Cell], y: int, common: str) -> Iterator[str]:
    for ground, run in groupby(line, lambda cell: cell.look.ground):
        cells = list(run)
        if ground != common:
            yield _rect(cells[0].column, y, cells[-1].column + cells[-1].cells, y + 1, ground)


def _shapes(
    line: list[_Cell], y: int, wanted: dict[str, tuple[float, float, float, float]]
) -> Iterator[str]:
    for (shape, ink), run in groupby(line, lambda cell: (cell.character, cell.look.ink)):
        if shape in wanted:
            cells = list(run)
            left, top, right, bottom = wanted[shape]
            # What fills its cell from side to side joins its like; two upright lines do not.
            joins = (left, right) == (0, 1)
            for first, last in [(cells[0], cells[-1])] if joins else [(c, c) for c in cells]:
                yield _rect(first.column + left, y + top, last.column + right, y + bottom, ink)


def _rect(left: float, top: float, right: float, bottom: float, fill: str) -> str:
    return (
        f'<rect x="{left * WIDE:g}" y="{top * HIGH:g}" width="{(right - left) * WIDE:g}"'
        f' height="{(bottom - top) * HIGH:g}" fill="{fill}"/>'
    )


def _texts(line: list[_Cell], y: int) -> Iterator[str]:
    for look, run in groupby(line, lambda cell: cell.look):
        piece: list[_Cell] = []
        for cell in run:
            # Two blanks, and what is drawn as a shape, end a piece.
            drawn = cell.character in _SHAPES
            if drawn or (cell.character == " " and (not piece or piece[-1].character == " ")):
                yield from _text(piece, look, y)
                piece = []
            else:
                piece.append(cell)
        yield from _text(piece, look, y)


def _text(piece: list[_Cell], look: _Look, y: int) -> Iterator[str]:
    while piece and piece[-1].character == " ":
        piece.pop()
    if not piece:
        return
    words = escape("".join(cell.character for cell in piece))
    first, last = piece[0].column, piece[-1].column + piece[-1].cells
    more = ' font-weight="bold"' if look.bold else ""
    more += ' text-decoration="underline"' if look.underlined else ""
    yield (
        f'<text x="{first * WIDE}" y="{y * HIGH + BASE:g}" textLength="{(last - first) * WIDE}"'
        f' fill="{look.ink}"{more}>{words}</text>'
    )
