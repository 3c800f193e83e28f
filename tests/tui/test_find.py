"""Finding in a pane: what narrows the list, what is marked in a thread, and n and N along it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.messages import Direction
from mmstui.store import AccountKey
from mmstui.tui.app import InboxApp
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.thread.view import ThreadView
from support.copies import put_copy
from support.inboxes import NOW, ZOE, fill_like_the_picture, make_center, store_of
from support.opened import open_inbox, press
from support.screens import screen_lines, screen_text, style_of, wait_until
from support.stores import ACCOUNT, FakeClock, put
from support.views import wide_and_narrow

SIZES = wide_and_narrow


def make(home: Path, account: AccountKey) -> None:
    """The picture's inbox; Zoé's thread is long, and has one word here and there."""
    center = make_center(home, FakeClock(NOW), account=account)
    fill_like_the_picture(center, more=6)
    for number in range(900):
        text = f"Le dériveur {number}" if number in {3, 450, 890} else f"rien {number}"
        put(
            store_of(center),
            text,
            contact=ZOE,
            at=NOW - timedelta(days=90) + timedelta(hours=number),
            direction=Direction.OUT if number % 2 else Direction.IN,
        )
    center.close()


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    put_copy(make, ACCOUNT, tmp_path)
    center = make_center(tmp_path, FakeClock(NOW))
    yield center
    center.close()


async def seen(pilot: Pilot[Any], *words: str) -> None:
    await wait_until(pilot, lambda: all(each in screen_text(pilot.app) for each in words))


def message(app: InboxApp) -> str:
    found = app.inbox.pane.view.message
    return found.text if found is not None else ""


async def find(pilot: Pilot[Any], words: str) -> None:
    await press(pilot, "slash", *words)


@SIZES
async def test_in_a_thread_it_finds_what_is_not_loaded(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    """The newest match first, the count in words, n to older ones, N back, esc ends it."""
    async with open_inbox(center, size=size) as (app, pilot):
        await press(pilot, "enter")
        await find(pilot, "DERIV")
        await seen(pilot, "1 of 3", "Le dériveur 890")
        assert message(app) == "Le dériveur 890"
        assert style_of(app, "dériveur").underline
        await press(pilot, "enter", "n")
        assert isinstance(app.focused, ThreadView)
        assert message(app) == "Le dériveur 450"
        await seen(pilot, "2 of 3   n N next, previous   esc end", "rien 449", "rien 451")
        await press(pilot, "n")
        await seen(pilot, "3 of 3", "Le dériveur 3")
        await press(pilot, "n")
        assert len(app._notifications) == 1
        await press(pilot, "N", "N")
        await seen(pilot, "1 of 3")
        await press(pilot, "escape")
        assert isinstance(app.focused, ThreadView)
        assert message(app) == "Le dériveur 890"
        await wait_until(pilot, lambda: "1 of 3" not in screen_text(app))
        assert not style_of(app, "dériveur").underline
        await press(pilot, "escape")
        assert isinstance(app.focused, ConversationList)


async def test_esc_while_typing_goes_back_where_one_was(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await press(pilot, "enter", "k", "k")
        before = message(app)
        await find(pilot, "deriveur 4")
        await seen(pilot, "1 of 1", "Le dériveur 450")
        await press(pilot, "up")
        await press(pilot, "escape")
        await wait_until(pilot, lambda: "Le dériveur 450" not in screen_text(app))
        assert app.inbox.pane.view.at_end
        assert isinstance(app.focused, ThreadView)
        assert before


async def test_nothing_found_in_a_thread_is_said(center: MessageCenter) -> None:
    async with open_inbox(center) as (_, pilot):
        await press(pilot, "enter")
        await find(pilot, "eriveur")
        await seen(pilot, "nowhere here: words match from their beginning")


async def test_what_arrives_is_counted(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await press(pilot, "enter")
        await find(pilot, "deriveur")
        await press(pilot, "enter")
        await seen(pilot, "1 of 3")
        put(store_of(center), "encore un dériveur", contact=ZOE, at=NOW)
        await seen(pilot, "2 of 4")
        assert message(app) == "Le dériveur 890"


async def test_another_conversation_ends_it(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await press(pilot, "enter")
        await find(pilot, "deriveur")
        await press(pilot, "enter")
        await seen(pilot, "1 of 3")
        await press(pilot, "J")
        await seen(pilot, "Dispatch [night]")
        await wait_until(pilot, lambda: "of 3" not in screen_lines(app)[-2])


@SIZES
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("noemie", "Noémie Côté"),
        ("555-0121", "Tom Okafor"),
        ("journee", "Noémie Côté"),
        ("support ingrid", "Ingrid Solheim"),
    ],
    ids=["name", "number", "last message", "note and name"],
)
async def test_the_list_is_narrowed_by(
    center: MessageCenter, size: tuple[int, int], typed: str, name: str
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        everything = len(app.inbox.list.ids)
        await press(pilot, "slash", *typed)
        await wait_until(pilot, lambda: len(app.inbox.list.ids) == 1)
        await seen(pilot, "1 conversation", name)
        await press(pilot, "enter")
        assert isinstance(app.focused, ConversationList)
        await press(pilot, "enter")
        assert app.inbox.conversation is not None
        assert app.inbox.conversation.title == name
        await press(pilot, "escape", "escape")
        if size[0] >= 90:
            assert app.inbox.conversation is not None
        await wait_until(pilot, lambda: len(app.inbox.list.ids) == everything)


async def test_n_goes_along_what_the_list_was_narrowed_to(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await find(pilot, "support")
        await wait_until(pilot, lambda: len(app.inbox.list.ids) == 3)
        await press(pilot, "enter", "n")
        assert app.inbox.list.cursor_id == app.inbox.list.ids[1]
        await press(pilot, "N")
        assert app.inbox.list.cursor_id == app.inbox.list.ids[0]


async def test_without_a_search_n_goes_to_the_next_unread(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await press(pilot, "n")
        row = app.inbox.list.cursor_conversation
        assert row is not None
        assert row.title == "(647) 555-0144"
        await press(pilot, "N")
        row = app.inbox.list.cursor_conversation
        assert row is not None
        assert row.title == "Zoé Tremblay"
        await press(pilot, "enter", "n")
        assert app.inbox.conversation is not None
        assert app.inbox.conversation.title == "(647) 555-0144"


async def test_a_list_with_nothing_found_says_what_to_press(center: MessageCenter) -> None:
    async with open_inbox(center) as (_, pilot):
        await find(pilot, "[zz")
        await seen(pilot, "No conversation has “[zz”", "\\ search all messages", "esc all")
        await press(pilot, "escape")
        await seen(pilot, "Tom Okafor")


async def test_letters_typed_into_the_bar_do_nothing_else(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await find(pilot, "qnNuUmDJ/?")
        assert app.return_code is None
        assert "find  qnNuUmDJ/?" in screen_lines(app)[-2]
