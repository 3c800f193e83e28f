from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from mmstui.domain.messages import State
from mmstui.sync import Report
from mmstui.sync.leader_lock import LeaderLock
from mmstui.voipms import AccessRefused, DailyLimit, NoAnswer, NotConnected, Refused, SlowDown
from support.fake_service import MAX
from support.stores import NOON
from support.world import World

DAY = timedelta(days=1)
OFFLINE = NotConnected("name_not_found", "The name cannot be resolved.")
LOST = NoAnswer("line_cut", "The line was cut.")
REFUSED = AccessRefused("invalid_credentials", "VoIP.ms does not accept this.")


async def test_one_pass(world: World) -> None:
    world.service.add("new", NOON - DAY)
    world.service.add("last month", NOON - 28 * DAY)
    world.service.add("last year", NOON - 300 * DAY)
    queued = world.queue()
    report = await world.done(world.engine().once())
    assert report.ok
    assert (report.new_messages, report.sent) == (2, 1)
    assert world.texts() == {"new", "last month", "Hello"}
    assert world.state(queued) is State.SENT
    assert LeaderLock(world.store.folder).try_take(), "the lock is free again"


async def test_full_fetches_everything_and_since_from_a_day_on(world: World) -> None:
    world.service.add("a year ago", NOON - 365 * DAY)
    world.service.add("two years ago", NOON - 730 * DAY)
    since = (NOON - 400 * DAY).date()
    await world.done(world.engine().once(since=since))
    assert world.texts() == {"a year ago"}
    await world.done(world.engine().once(full=True))
    assert world.texts() == {"a year ago", "two years ago"}


async def test_it_tells_new_and_unread(world: World) -> None:
    await world.done(world.engine().once())
    world.service.add("in", world.time.datetime())
    world.service.add("out", world.time.datetime(), contact=MAX, outgoing=True)
    report = await world.done(world.engine().once())
    assert (report.new_messages, report.new_unread) == (2, 1)


@pytest.mark.parametrize("error", [OFFLINE, LOST])
async def test_offline(world: World, error: Exception) -> None:
    queued = world.queue()
    world.service.down = error
    report = await world.done(world.engine().once())
    assert report.offline
    assert report.problem == str(error)
    assert not report.ok
    assert world.signal("offline") is not None
    assert world.state(queued) in {State.QUEUED, State.UNKNOWN}


async def test_refused(world: World) -> None:
    queued = world.queue()
    world.service.down = REFUSED
    report = await world.done(world.engine().once())
    assert report.refused == "invalid_credentials"
    assert world.signal("access") == "invalid_credentials"
    assert world.state(queued) is State.QUEUED, "it was not even tried"


async def test_refused_at_the_send(world: World) -> None:
    world.queue()
    world.service.fail("send", REFUSED)
    report = await world.done(world.engine().once())
    assert (report.refused, report.held) == ("invalid_credentials", 1)


async def test_counts_what_became_of_the_outbox(world: World) -> None:
    for number in range(4):
        world.queue(str(number), f"51455501{number:02}")
    world.service.fail(
        "send",
        None,
        Refused("invalid_dst", "Not there."),
        DailyLimit("limit_reached", "No more."),
        LOST,
    )
    report = await world.done(world.engine().once())
    assert (report.sent, report.failed, report.held, report.unknown) == (1, 1, 1, 1)


async def test_ends_waits_for_the_network_only(world: World) -> None:
    first, second = world.queue(), world.queue("slow", MAX)
    world.service.fail("send", SlowDown("api_limit_exceeded", "Slower."))
    await world.done(world.engine().once())
    world.service.fail("send", OFFLINE)
    await world.done(world.engine().once())
    assert world.state(first) is world.state(second) is State.QUEUED
    await world.done(world.engine().once())
    assert world.state(first) is State.QUEUED
    assert world.state(second) is State.SENT


async def test_a_list_of_dids_that_fails_costs_no_messages(world: World) -> None:
    world.service.add("new", NOON - DAY)
    world.service.fail("dids", NoAnswer("not_json", "Garbled."))
    report = await world.done(world.engine().once())
    assert world.texts() == {"new"}
    assert report.problem == "Garbled."


async def test_asks_the_leader_and_waits_for_it(world: World) -> None:
    async with world.running(world.engine("leader")):
        await world.time.advance(20)
        world.service.add("new", world.time.datetime())
        report = await world.done(world.engine("other").once())
    assert report.by_leader
    assert report.ok
    assert report.new_messages == 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [(OFFLINE, {"offline": True}), (REFUSED, {"refused": "invalid_credentials"})],
)
async def test_tells_what_kept_the_leader(
    world: World, error: Exception, expected: dict[str, object]
) -> None:
    async with world.running(world.engine("leader")):
        await world.time.advance(20)
        world.service.down = error
        report = await world.done(world.engine("other").once())
    assert {name: getattr(report, name) for name in expected} == expected


async def test_what_voipms_answers_now_is_told_and_not_what_it_refused_before(world: World) -> None:
    async with world.running(world.engine("leader")):
        await world.time.advance(20)
        world.service.down = REFUSED
        await world.done(world.engine("other").once())
        world.service.down = Refused("something_new", "VoIP.ms answered something new.")
        report = await world.done(world.engine("other").once())
    assert report.refused is None
    assert report.problem == "VoIP.ms answered something new."


async def test_does_it_itself_when_the_leader_ends(world: World, lock: LeaderLock) -> None:
    lock.try_take()
    world.service.add("new", NOON - DAY)
    task = asyncio.ensure_future(world.engine().once())
    await world.time.advance(10)
    assert not task.done()
    lock.release()
    await world.time.until(task.done, within=10)
    assert task.result() == Report(new_messages=1)


async def test_a_silent_leader_is_told_of(world: World, lock: LeaderLock) -> None:
    lock.try_take()
    world.store.signals.set("leader", "4242", NOON - timedelta(seconds=31))
    report = await world.done(world.engine().once(), within=10)
    assert report.silent_leader == 4242
    assert "4242" in report.problem


async def test_after_a_sleep_of_the_machine_a_leader_gets_time_for_a_sign(
    world: World, lock: LeaderLock
) -> None:
    lock.try_take()
    world.store.signals.set("leader", "4242", NOON - timedelta(hours=8))
    task = asyncio.ensure_future(world.engine().once())
    await world.time.advance(4)
    world.store.signals.set("leader", "4242", world.time.datetime())
    await world.time.advance(20)
    assert not task.done()
    lock.release()
    await world.time.until(task.done, within=10)


async def test_a_leader_that_never_answers_is_not_waited_for_for_ever(
    world: World, lock: LeaderLock
) -> None:
    lock.try_take()

    async def alive() -> None:
        while True:
            world.store.signals.set("leader", "4242", world.time.datetime())
            await world.time.sleep(5)

    sign = asyncio.ensure_future(alive())
    report = await world.done(world.engine().once(wait=timedelta(seconds=30)), within=35)
    assert report.timed_out
    sign.cancel()
