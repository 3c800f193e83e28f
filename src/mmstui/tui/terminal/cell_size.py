"""The pixels of a cell, of which pictures need the shape."""

from __future__ import annotations

import fcntl
import struct
import sys
import termios
from typing import Final

#: Pixels of a cell if the terminal does not report them.
USUAL: Final = (10, 20)
_LARGEST: Final = 200
#: What a browser's page has measured, once it has.
_IN_A_PAGE: Final[list[tuple[int, int]]] = []


def use_shape(height: int) -> None:
    """Take the shape of the cells of a page: the height in hundredths of the width."""
    _IN_A_PAGE[:] = [(100, height)]


def cell_pixels() -> tuple[int, int]:
    """Return a cell's width and height in pixels, as the terminal reports them to the system.

    In a browser they are as many hundredths of its width.
    """
    if _IN_A_PAGE:
        return _IN_A_PAGE[0]
    try:
        answer = fcntl.ioctl(sys.__stdout__.fileno(), termios.TIOCGWINSZ, bytes(8))  # type: ignore[union-attr]
    except (OSError, ValueError, AttributeError):
        return USUAL
    rows, columns, width, height = struct.unpack("HHHH", answer)
    if not (rows and columns and width and height):
        return USUAL
    cell = (width // columns, height // rows)
    return cell if all(2 <= side <= _LARGEST for side in cell) else USUAL
