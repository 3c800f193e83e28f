"""Waiting: the injected clock, back-off with jitter, and a bell that ends a wait early."""

from __future__ import annotations

import asyncio
import functools
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

#: Seconds after which a wait looks at the time: asyncio's own stands still while a machine sleeps.
_GLANCE: Final = 5.0


def _steady_clock() -> Callable[[], float]:
    # What stands still in sleep is CLOCK_MONOTONIC on Linux, and time.monotonic() on macOS, whose
    # CLOCK_MONOTONIC goes on.
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        if (number := getattr(time, name, None)) is not None:
            try:
                time.clock_gettime(number)
            except OSError:
                continue  # the kernel is older than the Python
            return functools.partial(time.clock_gettime, number)
    return time.monotonic


#: Seconds since some moment, by a clock that nobody sets, and that goes on while a machine sleeps.
elapsed: Final[Callable[[], float]] = _steady_clock()


def sleeper(
    elapsed: Callable[[], float], glance: float = _GLANCE
) -> Callable[[float], Awaitable[None]]:
    """A `sleep` by a clock: what a machine slept counts, `glance` seconds late at most."""

    async def sleep(seconds: float) -> None:
        end, rest = elapsed() + seconds, seconds
        while True:
            await asyncio.sleep(min(rest, glance))
            if (rest := end - elapsed()) <= 0:
                return

    return sleep


sleep: Final = sleeper(elapsed)


@dataclass(frozen=True, slots=True)
class Timing:
    """The time everything here goes by, replaced in tests.

    `clock` gives seconds since the epoch, UTC, and may be set at any moment: it dates things.
    `elapsed` gives seconds since any moment, and is what waits are measured by; `sleep` waits
    seconds of it. `random` is in [0, 1).
    """

    clock: Callable[[], float] = time.time
    elapsed: Callable[[], float] = elapsed
    sleep: Callable[[float], Awaitable[None]] = sleep
    random: Callable[[], float] = random.random

    def now(self) -> datetime:
        """The clock as an aware UTC datetime."""
        return datetime.fromtimestamp(self.clock(), UTC)

    def until(self, due: datetime) -> float:
        """Seconds to a due time of the store, less than none where it is over.

        The leader keeps those true when the clock is set (`sync.clock_watch`).
        """
        return due.timestamp() - self.clock()


class Backoff:
    """Waits that double from `first` to `longest` seconds, each shortened by up to a quarter.

    The jitter keeps many clients that lost one service from returning all at once.
    """

    def __init__(self, timing: Timing, first: float = 2.0, longest: float = 60.0) -> None:
        self._timing = timing
        self._first = first
        self._longest = longest
        self._failures = 0

    def next(self) -> float:
        """Seconds to wait after one more failure."""
        # The exponent is capped too: after days offline 2.0 ** n would overflow.
        wait = min(self._longest, self._first * 2.0 ** min(self._failures, 16))
        self._failures += 1
        return wait * (1.0 - self._timing.random() / 4.0)

    def reset(self) -> None:
        """It worked: the next failure waits `first` seconds again."""
        self._failures = 0


class Bell:
    """Rung to end somebody's wait. A ring while nobody waits is kept for the next wait."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """End the wait. From the loop's own thread only."""
        self._rung.set()

    async def wait(self, seconds: float | None) -> bool:
        """Wait for a ring, at most so many seconds (None: for ever). True when it rang."""
        if not self._rung.is_set():
            await self._wait(seconds)
        rang = self._rung.is_set()
        self._rung.clear()
        return rang

    async def _wait(self, seconds: float | None) -> None:
        if seconds is None:
            await self._rung.wait()
            return
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        await first_of(self._rung.wait(), self._timing.sleep(seconds))


async def first_of(*waits: Awaitable[object]) -> None:
    """Return when the first of these has ended; the others are cancelled, and their end awaited."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
