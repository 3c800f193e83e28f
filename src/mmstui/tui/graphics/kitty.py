"""Kitty's graphics protocol: a PNG in base64, in chunks that every terminal accepts.

Through tmux the picture is passed on to the terminal, which shows it where placeholder characters
stand, each with its row and column as diacritics and the picture's id as its colour. To tmux that
is text: it scrolls, hides and redraws it like any other text.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from mmstui.tui.terminal.multiplexer import through_tmux

if TYPE_CHECKING:
    from PIL import Image

#: The picture's id. We place only one picture, and another program is unlikely to use this id.
NUMBER: Final = 0x6D6D73
#: Characters of one chunk (the protocol's own limit).
_CHUNK: Final = 4096

#: Removes the picture and its data. q=2: no answer, which would arrive as keys.
CLEAR: Final = f"\x1b_Ga=d,d=I,i={NUMBER},q=2\x1b\\"


def drawn(image: Image.Image, columns: int, rows: int) -> str:
    """Return the escape that draws a picture over so many cells from the cursor on; the cursor
    stays.
    """
    return "".join(_chunks(image, f"i={NUMBER},p=1,c={columns},r={rows},C=1"))


def _chunks(image: Image.Image, keys: str) -> Iterator[str]:
    stream = BytesIO()
    image.save(stream, "PNG", compress_level=1)
    data = base64.standard_b64encode(stream.getvalue()).decode("ascii")
    chunks = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)]
    last = len(chunks) - 1
    for number, chunk in enumerate(chunks):
        head = "q=2" if number else f"a=T,f=100,{keys},q=2"
        yield f"\x1b_G{head},m={int(number < last)};{chunk}\x1b\\"


# Through tmux.

#: The id's lowest byte is one of the 256 colours, since tmux may know no others, and none of the
#: first sixteen, which tmux writes differently; a third diacritic gives its highest byte.
COLOUR: Final = 0x73
_HIGH: Final = 0x6D
NUMBER_IN_TMUX: Final = _HIGH << 24 | COLOUR
_PLACEHOLDER: Final = "\U0010eeee"
#: The diacritics for 0 and up, as ranges (kitty, gen/rowcolumn-diacritics.txt).
_DIACRITICS: Final = """
305 30d-30e 310 312 33d-33f 346 34a-34c 350-352 357 35b 363-36f 483-487 592-595 597-599
59c-5a1 5a8-5a9 5ab-5ac 5af 5c4 610-617 657-65b 65d-65e 6d6-6dc 6df-6e2 6e4 6e7-6e8
6eb-6ec 730 732-733 735-736 73a 73d 73f-741 743 745 747 749-74a 7eb-7f1 7f3 816-819
81b-823 825-827 829-82d 951 953-954 f82-f83 f86-f87 135d-135f 17dd 193a 1a17 1a75-1a7c
1b6b 1b6d-1b73 1cd0-1cd2 1cda-1cdb 1ce0 1dc0-1dc1 1dc3-1dc9 1dcb-1dcc 1dd1-1de6 1dfe
20d0-20d1 20d4-20d7 20db-20dc 20e1 20e7 20e9 20f0 2cef-2cf1 2de0-2dff a66f a67c-a67d
a6f0-a6f1 a8e0-a8f1 aab0 aab2-aab3 aab7-aab8 aabe-aabf aac1 fe20-fe26 10a0f 10a38
1d185-1d189 1d1aa-1d1ad 1d242-1d244
"""
#: The most rows and columns that diacritics can number.
MOST_CELLS: Final = 297


CLEAR_IN_TMUX: Final = through_tmux(f"\x1b_Ga=d,d=I,i={NUMBER_IN_TMUX},q=2\x1b\\")


def sent(image: Image.Image, columns: int, rows: int) -> str:
    """Return the escape that sends a picture of so many cells to the terminal behind tmux, without
    showing it.
    """
    keys = f"i={NUMBER_IN_TMUX},U=1,c={columns},r={rows}"
    return "".join(through_tmux(chunk) for chunk in _chunks(image, keys))


def placeholders(columns: int, rows: int) -> tuple[str, ...]:
    """Return the text of each row, to be painted in `COLOUR`; at most `MOST_CELLS` rows and
    columns.
    """
    diacritics = _diacritics()
    high = diacritics[_HIGH]
    return tuple(
        "".join(
            f"{_PLACEHOLDER}{diacritics[row]}{diacritics[column]}{high}"
            for column in range(columns)
        )
        for row in range(rows)
    )


@cache
def _diacritics() -> str:
    found = ""
    for written in _DIACRITICS.split():
        first, _, last = written.partition("-")
        found += "".join(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return found
