"""The terminal below Textual: raw writes, and the pixels of a cell."""

from __future__ import annotations

import fcntl
import struct
import sys
import termios
from collections.abc import Callable
from typing import Any, Final

from textual.app import App

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


def reads_keys(app: App[Any]) -> bool:
    """Whether there is a terminal that can answer."""
    return not app.is_headless and not app.is_web


def writer(app: App[Any]) -> Callable[[str], None]:
    """Return a function that writes to the terminal after all that Textual has written."""

    def write(data: str) -> None:
        driver = app._driver
        if driver is not None and getattr(driver, "_writer_thread", None) is not None:
            # Skip our driver's optimization, which looks for text and styles.
            getattr(driver, "write_raw", driver.write)(data)

    return write
