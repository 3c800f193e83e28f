"""`d` and `z`: a conversation or a message, here, at VoIP.ms, or both; and back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.deletions import Place, Progress
from mmstui.domain.messages import Draft, Kind, State
from mmstui.tui.app import InboxApp
from mmstui.tui.deletion.dialog import DeleteDialog
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.ui.keys_help import KeysHelp
from support.hostile import NASTY, faults_on
from support.inboxes import NOW, SHOP, ZOE, make_center_like_the_picture, store_of
from support.listings import lost
from support.opened import open_inbox
from support.screens import screen_lines, screen_text, style_of, wait_until
from support.stores import FakeClock
from support.views import wide_and_narrow

SIZES = wide_and_narrow
SECOND = timedelta(seconds=1)
WAIT = 30 * SECOND


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def center(tmp_path: Path, clock: FakeClock) -> Iterator[MessageCenter]:
    center = make_center_like_the_picture(tmp_path, clock, more=3)
    with store_of(center).database.writing() as transaction:
        # Both kinds count from one, so that their ids meet.
        transaction.connection.execute(
            "UPDATE message SET server_id = (SELECT count(*) FROM message AS m "
            "WHERE m.kind = message.kind AND m.id <= message.id), "
            "server_date = '2026-11-20 12:00:00' WHERE state IN ('received', 'sent')"
        )
    yield center
    center.close()


async def in_list(pilot: Pilot[Any]) -> None:
    await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(pilot.app))
    await pilot.pause()


async def in_thread(pilot: Pilot[Any]) -> None:
    await in_list(pilot)
    await pilot.press("enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.focused, ThreadView))
    await pilot.pause()


async def asked(pilot: Pilot[Any]) -> None:
    await pilot.press("d")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, DeleteDialog))
    await wait_until(pilot, lambda: "esc keep it" in screen_text(pilot.app))
    await pilot.pause()


async def chosen(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys in the dialog, then enter; wait until it has been written."""
    for key in (*keys, "enter"):
        await pilot.press(key)
        await pilot.pause()
    await wait_until(pilot, lambda: not isinstance(pilot.app.screen, DeleteDialog))


def said(app: InboxApp) -> list[str]:
    return [notification.message for notification in app._notifications]


def wanted(center: MessageCenter) -> set[tuple[Kind, int, Progress]]:
    rows = store_of(center).server_deletes.wanted()
    return {(row.kind, row.server_id, row.state) for row in rows}


def texts(center: MessageCenter) -> list[str]:
    row = center.inbox.conversation(SHOP, ZOE)
    return [m.text for m in center.inbox.thread(row.id)] if row else []


def carry_out(center: MessageCenter, clock: FakeClock) -> None:
    """What the worker does."""
    store = store_of(center)
    clock.advance(WAIT)
    store.deleting.begin_due()
    for row in store.server_deletes.wanted():
        store.server_deletes.begin(row.kind, row.server_id)
        store.server_deletes.ended(row.kind, [row.server_id])
    store.deleting.remove_begun()


# The dialog.


