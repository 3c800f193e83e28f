from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mmstui.domain.messages import Kind, State
from mmstui.domain.times.clock_skew import Before
from mmstui.store import StoreProblem
from mmstui.sync import Engine, Policy
from mmstui.sync.backoff import Timing
from mmstui.sync.intervals import LOOK_AT_MOST
from mmstui.sync.leader_lock import LeaderLock
from mmstui.voipms import AccessRefused, NoAnswer, NotConnected
from support.fake_service import MAX, SHOP, ZOE, FakeService
from support.stores import NOON, make_store
from support.world import World

DAY = timedelta(days=1)
OFFLINE = NotConnected("name_not_found", "The name cannot be resolved.")
LOST = NoAnswer("line_cut", "The line was cut.")
REFUSED = AccessRefused("invalid_credentials", "VoIP.ms does not accept this.")


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
            await world.time.advance(0.6)
            assert world.state(queued) is State.SENT

    async def test_a_send_does_not_wait_behind_a_poll(self, world: World) -> None:
        """Nor for long for its own look, where none has come through yet."""

        async def slow(method: str) -> None:
            if method == "history":
                await world.time.sleep(30)

        world.service.before_answer = slow
        engine = world.engine()
        async with world.running(engine):
            await world.time.advance(1)
            queued = world.queue()
            engine.wake()
            await world.time.advance(LOOK_AT_MOST)
            assert world.state(queued) is State.SENT
            assert world.signal("last_sync") is None

    async def test_answers_a_request_of_another_process(self, world: World) -> None:
        async with world.running(world.engine()):
            await world.time.advance(20)
            world.service.add("new", world.time.datetime())
            world.request()
            await world.time.advance(0.6)
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

    async def test_a_poll_that_gets_through_ends_the_wait_for_the_network(
        self, world: World
    ) -> None:
        engine = world.engine()
        async with world.running(engine):
            await world.time.advance(29)
            world.service.fail("send", *[OFFLINE] * 5)  # at 29, 31, 35, 43 and 59; then at 91
            queued = world.queue()
            engine.wake()
            await world.time.advance(35)
            assert world.state(queued) is State.SENT, "by the poll after a minute"

    async def test_the_first_answer_clears_what_a_dead_leader_said_of_the_line(
        self, world: World
    ) -> None:
        world.store.signals.set("offline", "", NOON - DAY)
        world.store.signals.set("access", "ip_not_enabled", NOON - DAY)
        async with world.running(world.engine()):
            assert world.signal("offline") is None
            assert world.signal("access") is None

    async def test_refused_access_stops_everything_until_the_user_asks(self, world: World) -> None:
        async with world.running(world.engine()):
            await world.time.advance(5)
            world.service.down = REFUSED
            queued = world.queue()
            await world.time.advance(1)
            assert world.state(queued) is State.HELD
            calls = len(world.service.calls)
            world.queue("next", MAX)
            await world.time.advance(1200)
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
            await world.time.advance(61)
            assert world.signal("trouble") is None, "it has been well for a minute"
        assert "ZeroDivisionError" in caplog.text
        assert "a secret" not in caplog.text

    async def test_a_disk_that_refuses_the_sign_of_life_does_not_end_it(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write, refusals = world.store.signals.set, 3

        def refuse(name: str, value: str, at: datetime) -> None:
            nonlocal refusals
            if name == "leader" and refusals > 0:
                refusals -= 1
                raise StoreProblem("The disk is full.")
            write(name, value, at)

        monkeypatch.setattr(world.store.signals, "set", refuse)
        queued = world.queue()
        async with world.running(world.engine()):
            await world.time.advance(30)
            assert refusals == 0
            assert world.state(queued) is State.SENT
            assert world.signal("leader") is not None

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
        world.store.outbox.begin_attempt(queued, "dead", world.time.datetime(), Before(looked=True))
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


async def test_writes_from_another_thread_wake_the_loop(
    tmp_path: Path, service: FakeService
) -> None:
    """With the store's own threads and the real clock: nothing here waits for time to pass."""
    store = make_store(tmp_path)
    service.time.now = NOON.timestamp()
    engine = Engine(
        store, lambda: service, policy=Policy(backfill=False), timing=Timing(NOON.timestamp)
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
        while not condition():  # noqa: ASYNC110 - the condition is another thread's
            await asyncio.sleep(0.005)
