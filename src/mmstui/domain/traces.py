"""What may be written down of a trouble: what it was and where, never its words."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path


def place_of(error: BaseException) -> str:
    """What an exception was and where it came from, without its text: that may hold a message."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames[-4:]))
    return f"{type(error).__name__} at {where}" if where else type(error).__name__


def shown_by() -> str:
    """Which line of ours had the caller show something: the nearest of this program's above it."""
    frame = sys._getframe(2)
    while frame.f_back is not None and not frame.f_globals.get("__name__", "").startswith("mmstui"):
        frame = frame.f_back
    return f"{frame.f_globals.get('__name__', '?')}:{frame.f_lineno}"
