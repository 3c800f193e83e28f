"""Above the oldest message: how far history has come, in words; and nothing moves as it comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.messages import History, Status
from mmstui.tui.app import InboxApp
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.ui.formatting import history_words
from support.inboxes import NOW, SHOP, ZOE, fill_directory, make_center, store_of
from support.opened import app_of
from support.screens import screen_lines, screen_text, wait_until
from support.stores import put_thread
from support.views import wide_and_narrow

WIDE, NARROW = (120, 36), (80, 24)
AT_WORK = Status(0, 0, 3, 412, history=History(date(2026, 3, 3)))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (AT_WORK, "Fetching older history: 412 messages, back to 3 March 2026"),
        (replace(AT_WORK, messages=1), "Fetching older history: 1 message, back to 3 March 2026"),
        (
            replace(AT_WORK, offline_since=NOW),
            "Older history is still to be fetched: 412 messages, back to 3 March 2026.",
        ),
        (replace(AT_WORK, history=History(date(2026, 3, 3), done=True)), "The beginning."),
        (
            replace(AT_WORK, history=History(date(2026, 3, 3), done=True, limited=True)),
            "Nothing older is fetched: the setting since is 3 March 2026.",
        ),
        (
            replace(AT_WORK, history=None, progress="20 of 30 days, 412 messages"),
            "Fetching history: 20 of 30 days, 412 messages",
        ),
        (replace(AT_WORK, history=None), ""),
    ],
)
def test_how_far_it_has_come_in_words(status: Status, words: str) -> None:
    assert history_words(status) == words


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center(tmp_path)
    fill_directory(center)
    yield center
    center.close()


def inbox(center: MessageCenter) -> InboxApp:
    return app_of(center)


def put_history(center: MessageCenter, count: int, days_ago: int) -> None:
    """So many messages, a minute apart, that end so many days ago."""
    first = NOW - timedelta(days=days_ago) - timedelta(minutes=count)
    put_thread(store_of(center), count, did=SHOP, contact=ZOE, first=first)


def tell(center: MessageCenter, words: str) -> None:
    store_of(center).signals.set("history", words, NOW)


async def at_the_top(pilot: Pilot[Any]) -> None:
    await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(pilot.app))
    await pilot.press("enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.focused, ThreadView))
    await pilot.press("g")
    await pilot.pause()


def places(app: InboxApp, wanted: str = "Message ") -> dict[str, int]:
    """On which row of the screen each message of the thread stands."""
    start = app.screen.query_one(ThreadView).region.x
    lines = enumerate(screen_lines(app))
    rows = {line[start + 2 :].rstrip("┃ ").strip(): y for y, line in lines}
    return {text: y for text, y in rows.items() if wanted in text}


@wide_and_narrow
async def test_the_top_says_how_far_history_has_come_and_at_last_the_beginning(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    put_history(center, 300, 1)
    tell(center, "2026-10-20 on")
    app = inbox(center)
    async with app.run_test(size=size) as pilot:
        await at_the_top(pilot)
        told = "Fetching older history: 300 messages, back to 20 October 2026"
        await wait_until(pilot, lambda: told in screen_text(app))
        tell(center, "2020-01-01 done")
        await wait_until(pilot, lambda: "The beginning." in screen_text(app))
        assert told not in screen_text(app)


@wide_and_narrow
@pytest.mark.parametrize("down", [0, 5, 12])
async def test_five_thousand_messages_that_come_above_move_nothing(
    center: MessageCenter, size: tuple[int, int], down: int
) -> None:
    put_history(center, 100, 1)
    tell(center, "2026-10-20 on")
    app = inbox(center)
    async with app.run_test(size=size) as pilot:
        await at_the_top(pilot)
        view = app.screen.query_one(ThreadView)
        if down:
            view.scroll_lines(down)
        await pilot.pause()
        before, cursor = places(app), view.message
        assert len(before) > 10
        for chunk in range(10):
            put_history(center, 500, 2 + chunk)
            total = 100 + 500 * (chunk + 1)
            await wait_until(
                pilot,
                lambda total=total: app.inbox.conversation.total == total,  # type: ignore[misc, union-attr]
            )
            await pilot.pause()
            now = places(app)
            assert {text: now.get(text) for text in before} == before
            assert view.message == cursor
        assert "Fetching older history" not in screen_text(app)
        await pilot.press("pageup")
        await pilot.pause()
        assert view.message is not None
        assert view.message.at < NOW - timedelta(days=1, minutes=101), "one goes on into what came"
        await pilot.press("g")
        await wait_until(pilot, lambda: "Fetching older history: 5,100" in screen_text(app))


async def test_the_words_change_without_moving_anything(center: MessageCenter) -> None:
    put_history(center, 100, 1)
    app = inbox(center)
    async with app.run_test(size=WIDE) as pilot:
        await at_the_top(pilot)
        before = places(app)
        for words in ("2026-10-20 on", "2026-03-03 on", "2020-01-01 done"):
            tell(center, words)
            shown = history_words(center.status())
            await wait_until(pilot, lambda shown=shown: shown in center_text(app, shown))  # type: ignore[misc]
            now = places(app)
            assert all(now[text] == y for text, y in before.items() if text in now)
            assert len(now) >= len(before) - 1


def center_text(app: InboxApp, wanted: str) -> str:
    """The screen, or the words that are only scrolled out of sight above it."""
    view = app.screen.query_one(ThreadView)
    return screen_text(app) if wanted in screen_text(app) else view._history
