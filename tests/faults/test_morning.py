"""A morning at the keyboard, over the real simulator: 200 conversations, 40 of them unread.

Verbs on one and on many, undo to the beginning and all of it again, a kill in the middle, what
comes due while nothing runs, messages that arrive between a frame and a key, and a key too many.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.messages import Conversation, State
from mmstui.domain.triage import Verb
from mmstui.domain.views import View
from mmstui.settings import Settings
from mmstui.simulator import Did, ManualClock
from mmstui.tui.app import InboxApp
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.keys.panes import PANES
from support import warm
from support.inboxes import TORONTO
from support.office import Office
from support.screens import screen_text, wait_until
from support.simulated import SHOP, SUPPORT, Simulated, bare_account, running_simulator

#: Saturday 4 July, 14:30 in Toronto; and the next day, 12:00.
NOW = datetime(2026, 7, 4, 18, 30, tzinfo=UTC)
LATER = datetime(2026, 7, 5, 16, 0, tzinfo=UTC)
BACK = datetime(2026, 7, 5, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 7, 6, 12, 0, tzinfo=UTC)
NUMBERS = (SHOP, SUPPORT, "5145550101", "5145550102", "5145550103")
UNREAD = 40
#: Writes one step, dies in the middle of the next.
CHILD = """
import os, signal, sys
from pathlib import Path
from mmstui.store import AccountKey, Store
home, url, name, now, ids = sys.argv[1:]
store = Store.open(Path(home), AccountKey.of(url, name), clock=lambda: float(now))
store.triage.done([int(each) for each in ids.split(",")])
with store.database.writing() as transaction:
    transaction.connection.execute("UPDATE conversation SET done = 1, pinned = 9, unread = 0")
    transaction.connection.execute("DELETE FROM undo_step")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def contact(number: int) -> str:
    """One of 300 numbers that nobody has."""
    return f"{(416, 613, 819)[number // 100]}55501{number % 100:02}"


@dataclass
class Morning:
    """The account, its store as a restart finds it, and the inbox."""

    home: Path
    sim: Simulated
    clock: ManualClock
    offices: list[Office] = field(default_factory=list)

    def restart(self) -> MessageCenter:
        """Open the store again. Nothing is closed before: it is left as a kill leaves it."""
        self.offices.append(Office(self.home, self.sim, self.clock))
        settings = Settings(
            home=self.home, config_file=self.home / "config.toml", username=self.sim.username
        )
        return MessageCenter(settings, self.offices[-1].store, clock=self.clock.now)

    async def poll(self, *arriving: int) -> None:
        """Let messages from these people arrive, and fetch them."""
        office = self.offices[-1]
        for number in arriving:
            did, at = NUMBERS[number % 5], self.clock.now() - number
            self.sim.account.add("sms", did, contact(number), "new", at=at)
        async with office.running(office.engine()):
            await office.polled()

    @asynccontextmanager
    async def inbox(self, center: MessageCenter) -> AsyncIterator[tuple[InboxApp, Pilot[Any]]]:
        app = InboxApp(center, clock=center.now, zone=TORONTO, blink=False, engine=False)
        async with app.run_test(size=(120, 36)) as pilot:
            await wait_until(pilot, lambda: app.inbox.has_pane and app.inbox.list.ids)
            yield app, pilot


@asynccontextmanager
async def morning(home: Path) -> AsyncIterator[Morning]:
    clock, account = ManualClock(NOW - timedelta(minutes=10)), bare_account()
    for did in NUMBERS[2:]:
        account.add_did(Did(did, "MONTREAL, QC", did[-4:]))
    async with running_simulator(account, clock=clock) as sim:
        for number in range(UNREAD, 200):
            at = clock.now() - 3600 - number
            account.add("sms", NUMBERS[number % 5], contact(number), "before", at=at)
        running = Morning(home, sim, clock)
        yield running
        for office in running.offices:
            office.store.close()


