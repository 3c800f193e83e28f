"""b, B: everyone a message went to, and how each stands."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.messages import Kind, Message, State
from mmstui.domain.phone.numbers import formatted
from mmstui.tui.app import InboxApp
from mmstui.tui.compose.batch_view import BatchView
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.thread.view import ThreadView
from support.inboxes import SHOP, ZOE, fill_directory, make_center, store_of
from support.opened import open_inbox
from support.screens import screen_lines, screen_text, wait_until
from support.views import wide_and_narrow

MARC, NOBODY = "4185550112", "6475550144"
ROWS = {ZOE: "Zoé Tremblay", MARC: "Marc-André Gélinas", NOBODY: "(647) 555-0144"}


class World:
    """An inbox without an engine, and a batch of three in it."""

    def __init__(self, center: MessageCenter) -> None:
        self.center = center
        self.outbox = store_of(center).outbox
        fill_directory(center)
        self.ids = self.outbox.queue(
            did=SHOP, contacts=list(ROWS), text="Fermé vendredi [/] \x1b[2J", kind=Kind.SMS
        )

    def settle(self, place: int, state: State) -> None:
        attempt = self.outbox.begin_attempt(self.ids[place], "me", self.center.now())
        assert attempt is not None
        if state is State.SENT:
            self.outbox.attempt_sent(attempt, 900 + place, self.center.now())
        elif state is State.FAILED:
            self.outbox.attempt_refused(attempt, "sms_failed", "Refused by the carrier.")
        elif state is State.HELD:
            self.outbox.attempt_held(attempt, "limit_reached", "Enough for today.")
        else:
            self.outbox.attempt_unknown(attempt, "timeout", "No answer.", self.center.now())
            with store_of(self.center).database.writing() as transaction:
                for table in ("message", "attempt"):
                    transaction.connection.execute(
                        f"UPDATE {table} SET state = 'unconfirmed' WHERE state = 'unknown'"
                    )
                transaction.touch([self.message(place).conversation_id])

    def message(self, place: int) -> Message:
        return self.center.inbox.messages([self.ids[place]])[0]

    def states(self) -> list[State]:
        return [message.state for message in self.center.inbox.messages(self.ids)]


@asynccontextmanager
async def inbox(
    home: Path,
    before: Callable[[World], None] = lambda world: None,
    size: tuple[int, int] = (120, 36),
) -> AsyncIterator[tuple[InboxApp, Pilot[Any], World]]:
    center = make_center(home)
    world = World(center)
    before(world)
    async with open_inbox(center, size=size, notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: "j k move" in screen_text(app))
        yield app, pilot, world
    center.close()


async def shown(app: InboxApp, pilot: Pilot[Any], key: str = "B") -> None:
    await pilot.press(key)
    await wait_until(pilot, lambda: isinstance(app.screen, BatchView))
    await wait_until(pilot, lambda: "Message to 3 people" in screen_text(app))


def row(app: InboxApp, contact: str) -> str:
    wanted = re.compile(rf"14:02  \S \w+ +{re.escape(formatted(contact))}")
    return next(each for each in screen_lines(app) if wanted.search(each))


@wide_and_narrow
async def test_each_ones_state_is_shown_and_follows(tmp_path: Path, size: tuple[int, int]) -> None:
    def before(world: World) -> None:
        world.settle(0, State.SENT)
        world.settle(1, State.FAILED)

    async with inbox(tmp_path, before, size) as (app, pilot, world):
        await shown(app, pilot)
        assert "Fermé vendredi [/] \ufffd[2J" in screen_text(app)
        assert "SMS  (514) 555-0100  Shop" in screen_text(app)
        assert "14:02  ✓ sent" in row(app, ZOE)
        assert "× failed       (418) 555-0112  Marc-André Gélinas" in row(app, MARC)
        assert "○ queued" in row(app, NOBODY)
        head = next(each for each in screen_lines(app) if "Message to 3 people" in each)
        assert "× 1 failed   ○ 1 queued   ✓ 1 sent" in head
        await pilot.press("down")
        await wait_until(pilot, lambda: "Refused by the carrier." in screen_text(app))
        # Another process, or the workers, send the third.
        world.settle(2, State.SENT)
        await wait_until(pilot, lambda: "✓ sent" in row(app, NOBODY))
        assert "enter open Marc-André Gélinas" in screen_text(app), "the cursor has not moved"


async def test_again_sends_only_what_did_not_go(tmp_path: Path) -> None:
    def before(world: World) -> None:
        world.settle(0, State.SENT)
        world.settle(1, State.FAILED)
        world.settle(2, State.HELD)

    async with inbox(tmp_path, before) as (app, pilot, world):
        await shown(app, pilot)
        assert "R send 2 again" in screen_text(app)
        await pilot.press("R")
        await wait_until(pilot, lambda: "○ queued" in row(app, MARC))
        wanted = [State.SENT, State.QUEUED, State.QUEUED]
        await wait_until(pilot, lambda: world.states() == wanted)
        await wait_until(pilot, lambda: "again" not in screen_text(app))
        await pilot.press("R")
        assert world.states() == wanted


@pytest.mark.parametrize(
    ("key", "state"),
    [("y", State.QUEUED), ("n", State.UNCONFIRMED), ("escape", State.UNCONFIRMED)],
)
async def test_what_may_have_arrived_is_asked_about(tmp_path: Path, key: str, state: State) -> None:
    def before(world: World) -> None:
        world.settle(0, State.SENT)
        world.settle(1, State.UNCONFIRMED)
        world.settle(2, State.FAILED)

    async with inbox(tmp_path, before) as (app, pilot, world):
        await shown(app, pilot)
        await pilot.press("R")
        await wait_until(
            pilot, lambda: "Marc-André Gélinas may have it already" in screen_text(app)
        )
        await wait_until(pilot, lambda: world.states()[2] is State.QUEUED)
        assert world.states()[1] is State.UNCONFIRMED, "only the user's word sends it"
        assert "y send it again" in screen_text(app)
        await pilot.press("R", "j")
        assert "may have it already" in screen_text(app), "nothing but an answer ends the question"
        await pilot.press(key)
        await wait_until(pilot, lambda: "may have it already" not in screen_text(app))
        await wait_until(pilot, lambda: world.states()[1] is state)
        assert isinstance(app.screen, BatchView)


async def test_enter_opens_the_thread_and_b_leads_back(tmp_path: Path) -> None:
    async with inbox(tmp_path) as (app, pilot, _):
        await shown(app, pilot)
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, InboxScreen))
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        await wait_until(pilot, lambda: "b batch" in screen_lines(app)[-1])
        assert "via (514) 555-0100 Shop" in screen_text(app)
        await shown(app, pilot, "b")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, InboxScreen))


async def test_b_means_nothing_on_a_message_to_one(tmp_path: Path) -> None:
    def before(world: World) -> None:
        world.outbox.queue(did=SHOP, contacts=[NOBODY], text="to one", kind=Kind.SMS)

    async with inbox(tmp_path, before) as (app, pilot, _):
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        await wait_until(pilot, lambda: "to one" in screen_text(app))
        await pilot.press("G", "b")
        assert "b batch" not in screen_lines(app)[-1]
        assert isinstance(app.screen, InboxScreen)


async def test_the_palette_knows_the_last_batch(tmp_path: Path) -> None:
    async with inbox(tmp_path) as (app, pilot, _):
        await pilot.press("ctrl+p", *"last batch")
        await wait_until(pilot, lambda: "enter the last batch" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, BatchView))


async def test_without_a_batch_there_is_nothing_to_show(tmp_path: Path) -> None:
    def before(world: World) -> None:
        for message_id in world.ids:
            world.outbox.drop(message_id)
        world.outbox.queue(did=SHOP, contacts=[ZOE], text="to one", kind=Kind.SMS)

    async with inbox(tmp_path, before) as (app, pilot, _):
        await pilot.press("B")
        await wait_until(pilot, lambda: "Nothing was sent to several" in screen_text(app))


async def test_a_hundred_people_fit_a_small_screen(tmp_path: Path) -> None:
    def before(world: World) -> None:
        world.outbox.queue(
            did=SHOP, contacts=[f"51455501{n:02}" for n in range(1, 100)], text="x", kind=Kind.SMS
        )

    async with inbox(tmp_path, before, (40, 12)) as (app, pilot, _):
        await pilot.press("B")
        await wait_until(pilot, lambda: isinstance(app.screen, BatchView))
        await pilot.press("G")
        await wait_until(pilot, lambda: "enter open (514) 555-0199" in screen_text(app))
