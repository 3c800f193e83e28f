"""Screens follow the store through the app's one subscription, and let go of it."""

from __future__ import annotations

import gc
import logging
import weakref
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from mmstui import tui
from mmstui.center import MessageCenter
from mmstui.domain.events import EventBatch
from mmstui.domain.problems import StoreProblem
from mmstui.tui import events
from mmstui.tui.events import StoreEvents, follow, unfollow
from mmstui.tui.jobs import CALLBACK_FAILED
from support.inboxes import make_center, store_of
from support.screens import wait_until

#: What no log and no screen may show.
SECRET = "Rendez-vous à midi"


class Follower(Static):
    """Hears what happens, and fails when told to."""

    def __init__(self, name: str, *, slow: bool = False) -> None:
        super().__init__(name, id=name)
        self.heard: list[EventBatch] = []
        self.fails: Exception | None = None
        self.slow = slow

    def on_mount(self) -> None:
        follow(self, self.told, slow=self.slow)

    def on_unmount(self) -> None:
        unfollow(self)

    def told(self, batch: EventBatch) -> None:
        self.heard.append(batch)
        # What is made here must know its app, whichever thread the write came from.
        self.set_timer(0.001, lambda: None)
        if self.fails is not None:
            raise self.fails


class FollowingApp(App[None]):
    def __init__(self, center: MessageCenter) -> None:
        super().__init__()
        self.store_events = StoreEvents(self, center)
        self.one, self.two = Follower("one"), Follower("two", slow=True)
        self.shown: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.one
        yield self.two

    def notify(self, message: str, **_: Any) -> None:
        self.shown.append(message)


class Above(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Follower("above")


@pytest.fixture
def center(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MessageCenter]:
    monkeypatch.setattr(events, "SLOW_INTERVAL", 0.05)
    with closing(make_center(tmp_path)) as center:
        yield center


async def heard_by(pilot: Pilot[Any], center: MessageCenter, *followers: Follower) -> None:
    """Write to the store, and wait until all of them heard of it."""
    before = [len(follower.heard) for follower in followers]
    store_of(center).drafts.remember_folder(Path(f"/{sum(before)}"))

    def all_heard() -> bool:
        return all(len(f.heard) > count for f, count in zip(followers, before, strict=True))

    await wait_until(pilot, all_heard)


@pytest.mark.parametrize(
    ("error", "shown", "lines"),
    [(RuntimeError(SECRET), CALLBACK_FAILED, 1), (StoreProblem("It is gone."), "It is gone.", 0)],
)
async def test_who_fails_does_not_deafen_the_others(
    center: MessageCenter,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    shown: str,
    lines: int,
) -> None:
    app = FollowingApp(center)
    with caplog.at_level(logging.ERROR, "mmstui.tui.jobs"):
        async with app.run_test() as pilot:
            app.one.fails = error
            await heard_by(pilot, center, app.one, app.two)
            await wait_until(pilot, lambda: app.shown == [shown])
            if lines:
                await heard_by(pilot, center, app.one, app.two)
                assert app.shown == [shown], "a failure in a row is told once"
            app.one.fails = None
            await heard_by(pilot, center, app.one, app.two)
    logged = [record.getMessage() for record in caplog.records]
    assert len(logged) == lines
    assert SECRET not in repr(logged)


async def test_a_covered_screen_hears_and_a_closed_one_is_let_go_of(center: MessageCenter) -> None:
    app = FollowingApp(center)
    async with app.run_test() as pilot:
        await app.push_screen(Above())
        above = app.screen.query_one("#above", Follower)
        await heard_by(pilot, center, app.one, above)
        gone = weakref.ref(above)
        del above
        await app.pop_screen()

        def is_freed() -> bool:
            gc.collect()
            return gone() is None

        await wait_until(pilot, is_freed)
        await heard_by(pilot, center, app.one, app.two)


async def test_it_ends_with_the_last_that_follows(center: MessageCenter) -> None:
    app = FollowingApp(center)
    async with app.run_test() as pilot:
        await heard_by(pilot, center, app.one)
        await app.one.remove()
        await heard_by(pilot, center, app.two)
        await app.two.remove()
        count = len(app.two.heard)
        store_of(center).drafts.remember_folder(Path("/later"))
        await pilot.pause(0)
        assert len(app.two.heard) == count
        await app.mount(again := Follower("again"))
        await heard_by(pilot, center, again)


async def test_much_is_read_seldom(center: MessageCenter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "SLOW_INTERVAL", 60.0)
    app = FollowingApp(center)
    async with app.run_test() as pilot:
        await heard_by(pilot, center, app.one, app.two)
        for _ in range(3):
            await heard_by(pilot, center, app.one)
        assert len(app.two.heard) == 1


def test_no_screen_reads_the_store_by_the_clock() -> None:
    """The app looks whether its terminal is there, the inbox for a new day and a silent leader."""
    room = Path(tui.__file__).parent
    found = {
        str(path.relative_to(room))
        for path in room.rglob("*.py")
        if "set_interval(" in path.read_text(encoding="utf-8")
    }
    assert found == {"app.py", "inbox/screen.py"}
