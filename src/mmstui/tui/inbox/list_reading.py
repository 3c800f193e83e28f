"""Reads the list for other filters, and shows it when the store has answered."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from mmstui.tui import jobs
from mmstui.tui.inbox.filters import Filters

if TYPE_CHECKING:
    from mmstui.tui.inbox.screen import InboxScreen

#: Seconds after which the list shows that it is still being read.
SLOW_READ: Final = 0.25


class ListReading:
    """Header and rows change in one frame; while a read takes long, the list is empty."""

    def __init__(self, inbox: InboxScreen) -> None:
        self._inbox = inbox
        #: A read takes longer than `SLOW_READ`: the list says so.
        self.slow = False

    async def read(self, filters: Filters) -> None:
        """Read and show the conversations that pass filters."""
        inbox = self._inbox
        zone, row = filters.zone or inbox.home_zone, inbox.list.cursor_id
        reading = jobs.start_task(inbox.list.order.read(filters, zone))
        await asyncio.wait({reading}, timeout=SLOW_READ)
        if emptied := not reading.done() and inbox.is_running:
            self.slow = True
            inbox.show_order(inbox.list.order.empty(filters, zone))
        try:
            order = await reading
        finally:
            self.slow = False
        if order is not None and inbox.is_running:
            inbox.show_order(order)
            if emptied and row is not None:
                inbox.list.select(row)
