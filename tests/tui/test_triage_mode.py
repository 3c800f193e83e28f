"""Triage mode: an inbox emptied one conversation at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from textual.events import Key
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.messages import Direction, Kind
from mmstui.domain.triage import Verb
from mmstui.domain.views import View
from mmstui.tui.app import InboxApp
from mmstui.tui.deletion.dialog import DeleteDialog
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.thread.window import FIRST
from mmstui.tui.triage.when_dialog import WhenDialog
from mmstui.tui.triage_mode.screen import TriageScreen
from mmstui.tui.triage_mode.session import Outcome
from support.inboxes import NOW, SHOP, fill_directory, make_center, store_of
from support.opened import app_of, open_inbox
from support.screens import screen_lines, screen_text, wait_until
from support.stores import FakeClock, put

SIZE = (120, 36)


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center(tmp_path, FakeClock(NOW))
    fill_directory(center)
    yield center
    center.close()


def fill(center: MessageCenter, unread: int, read: int = 0) -> list[int]:
    """Fill in conversations, each a minute older than the one before; the ids of the unread."""
    for place in range(unread + read):
        put(
            store_of(center), f"Question {place}", did=SHOP, contact=f"41655501{place:02}",
            at=NOW - timedelta(minutes=place), unread=place < unread,
        )  # fmt: skip
    return center.inbox.conversation_ids(view=View.UNREAD)


async def opened(pilot: Pilot[Any], *keys: str) -> TriageScreen:
    """Press keys in the inbox until triage mode is shown."""
    app = pilot.app
    assert isinstance(app, InboxApp)
    await wait_until(pilot, lambda: app.inbox.has_pane)
    await press(pilot, *keys)
    await wait_until(pilot, lambda: isinstance(app.screen, TriageScreen))
    assert isinstance(app.screen, TriageScreen)
    await drawn(pilot)
    return app.screen


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def drawn(pilot: Pilot[Any]) -> None:
    """Wait until the conversation whose turn it is has been drawn."""
    screen = pilot.app.screen
    assert isinstance(screen, TriageScreen)
    session = screen.session
    await wait_until(pilot, lambda: session.drawn is not None or session.current is None)


def done_with(center: MessageCenter) -> list[int]:
    return center.inbox.conversation_ids(view=View.DONE)


async def test_forty_unread_to_none(center: MessageCenter) -> None:
    """In at most 1.3 keys for each conversation that needs no answer."""
    ids = fill(center, 40, read=3)
    answered, snoozed = {ids[7], ids[20]}, {ids[3], ids[11], ids[30]}
    app, keys, seen = app_of(center), 2, []
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot, "2", "v")
        session = screen.session
        while (number := session.current) is not None:
            await drawn(pilot)
            seen.append(number)
            assert f"{session.left} left" in screen_text(app)
            if number in answered:
                await press(pilot, "r", "o", "k", "enter")
                await wait_until(pilot, lambda: session.current != seen[-1])
                continue
            if number in snoozed:
                await press(pilot, "s")
                await wait_until(pilot, lambda: isinstance(app.screen, WhenDialog))
                keys += 1
            await press(pilot, "t" if number in snoozed else "e")
            await wait_until(pilot, lambda: app.screen is screen and session.current != seen[-1])
            keys += 1
        assert seen == ids
        assert keys <= 1.3 * (len(ids) - len(answered))
        await wait_until(pilot, lambda: "29 done" not in screen_text(app))
        assert "All done: 40 conversations, 1 minute, 43 keys." in screen_text(app)
        assert "35 done, 2 answered, 3 snoozed." in screen_text(app)
        await wait_until(pilot, lambda: len(center.triage.undo_steps()) == 42)
        assert center.inbox.conversation_ids(view=View.UNREAD) == []
        assert set(center.inbox.conversation_ids(view=View.SNOOZED)) == snoozed
        assert set(done_with(center)) == set(ids) - snoozed
        assert len(center.inbox.conversation_ids()) == 3
        # Undo still works, and leads back.
        await press(pilot, "z")
        await wait_until(pilot, lambda: session.current == ids[-1])
        await drawn(pilot)
        await press(pilot, "e", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, InboxScreen))
        await wait_until(pilot, lambda: "Nothing unread." in screen_text(app))
        assert center.inbox.conversation_ids(view=View.UNREAD) == []


async def test_keys_typed_ahead_act_on_no_conversation_that_was_not_drawn(
    center: MessageCenter,
) -> None:
    ids = fill(center, 12)
    async with open_inbox(center, size=SIZE) as (app, pilot):
        await opened(pilot, "v")
        # In one read of the terminal: all of them mean the conversation that was shown then.
        for key in [Key("e", "e") for _ in range(10)]:
            app.post_message(key)
        await wait_until(pilot, lambda: "not done: this was not on the screen" in screen_text(app))
        await drawn(pilot)
        assert done_with(center) == ids[:1]
        # One after the other, each means the next.
        for _ in range(10):
            await press(pilot, "e")
            await drawn(pilot)
        await wait_until(pilot, lambda: len(done_with(center)) == 11)
        assert set(done_with(center)) == set(ids[:11])
        # The keys of `z` mean no conversation: they are never too early.
        for key in [Key("z", "z") for _ in range(4)]:
            app.post_message(key)
        await wait_until(pilot, lambda: len(done_with(center)) == 7)
        await wait_until(pilot, lambda: app.screen.session.current == ids[7])  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", ["e", "s", "X", "d"])
async def test_what_arrives_between_the_frame_and_the_key_is_shown_first(
    center: MessageCenter, key: str
) -> None:
    ids = fill(center, 2)
    async with open_inbox(center, size=SIZE) as (app, pilot):
        screen = await opened(pilot, "v")
        # A group text in two legs is one message.
        for leg in (90_001, 90_002):
            put(store_of(center), "And a boat?", did=SHOP, contact="4165550100", at=NOW,
                unread=True, kind=Kind.MMS, server_id=leg)  # fmt: skip
        await pilot.press(key)
        await wait_until(pilot, lambda: "And a boat?" in screen_text(app))
        await wait_until(pilot, lambda: "1 new message in this conversation" in screen_text(app))
        assert app.screen is screen
        assert (screen.session.current, center.triage.undo_steps()) == (ids[0], [])
        await wait_until(pilot, lambda: screen.unseen() == 0)
        await pilot.press(key)
        if key in "sd":
            dialogs = (WhenDialog, DeleteDialog)
            await wait_until(pilot, lambda: isinstance(app.screen, dialogs))
        else:
            await wait_until(pilot, lambda: screen.session.current == ids[1])


async def test_going_on_and_back_reads_nothing(center: MessageCenter) -> None:
    ids = fill(center, 4)
    async with open_inbox(center, size=SIZE) as (_, pilot):
        screen = await opened(pilot, "v")
        screen.pane.view.marks._seen._after = 0.0
        for _ in ids:
            await press(pilot, "space")
            await drawn(pilot)
        await press(pilot, "z")
        await drawn(pilot)
        assert screen.session.counts == {Outcome.SKIPPED: 3}
        await pilot.pause(0.05)
        assert center.inbox.conversation_ids(view=View.UNREAD) == ids
        # A person who moves in it reads it.
        await press(pilot, "k")
        await wait_until(pilot, lambda: center.inbox.conversation_ids(view=View.UNREAD) == ids[:-1])


class Pressed(NamedTuple):
    """Keys, the step on the undo stack, what became of the conversation, and what undo says."""

    keys: Sequence[str]
    verb: Verb | None
    outcome: Outcome | None
    undone: str


TABLE = [
    Pressed("e", Verb.DONE, Outcome.DONE, "back in the inbox"),
    Pressed("X", Verb.BLOCK, Outcome.BLOCKED, "back in the inbox"),
    Pressed(("s", "t"), Verb.SNOOZE, Outcome.SNOOZED, "back in the inbox"),
    Pressed(("d", "h", "enter"), Verb.DELETE, Outcome.DELETED, "1 message taken back"),
    Pressed("p", Verb.PIN, None, "no longer pinned"),
    Pressed(("M", "8"), Verb.MUTE, None, "no longer muted"),
    Pressed("U", None, Outcome.UNREAD, "back to (416) 555-0100"),
    Pressed(("space",), None, Outcome.SKIPPED, "back to (416) 555-0100"),
    Pressed(("r", "o", "k", "enter"), Verb.DONE, Outcome.ANSWERED, "back in the inbox"),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: "-".join(row.keys))
async def test_each_verb_and_back(center: MessageCenter, row: Pressed) -> None:
    ids = fill(center, 3)
    async with open_inbox(center, size=SIZE) as (app, pilot):
        screen = await opened(pilot, "v")
        session = screen.session
        await press(pilot, *row.keys)
        turn = ids[0] if row.outcome is None else ids[1]
        await wait_until(pilot, lambda: app.screen is screen and session.current == turn)
        steps = [row.verb] if row.verb else []
        steps += [Verb.SEND] if row.outcome is Outcome.ANSWERED else []
        await wait_until(pilot, lambda: center.triage.undo_steps() == steps)
        assert session.counts == ({row.outcome: 1} if row.outcome else {})
        await press(pilot, "z")
        await wait_until(pilot, lambda: row.undone in screen_text(app))
        assert (session.current, session.left) == (ids[0], 3)
        assert set(center.inbox.conversation_ids()) == set(ids)
        if row.outcome is Outcome.ANSWERED:
            await press(pilot, "z")
            await wait_until(pilot, lambda: "1 message held, not sent" in screen_text(app))
        await press(pilot, "z")
        await wait_until(pilot, lambda: "Nothing of this triage is left" in screen_text(app))


async def test_an_answer_may_stay(center: MessageCenter) -> None:
    center.settings = replace(center.settings, after_reply="stay")
    ids = fill(center, 2)
    async with open_inbox(center, size=SIZE) as (app, pilot):
        screen = await opened(pilot, "v")
        await press(pilot, "r", "o", "k", "enter")
        await wait_until(pilot, lambda: center.triage.undo_steps() == [Verb.SEND])
        await wait_until(pilot, lambda: "○ queued" in screen_text(app))
        assert (screen.session.current, done_with(center)) == (ids[0], [])


async def test_an_answer_does_not_hide_what_was_not_on_the_screen(center: MessageCenter) -> None:
    ids = fill(center, 2)
    async with open_inbox(center, size=SIZE) as (app, pilot):
        screen = await opened(pilot, "v")
        await press(pilot, "r", "o", "k")
        put(store_of(center), "Wait, no", did=SHOP, contact="4165550100", at=NOW, unread=True)
        await pilot.press("enter")
        await wait_until(pilot, lambda: center.triage.undo_steps() == [Verb.SEND])
        await wait_until(pilot, lambda: "Wait, no" in screen_text(app))
        assert (screen.session.current, done_with(center)) == (ids[0], [])
        # Now it is on the screen: the next answer ends the turn.
        await press(pilot, "n", "o", "enter")
        await wait_until(pilot, lambda: screen.session.current == ids[1])
        texts = [m.text for m in center.inbox.thread(ids[0]) if m.direction is Direction.OUT]
        assert texts == ["ok", "no"]


@pytest.mark.parametrize("leave", [("escape", "escape"), ("ctrl+q",)], ids=["esc", "quit"])
async def test_a_half_written_answer_is_kept(center: MessageCenter, leave: tuple[str, ...]) -> None:
    ids = fill(center, 3)
    async with open_inbox(center, size=SIZE) as (app, pilot):
        await opened(pilot, "v")
        await press(pilot, "space")
        await drawn(pilot)
        await press(pilot, "r", "o", "k", *leave)
        await wait_until(pilot, lambda: center.drafts.draft(SHOP, "4165550101").text == "ok")
        if leave == ("ctrl+q",):
            return
        await wait_until(pilot, lambda: isinstance(app.screen, InboxScreen))
        assert app.inbox.list.cursor_id == ids[1]
        screen = await opened(pilot, "v")
        await press(pilot, "space")
        await wait_until(pilot, lambda: screen.pane.writing.box.input.text == "ok")
        await drawn(pilot)
        # The keys are not the box's before `r`.
        await press(pilot, "e")
        await wait_until(pilot, lambda: done_with(center) == [ids[1]])
        assert center.drafts.draft(SHOP, "4165550101").text == "ok"


async def test_the_next_is_read_ahead_on_a_thread(
    center: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(center, 4)
    app, reads = app_of(center), []
    read = center.inbox.thread

    def noted(conversation_id: int, **options: Any) -> Any:
        if options["limit"] >= FIRST:
            on_main = threading.current_thread() is threading.main_thread()
            reads.append((conversation_id, on_main))
        return read(conversation_id, **options)

    monkeypatch.setattr(center.inbox, "thread", noted)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot, "v")
        await wait_until(pilot, lambda: (ids[2], False) in reads)
        assert {number for number, on_main in reads if not on_main} == {ids[1], ids[2]}
        reads.clear()
        await press(pilot, "e")
        await drawn(pilot)
        assert "Question 1" in screen_text(app)
        assert (ids[1], True) not in reads
        # One that has changed since is read again.
        put(store_of(center), "And a boat?", did=SHOP, contact="4165550102", at=NOW, unread=True)
        await press(pilot, "e")
        await drawn(pilot)
        await wait_until(pilot, lambda: "And a boat?" in screen_text(app))
        assert screen.session.current == ids[2]


async def test_a_view_without_conversations_says_so(center: MessageCenter) -> None:
    fill(center, 0, read=2)
    async with open_inbox(center, size=SIZE) as (app, pilot):
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await press(pilot, "2", "v")
        await wait_until(
            pilot, lambda: "Nothing unread." in {n.message for n in app._notifications}
        )
        assert isinstance(app.screen, InboxScreen)


async def test_a_conversation_that_is_gone_is_passed_over(center: MessageCenter) -> None:
    ids = fill(center, 3)
    async with open_inbox(center, size=SIZE) as (app, pilot):
        screen = await opened(pilot, "v")
        preview = center.deletions.preview(ids[1])
        for number in ids[:2]:
            from mmstui.domain.deletions import Place

            center.deletions.delete_conversation(number, Place.HERE, preview.newest + 9).result()
        await wait_until(pilot, lambda: screen.session.current == ids[2])
        await drawn(pilot)
        assert "1 left" in screen_lines(app)[2]
        await press(pilot, "e")
        await wait_until(pilot, lambda: "1 done, 2 gone." in screen_text(app))
