"""Detect changes of the machine's clock and shift the due times in the store accordingly.

Waits in memory are measured by `Timing.elapsed` and need no shift. Waits that outlive a process are
wall-clock times in the store.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from mmstui.store import Store
from mmstui.sync.backoff import Timing
from mmstui.sync.store_writes import Offload

log = logging.getLogger("mmstui.sync")

#: Smallest change, in seconds, that counts: a time server corrects less than this gradually.
_SET: Final = 1.0


class ClockWatch:
    """Detects clock changes, for the leader. The store makes two leaders shift due times once."""

    def __init__(self, store: Store, timing: Timing) -> None:
        self._waits = store.waits
        self._offload = Offload(store)
        self._timing = timing
        self._offset = self._current_offset()

    async def begin(self) -> None:
        """Start as the leader: limit all waits, as the clock of earlier writers is unknown."""
        self._offset = self._current_offset()
        await self._offload(self._waits.bound)

    async def check(self) -> None:
        """Shift due times if the clock was set since the last check."""
        by = self._current_offset() - self._offset
        if abs(by) < _SET:
            return
        self._offset += by
        log.info("the clock was set, by %d seconds", by)
        start = datetime.fromtimestamp(self._offset, UTC)
        await self._offload(self._waits.clock_was_set, timedelta(seconds=by), start)

    def _current_offset(self) -> float:
        return self._timing.clock() - self._timing.elapsed()
