"""The feed: every write is told on the event loop, ten times a second at most."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from mmstui.center import MessageCenter
from mmstui.center.feed import MIN_INTERVAL, Feed
from mmstui.domain.events import EventBatch, MessagesArrived, StatesChanged
from mmstui.domain.problems import StoreProblem
from support.inboxes import make_center, store_of
from support.listings import IN, SECOND, poll, sms, written
from support.stores import NOON, make_store


class Listener:
    """Hears a center's feed; the clock of its pauses is moved by hand."""

    def __init__(self, center: MessageCenter) -> None:
        self.batches: list[EventBatch] = []
        self.problems: list[str] = []
        self.seconds = 0.0
        self._told = asyncio.Event()
        self.feed = Feed(center, self._batch, self._problem, monotonic=lambda: self.seconds)

    def _batch(self, batch: EventBatch) -> None:
        self.batches.append(batch)
        self._told.set()

    def _problem(self, problem: StoreProblem) -> None:
        self.problems.append(problem.what)
        self._told.set()

    @property
    def new(self) -> list[int]:
        """What it was told as new to the user."""
        found = [event for batch in self.batches for event in batch.of(MessagesArrived)]
        return [number for event in found if event.polled_first for number in event.message_ids]

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something was told and the condition is true."""
        async with asyncio.timeout(10):
            while not condition():
                self._told.clear()
                await self._told.wait()


@asynccontextmanager
async def listening(center: MessageCenter) -> AsyncIterator[Listener]:
    listener = Listener(center)
    listener.feed.start()
    try:
        yield listener
    finally:
        listener.feed.stop()


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    with closing(make_center(tmp_path)) as center:
        yield center


async def test_what_another_process_polls_is_told_as_new_once(
    center: MessageCenter, tmp_path: Path
) -> None:
    poll(store_of(center), sms(1, direction=IN))
    with closing(make_store(tmp_path)) as other:
        async with listening(center) as first, listening(center) as second:
            poll(other, sms(1, direction=IN), sms(2, direction=IN, at=NOON + SECOND))
            await first.until(lambda: first.new and second.new)
            message_id = written(other)
            wanted = (StatesChanged((message_id,)),)
            await first.until(
                lambda: any(batch.of(StatesChanged) == wanted for batch in first.batches)
            )
        assert first.new == second.new == [2]


async def test_a_burst_is_merged_and_nothing_of_it_is_lost(center: MessageCenter) -> None:
    store = store_of(center)
    async with listening(center) as listener:
        for number in range(1, 30):
            store.submit(poll, store, sms(number, direction=IN))
        await listener.until(lambda: listener.new == list(range(1, 30)))
        assert len(listener.batches) < 15
        listener.seconds += MIN_INTERVAL
        poll(store, sms(30, direction=IN))
        await listener.until(lambda: listener.new[-1] == 30)


async def test_what_could_not_be_read_is_told_with_the_next_write(
    center: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_of(center)

    def broken(*_: object) -> None:
        raise StoreProblem("The disk is gone.")

    async with listening(center) as listener:
        with monkeypatch.context() as patched:
            patched.setattr(center.event_log, "since", broken)
            poll(store, sms(1, direction=IN))
            await listener.until(lambda: listener.problems == ["The disk is gone."])
        listener.seconds += MIN_INTERVAL
        poll(store, sms(2, direction=IN))
        await listener.until(lambda: listener.new == [1, 2])


async def test_after_its_end_nothing_is_told(center: MessageCenter) -> None:
    async with listening(center) as listener:
        poll(store_of(center), sms(1, direction=IN))
    poll(store_of(center), sms(2, direction=IN))
    await asyncio.sleep(0)
    assert listener.batches == []


async def test_a_feed_goes_on_where_another_ended(center: MessageCenter) -> None:
    """Nothing between the two is lost, and nothing is told twice."""
    async with listening(center) as first:
        poll(store_of(center), sms(1, direction=IN))
        await first.until(lambda: first.new == [1])
    poll(store_of(center), sms(1, direction=IN), sms(2, direction=IN, at=NOON + SECOND))
    second = Listener(center)
    second.feed.start(first.feed.cursor)
    await second.until(lambda: second.new)
    second.feed.stop()
    assert second.new == [2]


async def test_a_feed_that_rests_looks_less_often_and_tells_within_a_second(
    center: MessageCenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    waits: list[float] = []
    call_later = loop.call_later

    def at_once(delay: float, work: Callable[..., object], *args: object, **how: Any) -> object:
        waits.append(delay)
        return call_later(0, work, *args, **how)

    with closing(make_store(tmp_path)) as other, monkeypatch.context() as patched:
        async with listening(center) as listener:
            patched.setattr(loop, "call_later", at_once)
            listener.seconds += 60
            async with asyncio.timeout(10):
                while max(waits, default=0.0) < 0.5:  # noqa: ASYNC110
                    await asyncio.sleep(0)
            resting = max(waits)
            poll(other, sms(1, direction=IN))
            await listener.until(lambda: listener.new == [1])
            waits.clear()
            poll(other, sms(2, direction=IN, at=NOON + SECOND))
            await listener.until(lambda: listener.new == [1, 2])
    assert max(waits) < 0.5 < resting < 1.0
