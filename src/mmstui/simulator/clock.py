"""The clock of the simulator, injected so that tests control it."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A clock that the simulator reads and waits by."""

    def now(self) -> float:
        """Return the seconds since the epoch, UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds of this clock."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        """Return the seconds since the epoch, UTC."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait that many real seconds."""
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that stands still until it is advanced."""

    def __init__(self, start: datetime) -> None:
        """Stand still at `start`, an aware datetime."""
        self._now = start.timestamp()
        self._sleepers: list[tuple[float, asyncio.AbstractEventLoop, asyncio.Event]] = []

    def now(self) -> float:
        """Return the seconds since the epoch, UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has been advanced by that much."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        awake = asyncio.Event()
        self._sleepers.append((self._now + seconds, asyncio.get_running_loop(), awake))
        await awake.wait()

    def advance(self, seconds: float) -> None:
        """Advance by `seconds` and wake the sleepers that are due. Callable from any thread."""
        self._now += seconds
        due = [sleeper for sleeper in self._sleepers if sleeper[0] <= self._now]
        self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[0] > self._now]
        for _, loop, awake in due:
            if not loop.is_closed():
                loop.call_soon_threadsafe(awake.set)

    def set(self, moment: datetime) -> None:
        """Set the clock to `moment`, an aware datetime, forwards or backwards."""
        self.advance(moment.timestamp() - self._now)

    @property
    def sleepers(self) -> int:
        """The number of sleepers."""
        return len(self._sleepers)


def utc(epoch: float) -> datetime:
    """Return `epoch` seconds as an aware UTC datetime."""
    return datetime.fromtimestamp(epoch, UTC)
