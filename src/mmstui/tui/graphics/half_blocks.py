"""Draws pictures with half-block characters: two pixels a cell, in the terminal's colours or in
none.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Final

from rich._palettes import STANDARD_PALETTE
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

if TYPE_CHECKING:
    from PIL import Image as Pillow

Rows = tuple[tuple[Segment, ...], ...]

#: The character of a cell by whether its upper and its lower pixel are lit.
_LIT: Final = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


class ColourDepth(Enum):
    """The colours of a terminal. Without colours the background decides which pixels are lit."""

    TRUE_COLOUR = "16 million colours"
    FEW = "256 colours"
    SIXTEEN = "16 colours"
    LIGHT_ON_DARK = "one ink, lighter than the ground"
    DARK_ON_LIGHT = "one ink, darker than the ground"


def colour_depth(system: str | None) -> ColourDepth:
    """Return the depth of a console of this colour system (Rich's names)."""
    return {"truecolor": ColourDepth.TRUE_COLOUR, "standard": ColourDepth.SIXTEEN}.get(
        system or "", ColourDepth.FEW
    )


def blocks_box(columns: int, rows: int, cell: tuple[int, int]) -> tuple[int, int]:
    """Return the square pixels, as wide as a cell, that fit into so many cells."""
    width, height = cell
    return columns, max(1, rows * height // width)


def in_blocks(image: Pillow.Image, cell: tuple[int, int]) -> Pillow.Image:
    """Return a picture with the pixels of half blocks, which are half as high as a cell."""
    width, height = cell
    if height == 2 * width:
        return image
    return image.resize((image.width, max(1, round(image.height * 2 * width / height))))


def blocks(image: Pillow.Image, depth: ColourDepth) -> Rows:
    """Return an RGB picture as half blocks: as many cells as it is wide, half as many rows."""
    match depth:
        case ColourDepth.TRUE_COLOUR:
            return _true_colours(image)
        case ColourDepth.FEW:
            return _few_colours(image)
        case ColourDepth.SIXTEEN:
            return _sixteen_colours(image)
        case _:
            return _no_colour(image, lit=depth is ColourDepth.LIGHT_ON_DARK)


def _true_colours(image: Pillow.Image) -> Rows:
    data, width = image.tobytes(), image.width

    shared = cache(Color.from_rgb)

    def colour(x: int, y: int) -> Color:
        at = (y * width + x) * 3
        return shared(*data[at : at + 3])

    return _cells(width, image.height, colour)


def _few_colours(image: Pillow.Image) -> Rows:
    """Dither to the 240 fixed colours of a 256-colour terminal."""
    steps = (0, 95, 135, 175, 215, 255)
    cube = [level for r in steps for g in steps for b in steps for level in (r, g, b)]
    greys = [8 + 10 * step for step in range(24) for _ in range(3)]
    return _dithered(image, cube + greys, [Color.from_ansi(number) for number in range(16, 256)])


def _sixteen_colours(image: Pillow.Image) -> Rows:
    """Dither to the first sixteen colours, with Rich's values: Rich finds the nearest of these."""
    colours = [Color.from_rgb(*STANDARD_PALETTE[number]) for number in range(16)]
    levels = [level for number in range(16) for level in STANDARD_PALETTE[number]]
    return _dithered(image, levels, colours)


def _dithered(image: Pillow.Image, levels: list[int], colours: list[Color]) -> Rows:
    """Dither to these colours; `levels` are red, green and blue of each."""
    from PIL import Image

    # A palette has 256 entries; unused ones would be black.
    spare = 256 - len(colours)
    palette = Image.new("P", (1, 1))
    palette.putpalette(levels + levels[:3] * spare)
    colours = colours + colours[:1] * spare
    indexed = image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
    data, width = indexed.tobytes(), indexed.width
    return _cells(width, indexed.height, lambda x, y: colours[data[y * width + x]])


def _cells(width: int, height: int, colour: Callable[[int, int], Color]) -> Rows:
    @cache
    def cell(upper: Color, lower: Color) -> Segment:
        # Equal cells are one object: each takes 1 KB with its style and colours.
        return Segment("▀", Style.from_color(upper, lower))

    return tuple(
        tuple(cell(colour(x, y), colour(x, y + 1)) for x in range(width))
        for y in range(0, height - 1, 2)
    )


def _no_colour(image: Pillow.Image, *, lit: bool) -> Rows:
    """Dither to black and white; white is the text colour if that is the lighter one."""
    from PIL import ImageOps

    data = ImageOps.autocontrast(image.convert("L"), cutoff=1).convert("1").convert("L").tobytes()
    width = image.width

    def on(x: int, y: int) -> bool:
        return (data[y * width + x] > 127) is lit

    return tuple(
        (Segment("".join(_LIT[on(x, y), on(x, y + 1)] for x in range(width)), Style()),)
        for y in range(0, image.height - 1, 2)
    )
