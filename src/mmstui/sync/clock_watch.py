"""Notices that the machine's clock was set, and keeps what the store has waiting as it was.

Waits in memory go by `Pace.elapsed`. Those that outlive a process are dated in the store.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from mmstui.store import Store
from mmstui.sync.store_writes import Offload
from mmstui.sync.timing import Pace

log = logging.getLogger("mmstui.sync")

#: Seconds by which a clock is set at least: less is what a time server corrects by and by.
_SET: Final = 1.0


class ClockWatch:
    """One leader's. Only leaders shift due times; the store sees to it that two do so once."""

    def __init__(self, store: Store, pace: Pace) -> None:
        self._waits = store.waits
        self._offload = Offload(store)
        self._pace = pace
        self._apart = self._now_apart()

    async def begin(self) -> None:
        """We lead now: nobody knows what the clock was when others wrote."""
        self._apart = self._now_apart()
        await self._offload(self._waits.bound)

    async def look(self) -> None:
        """See whether the clock was set since the last look."""
        by = self._now_apart() - self._apart
        if abs(by) < _SET:
            return
        self._apart += by
        log.info("the clock was set, by %d seconds", by)
        start = datetime.fromtimestamp(self._apart, UTC)
        await self._offload(self._waits.clock_was_set, timedelta(seconds=by), start)

    def _now_apart(self) -> float:
        return self._pace.clock() - self._pace.elapsed()
