"""Purge deleted messages from the store when their undo window has passed."""

from __future__ import annotations

from collections.abc import Callable

from mmstui.store import Store
from mmstui.sync.backoff import Bell, Timing
from mmstui.sync.clock_watch import ClockWatch
from mmstui.sync.store_writes import Offload


class Purger:
    """A worker that starts due deletions and deletes rows. It needs no network.

    A message that is to be deleted at VoIP.ms too stays hidden in the store until that has ended.
    """

    def __init__(self, store: Store, timing: Timing, clock: ClockWatch) -> None:
        self._deleting = store.deleting
        self._due_at = store.server_deletes.next_due_at
        self._offload = Offload(store)
        self._timing = timing
        self._clock = clock
        self._bell = Bell(timing)
        #: Called when deletions have begun and can no longer be undone.
        self.when_begun: list[Callable[[], None]] = []

    def wake(self) -> None:
        """Check for work: a message was deleted, a deletion was undone, or one ended at VoIP.ms."""
        self._bell.ring()

    async def run(self) -> None:
        """Start each deletion when it is due, until cancelled."""
        while True:
            await self.purge_due()
            due = self._due_at()
            rest = None if due is None else max(0.0, self._timing.until(due))
            await self._bell.wait(rest)

    async def purge_due(self) -> None:
        """Start due deletions, and delete the rows of deletions that have started."""
        await self._clock.check()
        if await self._offload(self._deleting.begin_due):
            for tell in self.when_begun:
                tell()
        while await self._offload(self._deleting.remove_begun):
            pass
