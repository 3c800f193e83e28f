"""Started again, the inbox is where it was left, and nothing is read that nobody looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.messages import Contact
from mmstui.domain.views import View
from mmstui.tui.app import InboxApp
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.inbox.last_place import LastPlace
from mmstui.tui.thread.view import ThreadView
from support.inboxes import NOW, SHOP, ZOE, make_center_like_the_picture, store_of
from support.opened import app_of, open_inbox
from support.screens import screen_text, wait_until
from support.stores import put


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center_like_the_picture(tmp_path)
    yield center
    center.close()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def started_again(pilot: Pilot[Any], app: InboxApp) -> None:
    await wait_until(pilot, lambda: app.inbox.places.stored is not None)
    await wait_until(pilot, lambda: not [w for w in app.workers if w.group == "place"])
    await pilot.pause()


async def test_cursor_thread_draft_and_pane_are_where_they_were(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await press(pilot, *"jjj", "enter", "r", *"Bientôt", "escape")
        await app.inbox.flush()
    again = app_of(center)
    async with again.run_test(size=(120, 36)) as pilot:
        await started_again(pilot, again)
        assert again.inbox.conversation is not None
        assert again.inbox.conversation.title == "Marc-André Gélinas"
        assert again.inbox.list.cursor_id == again.inbox.conversation.id
        assert isinstance(again.focused, ThreadView)
        assert again.inbox.pane.writing.box.input.text == "Bientôt"
        # A draft is not sent by an enter that was meant for the list.
        await press(pilot, "enter")
        assert center.inbox.thread(again.inbox.conversation.id)[-1].text != "Bientôt"


async def test_the_cursor_in_the_list_beside_another_thread(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await press(pilot, "enter", "escape", *"jj")
        await app.inbox.flush()
        left = app.inbox.places.place
    again = app_of(center)
    async with again.run_test(size=(120, 36)) as pilot:
        await started_again(pilot, again)
        assert again.inbox.places.place == left
        assert isinstance(again.focused, ConversationList)
        assert left.opened == (SHOP, ZOE)
        assert left.cursor != left.opened


async def test_the_place_in_a_long_thread(center: MessageCenter) -> None:
    for number in range(60):
        put(store_of(center), f"line {number}", contact=ZOE, at=NOW)
    async with open_inbox(center) as (app, pilot):
        await press(pilot, "enter", "pageup", "pageup")
        message = app.inbox.pane.view.message
        await app.inbox.flush()
    again = app_of(center)
    async with again.run_test(size=(120, 36)) as pilot:
        await started_again(pilot, again)
        assert message is not None
        assert again.inbox.pane.view.message is not None
        assert again.inbox.pane.view.message.id == message.id


async def test_what_came_meanwhile_is_not_read_before_a_key_is_pressed(
    center: MessageCenter,
) -> None:
    async with open_inbox(center) as (app, pilot):
        await press(pilot, *"j", "enter")
        await app.inbox.flush()
        key = app.inbox.pane.writing.key
    assert key is not None
    put(store_of(center), "news", did=key[0], contact=key[1], at=NOW, unread=True)
    again = app_of(center)
    async with again.run_test(size=(120, 36)) as pilot:
        await started_again(pilot, again)
        await asyncio.sleep(0.8)
        row = center.inbox.conversation(*key)
        assert row is not None
        assert row.unread == 1
        await press(pilot, "k")

        def read() -> bool:
            row = center.inbox.conversation(*key)
            return row is not None and row.unread == 0

        await wait_until(pilot, read)


async def test_a_key_that_came_first_wins(center: MessageCenter) -> None:
    center.keep_place(LastPlace((SHOP, ZOE), (SHOP, ZOE), None, True).to_json()).result()
    async with open_inbox(center) as (app, pilot):
        app.inbox.key_pressed(Key("j", "j"))
        await app.inbox.places.restore().wait()
        await pilot.pause()
        assert app.inbox.conversation is None or app.inbox.places.key_was_pressed


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "no JSON",
        "[]",
        '{"cursor": 3, "opened": {"a": 1}, "message": "x", "in_thread": 1}',
        '{"cursor": ["5145550100", "9995550100"], "opened": ["5145550100", "9995550100"]}',
        '{"view": "attic", "cursor": ["5145550100", "4385550123"]}',
        '{"opened": ["", ""], "in_thread": true}',
        '{"opened": ["5145550100", "4385550123"], "message": 99999999999999999999}',
        "[" * 5000,
    ],
)
async def test_a_place_that_is_wrong_or_old_is_harmless(center: MessageCenter, kept: str) -> None:
    center.keep_place(kept).result()
    async with open_inbox(center) as (app, pilot):
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await wait_until(pilot, lambda: not [w for w in app.workers if w.group == "place"])
        assert "Zoé Tremblay" in screen_text(app)
        await press(pilot, "j")


async def test_a_new_number_with_a_draft_is_there_again_and_the_keys_are_in_the_list(
    center: MessageCenter,
) -> None:
    async with open_inbox(center) as (app, pilot):
        await press(pilot, "j")
        did = next(did for did in center.directory.dids() if did.number == SHOP)
        await app.inbox.write_to(did, [Contact("4165550188", "", "(416) 555-0188")])
        await press(pilot, *"Hello")
        await app.inbox.flush()
    again = app_of(center)
    async with again.run_test(size=(120, 36)) as pilot:
        await started_again(pilot, again)
        assert again.inbox.pane.writing.key == (SHOP, "4165550188")
        assert again.inbox.pane.writing.box.input.text == "Hello"
        assert isinstance(again.focused, ConversationList)


keys = st.none() | st.tuples(st.text(), st.text())


@given(keys, keys, st.none() | st.integers(1, 2**63 - 1), st.booleans(), st.sampled_from(View))
def test_a_place_comes_back_as_it_was_kept(
    cursor: tuple[str, str] | None,
    opened: tuple[str, str] | None,
    message: int | None,
    in_thread: bool,
    view: View,
) -> None:
    place = LastPlace(cursor, opened, message, in_thread, view)
    assert LastPlace.from_json(place.to_json()) == place


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(repr))
def test_anything_can_be_read(kept: str) -> None:
    assert isinstance(LastPlace.from_json(kept), LastPlace)


async def test_of_two_inboxes_the_one_left_last_is_where_the_next_begins(
    center: MessageCenter,
) -> None:
    async with open_inbox(center) as (app, pilot):
        await press(pilot, *"jjj")
        await app.inbox.places.keep()
        here = app.inbox.places.place
        await asyncio.wrap_future(center.keep_place(LastPlace((SHOP, ZOE)).to_json()))
        await app.inbox.places.keep()
        assert LastPlace.from_json(center.kept_place()) != here, "both would write in turn"
        await app.inbox.flush()
    assert LastPlace.from_json(center.kept_place()) == here


async def test_the_view_is_the_one_that_was_left_and_esc_leads_to_the_inbox(
    center: MessageCenter,
) -> None:
    app = app_of(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "2", "j")
        shown = app.inbox.list.cursor_id
        await app.inbox.flush()
    again = app_of(center)
    async with again.run_test(size=(120, 36)) as pilot:
        await started_again(pilot, again)
        assert again.inbox.filters.view is View.UNREAD
        assert again.inbox.list.cursor_id == shown
        await press(pilot, "escape")
        await wait_until(pilot, lambda: again.inbox.filters.view is View.INBOX)
