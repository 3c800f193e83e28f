"""Timing: the injected clock, back-off with jitter, and a bell that ends a wait early."""

from __future__ import annotations

import asyncio
import functools
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

#: Longest asyncio sleep, in seconds: its clock stops while the machine sleeps.
_GLANCE: Final = 5.0


def _steady_clock() -> Callable[[], float]:
    # While the machine sleeps, CLOCK_MONOTONIC stops on Linux, and time.monotonic() on macOS.
    # CLOCK_BOOTTIME on Linux and CLOCK_MONOTONIC on macOS go on.
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        if (number := getattr(time, name, None)) is not None:
            try:
                time.clock_gettime(number)
            except OSError:
                continue  # The kernel is too old for this clock.
            return functools.partial(time.clock_gettime, number)
    return time.monotonic


#: Seconds by a monotonic clock that goes on while the machine sleeps.
elapsed: Final[Callable[[], float]] = _steady_clock()


def sleeper(
    elapsed: Callable[[], float], glance: float = _GLANCE
) -> Callable[[float], Awaitable[None]]:
    """Return a `sleep` that counts the time a machine slept, at most `glance` seconds late."""

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
    """Clock, sleep and randomness of the workers, replaced in tests.

    `clock` gives seconds since the epoch, UTC, and may be set at any time: it dates records.
    `elapsed` gives seconds by a monotonic clock, and measures waits; `sleep` waits by it. `random`
    is in [0, 1).
    """

    clock: Callable[[], float] = time.time
    elapsed: Callable[[], float] = elapsed
    sleep: Callable[[float], Awaitable[None]] = sleep
    random: Callable[[], float] = random.random

    def now(self) -> datetime:
        """Return the time of `clock` as an aware UTC datetime."""
        return datetime.fromtimestamp(self.clock(), UTC)

    def until(self, due: datetime) -> float:
        """Return the seconds to a due time of the store; negative if it has passed.

        The leader shifts due times when the clock is set (`sync.clock_watch`).
        """
        return due.timestamp() - self.clock()


class Backoff:
    """Exponential back-off from `first` to `longest` seconds, shortened by a jitter of up to 25 %.

    The jitter keeps many clients that lost one service from returning at the same time.
    """

    def __init__(self, timing: Timing, first: float = 2.0, longest: float = 60.0) -> None:
        self._timing = timing
        self._first = first
        self._longest = longest
        self._failures = 0

    def next(self) -> float:
        """Return the seconds to wait after one more failure."""
        # The exponent is capped too: after days offline 2.0 ** n would overflow.
        wait = min(self._longest, self._first * 2.0 ** min(self._failures, 16))
        self._failures += 1
        return wait * (1.0 - self._timing.random() / 4.0)

    def reset(self) -> None:
        """Start again at `first` seconds, after a success."""
        self._failures = 0


class Bell:
    """An event that ends a wait early. A ring without a waiter ends the next wait."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """End the wait. Call on the loop's thread only."""
        self._rung.set()

    async def wait(self, seconds: float | None) -> bool:
        """Wait for a ring, at most `seconds` (None: no limit). Return whether it rang."""
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
    """Return when the first awaitable has ended. The others are cancelled and awaited."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
