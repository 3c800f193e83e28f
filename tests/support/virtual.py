"""Virtual time: it moves only when the test says so."""

import asyncio
import heapq
from collections.abc import Callable
from datetime import UTC, datetime


class VirtualTime:
    """A clock with its own sleep. Every worker runs as far as it can before the clock moves.

    For code in one thread: whatever waits for another thread looks idle here.
    """

    def __init__(self, start: datetime) -> None:
        self.now = start.timestamp()
        self.was_set_by = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def clock(self) -> float:
        """Seconds since the epoch."""
        return self.now

    def elapsed(self) -> float:
        """The same without what `set_by` did."""
        return self.now - self.was_set_by

    def set_by(self, seconds: float) -> None:
        """Set the clock ahead, or back: no time has passed."""
        self.was_set_by += seconds
        self.now += seconds
        self._sleepers = [(due + seconds, n, woken) for due, n, woken in self._sleepers]

    def datetime(self) -> datetime:
        """The clock, aware."""
        return datetime.fromtimestamp(self.now, UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait for the clock to move on by `seconds`."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.now + seconds, self._count, woken))
        await woken

    async def settle(self) -> None:
        """Run all tasks until all of them wait."""
        loop = asyncio.get_running_loop()
        for _ in range(100_000):
            await asyncio.sleep(0)
            if not getattr(loop, "_ready"):  # noqa: B009 - what the loop has left to do now
                return
        raise AssertionError("somebody never waits")

    async def advance(self, seconds: float) -> None:
        """Move the clock, stopping at each sleeper on the way."""
        end = self.now + seconds
        await self.settle()
        while (due := self._next_due()) is not None and due <= end:
            await self._wake(due)
        self.now = end
        await self.settle()

    async def until(self, holds: Callable[[], object], *, within: float = 86_400.0) -> None:
        """Move the clock until a condition holds; fail if it never does."""
        end = self.now + within
        await self.settle()
        while not holds():
            due = self._next_due()
            assert due is not None, "everybody waits for something that will not come"
            assert due <= end, f"it did not come to hold within {within} s"
            await self._wake(due)

    def _next_due(self) -> float | None:
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    async def _wake(self, due: float) -> None:
        self.now = max(self.now, due)
        while self._sleepers and self._sleepers[0][0] <= self.now:
            woken = heapq.heappop(self._sleepers)[2]
            if not woken.done():
                woken.set_result(None)
        await self.settle()
