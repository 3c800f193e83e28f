"""How far a picture has come, and whether it is still wanted."""

from __future__ import annotations

from collections.abc import Callable


class Cancelled(Exception):
    """Nobody wants the picture any more."""


class Steps:
    """Progress from 0 to 1 that never falls, and a look at each step whether to go on."""

    def __init__(self, progress: Callable[[float], None], cancelled: Callable[[], bool]) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._at = 0.0

    def reach(self, share: float) -> None:
        """Tell how much is done. Raises Cancelled."""
        if self._cancelled():
            raise Cancelled
        self._at = max(self._at, min(share, 1.0))
        self._progress(self._at)

    def advance(self) -> None:
        """One more step of an unknown number: a fifth of what is left. Raises Cancelled."""
        self.reach(self._at + (1 - self._at) / 5)

    def finish(self) -> None:
        """All is done; too late to cancel."""
        self._progress(1.0)
