"""A bar on standard error while a command works, if that is a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from mmstui.cli import streams

_CELLS: Final = 24
#: Seconds between two drawings.
_EVERY: Final = 0.1


class ProgressBar:
    """Draws how much of `total` is done; a total of 0 is one that is not known."""

    def __init__(self, words: str, total: int) -> None:
        self._words = words
        self._total = total
        self._done = 0
        self._drawn_at = 0.0

    def step(self, count: int = 1) -> None:
        """Count what was done."""
        self._done += count
        now = time.monotonic()
        if now - self._drawn_at >= _EVERY:
            self._drawn_at = now
            streams.overwrite(self._line())

    def _line(self) -> str:
        if not self._total:
            return f"{self._words} {self._done:,}"
        share = min(1.0, self._done / self._total)
        filled = round(share * _CELLS)
        bar = "#" * filled + "-" * (_CELLS - filled)
        return f"{self._words} [{bar}] {share:4.0%} {self._done:,} of {self._total:,}"


@contextmanager
def progress_bar(words: str, total: int = 0) -> Iterator[ProgressBar | None]:
    """Show a bar while the block runs; None if standard error is no terminal."""
    if not streams.is_terminal(2):
        yield None
        return
    try:
        yield ProgressBar(words, total)
    finally:
        streams.overwrite("")
