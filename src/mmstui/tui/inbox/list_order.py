"""The order of the list: when it is read, and when it may change.

Mostly that is one read of an index. With a filter of days each thread may have to be asked, 40 ms
at a million messages: that is done on a thread of its own, and keys never wait for it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import tzinfo
from typing import Final, NamedTuple

from textual.timer import Timer
from textual.widget import Widget

from mmstui.domain.days import Span
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.inbox.list_viewport import ListPlace
from mmstui.tui.jobs import job

#: Seconds without a key before the order of the list may change.
QUIET: Final = 1.5


class Order(NamedTuple):
    """Conversations in the order of the list, and what was asked for."""

    filters: Filters
    zone: tzinfo
    during: Sequence[Span] | None  #: the instants of the days; None: at any time
    ids: list[int]
    changes: int  #: how often the store had changed when it was asked for


class ListOrder:
    """Reads the order of the list, when it is told to and when conversations have changed.

    `take` is given an order of what the place shows, when no key has been pressed for a while.
    """

    def __init__(
        self,
        owner: Widget,
        place: ListPlace,
        take: Callable[[list[int]], None],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.owner = owner
        self._place = place
        self._take = take
        self._monotonic = monotonic
        self._pool: ThreadPoolExecutor | None = None
        self._touched_at = float("-inf")
        self._timer: Timer | None = None
        self._reading = False
        self._turn = 0
        self._changes = 0

    # Reading.

    async def read(
        self, filters: Filters, zone: tzinfo, during: Sequence[Span] | None
    ) -> Order | None:
        """Read what is to be shown instead; None if something else was asked for meanwhile."""
        self._turn += 1
        turn, changes = self._turn, self._changes
        ids = await self.ids(filters, during)
        return Order(filters, zone, during, ids, changes) if turn == self._turn else None

    def nothing_yet(self, filters: Filters, zone: tzinfo, during: Sequence[Span] | None) -> Order:
        """What is shown while that takes long."""
        return Order(filters, zone, during, [], self._changes)

    async def ids(self, filters: Filters, during: Sequence[Span] | None) -> list[int]:
        """The conversations that filters let through, in order."""
        if during is None:
            return self._place.read(filters, None)
        if self._pool is None:
            # One thread: it has one connection, and orders come as they were asked for.
            self._pool = ThreadPoolExecutor(1, "order")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._place.read, filters, during)

    def close(self) -> None:
        """End the thread, soon."""
        self._turn += 1
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    # When it may change.

    def touched(self) -> None:
        """A key was pressed somewhere: leave the order alone for a while."""
        self._touched_at = self._monotonic()

    def changed(self) -> None:
        """The store has changed: read the order again, when nobody is typing."""
        self._changes += 1
        self._look()

    def shown(self, order: Order) -> None:
        """It is shown now. What changed while it was read is not in it."""
        if order.changes != self._changes:
            self._look()

    @property
    def _quiet(self) -> float:
        """Seconds since the last key; for ever where there is no order that keys could rely on."""
        return self._monotonic() - self._touched_at if self._place.ids else float("inf")

    def _look(self) -> None:
        place = self._place
        if (quiet := self._quiet) < QUIET:
            if self._timer is None:
                self._timer = self.owner.set_timer(QUIET - quiet + 0.01, self._later)
        elif place.during is None:
            self._take(place.read(place.filters, None))
        elif not self._reading:
            self._reading = True
            self._beside()

    def _later(self) -> None:
        self._timer = None
        self._look()

    def _not_read(self) -> None:
        self._reading = False

    @job(
        "The list may be old: choose the days again with T.",
        group="order",
        recover=_not_read,
        repeats=True,
    )
    async def _beside(self) -> None:
        """Read it on the thread, and take it if it is still what is wanted."""
        filters, during = asked = self._place.filters, self._place.during
        changes, taken = self._changes, False
        try:
            ids = await self.ids(filters, during)
        finally:
            self._reading = False
        if not self.owner.is_attached:
            return
        if self._quiet >= QUIET and asked == (self._place.filters, self._place.during):
            self._take(ids)
            taken = True
        if not taken or changes != self._changes:
            self._look()
