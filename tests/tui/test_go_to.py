"""ctrl+g: to a conversation, a person, or the conversations of a number."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.messages import ConversationName
from mmstui.domain.wire import PhonebookEntry
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.new_message import NewMessage
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.inbox.destinations import name_of
from mmstui.tui.inbox.go_to import GoTo
from mmstui.tui.thread.view import ThreadView
from support.hostile import NASTY, faults_on
from support.inboxes import NOW, OTTAWA, SHOP, ZOE, make_center_like_the_picture, store_of
from support.opened import open_inbox
from support.screens import screen_lines, screen_text, wait_until
from support.stores import put
from support.views import wide_and_narrow

NEW, TOLL_FREE = "5145550188", "8005550188"


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    """The picture's inbox, and people in the phonebook who never wrote."""
    center = make_center_like_the_picture(tmp_path)
    names = {ZOE: "Zoé Tremblay", NEW: "Maude Lavoie", "29284": "Banque Lavande"}
    store_of(center).directory.replace_phonebook(
        [PhonebookEntry(str(n), name, number) for n, (number, name) in enumerate(names.items())]
    )
    yield center
    center.close()


async def seen(pilot: Pilot[Any], *words: str) -> None:
    await wait_until(pilot, lambda: all(each in screen_text(pilot.app) for each in words))


async def go_to(pilot: Pilot[Any], typed: str, pill: str) -> None:
    await pilot.press("ctrl+g")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, GoTo))
    await pilot.press(*(" " if c == " " else c for c in typed))
    await seen(pilot, pill)


@pytest.mark.parametrize(
    ("typed", "size"),
    [
        *((typed, (120, 36)) for typed in ("zoe", "tremb", "ztr", "438 555-0123")),
        ("ztr", (80, 24)),
        ("ztr", (50, 20)),
    ],
)
async def test_a_few_letters_open_a_conversation(
    center: MessageCenter, typed: str, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        await pilot.press("j", "j")
        await go_to(pilot, typed, "enter open Zoé Tremblay")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        assert app.inbox.conversation is not None
        assert (app.inbox.conversation.did, app.inbox.conversation.contact) == (SHOP, ZOE)


async def test_without_a_word_the_most_recent_come_first(center: MessageCenter) -> None:
    async with open_inbox(center) as (_, pilot):
        await go_to(pilot, "", "enter open Zoé Tremblay")
        await pilot.press("down")
        newest = center.inbox.conversations(center.inbox.conversation_ids())
        await seen(pilot, f"enter open {list(newest.values())[1].title}")


async def test_from_the_box_the_draft_stays(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await pilot.press("enter", "r")
        await wait_until(pilot, lambda: isinstance(app.focused, MessageInput))
        await pilot.press(*"half")
        await go_to(pilot, "0171", "enter open (514) 555-0171")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        assert app.inbox.conversation is not None
        assert app.inbox.conversation.contact == "5145550171"
        await app.inbox.flush()
        assert center.drafts.draft(SHOP, ZOE).text == "half"
        await go_to(pilot, "zoe", "enter open Zoé")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        assert app.inbox.conversation.contact == "5145550171"


async def test_someone_who_never_wrote_is_written_to(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await go_to(pilot, "lavoie", "enter write to Maude Lavoie")
        await seen(pilot, "phonebook    (514) 555-0188  Maude Lavoie")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, NewMessage))
        await seen(pilot, "Maude Lavoie")
        assert not any("New message" in row and "draft" in row for row in screen_lines(app))
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: isinstance(app.focused, MessageInput))
        assert app.inbox.pane.writing.key is not None
        assert NEW in str(app.inbox.pane.writing.key)


async def test_a_number_that_takes_no_messages_says_so(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await go_to(pilot, "lavande", "Banque Lavande")
        assert "enter write" not in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, GoTo)
        assert app.screen._rows.note


@wide_and_narrow
async def test_one_of_your_numbers_becomes_the_filter(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        await go_to(pilot, "ottaw", "enter show conversations of Ottawa")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.inbox.filters.dids == frozenset({OTTAWA}))
        await wait_until(pilot, lambda: isinstance(app.focused, ConversationList))
        await seen(pilot, "mmstui   Ottawa")
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: app.inbox.filters.dids is None)


async def test_an_early_enter_waits_for_what_was_typed(
    center: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens what the letters find, not what stood there before, nor nothing."""
    real, slow = center.directory.conversation_names, threading.Event()

    def names() -> list[ConversationName]:
        slow.wait(10)
        return real()

    monkeypatch.setattr(center.directory, "conversation_names", names)
    async with open_inbox(center) as (app, pilot):
        for key in ("ctrl+g", *"0171", "enter"):
            app.simulate_key(key)
        while not (isinstance(app.screen, GoTo) and app.screen._choose_when_found):  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        assert "Reading the conversations." in screen_text(app)
        slow.set()
        await wait_until(pilot, lambda: app.inbox.conversation is not None)
        assert app.inbox.conversation is not None
        assert app.inbox.conversation.contact == "5145550171"


async def test_names_that_come_keep_the_cursor(
    center: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmstui.tui.events.SLOW_INTERVAL", 0.01)
    async with open_inbox(center) as (app, pilot):
        await go_to(pilot, "", "enter open Zoé")
        await pilot.press("down", "down")
        assert isinstance(app.screen, GoTo)
        rows = app.screen._rows
        before = rows.option
        put(store_of(center), "salut", did=SHOP, contact=NEW, at=NOW)
        await wait_until(pilot, lambda: name_of(rows.options[0].value) == "Maude Lavoie")
        assert before is not None
        assert rows.option is not None
        assert rows.option.value == before.value
        assert rows.cursor == 3


async def test_nothing_found_and_hostile_names(center: MessageCenter) -> None:
    store_of(center).directory.replace_phonebook(
        [
            PhonebookEntry(str(n), f"qq{name}", f"51455501{n:02}")
            for n, name in enumerate(NASTY[:99])
        ]
    )
    async with open_inbox(center, size=(80, 24)) as (app, pilot):
        await go_to(pilot, "qq", "enter")
        for _ in range(6):
            assert not faults_on(app)
            await pilot.press("pagedown")
        await pilot.press(*"[/]zz")
        await seen(pilot, "Nothing is called “qq[/]zz”.")
        await pilot.press("enter", "escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, GoTo))


async def test_help_and_palette_name_it(center: MessageCenter) -> None:
    async with open_inbox(center, size=(120, 100)) as (app, pilot):
        await pilot.press("question_mark")
        await seen(pilot, "go to a conversation, a contact, a number")
        await pilot.press("escape", "ctrl+p", *"go to")
        await seen(pilot, "enter go to a conversation")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, GoTo))
