"""The terminal below Textual: writing to it, and how many pixels a cell of it has."""

from __future__ import annotations

import fcntl
import struct
import sys
import termios
from collections.abc import Callable
from typing import Any, Final

from textual.app import App

#: Pixels of a cell where the terminal does not say.
USUAL: Final = (10, 20)
_LARGEST: Final = 200


def cell_pixels() -> tuple[int, int]:
    """Width and height of a cell in pixels, as the terminal tells the system."""
    try:
        answer = fcntl.ioctl(sys.__stdout__.fileno(), termios.TIOCGWINSZ, bytes(8))  # type: ignore[union-attr]
    except (OSError, ValueError, AttributeError):
        return USUAL
    rows, columns, width, height = struct.unpack("HHHH", answer)
    if not (rows and columns and width and height):
        return USUAL
    cell = (width // columns, height // rows)
    return cell if all(2 <= side <= _LARGEST for side in cell) else USUAL


def reads_keys(app: App[Any]) -> bool:
    """Whether there is a terminal at all, whose answers would come in."""
    return not app.is_headless and not app.is_web


def writer(app: App[Any]) -> Callable[[str], None]:
    """What writes to the terminal behind all that Textual has written so far."""

    def write(data: str) -> None:
        driver = app._driver
        if driver is not None and getattr(driver, "_writer_thread", None) is not None:
            # Past the driver of ours, which looks for text and styles in what it is given.
            getattr(driver, "write_raw", driver.write)(data)

    return write
