"""The pixels of a cell."""

from __future__ import annotations

import fcntl
import struct
import sys
import termios
from typing import Final

#: Pixels of a cell if the terminal does not report them.
USUAL: Final = (10, 20)
_LARGEST: Final = 200


def cell_pixels() -> tuple[int, int]:
    """Return a cell's width and height in pixels, as the terminal reports them to the system."""
    try:
        answer = fcntl.ioctl(sys.__stdout__.fileno(), termios.TIOCGWINSZ, bytes(8))  # type: ignore[union-attr]
    except (OSError, ValueError, AttributeError):
        return USUAL
    rows, columns, width, height = struct.unpack("HHHH", answer)
    if not (rows and columns and width and height):
        return USUAL
    cell = (width // columns, height // rows)
    return cell if all(2 <= side <= _LARGEST for side in cell) else USUAL