def everything(center: MessageCenter) -> dict[int, Conversation]:
    """All rows, but for what counts their changes."""
    ids = center.inbox.conversation_ids(everything=True)
    return {n: replace(row, rev=0) for n, row in center.inbox.conversations(ids).items()}


def messages(center: MessageCenter) -> int:
    return sum(row.total for row in everything(center).values())


def said(app: InboxApp) -> list[str]:
    return [notice.message for notice in app._notifications]


def view(center: MessageCenter, name: View) -> set[int]:
    return set(center.inbox.conversation_ids(view=name))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)


async def steps(pilot: Pilot[Any], center: MessageCenter, count: int) -> None:
    await wait_until(pilot, lambda: len(center.triage.undo_steps()) == count)


#: One hand on the keyboard, in the view of what is unread: keys, and how many steps there are then.
KEYS: list[tuple[Sequence[str], int]] = [
    ("eee", 3),
    ("st", 4),
    ("pj", 5),
    ("M8j", 6),
    ("X", 7),
    (("space", "space", "space", "e"), 8),
    (("space", "j", "plus", "s", "m"), 9),
]


async def work(pilot: Pilot[Any], center: MessageCenter) -> None:
    await press(pilot, "2")
    await wait_until(pilot, lambda: f"unread {UNREAD}" in screen_text(pilot.app))
    for keys, count in KEYS:
        for key in keys:
            await press(pilot, key)
            await pilot.pause()
        await steps(pilot, center, count)


def expected(ids: Sequence[int]) -> dict[str, set[int]]:
    """What the keys mean, by the order of the 40 in the view."""
    return {
        "done": {*ids[:3], *ids[7:10]},
        "snoozed": {ids[3], *ids[10:13]},
        "pinned": {ids[4]},
        "muted": {ids[5]},
        "blocked": {ids[6]},
    }


def found(center: MessageCenter, ids: Iterable[int]) -> dict[str, set[int]]:
    rows, now = center.inbox.conversations(list(ids)), center.now()
    return {
        "done": {n for n, row in rows.items() if row.done},
        "snoozed": {n for n, row in rows.items() if row.is_snoozed(now)},
        "pinned": {n for n, row in rows.items() if row.pinned},
        "muted": {n for n, row in rows.items() if row.is_muted(now)},
        "blocked": {n for n, row in rows.items() if row.blocked},
    }


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_a_morning(tmp_path: Path) -> None:
    async with morning(tmp_path) as day:
        center = day.restart()
        await day.poll()
        assert len(view(center, View.INBOX)) == 160
        await day.poll(*range(UNREAD))
        ids = center.inbox.conversation_ids(view=View.UNREAD)
        assert (len(ids), len(view(center, View.INBOX))) == (UNREAD, 200)
        before = everything(center)

        async with day.inbox(center) as (app, pilot):
            await work(pilot, center)
            first = everything(center)
            assert found(center, before) == expected(ids)
            assert all(first[number].unread for number in ids), "going on reads nothing"
            # Undo to the beginning, and one more; and all of it again.
            await press(pilot, *"z" * 9)
            await steps(pilot, center, 0)
            assert everything(center) == before
            await press(pilot, "z", "1")
            await wait_until(pilot, lambda: "Nothing is left to undo." in said(app))
            await work(pilot, center)
            assert everything(center) == first
            await a_key_too_many(pilot, center, day)
            after = everything(center)
            assert {n: replace(row, unread=0) for n, row in after.items()} == {
                n: replace(row, unread=0) for n, row in first.items()
            }
        # Another process works on it, and is killed in the middle of its second write.
        killed = [ids[13], ids[14]]
        await die(day, center, killed)

        center = day.restart()
        assert everything(center).keys() == before.keys()
        assert found(center, before)["done"] == expected(ids)["done"] | set(killed)
        assert center.triage.undo_steps()[0] is Verb.DONE
        async with day.inbox(center) as (app, pilot):
            await press(pilot, "z")
            await steps(pilot, center, 9)
            assert found(center, before) == expected(ids)
            await between_a_frame_and_a_key(pilot, center, day)
            await send_later(app, pilot, center)
        await comes_due(day, ids)


