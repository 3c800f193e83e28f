"""The keys that empty the inbox, in the list and in a thread, and the views of the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.triage import Verb
from mmstui.domain.views import SavedSearch, View
from mmstui.tui.app import InboxApp
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.triage.view_picker import ViewPicker
from mmstui.tui.triage.when_dialog import WhenDialog
from support.inboxes import (
    ALINE,
    NOW,
    SHOP,
    ZOE,
    make_center_like_the_picture,
    store_of,
)
from support.opened import open_inbox, press
from support.screens import screen_lines, screen_text, wait_until
from support.stores import FakeClock, put

SIZE = (120, 36)
FIRST, SECOND = "Zoé Tremblay", "Dispatch [night]"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def center(tmp_path: Path, clock: FakeClock) -> Iterator[MessageCenter]:
    center = make_center_like_the_picture(tmp_path, clock)
    yield center
    center.close()


def said(app: InboxApp) -> list[str]:
    return [notice.message for notice in app._notifications]


async def ready(pilot: Pilot[Any], *keys: str) -> None:
    await wait_until(pilot, lambda: FIRST in screen_text(pilot.app))
    await wait_until(pilot, lambda: pilot.app.inbox.has_pane)  # type: ignore[attr-defined]
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def title(app: InboxApp) -> str:
    row = app.inbox.list.cursor_conversation
    return row.title if row is not None else ""


class Pressed(NamedTuple):
    """Keys on Zoé's conversation; what is said, the cursor's row, and the step on the stack."""

    keys: tuple[str, ...]
    words: str
    cursor: str
    verb: Verb
    undone: str


TABLE = [
    Pressed(("e",), "done", SECOND, Verb.DONE, "back in the inbox"),
    Pressed(("X",), "blocked; VoIP.ms still receives and charges", SECOND, Verb.BLOCK,
            "back in the inbox"),
    Pressed(("s", "t"), "snoozed until Sat 8:00", SECOND, Verb.SNOOZE, "back in the inbox"),
    Pressed(("s", "tab", *"2 dec 9h", "enter"), "snoozed until 2 Dec 9:00", SECOND, Verb.SNOOZE,
            "back in the inbox"),
    Pressed(("p",), "pinned", FIRST, Verb.PIN, "no longer pinned"),
    Pressed(("M", "8"), "muted until 22:02", FIRST, Verb.MUTE, "no longer muted"),
    Pressed(("M", "f"), "muted", FIRST, Verb.MUTE, "no longer muted"),
    Pressed(("U",), "read", FIRST, Verb.READ, "unread again"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "where"),
    [
        *((row, "list") for row in TABLE),
        # In a thread: what goes on to the next, what asks first, and what stays.
        *((row, "thread") for row in TABLE if row.keys in {("e",), ("s", "t"), ("p",)}),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value.keys),
)
async def test_a_verb_acts_says_so_goes_on_and_is_undone(
    center: MessageCenter, row: Pressed, where: str
) -> None:
    async with open_inbox(center, size=SIZE) as (app, pilot):
        await ready(pilot, *(["enter"] if where == "thread" else []))
        zoe = center.inbox.conversation(SHOP, ZOE)
        assert zoe is not None
        for key in row.keys:
            await pilot.press(key)
            await pilot.pause()
        await wait_until(pilot, lambda: said(app) == [f"{FIRST} {row.words}   z undo"])
        assert center.triage.undo_steps() == [row.verb]
        assert title(app) == row.cursor
        if where == "thread":
            assert isinstance(app.focused, ThreadView)
            assert app.inbox.conversation is not None
            assert app.inbox.conversation.title == row.cursor
        await pilot.press("z")
        await wait_until(pilot, lambda: said(app) == [f"{FIRST} {row.undone}"])
        await wait_until(pilot, lambda: title(app) == FIRST)
        assert center.triage.undo_steps() == []
        back = center.inbox.conversation(SHOP, ZOE)
        assert back is not None
        assert (back.done, back.pinned) == (False, False)
        if where == "list":  # in a thread, half a second may have passed before the key
            assert back.unread == 2


async def test_keys_typed_fast_mean_the_rows_below_and_undo_goes_back_through_them(
    center: MessageCenter,
) -> None:
    async with open_inbox(center, size=SIZE) as (app, pilot):
        await ready(pilot)
        first = list(app.inbox.list.ids)
        await pilot.press("e", "e", "e")
        await wait_until(pilot, lambda: len(center.triage.undo_steps()) == 3)
        assert app.inbox.list.ids == first[3:]
        assert center.inbox.conversation_ids(view=View.DONE) == first[:3]
        await pilot.press("z", "z", "z", "z")
        await wait_until(pilot, lambda: said(app) == ["Nothing is left to undo."])
        assert app.inbox.list.ids == first
        assert title(app) == FIRST


async def test_a_verb_means_what_was_painted_though_a_message_arrived(
    center: MessageCenter,
) -> None:
    async with open_inbox(center, size=SIZE) as (app, pilot):
        await ready(pilot)
        listed, cursor = app.inbox.list, app.inbox.list.cursor_id
        put(store_of(center), "new", did=SHOP, contact="4165550199", at=center.now())
        ids = center.inbox.conversation_ids()
        assert ids[0] != cursor
        # The order changed, and nothing was painted since.
        listed._set_order(ids, False)
        listed.viewport.cursor = 0
        await app.inbox.action_flow("triage.done")
        await wait_until(pilot, lambda: center.triage.undo_steps() == [Verb.DONE])
        assert center.inbox.conversation_ids(view=View.DONE) == [cursor]


@pytest.mark.parametrize(("after", "cursor"), [("previous", 0), ("list", 1)])
async def test_where_the_cursor_goes_is_a_setting(
    center: MessageCenter, after: str, cursor: int
) -> None:
    center.settings = replace(center.settings, after_verb=after)
    async with open_inbox(center, size=SIZE) as (app, pilot):
        await ready(pilot, "j", "enter")
        ids = list(app.inbox.list.ids)
        await pilot.press("e")
        await wait_until(pilot, lambda: center.triage.undo_steps() == [Verb.DONE])
        await pilot.pause()
        rest = [ids[0], *ids[2:]]
        assert app.inbox.list.cursor_id == rest[cursor]
        assert (app.inbox.thread is None) == (after == "list")


async def test_going_on_to_a_thread_reads_nothing_before_the_next_key(
    center: MessageCenter,
) -> None:
    async with open_inbox(center, size=SIZE) as (app, pilot):
        await ready(pilot, "j")
        app.inbox.pane.view.marks._seen._after = 0.0

        def unread() -> int:
            aline = center.inbox.conversation(SHOP, ALINE)
            return aline.unread if aline is not None else 0

        await pilot.press("enter", "e")
        await wait_until(pilot, lambda: "the leak at the bow" in screen_text(app))
        await wait_until(pilot, lambda: said(app) == [f"{SECOND} done   z undo"])
        await pilot.pause(0.05)
        assert unread() == 1
        await pilot.press("k")
        await wait_until(pilot, lambda: unread() == 0)


async def test_a_view_keeps_what_was_touched_until_it_is_left(center: MessageCenter) -> None:
    async with open_inbox(center, size=SIZE) as (app, pilot):
        await ready(pilot, "2")
        unread = list(app.inbox.list.ids)
        assert "All DIDs   unread 3" in screen_lines(app)[0]
        await pilot.press("U", "j", "U", "j", "e")
        await wait_until(pilot, lambda: len(center.triage.undo_steps()) == 3)
        assert center.inbox.conversation_ids(view=View.UNREAD) == []
        app.inbox.list.order._key_pressed_at = float("-inf")
        app.inbox.list.order.changed()
        await pilot.pause()
        assert app.inbox.list.ids == unread[:2]
        await pilot.press("E")
        await wait_until(pilot, lambda: "All DIDs   done 1" in screen_lines(app)[0])
        assert app.inbox.list.ids == unread[2:]
        await pilot.press("e")
        await wait_until(pilot, lambda: "Nothing is done.   1 inbox" in screen_text(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: title(app) != "")
        assert set(unread) <= set(app.inbox.list.ids)


async def test_a_snooze_is_in_its_view_and_back_on_top_at_its_time(
    center: MessageCenter, clock: FakeClock
) -> None:
    async with open_inbox(center, size=SIZE) as (app, pilot):
        await ready(pilot, "j", "j", "p", "s")
        await wait_until(pilot, lambda: isinstance(app.screen, WhenDialog))
        await pilot.press("r", "l")
        await wait_until(pilot, lambda: "(647) 555-0144 snoozed until 17:02   z undo" in said(app))
        await pilot.press("5")
        await wait_until(pilot, lambda: "snoozed 1" in screen_lines(app)[0])
        assert "◷ snoozed until 17:02" in screen_text(app)
        await pilot.press("1")
        await wait_until(pilot, lambda: "snoozed" not in screen_text(app))
        clock.advance(timedelta(hours=3))
        app.inbox.list.order._key_pressed_at = float("-inf")
        app.inbox._clock_ticked()
        await wait_until(pilot, lambda: "◷ back 17:02" in screen_text(app))
        row = app.inbox.list.viewport.row(0)
        assert row is not None
        assert row.contact == ALINE


async def test_0_lists_the_views_with_their_counts_and_the_saved_searches(
    center: MessageCenter,
) -> None:
    center.settings = replace(center.settings, searches=(SavedSearch("leaks", "leak"),))
    async with open_inbox(center, size=SIZE) as (app, pilot):
        await ready(pilot, "0")
        await wait_until(pilot, lambda: isinstance(app.screen, ViewPicker))
        await wait_until(pilot, lambda: "leaks" in screen_text(app))
        assert "2  unread          3  something new" in screen_text(app)
        await pilot.press("8")
        await wait_until(pilot, lambda: "failed 2" in screen_lines(app)[0])
        await pilot.press("0")
        await wait_until(pilot, lambda: isinstance(app.screen, ViewPicker))
        await pilot.press("G", "backslash")
        await wait_until(pilot, lambda: "1 message in 1 conversation" in screen_text(app))


async def test_where_no_conversation_is_a_verb_says_so(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await ready(pilot, "9")
        await wait_until(pilot, lambda: "Nothing is done." in screen_text(app))
        for key in "espMUX":
            app.clear_notifications()
            await press(pilot, key)
            await wait_until(pilot, lambda: said(app) == ["No conversation here."])
