"""Notices that the machine's clock was set, and keeps what the store has waiting as it was.

Waits in memory go by `Timing.elapsed`. Those that outlive a process are dated in the store.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from mmstui.store import Store
from mmstui.sync.store_writes import Offload
from mmstui.sync.timing import Timing

log = logging.getLogger("mmstui.sync")

#: Seconds by which a clock is set at least: less is what a time server corrects by and by.
_SET: Final = 1.0


class ClockWatch:
    """One leader's. Only it shifts due times: two processes would do so twice."""

    def __init__(self, store: Store, timing: Timing) -> None:
        self._waits = store.waits
        self._offload = Offload(store)
        self._timing = timing
        self._offset = self._current_offset()

    async def begin(self) -> None:
        """We lead now: nobody knows what the clock was when others wrote."""
        self._offset = self._current_offset()
        await self._offload(self._waits.bound)

    async def check(self) -> None:
        """See whether the clock was set since the last look."""
        by = self._current_offset() - self._offset
        if abs(by) < _SET:
            return
        self._offset += by
        log.info("the clock was set, by %d seconds", by)
        await self._offload(self._waits.clock_was_set, timedelta(seconds=by))

    def _current_offset(self) -> float:
        return self._timing.clock() - self._timing.elapsed()
