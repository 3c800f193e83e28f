"""The change feed: every write reaches the screen, ten times a second at most."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from textual.app import App

from mmstui.center import MessageCenter
from mmstui.domain.problems import StoreProblem
from mmstui.store import Changes
from mmstui.tui.change_feed import MIN_INTERVAL, ChangeFeed
from support.screens import wait_until


class FakeStore(MessageCenter):
    """Revisions in memory, written to by this process or another."""

    def __init__(self) -> None:
        self.written: list[int] = []
        self.version = 0
        self.broken = False
        self.forgotten = False
        self.callback: Callable[[], None] = lambda: None

    def changes(self, since_rev: int) -> Changes:
        if self.broken:
            raise StoreProblem("The disk is gone.")
        return Changes(len(self.written), tuple(self.written[since_rev:]))

    def data_version(self) -> int:
        return self.version

    def on_write(self, callback: Callable[[], None]) -> Callable[[], None]:
        self.callback = callback
        return self._forget

    def _forget(self) -> None:
        self.forgotten = True

    def write(self, conversation_id: int, *, here: bool = True) -> None:
        self.written.append(conversation_id)
        self.version += 1
        if here:
            thread = threading.Thread(target=self.callback)
            thread.start()
            thread.join()


class FeedApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.store = FakeStore()
        self.store.write(1)
        self.told: list[tuple[int, ...]] = []
        self.seconds = 0.0
        self.failed: list[str] = []
        self.feed = ChangeFeed(
            self,
            self.store,
            self._tell,
            lambda problem: self.failed.append(problem.what),
            monotonic=lambda: self.seconds,
        )

    def on_mount(self) -> None:
        self.feed.start()

    def _tell(self, ids: Sequence[int], everything: bool) -> None:
        self.told.append(tuple(ids))
        # What is made here must know its app, whichever thread the write came from.
        self.set_timer(0.001, lambda: None)


async def test_what_was_there_at_the_start_is_not_told() -> None:
    app = FeedApp()
    async with app.run_test() as pilot:
        app.store.write(2)
        await wait_until(pilot, lambda: app.told == [(2,)])


async def test_many_writes_are_told_at_once_and_none_is_lost() -> None:
    app = FeedApp()
    async with app.run_test() as pilot:
        for number in range(2, 30):
            app.store.write(number)
        await wait_until(pilot, lambda: sum(map(len, app.told)) == 28)
        assert len(app.told) <= 2
        app.seconds += MIN_INTERVAL
        app.store.write(30)
        await wait_until(pilot, lambda: app.told[-1] == (30,))


async def test_another_process_is_noticed() -> None:
    app = FeedApp()
    async with app.run_test() as pilot:
        app.store.write(7, here=False)
        await wait_until(pilot, lambda: app.told == [(7,)])


async def test_a_store_that_cannot_be_read_is_told_and_asked_again() -> None:
    app = FeedApp()
    async with app.run_test() as pilot:
        app.store.broken = True
        app.store.write(2)
        await wait_until(pilot, lambda: app.failed)
        assert app.failed == ["The disk is gone."]
        app.store.broken = False
        app.seconds += MIN_INTERVAL
        app.store.write(3)
        await wait_until(pilot, lambda: app.told == [(2, 3)])


async def test_after_the_end_nothing_is_told() -> None:
    app = FeedApp()
    async with app.run_test():
        pass
    app.feed.stop()
    assert app.store.forgotten, "who is gone is not called back"
    app.store.write(9)
    assert app.told == []
