from __future__ import annotations

import asyncio

from mmstui.sync.backoff import Backoff, Bell, Timing
from support.virtual import VirtualTime


def test_backoff_doubles_to_its_longest_and_starts_again() -> None:
    backoff = Backoff(Timing(random=lambda: 0.0))
    assert [backoff.next() for _ in range(7)] == [2, 4, 8, 16, 32, 60, 60]
    backoff.reset()
    assert backoff.next() == 2


def test_backoff_takes_up_to_a_quarter_off() -> None:
    backoff = Backoff(Timing(random=lambda: 0.999))
    assert 1.5 <= backoff.next() < 1.51


def test_backoff_of_days_does_not_overflow() -> None:
    backoff = Backoff(Timing(random=lambda: 0.0))
    assert [backoff.next() for _ in range(5000)][-1] == 60


async def test_a_bell_ends_a_wait(time: VirtualTime, timing: Timing) -> None:
    bell = Bell(timing)
    waiting = asyncio.ensure_future(bell.wait(60))
    await time.advance(10)
    assert not waiting.done()
    bell.ring()
    await time.settle()
    assert waiting.result() is True


async def test_a_wait_without_a_ring_ends_in_time(time: VirtualTime, timing: Timing) -> None:
    waiting = asyncio.ensure_future(Bell(timing).wait(60))
    await time.advance(59.9)
    assert not waiting.done()
    await time.advance(0.2)
    assert waiting.result() is False


async def test_a_ring_while_nobody_waits_is_kept_once(timing: Timing) -> None:
    bell = Bell(timing)
    bell.ring()
    bell.ring()
    assert await bell.wait(60) is True
    assert await bell.wait(0) is False
