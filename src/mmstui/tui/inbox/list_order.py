"""Reads the order of the list, and decides when the order may change.

Most reads are one index scan. With a filter of days each thread may have to be read, 40 ms at a
million messages: this runs on a thread, so keys never wait.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from textual.timer import Timer
from textual.widget import Widget

from mmstui.domain.times.days import Span
from mmstui.domain.triage import Verb
from mmstui.domain.views import View
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.inbox.list_viewport import ListViewport
from mmstui.tui.jobs import job

#: Seconds without a key before the order of the list may change.
QUIET: Final = 2.0


class Order(NamedTuple):
    """Conversations in the order of the list, and the filters that they passed."""

    filters: Filters
    zone: tzinfo
    during: Sequence[Span] | None  #: the spans of the days; None: any time
    ids: list[int]
    changes: int  #: the count of changes when the read began


class ListOrder:
    """Reads the order of the list, on request and after conversations have changed.

    `set_order` is called with a new order, and whether the cursor's row keeps its place: for a
    change of the store it does, and no key was pressed for `QUIET` seconds.
    """

    def __init__(
        self,
        owner: Widget,
        viewport: ListViewport,
        set_order: Callable[[list[int], bool], None],
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.owner = owner
        self._viewport = viewport
        self._set_order = set_order
        self._clock = clock
        self._monotonic = monotonic
        self.zone = zone
        self._today = clock().astimezone(zone).date()
        self._pool: ThreadPoolExecutor | None = None
        self._key_pressed_at = float("-inf")
        self._timer: Timer | None = None
        self._reading = False
        self._request = 0
        self._changes = 0

    # Reading.

    async def read(self, filters: Filters, zone: tzinfo) -> Order | None:
        """Read the conversations that pass filters; None if a later call superseded this one.

        Days are those of `zone`. This may take a while, and does not change the list: call `show`.
        """
        self._request += 1
        request, order = self._request, self.empty(filters, zone)
        ids = await self._ids(filters, order.during)
        return order._replace(ids=ids) if request == self._request else None

    def empty(self, filters: Filters, zone: tzinfo) -> Order:
        """Return the empty order to show while `read` takes long."""
        during = None if filters.days is None else filters.days.spans(self._clock(), zone)
        return Order(filters, zone, during, [], self._changes)

    async def unread(self) -> list[int]:
        """Return the unread conversations that pass the filters, in the order of the list."""
        viewport = self._viewport
        return await self._ids(viewport.filters.changed(view=View.UNREAD), viewport.during)

    async def _ids(self, filters: Filters, during: Sequence[Span] | None) -> list[int]:
        if during is None:
            return self._viewport.read(filters, None)
        if self._pool is None:
            # One worker: it has one connection, and reads finish in the order of their requests.
            self._pool = ThreadPoolExecutor(1, "order")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._viewport.read, filters, during)

    def close(self) -> None:
        """Shut the thread down without waiting for it."""
        self._request += 1
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    # When the order may change.

    def key_pressed(self) -> None:
        """Note that a key was pressed: the order does not change for `QUIET` seconds."""
        self._key_pressed_at = self._monotonic()

    def changed(self) -> None:
        """Read the order again after a change of the store, once nobody is typing."""
        self._changes += 1
        self._update()

    def show(self, order: Order) -> None:
        """Show another order; the cursor stays on its conversation if that is still listed."""
        if self._viewport.filters != order.filters:
            self._viewport.touched.clear()
            self._viewport.leaving.clear()
        self._viewport.filters, self._viewport.during = order.filters, order.during
        self._viewport.forget_rows()
        self.zone = order.zone
        self._today = self._clock().astimezone(order.zone).date()
        self._set_order(order.ids, False)
        # The store may have changed during the read.
        if order.changes != self._changes:
            self._update()

    def put_back(self, ids: Collection[int], verb: Verb) -> bool:
        """List again at once what a key took away and undo has brought back, if that is possible.

        The feed tells of the same change; then the order is read, as after any other.
        """
        order = self._viewport.put_back(ids, verb)
        if order is not None:
            self._set_order(order, False)
        return order is not None

    def new_day(self) -> bool:
        """Return whether midnight has passed since the last call; the days of the filter move."""
        before, self._today = self._today, self._clock().astimezone(self.zone).date()
        filters = self._viewport.filters
        if before != self._today and filters.days is not None:
            self._viewport.during = self.empty(filters, self.zone).during
            self.changed()
        return before != self._today

    @property
    def _quiet(self) -> float:
        """Seconds since the last key; infinite if the list is empty."""
        return self._monotonic() - self._key_pressed_at if self._viewport.ids else float("inf")

    def _update(self) -> None:
        viewport = self._viewport
        if (quiet := self._quiet) < QUIET:
            if self._timer is None:
                self._timer = self.owner.set_timer(QUIET - quiet + 0.01, self._timer_fired)
        elif viewport.during is None:
            self._set_order(viewport.read(viewport.filters, None), True)
        elif not self._reading:
            self._reading = True
            self._update_in_background()

    def _timer_fired(self) -> None:
        self._timer = None
        self._update()

    def _not_read(self) -> None:
        self._reading = False

    @job(
        "The list may be old: choose the days again with T.",
        group="order",
        recover=_not_read,
        repeats=True,
    )
    async def _update_in_background(self) -> None:
        """Read the order on the thread, and show it if filters have not changed meanwhile."""
        filters, during = requested = self._viewport.filters, self._viewport.during
        changes, current = self._changes, False
        try:
            ids = await self._ids(filters, during)
        finally:
            self._reading = False
        if not self.owner.is_attached:
            return
        if self._quiet >= QUIET and requested == (self._viewport.filters, self._viewport.during):
            self._set_order(ids, True)
            current = True
        if not current or changes != self._changes:
            self._update()
