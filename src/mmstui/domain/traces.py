"""Descriptions of errors for logs, without texts that may contain a message."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path


def place_of(error: BaseException) -> str:
    """Return an exception's type and place, without its text, which may contain a message."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames[-4:]))
    return f"{type(error).__name__} at {where}" if where else type(error).__name__


def shown_by() -> str:
    """Return module and line of the nearest caller inside mmstui."""
    frame = sys._getframe(2)
    while frame.f_back is not None and not frame.f_globals.get("__name__", "").startswith("mmstui"):
        frame = frame.f_back
    return f"{frame.f_globals.get('__name__', '?')}:{frame.f_lineno}"
