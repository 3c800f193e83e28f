"""Searching everything: from the words to the hit in its thread, on from there, and back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.events import EventBatch
from mmstui.domain.messages import Direction, Message
from mmstui.domain.searching.search_query import Query
from mmstui.domain.times.days import Days
from mmstui.domain.wire import PhonebookEntry
from mmstui.store import AccountKey
from mmstui.tui.app import InboxApp
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.events import follow
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.search.hits import HitRows
from mmstui.tui.search.screen import SearchScreen
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.ui.keys_help import groups_of
from support.copies import put_copy
from support.deleted import delete_messages
from support.hostile import faults_on
from support.inboxes import (
    NOW,
    OTTAWA,
    SHOP,
    TORONTO,
    ZOE,
    fill_like_the_picture,
    make_center,
    store_of,
)
from support.opened import open_inbox, press
from support.screens import screen_lines, screen_text, style_of, wait_until
from support.stores import ACCOUNT, FakeClock, find, put
from support.views import wide_and_narrow

TOM = "6135550121"
SIZES = wide_and_narrow


def make(home: Path, account: AccountKey) -> None:
    """The picture's inbox, and hits deep in two long threads."""
    center = make_center(home, FakeClock(NOW), account=account)
    fill_like_the_picture(center, more=6)
    store = store_of(center)
    old = NOW - timedelta(days=400)
    for contact, did, hits in ((ZOE, SHOP, (20, 300)), (TOM, OTTAWA, (100,))):
        for number in range(500):
            text = f"La fissure numéro {number}" if number in hits else f"rien {number}"
            put(
                store,
                text,
                did=did,
                contact=contact,
                at=old + timedelta(hours=number, minutes=len(contact) + (did == SHOP)),
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
    """What the message under the thread's cursor says."""
    found = app.inbox.pane.view.message
    return found.text if found is not None else ""


def barred(app: InboxApp) -> str:
    """The second line of the hit under the cursor."""
    lines = [line[:45] for line in screen_lines(app)[5:] if line.startswith("▌")]
    return lines[1]


def delete(center: MessageCenter, words: str) -> None:
    """Delete what is found by some words, as if another process did."""
    store = store_of(center)
    delete_messages(store, [found.id for found in find(store, words)])


def marked_stale(app: InboxApp) -> bool:
    """Whether the hits are read again at the next step."""
    hits = app.inbox.finding.session.hits
    return hits is not None and hits.search is not None and hits.search.stale


async def search(pilot: Pilot[Any], words: str) -> None:
    """Open the search and type."""
    await press(pilot, "backslash")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
    await press(pilot, *(" " if c == " " else c for c in words))


@SIZES
async def test_words_find_as_they_are_typed(center: MessageCenter, size: tuple[int, int]) -> None:
    """Without accents and case, from the beginning of a word, the newest first."""
    async with open_inbox(center, size=size) as (app, pilot):
        await search(pilot, "FISSURÉ")
        await seen(pilot, "4 messages in 2 conversations, newest first", "everywhere")
        rows = [line for line in screen_lines(app) if "fissure" in line]
        assert "une fissure sous" in rows[0]
        assert [
            next(n for n in ("300", "100", "20") if f"numéro {n}" in row) for row in rows[1:4]
        ] == ["300", "100", "20"]
        hit = style_of(app, "fissure")
        assert hit.bold
        assert hit.underline
        await press(pilot, *("backspace" for _ in range(7)))
        await wait_until(pilot, lambda: "conversations, newest" not in screen_text(app))


@SIZES
async def test_enter_opens_the_hit_in_its_context_and_n_goes_on(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        await search(pilot, "numéro")
        await seen(pilot, "3 messages")
        await press(pilot, "enter")
        await wait_until(pilot, lambda: message(app) == "La fissure numéro 300")
        assert isinstance(app.focused, ThreadView)
        await seen(pilot, "rien 299", "rien 301", "1 of 2")
        assert style_of(app, "numéro").underline
        await press(pilot, "n")
        await wait_until(pilot, lambda: message(app) == "La fissure numéro 20")
        await seen(pilot, "rien 19", "2 of 2")
        await press(pilot, "n")
        await wait_until(pilot, lambda: message(app) == "La fissure numéro 100")
        await seen(pilot, "Tom Okafor", "1 of 1")
        await press(pilot, "n")
        await wait_until(pilot, lambda: len(app._notifications) == 1)
        assert message(app) == "La fissure numéro 100"
        await press(pilot, "N")
        await wait_until(pilot, lambda: message(app) == "La fissure numéro 20")


@SIZES
async def test_esc_goes_back_to_the_hits_and_then_where_one_was(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        await press(pilot, "j", "j", "enter")
        opened = app.inbox.conversation
        assert opened is not None
        await search(pilot, "numéro 100")
        await seen(pilot, "1 message in 1 conversation")
        await press(pilot, "enter")
        await wait_until(pilot, lambda: message(app) == "La fissure numéro 100")
        await press(pilot, "escape")
        await wait_until(pilot, lambda: isinstance(app.focused, HitRows))
        await seen(pilot, "1 message in 1 conversation")
        await press(pilot, "escape")
        await wait_until(pilot, lambda: app.inbox.conversation == opened)
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        assert app.inbox.list.cursor_id == opened.id
        assert "find" not in screen_lines(app)[-2]


async def test_esc_goes_back_within_one_conversation_too(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await press(pilot, "enter")
        await seen(pilot, "Je peux passer vers 9 h ?")
        await search(pilot, "numéro 20")
        await seen(pilot, "1 message in 1 conversation")
        await press(pilot, "enter")
        await wait_until(pilot, lambda: message(app) == "La fissure numéro 20")
        await press(pilot, "backslash")
        await wait_until(pilot, lambda: isinstance(app.screen, SearchScreen))
        await press(pilot, "escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, SearchScreen))
        assert message(app) == "La fissure numéro 20"
        await press(pilot, "escape")
        await wait_until(pilot, lambda: isinstance(app.focused, HitRows))
        await press(pilot, "escape")
        await wait_until(pilot, lambda: app.inbox.pane.view.at_end)
        await seen(pilot, "Je peux passer vers 9 h ?")


async def test_esc_from_the_list_comes_back_to_the_list(center: MessageCenter) -> None:
    async with open_inbox(center, size=(80, 24)) as (app, pilot):
        await press(pilot, "j")
        before = app.inbox.list.cursor_id
        await search(pilot, "numéro")
        await seen(pilot, "3 messages")
        await press(pilot, "enter")
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        await press(pilot, "escape")
        await wait_until(pilot, lambda: isinstance(app.focused, HitRows))
        await press(pilot, "escape")
        await wait_until(pilot, lambda: isinstance(app.focused, ConversationList))
        assert app.inbox.conversation is None
        assert app.inbox.list.cursor_id == before


async def test_arrows_move_while_typing_and_r_answers(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await search(pilot, "fissure")
        await seen(pilot, "4 messages")
        await press(pilot, "down", "down")
        await seen(pilot, "hit 3 of 4", "Tom Okafor")
        await press(pilot, "tab", "N")
        await seen(pilot, "hit 2 of 4")
        await press(pilot, "r")
        await wait_until(pilot, lambda: isinstance(app.focused, MessageInput))
        assert app.inbox.conversation is not None
        assert app.inbox.conversation.contact == ZOE


async def test_keys_of_one_read_open_what_they_say(center: MessageCenter) -> None:
    """An enter that comes with the words opens what these find, however long that takes."""
    async with open_inbox(center) as (app, pilot):
        for key in ("backslash", *"numero", "enter"):
            app.simulate_key(key)
        await wait_until(pilot, lambda: app.inbox.conversation is not None)
        await wait_until(pilot, lambda: message(app) == "La fissure numéro 300")


async def test_an_old_answer_never_takes_the_place_of_a_newer_one(
    center: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search for `f` comes to its end after all of `fissure` was typed."""
    real, slow = center.search.newest, threading.Event()
    asked: list[str] = []

    def search_slowly(query: Query, **options: Any) -> list[Message]:
        asked.append(query.text)
        if query.text == "r":
            slow.wait(10)
        return real(query, **{**options, "stop": lambda: False})

    monkeypatch.setattr(center.search, "newest", search_slowly)
    async with open_inbox(center) as (app, pilot):
        await search(pilot, "r")
        await wait_until(pilot, lambda: asked == ["r"])
        await press(pilot, *"ien", " ", *"499")
        assert "everywhere" in screen_lines(app)[2]
        assert "rien 499" in screen_lines(app)[2]
        slow.set()
        await seen(pilot, "2 messages in 2 conversations")
        # At the right stands the thread around the hit, in which it may well be.
        assert not any("rien 498" in line[:45] for line in screen_lines(app)[6:])


async def test_older_ones_come_as_one_goes_down(center: MessageCenter) -> None:
    async with open_inbox(center) as (_, pilot):
        await search(pilot, "rien")
        await seen(pilot, "the newest 50 messages")
        await press(pilot, "tab", "G")
        await seen(pilot, "the newest 100 messages", "hit 50 of 100 and more")


async def test_the_date_filter_is_heeded_and_said(center: MessageCenter) -> None:
    """Hit 100 of Ottawa is of 20 October 2025; the others lie days before it and after."""
    day = (NOW - timedelta(days=400) + timedelta(hours=100)).astimezone(TORONTO).date()
    async with open_inbox(center) as (app, pilot):
        await app.inbox.set_filters(Filters(days=Days(day, day)))
        await wait_until(pilot, lambda: app.inbox.list.during is not None)
        await search(pilot, "fissure")
        await seen(pilot, "1 message in 1 conversation", "Tom Okafor", "only 20 Oct 2025")
        assert "20 Oct 2025" in screen_lines(app)[0]
        await press(pilot, *"zz")
        await seen(pilot, "No message in these days has “fissurezz” in it.")
        await press(pilot, "escape")
        await app.inbox.set_filters(Filters(frozenset({SHOP}), days=Days(day, day)))
        await search(pilot, "fissure")
        await seen(pilot, "No message at Shop in these days has", "only Shop, 20 Oct 2025")


async def test_the_number_filter_is_heeded_and_said(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await app.inbox.set_filters(Filters(frozenset({OTTAWA})))
        await search(pilot, "fissure")
        await seen(pilot, "1 message in 1 conversation", "only Ottawa", "Tom Okafor")
        assert "mmstui   Ottawa" in screen_lines(app)[0]
        await press(pilot, *"zz")
        await seen(pilot, "No message at Ottawa has “fissurezz” in it.", "Words match from their")


async def test_what_was_taken_back_is_not_found(center: MessageCenter) -> None:
    put(store_of(center), "la fissure reprise", contact=ZOE, dropped=1)
    async with open_inbox(center) as (app, pilot):
        await search(pilot, "fissure")
        await seen(pilot, "4 messages in 2 conversations")
        assert "reprise" not in screen_text(app)


async def test_a_query_is_never_more_than_words(center: MessageCenter) -> None:
    words = ('"', '"la fissure', "fis*", "NEAR(", "[/]", "[@click=app.quit]x", "a OR b", "-x:y^")
    async with open_inbox(center) as (app, pilot):
        for typed in words:
            await search(pilot, "")
            app.screen.query_one("#search").value = typed  # type: ignore[attr-defined]
            await pilot.pause()
            assert typed in screen_lines(app)[2]
            await press(pilot, "enter")
            assert app.return_code is None
            if isinstance(app.screen, SearchScreen):
                await press(pilot, "escape")


async def test_hostile_texts_and_pastes_are_shown_harmless(center: MessageCenter) -> None:
    from textual.events import Paste

    put(store_of(center), "fissure \x1b]52;c;eA==\x07[/] [b]x\u202e\x9b31m", contact=ZOE, at=NOW)
    async with open_inbox(center) as (app, pilot):
        await search(pilot, "")
        app.post_message(Paste("fis\x1b[2Jsure\nmore"))
        await pilot.pause()
        await press(pilot, *("backspace" for _ in range(20)), *"fissure")
        await seen(pilot, "5 messages", "[/] [b]x")
        assert not faults_on(app)


async def test_help_and_palette_name_the_search(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        # Help breaks long words into lines; that it shows all of them, test_keys_help tells.
        told = {row.words for group in groups_of(app.inbox) for row in group.rows}
        assert {"search all messages", "find in the list or the thread"} <= told
        await search(pilot, "fissure")
        await seen(pilot, "4 messages")
        await press(pilot, "tab", "question_mark")
        await seen(pilot, "open the conversation at the hit", "back to where one was")


async def test_a_click_opens(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await search(pilot, "numéro")
        await seen(pilot, "3 messages")
        await pilot.click(HitRows, offset=(20, 2))
        await seen(pilot, "hit 2 of 3")
        await pilot.click(HitRows, offset=(20, 3))
        await wait_until(pilot, lambda: message(app) == "La fissure numéro 100")


class TestWhileItStandsOpen:
    """The store is written to: hits come and go, one stays where one is."""

    async def test_what_arrives_is_found_and_the_cursor_stays(self, center: MessageCenter) -> None:
        async with open_inbox(center) as (app, pilot):
            await search(pilot, "fissure")
            await seen(pilot, "4 messages in 2 conversations")
            await press(pilot, "tab", "n", "n")
            await seen(pilot, "hit 3 of 4")
            put(store_of(center), "encore une fissure", did=OTTAWA, contact=TOM, at=NOW)
            await seen(pilot, "5 messages in 2 conversations", "encore une", "hit 4 of 5")
            rows = app.screen.query_one(HitRows)
            assert rows.cursor == 3
            assert "numéro 100" in barred(app)
            await press(pilot, "enter")
            await wait_until(pilot, lambda: message(app) == "La fissure numéro 100")

    async def test_far_down_the_cursor_keeps_its_line(self, center: MessageCenter) -> None:
        """Fifty new ones push its hit out of the newest fifty: it is read all the same."""
        async with open_inbox(center) as (app, pilot):
            await search(pilot, "rien")
            await seen(pilot, "the newest 50 messages")
            await press(pilot, "tab", "pagedown", "pagedown", "k", "k")
            rows = app.screen.query_one(HitRows)
            before, line, cursor = barred(app), rows.cursor - rows.top, rows.cursor
            for number in range(60):
                put(store_of(center), f"rien de neuf {number}", contact=ZOE, at=NOW)
            await wait_until(pilot, lambda: rows.cursor == cursor + 60)
            assert barred(app) == before
            assert rows.cursor - rows.top == line

    async def test_what_is_deleted_goes(self, center: MessageCenter) -> None:
        """The cursor's own hit: it comes to the next older one."""
        async with open_inbox(center) as (app, pilot):
            await search(pilot, "numéro")
            await seen(pilot, "3 messages in 2 conversations")
            await press(pilot, "tab", "n")
            await seen(pilot, "hit 2 of 3", "Tom Okafor")
            delete(center, "numéro 100")
            await seen(pilot, "2 messages in 1 conversation", "hit 2 of 2")
            assert "numéro 20" in barred(app)
            delete(center, "numéro")
            await seen(pilot, "No message has “numéro” in it.")
            assert app.screen.query_one(HitRows).cursor == 0

    async def test_a_name_that_comes_is_shown(self, center: MessageCenter) -> None:
        put(store_of(center), "une fissure ici", contact="8195550162", at=NOW)
        async with open_inbox(center) as (app, pilot):
            await search(pilot, "fissure")
            await seen(pilot, "5 messages", "(819) 555-0162")
            book = [PhonebookEntry("77", "Rosalie [/] Roy", "8195550162")]
            store_of(center).directory.replace_phonebook(book)
            await seen(pilot, "Rosalie [/] Roy")
            await wait_until(pilot, lambda: "(819) 555-0162" not in screen_text(app))

    async def test_a_change_does_not_end_a_newer_search(
        self, center: MessageCenter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It comes first, and what changed while it was read is read after it."""
        real, slow = center.search.newest, threading.Event()
        asked: list[str] = []

        def search_slowly(query: Query, **options: Any) -> list[Message]:
            asked.append(query.text)
            found = real(query, **options)
            if asked == ["fissure"]:
                slow.wait(10)
            return found

        async with open_inbox(center) as (app, pilot):
            await search(pilot, "")
            monkeypatch.setattr(center.search, "newest", search_slowly)
            app.screen.query_one("#search").value = "fissure"  # type: ignore[attr-defined]
            await wait_until(pilot, lambda: asked == ["fissure"])
            told: list[EventBatch] = []
            follow(app.screen, told.append)
            put(store_of(center), "encore une fissure", contact=ZOE, at=NOW)
            await wait_until(pilot, lambda: told)
            assert asked == ["fissure"]
            slow.set()
            await seen(pilot, "5 messages in 2 conversations")
            assert asked == ["fissure", "fissure"]

    async def test_n_goes_on_among_the_hits_there_are_now(self, center: MessageCenter) -> None:
        async with open_inbox(center) as (app, pilot):
            await search(pilot, "numéro")
            await seen(pilot, "3 messages")
            await press(pilot, "enter", "n")
            await wait_until(pilot, lambda: message(app) == "La fissure numéro 20")
            delete(center, "numéro 100")
            between = NOW - timedelta(days=420)
            put(store_of(center), "numéro ancien", contact="8195550162", at=between)
            await wait_until(pilot, lambda: marked_stale(app))
            assert message(app) == "La fissure numéro 20"
            await press(pilot, "n")
            await wait_until(pilot, lambda: message(app) == "numéro ancien")
            await press(pilot, "N")
            await wait_until(pilot, lambda: message(app) == "La fissure numéro 20")

    async def test_two_steps_at_once_are_two_steps(self, center: MessageCenter) -> None:
        for number, contact in enumerate(("8195550162", "8195550120")):
            at = NOW - timedelta(days=420 + number)
            put(store_of(center), f"numéro ancien {number}", contact=contact, at=at)
        async with open_inbox(center) as (app, pilot):
            await search(pilot, "numéro 100")
            await seen(pilot, "1 message")
            await press(pilot, *("backspace" for _ in range(4)))
            await seen(pilot, "5 messages")
            await press(pilot, "down", "enter")
            await wait_until(pilot, lambda: message(app) == "La fissure numéro 100")
            put(store_of(center), "numéro nouveau", contact=ZOE, at=NOW)
            await wait_until(pilot, lambda: marked_stale(app))
            app.simulate_key("n")
            app.simulate_key("n")
            await wait_until(pilot, lambda: message(app) == "numéro ancien 1")

    async def test_back_at_the_hits_they_are_those_of_now(self, center: MessageCenter) -> None:
        async with open_inbox(center) as (app, pilot):
            await search(pilot, "numéro")
            await seen(pilot, "3 messages")
            await press(pilot, "down", "enter")
            await wait_until(pilot, lambda: message(app) == "La fissure numéro 100")
            put(store_of(center), "numéro nouveau", contact=ZOE, at=NOW)
            await wait_until(pilot, lambda: marked_stale(app))
            await press(pilot, "escape")
            await seen(pilot, "4 messages in 2 conversations", "hit 3 of 4")
            assert "numéro 100" in barred(app)


async def test_enter_opens_the_hit_also_while_it_looks_again(
    center: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, slow = center.search.newest, threading.Event()
    asked: list[str] = []

    def search_slowly(query: Query, **options: Any) -> list[Message]:
        asked.append(query.text)
        if asked.count("numéro") > 1:
            slow.wait(10)
        return real(query, **options)

    monkeypatch.setattr(center.search, "newest", search_slowly)
    async with open_inbox(center) as (app, pilot):
        await search(pilot, "numéro")
        await seen(pilot, "3 messages")
        put(store_of(center), "un numéro", contact=ZOE, at=NOW)
        await wait_until(pilot, lambda: asked.count("numéro") > 1)
        await press(pilot, "enter")
        await wait_until(pilot, lambda: message(app) == "La fissure numéro 300")
        slow.set()
        await press(pilot, "escape")
        await seen(pilot, "4 messages", "un numéro")
