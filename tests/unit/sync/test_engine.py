from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from mmstui.domain.messages import Kind, State
from mmstui.store import Store, StoreProblem
from mmstui.sync import Engine, Policy, Report
from mmstui.sync.leader import LeaderLock
from mmstui.sync.pace import Pace
from mmstui.voipms import AccessRefused, DailyLimit, NoAnswer, NotConnected, Refused, SlowDown
from support.fake_service import MAX, SHOP, ZOE, FakeService
from support.stores import NOON, make_store
from support.virtual import VirtualTime

T = TypeVar("T")
DAY = timedelta(days=1)
OFFLINE = NotConnected("name_not_found", "The name cannot be resolved.")
LOST = NoAnswer("line_cut", "The line was cut.")
REFUSED = AccessRefused("invalid_credentials", "VoIP.ms does not accept this.")


class World:
    """Any number of processes with one store, one account and one clock."""

    def __init__(self, store: Store, service: FakeService, pace: Pace, time: VirtualTime) -> None:
        self.store = store
        self.service = service
        self.pace = pace
        self.time = time

    def engine(self, owner: str = "first", **policy: Any) -> Engine:
        return Engine(
            self.store,
            lambda: self.service,
            policy=Policy(**{"backfill": False} | policy),
            pace=self.pace,
            owner=owner,
        )

    async def done(self, work: Awaitable[T], within: float = 600.0) -> T:
        task = asyncio.ensure_future(work)
        await self.time.until(task.done, within=within)
        return task.result()

    def queue(self, text: str = "Hello", contact: str = ZOE, **options: Any) -> int:
        (message_id,) = self.store.outbox.queue(
            did=SHOP, contacts=[contact], text=text, kind=Kind.SMS, **options
        )
        return message_id

    def state(self, message_id: int) -> State:
        message = self.store.inbox.message(message_id)
        assert message is not None
        return message.state

    def texts(self) -> set[str]:
        return {
            message.text
            for conversation in self.store.inbox.conversation_ids()
            for message in self.store.inbox.thread(conversation)
        }

    def signal(self, name: str) -> str | None:
        found = self.store.signals.get(name)
        return None if found is None else found[1]

    def request(self) -> None:
        """What ctrl+r writes, in whatever process."""
        self.store.outbox.end_network_waits()
        self.store.signals.set("poll_request", "", self.time.datetime())

    @asynccontextmanager
    async def running(self, engine: Engine) -> AsyncIterator[asyncio.Task[None]]:
        task = asyncio.create_task(engine.run())
        await self.time.settle()
        yield task
        task.cancel()
        ended = asyncio.gather(task, return_exceptions=True)
        await self.time.until(ended.done)
        assert isinstance(ended.result()[0], asyncio.CancelledError)


@pytest.fixture
def world(store: Store, service: FakeService, pace: Pace, time: VirtualTime) -> World:
    return World(store, service, pace, time)


@pytest.fixture
def lock(store: Store) -> LeaderLock:
    """Another process's."""
    return LeaderLock(store.folder)


