"""A supervisor: restart a worker that crashed, with back-off, and report the crash."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping

from mmstui.domain.traces import place_of
from mmstui.store import Store, StoreProblem
from mmstui.sync.backoff import Backoff, Timing, first_of
from mmstui.sync.store_writes import Offload

log = logging.getLogger("mmstui.sync")

Work = Callable[[], Coroutine[None, None, None]]
#: Seconds after a crash after which a running worker counts as recovered.
_STEADY = 60.0


class Supervisor:
    """Runs workers concurrently. A crash of one worker does not stop the others."""

    def __init__(self, store: Store, timing: Timing) -> None:
        self._signals = store.signals
        self._offload = Offload(store)
        self._timing = timing

    @contextlib.asynccontextmanager
    async def running(
        self, workers: Mapping[str, Work]
    ) -> AsyncIterator[dict[str, asyncio.Task[None]]]:
        """Run these workers during the block. Yields their tasks by name."""
        tasks = {
            name: asyncio.create_task(self.keep_running(name, work), name=f"mmstui {name}")
            for name, work in workers.items()
        }
        try:
            yield tasks
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def keep_running(self, name: str, work: Work) -> None:
        """Run one worker until it returns or is cancelled; restart it after each crash."""
        backoff = Backoff(self._timing, first=1.0)
        crashed = False
        while True:
            running = asyncio.ensure_future(work())
            try:
                if crashed:
                    await first_of(asyncio.wait({running}), self._timing.sleep(_STEADY))
                    if not running.done():
                        await self._is_well_again()
                        backoff.reset()
                await running
            except Exception as error:
                crashed = True
                log.error("%s stopped: %s", name, place_of(error))
                await self._tell(name, error)
                await self._timing.sleep(backoff.next())
            else:
                return
            finally:
                if not running.done():
                    running.cancel()
                    await asyncio.gather(running, return_exceptions=True)

    async def _tell(self, name: str, error: Exception) -> None:
        words = error.what if isinstance(error, StoreProblem) else type(error).__name__
        with contextlib.suppress(StoreProblem):
            await self._offload(
                self._signals.set, "trouble", f"{name}: {words}", self._timing.now()
            )

    async def _is_well_again(self) -> None:
        with contextlib.suppress(StoreProblem):
            await self._offload(self._signals.clear, "trouble")
