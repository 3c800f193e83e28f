"""What a new user meets on the first morning of triage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mmstui.center import MessageCenter
from support.inboxes import NOW, ZOE, make_center, store_of
from support.opened import open_inbox, press
from support.screens import screen_lines, screen_text, wait_until
from support.stores import put


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center(tmp_path)
    yield center
    center.close()


async def test_an_inbox_that_is_emptied_while_history_comes_says_so(center: MessageCenter) -> None:
    put(store_of(center), "hello", contact=ZOE, at=NOW)
    store_of(center).signals.set("progress", "History back to May.", NOW)
    async with open_inbox(center, size=(80, 24)) as (app, pilot):
        await press(pilot, "e")
        words = "Nothing is left in the inbox. History back to May."
        await wait_until(pilot, lambda: words in " ".join(screen_text(app).split()))
        assert "E what is done" in screen_text(app)


async def test_an_empty_search_says_what_can_be_typed(center: MessageCenter) -> None:
    async with open_inbox(center, size=(80, 24)) as (app, pilot):
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await press(pilot, "backslash")
        await wait_until(pilot, lambda: "Words match from" in screen_text(app))
        await press(pilot, *"zz")
        await wait_until(pilot, lambda: "No message has" in screen_lines(app)[2])
