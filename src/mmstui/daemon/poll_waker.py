"""Wakes the poll when VoIP.ms calls, at most once in a few seconds however often it is called."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

#: Seconds between two polls that calls cause.
WAKE_EVERY: Final = 5.0


class PollWaker:
    """Merges calls. Each call is followed by a poll that begins after it."""

    def __init__(
        self,
        wake: Callable[[], object],
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._wake = wake
        self._sleep = sleep
        self._called = asyncio.Event()

    def ring(self) -> None:
        """Wake the poll soon."""
        self._called.set()

    async def run(self) -> None:
        """Wake the poll after calls, until cancelled."""
        while True:
            await self._called.wait()
            self._called.clear()
            self._wake()
            await self._sleep(WAKE_EVERY)
