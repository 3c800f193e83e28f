"""Progress and cancellation of fitting a picture."""

from __future__ import annotations

from collections.abc import Callable


class Cancelled(Exception):
    """The picture is no longer wanted."""


class Steps:
    """Reports progress from 0 to 1, which never falls, and checks for cancellation at each step."""

    def __init__(self, progress: Callable[[float], None], cancelled: Callable[[], bool]) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._at = 0.0

    def reach(self, share: float) -> None:
        """Report the share that is done. Raises Cancelled."""
        if self._cancelled():
            raise Cancelled
        self._at = max(self._at, min(share, 1.0))
        self._progress(self._at)

    def advance(self) -> None:
        """Report one step of an unknown number: a fifth of the rest. Raises Cancelled."""
        self.reach(self._at + (1 - self._at) / 5)

    def finish(self) -> None:
        """Report the end. Does not check for cancellation."""
        self._progress(1.0)
