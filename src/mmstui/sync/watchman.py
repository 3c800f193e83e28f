"""Keeps each worker going: what crashes is logged, told, and started again after a while."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

from mmstui.store import Store, StoreProblem
from mmstui.sync.offload import Offload
from mmstui.sync.pace import Backoff, Pace

log = logging.getLogger("mmstui.sync")

Work = Callable[[], Awaitable[None]]
#: After running for so many seconds, a worker's next crash counts as its first.
_STEADY = 60.0


class Watchman:
    """Runs workers beside each other; none takes another down with it."""

    def __init__(self, store: Store, pace: Pace) -> None:
        self._signals = store.signals
        self._offload = Offload(store)
        self._pace = pace

    @contextlib.asynccontextmanager
    async def watching(
        self, workers: Mapping[str, Work]
    ) -> AsyncIterator[dict[str, asyncio.Task[None]]]:
        """Run these for the length of the block; their tasks by name."""
        tasks = {
            name: asyncio.create_task(self._keep(name, work), name=f"mmstui {name}")
            for name, work in workers.items()
        }
        try:
            yield tasks
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def _keep(self, name: str, work: Work) -> None:
        backoff = Backoff(self._pace, first=1.0)
        while True:
            started = self._pace.clock()
            try:
                await work()
            except Exception as error:
                if self._pace.clock() - started > _STEADY:
                    backoff.reset()
                log.error("%s stopped: %s", name, place_of(error))
                await self._tell(name, error)
                await self._pace.sleep(backoff.next())
            else:
                return

    async def _tell(self, name: str, error: Exception) -> None:
        words = error.what if isinstance(error, StoreProblem) else type(error).__name__
        with contextlib.suppress(StoreProblem):
            await self._offload(self._signals.set, "trouble", f"{name}: {words}", self._pace.now())


def place_of(error: BaseException) -> str:
    """What an exception was and where it came from, without its text: that may hold a message."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames[-4:]))
    return f"{type(error).__name__} at {where}" if where else type(error).__name__
