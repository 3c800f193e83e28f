"""Limit the rate of deletions at VoIP.ms: sends and polls share its limit per minute."""

from __future__ import annotations

from mmstui.sync.backoff import Timing
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.intervals import DELETE_EVERY, DELETE_FASTER_AFTER, DELETE_SELDOM, DELETES, GAP


class DeletePace:
    """A rate limiter: a burst, then one deletion per interval, which grows on each rate limit."""

    def __init__(self, connection: ConnectionState, timing: Timing) -> None:
        self._connection = connection
        self._timing = timing
        self._every = DELETE_EVERY
        self._allowance = float(DELETES)
        self._counted_at = self._changed_at = timing.elapsed()

    async def wait(self) -> None:
        """Wait until one more deletion is allowed."""
        while not self._earned():
            await self._timing.sleep(self._every)
        self._allowance -= 1.0
        await self._timing.sleep(GAP)

    def _earned(self) -> bool:
        now = self._timing.elapsed()
        self._adapt(now)
        earned = max(0.0, now - self._counted_at) / self._every
        self._allowance, self._counted_at = min(float(DELETES), self._allowance + earned), now
        return self._allowance >= 1.0

    def _adapt(self, now: float) -> None:
        """Double the interval after a rate limit of VoIP.ms; halve it after a long time without."""
        slowed_at = self._connection.slowed_at
        if slowed_at is not None and slowed_at >= self._changed_at:
            self._every = min(DELETE_SELDOM, self._every * 2.0)
            self._allowance, self._counted_at, self._changed_at = 0.0, now, now
        elif now - self._changed_at >= DELETE_FASTER_AFTER:
            self._every = max(DELETE_EVERY, self._every / 2.0)
            self._changed_at = now
