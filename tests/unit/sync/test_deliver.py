from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from mmstui.domain.messages import State
from mmstui.sync.intervals import LOOK_AT_MOST
from mmstui.sync.leader_lock import LeaderLock
from mmstui.voipms import AccessRefused, DailyLimit, NoAnswer, NotConnected, Refused
from support.fake_service import MAX
from support.stores import NOON
from support.world import World

OFFLINE = NotConnected("name_not_found", "The name cannot be resolved.")
LOST = NoAnswer("line_cut", "The line was cut.")
REFUSED = AccessRefused("invalid_credentials", "VoIP.ms does not accept this.")
WAIT = timedelta(seconds=30)


async def test_sends_at_once_and_ends_when_it_is_sent(world: World) -> None:
    queued = world.queue()
    await world.done(world.engine().deliver([queued], WAIT), within=1)
    assert world.state(queued) is State.SENT
    assert world.service.calls == ["history", "send"], "it is about sending, nothing else"
    assert LeaderLock(world.store.folder).try_take()


async def test_leaves_it_to_the_leader(world: World) -> None:
    async with world.running(world.engine("leader")):
        await world.time.advance(3)
        queued = world.queue()
        await world.done(world.engine("other").deliver([queued], WAIT), within=1)
        assert world.state(queued) is State.SENT
        assert len(world.service.sent) == 1


async def test_has_a_leader_that_is_off_line_try_at_once(world: World) -> None:
    async with world.running(world.engine("leader")):
        await world.time.advance(3)
        world.service.down = OFFLINE
        world.queue("before", MAX)
        await world.time.advance(600)
        world.service.down = None
        queued = world.queue()
        await world.done(world.engine("other").deliver([queued], WAIT), within=1)
        assert world.state(queued) is State.SENT


async def test_takes_over_from_a_leader_that_ends(world: World, lock: LeaderLock) -> None:
    lock.try_take()
    queued = world.queue()
    task = asyncio.ensure_future(world.engine().deliver([queued], WAIT))
    await world.time.advance(5)
    assert world.state(queued) is State.QUEUED
    lock.release()
    await world.time.until(task.done, within=3)
    assert world.state(queued) is State.SENT


async def test_does_not_wait_for_a_silent_leader(world: World, lock: LeaderLock) -> None:
    lock.try_take()
    world.store.signals.set("leader", "4242", NOON - timedelta(seconds=31))
    queued = world.queue()
    await world.done(world.engine().deliver([queued], WAIT), within=10)
    assert world.state(queued) is State.QUEUED


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Refused("sms_failed", "The carrier did not take it."), State.FAILED),
        (DailyLimit("limit_reached", "No more today."), State.HELD),
        (REFUSED, State.HELD),
    ],
)
async def test_ends_at_once_when_it_is_settled_otherwise(
    world: World, error: Exception, state: State
) -> None:
    queued = world.queue()
    world.service.fail("send", error)
    await world.done(world.engine().deliver([queued], WAIT), within=1)
    assert world.state(queued) is state


async def test_refused_access_is_not_waited_for(world: World) -> None:
    first, second = world.queue(), world.queue("next", MAX)
    world.service.fail("send", REFUSED)
    await world.done(world.engine().deliver([first, second], WAIT), within=1)
    assert (world.state(first), world.state(second)) == (State.HELD, State.QUEUED)


async def test_tries_again_while_it_is_offline(world: World) -> None:
    queued = world.queue()
    world.service.fail("send", OFFLINE, OFFLINE)
    await world.done(world.engine().deliver([queued], WAIT), within=7)
    assert world.state(queued) is State.SENT


async def test_ends_in_time_with_the_message_kept(world: World) -> None:
    queued = world.queue()
    world.service.down = OFFLINE
    await world.done(world.engine().deliver([queued], WAIT), within=31)
    assert world.state(queued) is State.QUEUED


async def test_looks_for_a_lost_answer(world: World) -> None:
    await world.done(world.engine().once())
    queued = world.queue("Where?")
    world.service.fail("send", LOST)
    await world.done(world.engine().deliver([queued], WAIT), within=3)
    assert world.state(queued) is State.SENT
    assert len(world.service.sent) == 1


async def test_a_send_under_way_is_seen_to_its_end(world: World) -> None:
    async def slow(method: str) -> None:
        await world.time.sleep(55)

    world.service.before_answer = slow
    queued, behind = world.queue(), world.queue("behind", MAX)
    await world.done(world.engine().deliver([queued], WAIT), within=LOOK_AT_MOST + 56)
    assert world.state(queued) is State.SENT
    assert world.state(behind) is State.QUEUED


async def test_but_not_for_more_than_a_minute(world: World, lock: LeaderLock) -> None:
    async def stalled(method: str) -> None:
        await world.time.sleep(3600)

    world.service.before_answer = stalled
    queued = world.queue()
    task = asyncio.ensure_future(world.engine().deliver([queued], WAIT))
    await world.time.advance(89)
    assert not lock.try_take(), "its own attempt is open"
    await world.time.until(task.done, within=10)
    assert world.state(queued) is State.UNKNOWN
    assert lock.try_take()


async def test_what_was_dropped_meanwhile_is_not_waited_for(world: World) -> None:
    queued = world.queue()
    world.store.outbox.drop(queued)
    await world.done(world.engine().deliver([queued], WAIT), within=1)