@SIZES
async def test_a_conversation_is_counted_and_each_choice_says_what_it_means(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    store_of(center).outbox.queue(did=SHOP, contacts=[ZOE], text="later", kind=Kind.SMS)
    lost(store_of(center), "perhaps", at=NOW, contact=ZOE)
    center.drafts.save(SHOP, ZOE, Draft("to be")).result()
    async with open_inbox(center, size=size) as (app, pilot):
        await in_list(pilot)
        await asked(pilot)
        lines = [" ".join(line.split()) for line in screen_lines(app)]
        text = "\n".join(lines)
        assert "Delete this conversation?" in text
        assert "with (438) 555-0123 Zoé Tremblay" in text
        assert "via (514) 555-0100 Shop" in text
        assert "here 9 messages with 2 files, yesterday 16:48 to 14:02" in text
        assert "VoIP.ms 5 SMS, 2 MMS" in text
        assert "not sent 1, also deleted here; the draft stays" in text
        assert "unknown 1, also deleted here. Copies that arrived stay at VoIP.ms." in text
        assert "h here 9 messages; VoIP.ms keeps its copies" in text
        assert "s at VoIP.ms 5 SMS, 2 MMS; they stay here" in text
        assert "b both 9 messages here, 5 SMS, 2 MMS there" in text
        assert "enter delete 9 here z within 30 s" in text
        assert "for 30 seconds z takes it back" in " ".join(text.split())
        await pilot.press("s")
        await wait_until(pilot, lambda: "enter delete 7 at VoIP.ms" in screen_text(app))
        whole = " ".join(screen_text(app).split())
        assert "z within 30 s" in whole
        assert "2 files not fetched yet would be lost." in whole
        await pilot.press("j")
        await wait_until(pilot, lambda: "enter delete 9 from both" in screen_text(app))
        assert wanted(center) == set(), "a letter deletes nothing"


async def test_only_the_pill_of_deleting_at_voip_ms_is_red(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await in_list(pilot)
        await asked(pilot)
        here = style_of(app, " enter delete 7 here").bgcolor
        await pilot.press("s")
        await wait_until(pilot, lambda: "enter delete 7 at" in screen_text(app))
        there = style_of(app, " enter delete 7 at VoIP.ms").bgcolor
        await pilot.press("b")
        await wait_until(pilot, lambda: "from both" in screen_text(app))
        assert style_of(app, " enter delete 7 from both").bgcolor == there
        assert here != there


async def test_escape_keeps_it(center: MessageCenter) -> None:
    async with open_inbox(center, size=(80, 24)) as (app, pilot):
        await in_list(pilot)
        await asked(pilot)
        await pilot.press("b", "escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, DeleteDialog))
        await pilot.pause()
        assert len(texts(center)) == 7
        assert wanted(center) == set()


@pytest.mark.parametrize("size", [(50, 20), (40, 12)], ids=str)
async def test_where_there_is_little_room_the_choices_and_the_pill_stand(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        await in_list(pilot)
        await asked(pilot)
        await pilot.press("b")
        await wait_until(pilot, lambda: "enter delete 7 from both" in screen_text(app))
        for words in ("h  here", "s  at VoIP.ms", "b  both"):
            assert words in screen_text(app)


async def test_offline_it_says_that_voip_ms_is_asked_later(center: MessageCenter) -> None:
    store_of(center).signals.set("offline", "", NOW)
    async with open_inbox(center) as (app, pilot):
        await in_list(pilot)
        await asked(pilot)
        assert "cannot be asked now" not in screen_text(app), "here needs nobody"
        await pilot.press("b")
        await wait_until(pilot, lambda: "VoIP.ms cannot be asked now" in screen_text(app))


async def test_where_some_days_are_listed_it_says_that_all_go(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await in_list(pilot)
        await pilot.press("T")
        await wait_until(pilot, lambda: "today" in screen_text(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "any date" not in screen_lines(app)[0])
        await wait_until(pilot, lambda: isinstance(app.focused, ConversationList))
        await asked(pilot)
        assert "all days, not only those shown" in screen_text(app)


async def test_what_voip_ms_does_not_have_cannot_be_deleted_there(center: MessageCenter) -> None:
    with store_of(center).database.writing() as transaction:
        transaction.connection.execute("UPDATE message SET gone = 1")
    async with open_inbox(center) as (app, pilot):
        await in_list(pilot)
        await asked(pilot)
        assert "VoIP.ms has no copy." in screen_text(app)
        assert "no messages; 7 already gone there" in screen_text(app)
        await pilot.press("s", "enter")
        await pilot.pause()
        assert isinstance(app.screen, DeleteDialog)
        assert "enter delete" not in screen_text(app)
        await chosen(pilot, "h")
        await wait_until(pilot, lambda: texts(center) == [])


async def test_f1_names_its_keys(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await in_list(pilot)
        await asked(pilot)
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, KeysHelp))
        assert "choose: at VoIP.ms" in screen_text(app)


@pytest.mark.parametrize("nasty", NASTY[:6], ids=ascii)
async def test_hostile_texts_stand_still_in_it(center: MessageCenter, nasty: str) -> None:
    store = store_of(center)
    with store.database.writing() as transaction:
        transaction.connection.execute("UPDATE message SET text = ?", (nasty,))
        transaction.connection.execute("UPDATE conversation SET title_shown = 'x'")
    async with open_inbox(center, size=(80, 24)) as (app, pilot):
        await wait_until(pilot, lambda: "(514)" in screen_text(app) or "14:01" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        await asked(pilot)
        assert faults_on(app) == []


# From the list.


@SIZES
async def test_from_here_it_leaves_the_list_and_z_brings_it_back(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        await in_list(pilot)
        first = center.inbox.conversation_ids()[0]
        await asked(pilot)
        await chosen(pilot)
        await wait_until(pilot, lambda: "Zoé Tremblay" not in screen_text(app))
        assert "7 deleted here   z undo" in said(app)
        assert wanted(center) == set()
        assert first not in center.inbox.conversation_ids()
        await pilot.press("z")
        await wait_until(pilot, lambda: first in center.inbox.conversation_ids())
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        assert len(texts(center)) == 7
        await pilot.press("z")
        await wait_until(pilot, lambda: "Nothing is left to undo." in said(app))


async def test_at_voip_ms_it_stays_and_says_how_far_it_is(
    center: MessageCenter, clock: FakeClock
) -> None:
    async with open_inbox(center) as (app, pilot):
        await in_list(pilot)
        await asked(pilot)
        await chosen(pilot, "s")
        await wait_until(pilot, lambda: "7 to be deleted" in screen_lines(app)[0])
        assert len(texts(center)) == 7
        assert {state for _, _, state in wanted(center)} == {Progress.WAITING}
        clock.advance(WAIT)
        store = store_of(center)
        await asyncio.to_thread(store.deleting.begin_due)
        await wait_until(pilot, lambda: "deleting 1 of 7" in screen_lines(app)[0])
        await asyncio.to_thread(carry_out, center, clock)
        await wait_until(pilot, lambda: "deleting" not in screen_lines(app)[0])
        await wait_until(pilot, lambda: "7 messages deleted at VoIP.ms" in said(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "! gone at server" in screen_text(app))


async def test_from_both_and_what_fails_comes_back_and_is_told(
    center: MessageCenter, clock: FakeClock
) -> None:
    async with open_inbox(center) as (app, pilot):
        await in_list(pilot)
        await asked(pilot)
        await chosen(pilot, "b")
        await wait_until(pilot, lambda: "Zoé Tremblay" not in screen_text(app))
        clock.advance(WAIT)
        store = store_of(center)

        def one_fails() -> None:
            store.deleting.begin_due()
            first, *others = store.server_deletes.wanted()
            store.server_deletes.failed(first.kind, first.server_id, "odd", "VoIP.ms said odd.")
            for row in others:
                store.server_deletes.begin(row.kind, row.server_id)
                store.server_deletes.ended(row.kind, [row.server_id])

        await asyncio.to_thread(one_fails)
        await wait_until(pilot, lambda: "! 1 not deleted" in screen_lines(app)[0])
        assert "1 message could not be deleted at VoIP.ms." in said(app)
        assert len(texts(center)) == 1


# Stopping it.


def some(center: MessageCenter, clock: FakeClock, count: int) -> None:
    """The worker has deleted some when the user looks again."""
    store = store_of(center)
    clock.advance(WAIT)
    store.deleting.begin_due()
    for row in store.server_deletes.wanted()[:count]:
        store.server_deletes.begin(row.kind, row.server_id)
        store.server_deletes.answered(row.kind, row.server_id)
        store.server_deletes.ended(row.kind, [row.server_id])
    store.deleting.remove_begun()


@SIZES
async def test_what_has_begun_is_stopped_and_the_rest_is_back(
    center: MessageCenter, clock: FakeClock, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        await in_list(pilot)
        await asked(pilot)
        await chosen(pilot, "b")
        await wait_until(pilot, lambda: "Zoé Tremblay" not in screen_text(app))
        await asyncio.to_thread(some, center, clock, 3)
        of = "deleting 4 of 7" if size == (120, 36) else "deleting 4/7"
        await wait_until(pilot, lambda: of in screen_lines(app)[0])
        await pilot.press("z")
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        words = "Stopped: 3 of 7 messages deleted at VoIP.ms; the rest stays   d delete"
        await wait_until(pilot, lambda: words in said(app))
        assert len(texts(center)) == 4
        assert wanted(center) == set()
        await wait_until(pilot, lambda: "deleting" not in screen_lines(app)[0])
        assert words in said(app), "its end has been told, and more than that"
        await pilot.press("z")
        await wait_until(pilot, lambda: "Nothing is left to undo." in said(app))


async def test_the_account_tells_how_far_it_is_and_stops_it(
    center: MessageCenter, clock: FakeClock
) -> None:
    async with open_inbox(center) as (app, pilot):
        await in_list(pilot)
        await asked(pilot)
        await chosen(pilot, "s")
        await pilot.press("A")
        await wait_until(pilot, lambda: "○ 7 messages soon, at VoIP.ms" in screen_text(app))
        assert "z take it back" in screen_text(app)
        await asyncio.to_thread(some, center, clock, 3)
        await wait_until(pilot, lambda: "→ 3 of 7 messages at VoIP.ms" in screen_text(app))
        assert "z stop deleting" in screen_text(app)
        await pilot.press("z")
        await wait_until(pilot, lambda: "z stop deleting" not in screen_text(app))
        assert wanted(center) == set()


async def test_a_message_that_is_being_deleted_offers_to_stop(
    center: MessageCenter, clock: FakeClock
) -> None:
    async with open_inbox(center) as (app, pilot):
        await in_thread(pilot)
        await asked(pilot)
        await chosen(pilot, "s")
        await wait_until(pilot, lambda: "z take it back" in screen_text(app))
        await asyncio.to_thread(some, center, clock, 0)
        await wait_until(pilot, lambda: "being deleted at VoIP.ms  z stop" in screen_text(app))
        await pilot.press("z")
        await wait_until(pilot, lambda: "being deleted" not in screen_text(app))
        words = "Stopped: 0 of 1 message deleted at VoIP.ms; the rest stays   d delete"
        await wait_until(pilot, lambda: words in said(app))


async def test_a_long_deletion_says_how_long_it_takes(center: MessageCenter) -> None:
    with store_of(center).database.writing() as transaction:
        transaction.connection.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 20992) "
            "INSERT INTO message (conversation_id, kind, server_id, direction, state, text, at, "
            "tie, server_date) SELECT c.id, 'sms', n.i, 'in', 'received', 'more', 1763000000000, "
            "n.i, '2025-11-12 21:13:20' FROM n JOIN conversation AS c ON c.contact = ?",
            (ZOE,),
        )
        transaction.touch([id for (id,) in transaction.connection.execute(
            "SELECT id FROM conversation WHERE contact = ?", (ZOE,)
        ).fetchall()])  # fmt: skip
    async with open_inbox(center) as (app, pilot):
        await in_list(pilot)
        await pilot.press("g")
        await asked(pilot)
        assert "one by one" not in screen_text(app), "here it is done at once"
        await pilot.press("s")
        await wait_until(
            pilot,
            lambda: (
                "Messages are deleted one by one: 11 hours or more. z stops the rest."
                in screen_text(app)
            ),
        )


# From the thread.


@SIZES
async def test_a_message_of_voip_ms_from_the_thread_and_back(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        await in_thread(pilot)
        assert "d delete" in screen_lines(app)[-1]
        await asked(pilot)
        text = screen_text(app)
        assert "Delete this message?" in text
        assert "14:01  to Shop, from Zoé Tremblay" in text
        assert "Je peux passer vers 9 h ?" in text
        await chosen(pilot, "b")
        await wait_until(pilot, lambda: len(texts(center)) == 6)
        assert len(wanted(center)) == 1
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        await pilot.press("z")
        await wait_until(pilot, lambda: len(texts(center)) == 7)
        assert wanted(center) == set()


async def test_the_note_under_it_offers_z(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await in_thread(pilot)
        await asked(pilot)
        await chosen(pilot, "s")
        note = "! to be deleted at VoIP.ms  z take it back"
        await wait_until(pilot, lambda: note in screen_text(app))
        await pilot.press("z")
        await wait_until(pilot, lambda: note not in screen_text(app))


async def test_what_is_not_sent_is_taken_back_at_once_and_z_undoes_the_later_of_both(
    center: MessageCenter, clock: FakeClock
) -> None:
    (queued,) = center.outbox.send(did=SHOP, contacts=[ZOE], text="later").result()
    async with open_inbox(center) as (app, pilot):
        await in_thread(pilot)
        await pilot.press("d")
        await wait_until(pilot, lambda: "taken back   z undo" in said(app))
        await wait_until(pilot, lambda: "later" not in screen_text(app))
        assert not isinstance(app.screen, DeleteDialog)
        clock.advance(SECOND)
        await asked(pilot)
        await chosen(pilot, "h")
        await wait_until(pilot, lambda: len(texts(center)) == 6)
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        await pilot.press("z")
        await wait_until(pilot, lambda: len(texts(center)) == 7)
        assert "later" not in texts(center)
        await pilot.press("z")
        await wait_until(pilot, lambda: "later" in texts(center))
        assert store_of(center).inbox.messages([queued])[0].state is State.HELD


async def test_what_another_process_deleted_is_taken_back_from_here(
    center: MessageCenter,
) -> None:
    row = center.inbox.conversation(SHOP, ZOE)
    assert row is not None
    newest = center.deletions.preview(row.id).newest
    assert center.deletions.delete_conversation(row.id, Place.BOTH, newest).result() is not None
    async with open_inbox(center) as (app, pilot):
        await wait_until(pilot, lambda: "Dispatch" in screen_text(app))
        await pilot.press("z")
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        assert wanted(center) == set()


@SIZES
async def test_another_process_deletes_the_thread_that_is_open(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        await in_thread(pilot)
        row = center.inbox.conversation(SHOP, ZOE)
        assert row is not None
        newest = center.deletions.preview(row.id).newest
        await asyncio.to_thread(
            center.deletions.delete_conversation(row.id, Place.HERE, newest).result
        )
        await wait_until(pilot, lambda: "Je peux passer" not in screen_text(app))
        await pilot.press("j", "k", "g", "d", "y")
        await pilot.pause()
        assert not isinstance(app.screen, DeleteDialog)
        await pilot.press("z")
        await wait_until(pilot, lambda: "Je peux passer" in screen_text(app))
