"""Encodes pictures as sixel: bands of six pixel rows, each colour's pixels as characters."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import Image

#: Colours of one picture: few terminals support more.
_COLOURS: Final = 256
_RUN: Final = re.compile(rb"(.)\1{3,}", re.DOTALL)


def drawn(image: Image.Image) -> str:
    """Return the escape that draws an RGB picture from the cursor on. Blocking: up to a second."""
    from PIL import Image as Pillow

    # Pillow dithers only to a given palette; without dithering, skies show bands.
    chosen = image.quantize(_COLOURS)
    indexed = image.quantize(palette=chosen, dither=Pillow.Dither.FLOYDSTEINBERG)
    width, height, data = indexed.width, indexed.height, indexed.tobytes()
    levels = (indexed.getpalette() or [])[: 3 * _COLOURS]
    palette = "".join(
        f"#{at // 3};2;" + ";".join(str(round(level / 2.55)) for level in levels[at : at + 3])
        for at in range(0, len(levels), 3)
    )
    bands = (
        _band([data[y * width : (y + 1) * width] for y in range(top, min(top + 6, height))], width)
        for top in range(0, height, 6)
    )
    # P2 = 1: pixels that are not drawn stay unchanged.
    return f'\x1bP0;1q"1;1;{width};{height}{palette}{"-".join(bands)}\x1b\\'


def _band(rows: list[bytes], width: int) -> str:
    """Encode one band: for each colour, a character per column that says which rows have it."""
    return "$".join(
        f"#{colour}{_row(colour, rows, width)}" for colour in sorted(set().union(*rows))
    )


def _row(colour: int, rows: list[bytes], width: int) -> str:
    bits = 0
    for number, row in enumerate(rows):
        bits |= int.from_bytes(row.translate(_bit_table(colour, number)), "big")
    characters = bits.to_bytes(width, "big").translate(_CHARACTERS).rstrip(b"?")
    return _RUN.sub(lambda run: b"!%d%b" % (len(run[0]), run[1]), characters).decode("ascii")


@cache
def _bit_table(colour: int, row: int) -> bytes:
    """Return a table that maps this colour to the row's bit, and all others to 0."""
    return bytes(1 << row if each == colour else 0 for each in range(256))


_CHARACTERS: Final = bytes((63 + bits) & 127 for bits in range(256))
