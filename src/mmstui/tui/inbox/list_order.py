"""Reads the order of the list, and decides when the order may change.

Most reads are one index scan. With a filter of days each thread may have to be read, 40 ms at a
million messages, and a saved search may take longer: this runs on a thread, so keys never wait.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, tzinfo
from functools import partial
from typing import Final, NamedTuple

from textual.message import Message
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
#: After a read on the thread the next one waits so many times as long: history comes in pieces.
REST: Final = 4


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

    class Recounted(Message):
        """The owner lists more or fewer conversations, because the store has changed."""

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
        self._key_pressed_at = self._rest_until = float("-inf")
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
        ids = await self._ids(filters, order.during, zone)
        return order._replace(ids=ids) if request == self._request else None

    def empty(self, filters: Filters, zone: tzinfo) -> Order:
        """Return the empty order to show while `read` takes long."""
        during = None if filters.days is None else filters.days.spans(self._clock(), zone)
        return Order(filters, zone, during, [], self._changes)

    async def unread(self) -> list[int]:
        """Return the unread conversations that pass the filters, in the order of the list."""
        viewport = self._viewport
        filters = viewport.filters.changed(view=View.UNREAD)
        return await self._ids(filters, viewport.during, self.zone)

    async def _ids(
        self, filters: Filters, during: Sequence[Span] | None, zone: tzinfo
    ) -> list[int]:
        if filters.is_quick:
            return self._viewport.read(filters, None, zone)
        if self._pool is None:
            # One worker: it has one connection, and reads finish in the order of their requests.
            self._pool = ThreadPoolExecutor(1, "order")
        request, loop = self._request, asyncio.get_running_loop()
        read = partial(
            self._viewport.read, filters, during, zone, stop=lambda: self._request != request
        )
        return await loop.run_in_executor(self._pool, read)

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
        wait = max(QUIET - self._quiet, self._rest_until - self._monotonic())
        if wait > 0:
            if self._timer is None:
                self._timer = self.owner.set_timer(wait + 0.01, self._timer_fired)
        elif viewport.filters.is_quick:
            self._show_changed(viewport.read(viewport.filters, None, self.zone))
        elif not self._reading:
            self._reading = True
            self._update_in_background()

    def _show_changed(self, ids: list[int]) -> None:
        before = len(self._viewport.ids)
        self._set_order(ids, True)
        if len(self._viewport.ids) != before:
            self.owner.post_message(self.Recounted())

    def _timer_fired(self) -> None:
        self._timer = None
        self._update()

    def _not_read(self) -> None:
        self._reading = False

    @job(
        "The list may be old: choose its days or its view again.",
        group="order",
        recover=_not_read,
        repeats=True,
    )
    async def _update_in_background(self) -> None:
        """Read the order on the thread, and show it if filters have not changed meanwhile."""
        filters, during = requested = self._viewport.filters, self._viewport.during
        changes, request, current = self._changes, self._request, False
        began = self._monotonic()
        try:
            ids = await self._ids(filters, during, self.zone)
        finally:
            self._reading = False
        if not self.owner.is_attached:
            return
        self._rest_until = (ended := self._monotonic()) + REST * (ended - began)
        same = requested == (self._viewport.filters, self._viewport.during)
        if self._quiet >= QUIET and same and request == self._request:
            self._show_changed(ids)
            current = True
        if not current or changes != self._changes:
            self._update()