class TestRun:
    async def test_fetches_names_messages_history_and_files(self, world: World) -> None:
        world.service.add("new", NOON - DAY)
        world.service.add("last month", NOON - 28 * DAY)
        url = "https://voip.ms/media/abc/media.png"
        world.service.add("look", NOON - DAY, kind=Kind.MMS, media=[url])
        world.service.files[url] = [b"\x89PNG\r\n\x1a\n"]
        async with world.running(world.engine()):
            await world.time.advance(20)
            assert world.texts() == {"new", "last month", "look"}
            assert [did.number for did in world.store.directory.dids()] == [SHOP]
            assert world.service.calls.count("download") == 1
            assert world.signal("last_sync") is not None

    async def test_sends_what_was_queued_before_and_what_is_queued_now(self, world: World) -> None:
        before = world.queue("before")
        engine = world.engine()
        async with world.running(engine):
            assert world.state(before) is State.SENT
            now = world.queue("now", MAX)
            engine.wake()
            await world.time.settle()
            assert world.state(now) is State.SENT

    async def test_notices_what_another_process_queued(self, world: World) -> None:
        async with world.running(world.engine()):
            await world.time.advance(3)
            queued = world.queue()
            await world.time.advance(0.3)
            assert world.state(queued) is State.SENT

    async def test_a_send_does_not_wait_behind_a_poll(self, world: World) -> None:
        async def slow(method: str) -> None:
            if method == "history":
                await world.time.sleep(11)

        world.service.before_answer = slow
        engine = world.engine()
        async with world.running(engine):
            await world.time.advance(1)
            queued = world.queue()
            engine.wake()
            await world.time.settle()
            assert world.state(queued) is State.SENT
            assert world.signal("last_sync") is None

    async def test_answers_a_request_of_another_process(self, world: World) -> None:
        async with world.running(world.engine()):
            await world.time.advance(20)
            world.service.add("new", world.time.datetime())
            world.request()
            await world.time.advance(0.3)
            assert "new" in world.texts()
            assert world.signal("poll_answer") == "ok"

    async def test_a_lost_answer_is_reconciled_within_seconds(self, world: World) -> None:
        engine = world.engine()
        async with world.running(engine):
            await world.time.advance(5)
            world.service.fail("send", LOST)
            queued = world.queue("Where?")
            engine.wake()
            await world.time.settle()
            assert world.state(queued) is State.UNKNOWN
            await world.time.advance(2.1)
            assert world.state(queued) is State.SENT
            assert len(world.service.sent) == 1

    async def test_back_on_line_what_waits_goes_at_once(self, world: World) -> None:
        engine = world.engine()
        async with world.running(engine):
            await world.time.advance(5)
            world.service.down = OFFLINE
            queued = world.queue()
            engine.wake()
            await world.time.advance(300)
            assert world.state(queued) is State.QUEUED
            assert world.signal("offline") is not None
            world.service.down = None
            await world.time.until(lambda: world.signal("offline") is None)
            await world.time.settle()
            assert world.state(queued) is State.SENT

    async def test_refused_access_stops_everything_until_the_user_asks(self, world: World) -> None:
        async with world.running(world.engine()):
            await world.time.advance(5)
            world.service.down = REFUSED
            queued = world.queue()
            await world.time.advance(1)
            assert world.state(queued) is State.HELD
            calls = len(world.service.calls)
            world.queue("next", MAX)
            await world.time.advance(24 * 3600)
            assert len(world.service.calls) == calls
            assert world.signal("access") == "invalid_credentials"
            world.request()
            await world.time.advance(1)
            assert world.service.calls[calls:] == ["history", "history"], "one poll tries"
            world.service.down = None
            world.request()
            await world.time.advance(1)
            assert world.signal("access") is None
            assert [text for *_, text in world.service.sent] == ["next"]

    async def test_a_crash_of_one_worker_is_told_and_mended_and_harms_no_other(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        world.service.fail("dids", ZeroDivisionError("a secret"))
        world.service.fail("history", StoreProblem("The disk is full."))
        queued = world.queue()
        async with world.running(world.engine()):
            assert world.state(queued) is State.SENT
            assert world.signal("trouble") in {
                "numbers: ZeroDivisionError",
                "polling: The disk is full.",
            }
            await world.time.advance(2)
            assert world.signal("last_sync") is not None
            assert [did.number for did in world.store.directory.dids()] == [SHOP]
        assert "ZeroDivisionError" in caplog.text
        assert "a secret" not in caplog.text

    async def test_focus_shortens_the_interval(self, world: World) -> None:
        engine = world.engine()
        engine.set_focus(True)
        async with world.running(engine):
            world.service.asked.clear()
            await world.time.advance(25)
            assert len(world.service.questions(Kind.SMS)) >= 2

    async def test_waking_an_engine_that_does_not_run_does_nothing(self, world: World) -> None:
        engine = world.engine()
        engine.wake()
        engine.set_focus(True)
        async with world.running(engine):
            pass
        engine.wake()

    async def test_can_run_again(self, world: World) -> None:
        engine = world.engine()
        for number in range(2):
            async with world.running(engine):
                queued = world.queue(str(number))
                engine.wake()
                await world.time.settle()
                assert world.state(queued) is State.SENT
        assert world.service.closed

    async def test_closed_in_mid_send_it_gives_the_send_three_seconds(self, world: World) -> None:
        async def stalled(method: str) -> None:
            if method == "send":
                await world.time.sleep(60)

        world.service.before_answer = stalled
        queued = world.queue()
        async with world.running(world.engine()):
            assert world.state(queued) is State.SENDING
            started = world.time.now
        assert world.time.now - started == 3
        assert world.state(queued) is State.UNKNOWN
        assert LeaderLock(world.store.folder).try_take()


class TestLeader:
    async def test_only_one_of_two_polls(self, world: World) -> None:
        async with world.running(world.engine("first")), world.running(world.engine("second")):
            await world.time.advance(30)  # the first sync is over
            world.service.asked.clear()
            await world.time.advance(60)
            assert len(world.service.questions(Kind.SMS)) == 1

    async def test_the_second_takes_over_within_two_seconds(self, world: World) -> None:
        async with world.running(world.engine("first")):
            standby = asyncio.create_task(world.engine("second").run())
            await world.time.advance(30)
        queued = world.queue("after", MAX)
        await world.time.advance(2)
        assert world.state(queued) is State.SENT
        standby.cancel()
        await world.time.settle()

    async def test_what_a_dead_leader_left_open_is_looked_for_first(
        self, world: World, lock: LeaderLock
    ) -> None:
        assert lock.try_take()
        queued = world.queue("Where?")
        world.store.outbox.begin_attempt(queued, "dead", world.time.datetime(), timedelta(0))
        world.service.add("Where?", world.time.datetime(), outgoing=True)
        async with world.running(world.engine()):
            await world.time.advance(60)
            assert world.state(queued) is State.SENDING, "it may be alive and sending"
            lock.release()
            await world.time.advance(5)
            assert world.state(queued) is State.SENT
            assert world.service.sent == []

    async def test_gives_a_sign_of_life(self, world: World) -> None:
        async with world.running(world.engine()):
            await world.time.advance(12)
            sign = world.store.signals.get("leader")
            assert sign is not None
            assert sign[1] == str(os.getpid())
            assert world.time.datetime() - sign[0] <= timedelta(seconds=5)
        assert world.signal("leader") is None

    async def test_clears_what_a_dead_leader_was_saying(self, world: World) -> None:
        world.store.signals.set("progress", "20 of 30 days", NOON)
        world.store.signals.set("checking", "", NOON)
        async with world.running(world.engine()):
            await world.time.advance(20)
            assert world.signal("progress") is None
            assert world.signal("checking") is None

    async def test_one_whose_lock_file_was_removed_stops_and_takes_the_new_one(
        self, world: World, lock: LeaderLock
    ) -> None:
        async with world.running(world.engine()):
            remove(world.store.folder / "leader.lock")
            assert lock.try_take(), "somebody else leads now"
            await world.time.advance(6)
            queued = world.queue()
            await world.time.advance(60)
            assert world.state(queued) is State.QUEUED
            lock.release()
            await world.time.advance(3)
            assert world.state(queued) is State.SENT


def remove(path: Path) -> None:
    path.unlink()


class TestOnce:
    async def test_one_pass(self, world: World) -> None:
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

    async def test_full_fetches_everything_and_since_from_a_day_on(self, world: World) -> None:
        world.service.add("a year ago", NOON - 365 * DAY)
        world.service.add("two years ago", NOON - 730 * DAY)
        since = (NOON - 400 * DAY).date()
        await world.done(world.engine().once(since=since))
        assert world.texts() == {"a year ago"}
        await world.done(world.engine().once(full=True))
        assert world.texts() == {"a year ago", "two years ago"}

    async def test_it_tells_new_and_unread(self, world: World) -> None:
        await world.done(world.engine().once())
        world.service.add("in", world.time.datetime())
        world.service.add("out", world.time.datetime(), contact=MAX, outgoing=True)
        report = await world.done(world.engine().once())
        assert (report.new_messages, report.new_unread) == (2, 1)

    @pytest.mark.parametrize("error", [OFFLINE, LOST])
    async def test_offline(self, world: World, error: Exception) -> None:
        queued = world.queue()
        world.service.down = error
        report = await world.done(world.engine().once())
        assert report.offline
        assert report.problem == str(error)
        assert not report.ok
        assert world.signal("offline") is not None
        assert world.state(queued) in {State.QUEUED, State.UNKNOWN}

    async def test_refused(self, world: World) -> None:
        queued = world.queue()
        world.service.down = REFUSED
        report = await world.done(world.engine().once())
        assert report.refused == "invalid_credentials"
        assert world.signal("access") == "invalid_credentials"
        assert world.state(queued) is State.QUEUED, "it was not even tried"

    async def test_refused_at_the_send(self, world: World) -> None:
        world.queue()
        world.service.fail("send", REFUSED)
        report = await world.done(world.engine().once())
        assert (report.refused, report.held) == ("invalid_credentials", 1)

    async def test_counts_what_became_of_the_outbox(self, world: World) -> None:
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

    async def test_ends_waits_for_the_network_only(self, world: World) -> None:
        first, second = world.queue(), world.queue("slow", MAX)
        world.service.fail("send", SlowDown("api_limit_exceeded", "Slower."))
        await world.done(world.engine().once())
        world.service.fail("send", OFFLINE)
        await world.done(world.engine().once())
        assert world.state(first) is world.state(second) is State.QUEUED
        await world.done(world.engine().once())
        assert world.state(first) is State.QUEUED
        assert world.state(second) is State.SENT

    async def test_a_list_of_dids_that_fails_costs_no_messages(self, world: World) -> None:
        world.service.add("new", NOON - DAY)
        world.service.fail("dids", NoAnswer("not_json", "Garbled."))
        report = await world.done(world.engine().once())
        assert world.texts() == {"new"}
        assert report.problem == "Garbled."

    async def test_asks_the_leader_and_waits_for_it(self, world: World) -> None:
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
        self, world: World, error: Exception, expected: dict[str, object]
    ) -> None:
        async with world.running(world.engine("leader")):
            await world.time.advance(20)
            world.service.down = error
            report = await world.done(world.engine("other").once())
        assert {name: getattr(report, name) for name in expected} == expected

    async def test_does_it_itself_when_the_leader_ends(
        self, world: World, lock: LeaderLock
    ) -> None:
        lock.try_take()
        world.service.add("new", NOON - DAY)
        task = asyncio.ensure_future(world.engine().once())
        await world.time.advance(10)
        assert not task.done()
        lock.release()
        await world.time.until(task.done, within=10)
        assert task.result() == Report(new_messages=1)

    async def test_a_silent_leader_is_told_of(self, world: World, lock: LeaderLock) -> None:
        lock.try_take()
        world.store.signals.set("leader", "4242", NOON - timedelta(seconds=31))
        report = await world.done(world.engine().once(), within=10)
        assert report.silent_leader == 4242
        assert "4242" in report.problem

    async def test_after_a_sleep_of_the_machine_a_leader_gets_time_for_a_sign(
        self, world: World, lock: LeaderLock
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
        self, world: World, lock: LeaderLock
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


class TestDeliver:
    WAIT = timedelta(seconds=30)

    async def test_sends_at_once_and_ends_when_it_is_sent(self, world: World) -> None:
        queued = world.queue()
        await world.done(world.engine().deliver([queued], self.WAIT), within=1)
        assert world.state(queued) is State.SENT
        assert world.service.calls == ["send"], "it is about sending, nothing else"
        assert LeaderLock(world.store.folder).try_take()

    async def test_leaves_it_to_the_leader(self, world: World) -> None:
        async with world.running(world.engine("leader")):
            await world.time.advance(3)
            queued = world.queue()
            await world.done(world.engine("other").deliver([queued], self.WAIT), within=1)
            assert world.state(queued) is State.SENT
            assert len(world.service.sent) == 1

    async def test_takes_over_from_a_leader_that_ends(self, world: World, lock: LeaderLock) -> None:
        lock.try_take()
        queued = world.queue()
        task = asyncio.ensure_future(world.engine().deliver([queued], self.WAIT))
        await world.time.advance(5)
        assert world.state(queued) is State.QUEUED
        lock.release()
        await world.time.until(task.done, within=3)
        assert world.state(queued) is State.SENT

    async def test_does_not_wait_for_a_silent_leader(self, world: World, lock: LeaderLock) -> None:
        lock.try_take()
        world.store.signals.set("leader", "4242", NOON - timedelta(seconds=31))
        queued = world.queue()
        await world.done(world.engine().deliver([queued], self.WAIT), within=10)
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
        self, world: World, error: Exception, state: State
    ) -> None:
        queued = world.queue()
        world.service.fail("send", error)
        await world.done(world.engine().deliver([queued], self.WAIT), within=1)
        assert world.state(queued) is state

    async def test_tries_again_while_it_is_offline(self, world: World) -> None:
        queued = world.queue()
        world.service.fail("send", OFFLINE, OFFLINE)
        await world.done(world.engine().deliver([queued], self.WAIT), within=7)
        assert world.state(queued) is State.SENT

    async def test_ends_in_time_with_the_message_kept(self, world: World) -> None:
        queued = world.queue()
        world.service.down = OFFLINE
        await world.done(world.engine().deliver([queued], self.WAIT), within=31)
        assert world.state(queued) is State.QUEUED

    async def test_looks_for_a_lost_answer(self, world: World) -> None:
        await world.done(world.engine().once())
        queued = world.queue("Where?")
        world.service.fail("send", LOST)
        await world.done(world.engine().deliver([queued], self.WAIT), within=3)
        assert world.state(queued) is State.SENT
        assert len(world.service.sent) == 1

    async def test_a_send_under_way_is_seen_to_its_end(self, world: World) -> None:
        async def slow(method: str) -> None:
            await world.time.sleep(55)

        world.service.before_answer = slow
        queued, behind = world.queue(), world.queue("behind", MAX)
        await world.done(world.engine().deliver([queued], self.WAIT), within=56)
        assert world.state(queued) is State.SENT
        assert world.state(behind) is State.QUEUED

    async def test_but_not_for_more_than_a_minute(self, world: World, lock: LeaderLock) -> None:
        async def stalled(method: str) -> None:
            await world.time.sleep(3600)

        world.service.before_answer = stalled
        queued = world.queue()
        task = asyncio.ensure_future(world.engine().deliver([queued], self.WAIT))
        await world.time.advance(89)
        assert not lock.try_take(), "its own attempt is open"
        await world.time.until(task.done, within=10)
        assert world.state(queued) is State.UNKNOWN
        assert lock.try_take()

    async def test_what_was_dropped_meanwhile_is_not_waited_for(self, world: World) -> None:
        queued = world.queue()
        world.store.outbox.drop(queued)
        await world.done(world.engine().deliver([queued], self.WAIT), within=1)


async def test_writes_from_another_thread_wake_the_loop(
    tmp_path: Path, service: FakeService
) -> None:
    """With the store's own threads and the real clock: nothing here waits for time to pass."""
    store = make_store(tmp_path)
    service.time.now = NOON.timestamp()
    engine = Engine(
        store, lambda: service, policy=Policy(backfill=False), pace=Pace(NOON.timestamp)
    )
    task = asyncio.create_task(engine.run())
    queued = store.submit(store.outbox.queue, did=SHOP, contacts=[ZOE], text="Hello", kind=Kind.SMS)
    queued.add_done_callback(lambda _: engine.wake())
    await holds(lambda: bool(service.sent))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    store.close()


async def holds(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)