async def a_key_too_many(pilot: Pilot[Any], center: MessageCenter, day: Morning) -> None:
    """Any one key, with three marked conversations: nothing is deleted, nothing is sent."""
    depth, total = len(center.triage.undo_steps()), messages(center)
    acting = [each for each in PANES[0].commands if each.id.startswith(("triage.", "list."))]
    keys = {key for command in acting for key in command.keys.split(",")}
    for key in sorted(keys):
        await press(pilot, "space", "space", key)
        await pilot.pause()
        while not isinstance(pilot.app.screen, InboxScreen) or pilot.app.screen.thread is not None:
            await press(pilot, "escape")
            await pilot.pause()
        await press(pilot, "escape", "escape", "1")
    taken = len(center.triage.undo_steps()) - depth
    assert 2 <= taken <= 12, "verbs that need no more than their key"
    assert messages(center) == total
    assert day.sim.account.accepted == []
    assert center.status().outbox == {}
    await press(pilot, *"z" * taken)
    await steps(pilot, center, depth)


async def die(day: Morning, center: MessageCenter, ids: Sequence[int]) -> None:
    words = (
        str(day.home), day.sim.url, day.sim.username, str(day.clock.now()), ",".join(map(str, ids)),
    )  # fmt: skip
    child = await asyncio.to_thread(
        warm.run, [sys.executable, "-c", CHILD, *words], env=warm.STANDARD
    )
    assert child.returncode == -signal.SIGKILL, child.stderr


async def between_a_frame_and_a_key(pilot: Pilot[Any], center: MessageCenter, day: Morning) -> None:
    """A new conversation and a new message arrive after the frame: the key means what was seen."""
    # Undo has marked what came back.
    await press(pilot, "escape", "1", "g")
    listed = pilot.app.screen.list  # type: ignore[attr-defined]
    await pilot.pause()
    seen, there = listed.cursor_id, view(center, View.INBOX)
    await press(pilot, "space")
    await day.poll(30, 199, 200)
    await press(pilot, "e")
    await steps(pilot, center, 10)
    assert found(center, there)["done"] == {seen}
    await press(pilot, "z")
    await steps(pilot, center, 9)
    assert view(center, View.INBOX) >= there


async def send_later(app: InboxApp, pilot: Pilot[Any], center: MessageCenter) -> None:
    """Write a message that goes tomorrow at 8:00."""
    await press(pilot, "escape", "1", "G", "r")
    await wait_until(pilot, lambda: isinstance(app.focused, MessageInput))
    await press(pilot, *"goes", "f9")
    await wait_until(pilot, lambda: "Send later to" in screen_text(app))
    await press(pilot, "t")
    await wait_until(pilot, lambda: center.status().outbox == {State.SCHEDULED: 1})


async def comes_due(day: Morning, ids: Sequence[int]) -> None:
    """Nothing runs until the next noon: the snooze is back, the message asks, and is not sent."""
    day.clock.advance((LATER - NOW).total_seconds())
    center = day.restart()
    rows = center.inbox.conversations(list(ids))
    assert rows[ids[3]].back_since(center.now()) == BACK
    assert center.inbox.conversation_ids()[:2] == [ids[4], ids[3]], "pinned, then what is back"
    assert [rows[number].snoozed_until for number in ids[10:13]] == [MONDAY] * 3
    await day.poll()
    assert center.status().outbox == {State.HELD: 1}
    assert day.sim.account.accepted == []
    assert day.sim.account.deleted == []
    assert view(center, View.SNOOZED) == {*ids[10:13]}
    assert view(center, View.BLOCKED) == {ids[6]}
    assert view(center, View.DONE) == {*ids[:3], *ids[7:10]}
