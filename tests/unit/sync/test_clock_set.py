"""The clock of the machine is set while somebody waits: waits are of the time that passes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from mmstui.domain import limits
from mmstui.domain.deletions import Place
from mmstui.domain.messages import Kind, State
from mmstui.domain.pending_changes import ChangeKind
from mmstui.store import Store
from mmstui.store.sqlite.codec import to_ms
from mmstui.sync.backoff import Timing, sleeper
from mmstui.sync.clock_watch import ClockWatch
from mmstui.sync.leader_lock import LeaderLock
from mmstui.sync.leadership import Leadership
from mmstui.voipms import NotConnected, SlowDown
from support.stores import NOON, put
from support.virtual import VirtualTime
from support.world import World

HOURS = 5 * 3_600.0
BOTH = pytest.mark.parametrize("by", [-HOURS, HOURS, -1_200.0, 90.0], ids=str)
DOWN = NotConnected("connect_timeout", "Nobody there.")


def polls(world: World) -> list[float]:
    return [one.at for one in world.service.questions(Kind.SMS)]


@BOTH
async def test_polls_go_on_in_their_rhythm(world: World, by: float) -> None:
    async with world.running(world.engine()):
        await world.time.advance(30)
        world.time.set_by(by)
        before = len(polls(world))
        await world.time.advance(121)
        assert len(polls(world)) - before == 2


@BOTH
async def test_who_was_asked_for_in_another_inbox_is_answered(world: World, by: float) -> None:
    async with world.running(world.engine()):
        world.request()
        await world.time.advance(2)
        world.time.set_by(by)
        before = len(polls(world))
        world.request()
        await world.time.advance(2)
        assert len(polls(world)) == before + 1
        assert world.store.signals.get("poll_answer") is not None


@BOTH
async def test_a_minute_of_patience_is_a_minute(world: World, by: float) -> None:
    world.service.fail("send", SlowDown("api_limit_exceeded", "Too many requests."))
    async with world.running(world.engine()):
        queued = world.queue()
        await world.time.advance(20)
        world.time.set_by(by)
        await world.time.advance(35)
        assert world.state(queued) is State.QUEUED
        await world.time.advance(10)
        assert world.state(queued) is State.SENT


@BOTH
async def test_what_waits_for_the_line_goes_when_it_would_have_gone(
    world: World, by: float
) -> None:
    world.service.fail("send", DOWN, DOWN, DOWN)
    async with world.running(world.engine()):
        queued = world.queue()
        await world.time.advance(1)
        world.time.set_by(by)
        await world.time.advance(80)
        assert world.state(queued) is State.SENT


@BOTH
async def test_what_was_deleted_is_taken_back_for_thirty_seconds(world: World, by: float) -> None:
    message = put(world.store, text="Gone?")
    async with world.running(world.engine()):
        await world.time.advance(1)
        assert world.store.deleting.delete_message(message, Place.HERE)
        await world.time.advance(10)
        world.time.set_by(by)
        await world.time.advance(18)
        assert world.store.deleting.last() is not None
        await world.time.advance(5)
        assert world.store.deleting.last() is None


@pytest.mark.parametrize("by", [-HOURS, -1_200.0])
async def test_an_inbox_is_left_alone_for_as_long_as_it_was(world: World, by: float) -> None:
    """Set back: it would look as if somebody were there for hours yet."""
    world.service.fail("send", *[DOWN] * 40)
    async with world.running(world.engine()):
        queued = world.queue(hold_after=timedelta(minutes=15))
        await world.time.advance(300)
        world.time.set_by(by)
        await world.time.advance(500)
        assert world.state(queued) is State.QUEUED
        await world.time.advance(300)
        assert world.state(queued) is State.HELD


def test_set_ahead_what_an_inbox_wrote_is_held_rather_than_sent(store: Store) -> None:
    """A machine that stood still, and whose clock was set then, has nobody at it."""
    (queued,) = store.outbox.queue(
        did="5145550100", contacts=["4385550199"], text="I'm outside", kind=Kind.SMS,
        hold_after=timedelta(minutes=15),
    )  # fmt: skip
    store.waits.clock_was_set(timedelta(hours=60), NOON)
    assert store.outbox.next_to_send(NOON + timedelta(hours=60)) is None
    message = store.inbox.message(queued)
    assert message is not None
    assert message.state is State.HELD


class Due:
    """All that a store can have waiting, written while the clock was ahead by hours."""

    def __init__(self, store: Store, time: VirtualTime) -> None:
        self.store = store
        now = time.datetime()
        (self.queued,) = store.outbox.queue(
            did="5145550100", contacts=["4385550199"], text="Hello", kind=Kind.SMS
        )
        attempt = store.outbox.begin_attempt(self.queued, "here", now)
        assert attempt is not None
        store.outbox.attempt_requeued(
            attempt, now + timedelta(seconds=40), network=True, code="x", words="x"
        )
        self.picture = put(store, kind=Kind.MMS, server_id=7, media=["image/png"])
        self.asked = put(store, kind=Kind.MMS, server_id=8)
        later = to_ms(now + timedelta(minutes=25))
        with store.database.writing() as transaction:
            connection = transaction.connection
            connection.execute("UPDATE media SET due_at = ?", (later,))
            connection.execute(
                "INSERT INTO media_question (message_id, since, due_at) VALUES (?, ?, ?)",
                (self.asked, to_ms(now), later),
            )
        store.pending_changes.add(ChangeKind.NAME, "new:4385550199", {"name": "Zoe"})
        (change,) = store.pending_changes.all()
        assert store.pending_changes.begin(change.id)
        store.pending_changes.back(change.id, now + timedelta(minutes=1))
        assert store.deleting.delete_message(put(store, server_id=9), Place.HERE)

    def waits(self, now: float) -> list[float]:
        """Seconds that each waits yet."""
        store = self.store
        dues = [
            store.outbox.next_due_at(), store.media.next_due_at(),
            store.pending_changes.next_due_at(), store.server_deletes.next_due_at(),
        ]  # fmt: skip
        return [round(due.timestamp() - now) for due in dues if due is not None]


async def test_after_a_restart_nothing_waits_for_the_hours_the_clock_was_ahead(
    store: Store, timing: Timing, time: VirtualTime
) -> None:
    due = Due(store, time)
    assert due.waits(time.now) == [40, 1_500, 60, 30]
    time.set_by(-HOURS)
    await ClockWatch(store, timing).begin()
    assert due.waits(time.now) == [0, 0, 0, 30]


async def test_a_restart_alone_ends_no_wait(
    store: Store, timing: Timing, time: VirtualTime
) -> None:
    due = Due(store, time)
    await ClockWatch(store, timing).begin()
    assert due.waits(time.now) == [40, 1_500, 60, 30]


@pytest.mark.parametrize("by", [-HOURS, HOURS, -1_200.0, -10.0, 10.0, 2_000.0])
async def test_who_leads_keeps_every_wait_as_long_as_it_was(
    store: Store, timing: Timing, time: VirtualTime, by: float
) -> None:
    watch, due = ClockWatch(store, timing), Due(store, time)
    await time.advance(5)
    time.set_by(by)
    await watch.check()
    assert due.waits(time.now) == [35, 1_495, 55, 25]
    await watch.check()
    assert due.waits(time.now) == [35, 1_495, 55, 25]


async def test_two_that_lead_after_the_lock_s_file_was_removed_move_waits_once(
    store: Store, timing: Timing, time: VirtualTime
) -> None:
    first, second, due = ClockWatch(store, timing), ClockWatch(store, timing), Due(store, time)
    # The clock is set twice. The second time, the undo window may be one of the new clock.
    for waits in ([35, 1_495, 55, 25], [30, 1_490, 50, 30]):
        await time.advance(5)
        time.set_by(-10.0)
        await first.check()
        await second.check()
        assert due.waits(time.now) == waits


async def test_an_undo_window_that_began_after_the_clock_was_set_ends_no_earlier(
    store: Store, timing: Timing, time: VirtualTime
) -> None:
    """The leader notices the new clock only after the deletion."""
    watch = ClockWatch(store, timing)
    time.set_by(-5.0)
    assert store.deleting.delete_message(put(store), Place.HERE)
    await watch.check()
    deletion = store.deleting.last()
    assert deletion is not None
    assert deletion.due_at - time.datetime() == limits.TAKE_BACK_FOR


async def test_a_clock_that_drifts_moves_nothing(
    store: Store, timing: Timing, time: VirtualTime
) -> None:
    watch, due = ClockWatch(store, timing), Due(store, time)
    time.set_by(0.4)
    await watch.check()
    assert due.waits(time.now) == [40, 1_500, 60, 30]


@BOTH
async def test_a_leader_that_lives_is_not_called_silent(
    world: World, lock: LeaderLock, by: float
) -> None:
    lock.try_take()
    world.store.signals.set("leader", "4242", world.time.datetime())
    leading = Leadership(world.store, world.timing)
    assert leading.silent() is None
    world.time.set_by(by)
    assert leading.silent() is None
    await world.time.advance(5)
    world.store.signals.set("leader", "4242", world.time.datetime())
    assert leading.silent() is None
    await world.time.advance(31)
    assert leading.silent() is None
    await world.time.advance(7)
    assert leading.silent() is not None


async def test_what_the_machine_slept_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """asyncio's time stands still in sleep; a wait of hours ends some seconds after it."""
    passed, glances = 0.0, list[float]()

    async def glance(seconds: float) -> None:
        nonlocal passed
        glances.append(seconds)
        passed += 8 * 3_600.0 if len(glances) == 3 else seconds

    monkeypatch.setattr(asyncio, "sleep", glance)
    await sleeper(lambda: passed)(3_600.0)
    assert glances == [5.0, 5.0, 5.0]
