"""How fast messages are deleted at VoIP.ms: sends and polls share its limit per minute."""

from __future__ import annotations

from mmstui.sync.connection_state import Line
from mmstui.sync.intervals import DELETE_EVERY, DELETE_FASTER_AFTER, DELETE_SELDOM, DELETES, GAP
from mmstui.sync.timing import Pace


class DeletePace:
    """Some in a row, then one every few seconds; seldomer where VoIP.ms has asked for that."""

    def __init__(self, line: Line, pace: Pace) -> None:
        self._line = line
        self._pace = pace
        self._every = DELETE_EVERY
        self._turns = float(DELETES)
        self._turned_at = self._changed_at = pace.elapsed()

    async def turn(self) -> None:
        """Wait until one more may be asked for."""
        while not self._earned():
            await self._pace.sleep(self._every)
        self._turns -= 1.0
        await self._pace.sleep(GAP)

    def _earned(self) -> bool:
        now = self._pace.elapsed()
        self._adapt(now)
        earned = max(0.0, now - self._turned_at) / self._every
        self._turns, self._turned_at = min(float(DELETES), self._turns + earned), now
        return self._turns >= 1.0

    def _adapt(self, now: float) -> None:
        """Slower when VoIP.ms has asked for that since, faster after a long time without."""
        slowed_at = self._line.slowed_at
        if slowed_at is not None and slowed_at >= self._changed_at:
            self._every = min(DELETE_SELDOM, self._every * 2.0)
            self._turns, self._turned_at, self._changed_at = 0.0, now, now
        elif now - self._changed_at >= DELETE_FASTER_AFTER:
            self._every = max(DELETE_EVERY, self._every / 2.0)
            self._changed_at = now
