"""Carries out on this machine what was deleted, once the time to take it back is over."""

from __future__ import annotations

from collections.abc import Callable

from mmstui.store import Store
from mmstui.sync.clock_watch import ClockWatch
from mmstui.sync.store_writes import Offload
from mmstui.sync.timing import Bell, Timing


class Purger:
    """Needs no network. What waits for VoIP.ms stays, hidden, until that has ended."""

    def __init__(self, store: Store, timing: Timing, clock: ClockWatch) -> None:
        self._deleting = store.deleting
        self._due_at = store.server_deletes.next_due_at
        self._offload = Offload(store)
        self._timing = timing
        self._clock = clock
        self._bell = Bell(timing)
        #: Told when deletions have begun, and can be taken back no more.
        self.when_begun: list[Callable[[], None]] = []

    def wake(self) -> None:
        """Something was deleted, taken back, or has ended at VoIP.ms."""
        self._bell.ring()

    async def run(self) -> None:
        """Begin each deletion when it is due, for ever."""
        while True:
            await self.purge_due()
            due = self._due_at()
            rest = None if due is None else max(0.0, self._timing.until(due))
            await self._bell.wait(rest)

    async def purge_due(self) -> None:
        """Begin what is due, and take out of the store what has begun."""
        await self._clock.check()
        if await self._offload(self._deleting.begin_due):
            for tell in self.when_begun:
                tell()
        while await self._offload(self._deleting.remove_begun):
            pass
