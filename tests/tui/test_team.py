"""In a team: a send waits if somebody else wrote what its writer has not seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.messages import Kind, Message
from mmstui.store import Store
from mmstui.tui.app import InboxApp
from mmstui.tui.thread.pane import ThreadPane
from support.inboxes import NOW, SHOP, ZOE, fill_directory, make_center, store_of
from support.opened import open_inbox
from support.screens import screen_text, wait_until
from support.stores import ACCOUNT, FakeClock, put

BEN = 4_000_000  #: a Unix user that this machine does not know
MINUTE = timedelta(minutes=1)


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center(tmp_path)
    fill_directory(center)
    for number in range(60):
        put(
            store_of(center),
            f"Line {number}",
            did=SHOP,
            contact=ZOE,
            at=NOW + (number - 90) * MINUTE,
        )
    yield center
    center.close()


def a_message_came(center: MessageCenter) -> None:
    put(store_of(center), "Never mind!", did=SHOP, contact=ZOE, at=NOW)


def ben_answered(center: MessageCenter) -> None:
    home = center.folder.parents[1]
    with closing(Store.open(home, ACCOUNT, clock=FakeClock(NOW), person=BEN)) as ben:
        ben.outbox.queue(did=SHOP, contacts=[ZOE], text="Never mind!", kind=Kind.SMS)


async def written(app: InboxApp, pilot: Pilot[Any]) -> ThreadPane:
    """Open the thread, scroll up so that no news is painted, and write."""
    await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
    await pilot.press("enter")
    await wait_until(pilot, lambda: "Line 59" in screen_text(app))
    pane = app.screen.query_one(ThreadPane)
    await pilot.press("pageup", "pageup")
    pane.writing.focus_box()
    await pilot.press(*"Yes")
    await pilot.pause()
    return pane


def ours(center: MessageCenter) -> list[Message]:
    return [each for each in center.inbox.thread(1, limit=200) if each.text == "Yes"]


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (a_message_came, "Not sent: 1 new message came. enter sends it anyway."),
        (ben_answered, "Not sent: user 4000000 has answered. enter sends it anyway."),
    ],
)
async def test_what_others_wrote_is_shown_before_enter_sends(
    center: MessageCenter, happens: Callable[[MessageCenter], None], told: str
) -> None:
    center.settings = replace(center.settings, team=center.settings.home)
    async with open_inbox(center) as (app, pilot):
        pane = await written(app, pilot)
        happens(center)
        await pilot.press("enter")
        await wait_until(pilot, lambda: told in " ".join(screen_text(app).split()))
        await wait_until(pilot, lambda: "Never mind!" in screen_text(app))
        await pilot.press("enter")  # a finger that bounced
        await pilot.pause()
        assert pane.writing.box.input.text == "Yes"
        assert ours(center) == []
        newest = center.inbox.thread(1, limit=1)[-1].id
        seen = pane.writing.painted
        assert seen is not None
        await wait_until(pilot, lambda: seen.newest() >= newest)
        await pilot.press("enter")
        await wait_until(pilot, lambda: len(ours(center)) == 1)
        await wait_until(pilot, lambda: not pane.writing.box.input.text)


async def test_a_user_alone_is_never_stopped(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        pane = await written(app, pilot)
        assert pane.writing.painted is None
        ben_answered(center)
        await pilot.press("enter")
        await wait_until(pilot, lambda: len(ours(center)) == 1)


async def test_a_stopped_message_of_a_closed_thread_is_a_draft(center: MessageCenter) -> None:
    center.settings = replace(center.settings, team=center.settings.home)
    async with open_inbox(center, notifications=True) as (app, pilot):
        await written(app, pilot)
        ben_answered(center)
        with store_of(center).database.writing():  # The send waits for its turn.
            await pilot.press("enter")
            app.inbox.close_thread()
        await wait_until(pilot, lambda: "has answered" in screen_text(app))
        await wait_until(pilot, lambda: center.drafts.draft(SHOP, ZOE).text == "Yes")
        assert ours(center) == []
