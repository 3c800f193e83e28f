"""Kitty's graphics protocol: a PNG in base64, in pieces that every terminal takes."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import Image

#: Ours is the only picture that we ever place; the number is unlikely to be another program's.
NUMBER: Final = 0x6D6D73
#: Characters of one piece (the protocol's own limit).
_PIECE: Final = 4096

#: Takes the picture away, and lets the terminal forget it. q=2: no answer, which would be keys.
CLEAR: Final = f"\x1b_Ga=d,d=I,i={NUMBER},q=2\x1b\\"


def drawn(image: Image.Image, columns: int, rows: int) -> str:
    """What draws a picture over so many cells from the cursor on, which stays where it is."""
    stream = BytesIO()
    image.save(stream, "PNG", compress_level=1)
    data = base64.standard_b64encode(stream.getvalue()).decode("ascii")
    pieces = [data[at : at + _PIECE] for at in range(0, len(data), _PIECE)]
    head = f"a=T,f=100,i={NUMBER},p=1,c={columns},r={rows},C=1,q=2,"
    last = len(pieces) - 1
    return "".join(
        f"\x1b_G{'q=2,' if number else head}m={int(number < last)};{piece}\x1b\\"
        for number, piece in enumerate(pieces)
    )
