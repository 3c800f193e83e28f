"""The time the simulator lives in, injected so that tests own it."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where the simulator reads the time and waits."""

    def now(self) -> float:
        """Return the seconds since the epoch, UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds of this clock."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> float:
        """Return the seconds since the epoch, UTC."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait that many real seconds."""
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, start: datetime) -> None:
        """Stand still at `start`, an aware datetime."""
        self._now = start.timestamp()
        self._sleepers: list[tuple[float, asyncio.AbstractEventLoop, asyncio.Event]] = []

    def now(self) -> float:
        """Return the seconds since the epoch, UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until somebody has advanced the clock by that much."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        awake = asyncio.Event()
        self._sleepers.append((self._now + seconds, asyncio.get_running_loop(), awake))
        await awake.wait()

    def advance(self, seconds: float) -> None:
        """Move on by `seconds` and wake those whose time has come; callable from any thread."""
        self._now += seconds
        due = [sleeper for sleeper in self._sleepers if sleeper[0] <= self._now]
        self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[0] > self._now]
        for _, loop, awake in due:
            if not loop.is_closed():
                loop.call_soon_threadsafe(awake.set)

    def set(self, moment: datetime) -> None:
        """Move to `moment`, an aware datetime, backwards too."""
        self.advance(moment.timestamp() - self._now)

    @property
    def sleepers(self) -> int:
        """How many are waiting for this clock to move."""
        return len(self._sleepers)


def utc(epoch: float) -> datetime:
    """Return `epoch` seconds as an aware UTC datetime."""
    return datetime.fromtimestamp(epoch, UTC)
