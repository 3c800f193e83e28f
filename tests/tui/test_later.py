"""f9, f8 and x: what goes later, what comes up if nobody answers, and what comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.messages import Message, State
from mmstui.domain.outgoing import Then
from mmstui.tui.app import InboxApp
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.triage.when_dialog import WhenDialog
from support.inboxes import NOW, SHOP, ZOE, make_center_like_the_picture, store_of
from support.opened import open_inbox
from support.screens import screen_text, wait_until
from support.stores import FakeClock, put


class Inbox:
    """The inbox with Zoé's thread open, at Friday 20 November, 14:02."""

    def __init__(self, app: InboxApp, pilot: Pilot[Any], center: MessageCenter) -> None:
        self.app, self.pilot, self.center = app, pilot, center

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)

    async def shows(self, *texts: str) -> None:
        await wait_until(self.pilot, lambda: all(text in screen_text(self.app) for text in texts))

    async def shows_no(self, text: str) -> None:
        await wait_until(self.pilot, lambda: text not in screen_text(self.app))

    async def choose(self, opens: str, *keys: str) -> None:
        """Open the dialog of times, and choose by its keys."""
        await self.press(opens)
        await wait_until(self.pilot, lambda: isinstance(self.app.screen, WhenDialog))
        await self.shows("tab other time")
        await self.press(*keys)
        await wait_until(self.pilot, lambda: not isinstance(self.app.screen, WhenDialog))

    async def write(self, text: str) -> None:
        await self.press("r")
        await wait_until(self.pilot, lambda: isinstance(self.app.focused, MessageInput))
        await self.press(*text)

    @property
    def text(self) -> str:
        return self.app.screen.query_one(MessageInput).text

    @property
    def last(self) -> Message:
        row = self.center.inbox.conversation(SHOP, ZOE)
        assert row is not None
        return self.center.inbox.thread(row.id)[-1]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@asynccontextmanager
async def inbox(home: Path, clock: FakeClock) -> AsyncIterator[Inbox]:
    center = make_center_like_the_picture(home, clock, more=3)
    async with open_inbox(center, notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: "j k move" in screen_text(app))
        yield Inbox(app, pilot, center)
    center.close()


async def test_a_message_goes_later_and_is_moved_edited_and_sent_now(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with inbox(tmp_path, clock) as seen:
        await seen.write("yes")
        await seen.choose("f9", "t")
        await seen.shows("◷ goes Sat 8:00", "R send now   f9 time   x edit   d drop")
        assert seen.text == ""
        assert (seen.last.state, seen.last.text) == (State.SCHEDULED, "yes")
        await seen.press("escape", "G")
        await seen.choose("f9", "tab", *"mon 14:00", "enter")
        await seen.shows("◷ goes Mon 14:00")
        # Back in the box, after what is written there already.
        await seen.write("ok ")
        await seen.press("escape", "G", "x")
        await seen.shows_no("◷ goes")
        await wait_until(seen.pilot, lambda: seen.text == "ok \nyes")
        draft = seen.center.drafts.draft(SHOP, ZOE)
        assert draft.text == "ok \nyes"
        assert seen.last.text != "yes"
        # f9 offers the time of before.
        await seen.choose("f9", "a")
        await seen.shows("◷ goes Mon 14:00")
        await seen.press("escape", "G", "R")
        await wait_until(seen.pilot, lambda: seen.last.state is State.QUEUED)
        assert seen.last.text == "ok \nyes"


async def test_nothing_is_scheduled_that_cannot_be_sent_or_whose_time_has_passed(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with inbox(tmp_path, clock) as seen:
        await seen.write(" ")
        await seen.press("f9")
        await seen.shows("Nothing to send")
        assert not isinstance(seen.app.screen, WhenDialog)
        await seen.press(*"hi", "f9")
        await wait_until(seen.pilot, lambda: isinstance(seen.app.screen, WhenDialog))
        clock.advance(timedelta(days=1))
        await seen.press("e")
        await seen.shows("That time has passed: choose another one.")
        assert seen.text == " hi"
        assert seen.last.text != " hi"


async def test_a_reminder_is_set_in_the_box_told_in_the_thread_and_forgotten(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with inbox(tmp_path, clock) as seen:
        await seen.write("yes")
        await seen.choose("f8", "2")
        await seen.shows("Comes up Sun 8:00 if nobody answers.  f8 forget")
        await seen.press("f8")
        await seen.shows_no("Comes up")
        await seen.choose("f8", "2")
        # It would come up before the message goes.
        await seen.choose("f9", "m")
        await seen.shows("Not sent: the reminder would come before anybody can answer.")
        await seen.press("enter")
        await wait_until(seen.pilot, lambda: seen.last.remind_at is not None and not seen.text)
        assert seen.last.state is State.QUEUED
        await seen.shows("Comes up Sun 8:00 if nobody answers.  f8 forget")
        await seen.press("escape", "G", "f8")
        await seen.shows_no("Comes up")
        await wait_until(seen.pilot, lambda: seen.last.remind_at is None)
        await seen.choose("f8", "7")
        await seen.shows("Comes up 27 Nov 8:00 if nobody answers.")
        put(store_of(seen.center), "Yes!", contact=ZOE, at=NOW + timedelta(minutes=1))
        await seen.shows_no("Comes up")
        await seen.press("G", "k", "f8")
        await seen.shows("They have answered since")


async def test_what_came_due_while_nothing_ran_asks(tmp_path: Path, clock: FakeClock) -> None:
    async with inbox(tmp_path, clock) as seen:
        seen.center.outbox.send(
            did=SHOP, contacts=[ZOE], text="late", then=Then(at=NOW + timedelta(hours=1))
        ).result()
        clock.advance(timedelta(hours=2))
        store_of(seen.center).outbox.next_to_send(clock.at)
        await seen.press("enter")
        await seen.shows("! held", "It could not be sent at its time", "x edit   d drop")
        await seen.press("G")
        await seen.choose("f9", "e")
        await seen.shows("◷ goes 19:00")


async def test_a_reminder_is_kept_with_the_draft_and_a_discarded_draft_comes_back_with_both(
    tmp_path: Path, clock: FakeClock
) -> None:
    comes = "Comes up Sun 8:00 if nobody answers."
    async with inbox(tmp_path, clock) as seen:
        await seen.write("yes")
        await seen.choose("f8", "2")
        await seen.shows(comes)
        await seen.press("escape", "h", "ctrl+q")
    async with inbox(tmp_path, clock) as seen:
        await seen.shows(comes, "yes")
        await seen.write("!")
        await seen.press("f3")
        await seen.shows("draft discarded   z undo")
        await seen.shows_no(comes)
        assert (seen.text, seen.center.drafts.draft(SHOP, ZOE).empty) == ("", True)
        # The box has no focus any more: this is a key, no text.
        await seen.press("z")
        await seen.shows("Zoé Tremblay with the draft again", comes)
        await wait_until(seen.pilot, lambda: seen.text == "yes!")
        await seen.press("r", "f3")
        await wait_until(seen.pilot, lambda: seen.text == "")
        await seen.press("r")
        await seen.press(*"other")
        await seen.press("escape", "z")
        # What was written since stays.
        await seen.shows("Not undone: this was changed since.")
        assert seen.text == "other"
        await seen.press("escape", "x")
        await seen.shows("1 draft discarded   z undo")
        assert seen.text == ""
        assert seen.center.drafts.draft(SHOP, ZOE).empty
        await seen.press("x")
        await seen.shows("No draft here.")
        await seen.press("z")
        await seen.shows("Zoé Tremblay with the draft again")
        assert seen.center.drafts.draft(SHOP, ZOE).text == "other"
        await wait_until(seen.pilot, lambda: seen.text == "other")
