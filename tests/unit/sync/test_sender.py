from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest

from mmstui.domain.messages import Kind, Message, State
from mmstui.domain.times.clock_skew import Before
from mmstui.store import Store, StoreProblem
from mmstui.store.sending.outbox import OutboxItem
from mmstui.sync.backoff import Timing
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.sender import Sender
from mmstui.voipms import (
    AccessRefused,
    DailyLimit,
    NoAnswer,
    NotConnected,
    Refused,
    SlowDown,
)
from support.fake_service import MAX, SHOP, ZOE, FakeService
from support.virtual import VirtualTime

OFFLINE = NotConnected("name_not_found", "The name cannot be resolved.")
LOST = NoAnswer("line_cut", "The line was cut.")


class Desk:
    """A sender with all it needs."""

    def __init__(self, store: Store, service: FakeService, timing: Timing) -> None:
        self.store = store
        self.service = service
        self.connection = ConnectionState(store, timing)
        self.looks: list[float] = []
        self.sender = Sender(
            store,
            service,
            self.connection,
            timing,
            owner="here",
            look_soon=lambda: self.looks.append(timing.clock()),
            known=self.known,
        )

    async def known(self, item: OutboxItem) -> Before:
        return Before()

    def queue(self, text: str = "Hello", contact: str = ZOE, **options: Any) -> int:
        (message_id,) = self.store.outbox.queue(
            did=SHOP, contacts=[contact], text=text, **{"kind": Kind.SMS} | options
        )
        return message_id

    def message(self, message_id: int) -> Message:
        message = self.store.inbox.message(message_id)
        assert message is not None
        return message

    def state(self, message_id: int) -> State:
        return self.message(message_id).state

    def problem(self, message_id: int) -> str:
        problem = self.message(message_id).problem
        return "" if problem is None else problem.code


@pytest.fixture
def desk(store: Store, service: FakeService, timing: Timing) -> Desk:
    return Desk(store, service, timing)


async def test_what_is_queued_is_sent(desk: Desk) -> None:
    text, picture = desk.queue("Hello"), desk.queue("Look", MAX, kind=Kind.MMS)
    await desk.sender.drain()
    assert desk.state(text) is desk.state(picture) is State.SENT
    assert desk.message(text).server_id == desk.service.rows[Kind.SMS][0].server_id
    assert desk.service.sent == [
        (Kind.SMS, SHOP, ZOE, "Hello"),
        (Kind.MMS, SHOP, MAX, "Look"),
    ]
    assert desk.sender.counts == {State.SENT: 2}


async def test_the_attempt_is_on_the_disk_before_the_request(desk: Desk) -> None:
    queued = desk.queue()
    seen: list[tuple[State, int]] = []

    async def look(method: str) -> None:
        seen.append((desk.state(queued), desk.message(queued).attempts))

    desk.service.before_answer = look
    await desk.sender.drain()
    assert seen == [(State.SENDING, 1)]


async def test_sends_never_overlap(desk: Desk, time: VirtualTime) -> None:
    under_way = most = 0

    async def slow(method: str) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await time.sleep(5)
        under_way -= 1

    desk.service.before_answer = slow
    ids = [desk.queue(str(n), f"51455501{n:02}") for n in range(5)]
    sending = asyncio.ensure_future(desk.sender.run())
    await time.until(lambda: all(desk.state(each) is State.SENT for each in ids))
    assert most == 1
    await cancelled(sending)


async def test_a_conversation_goes_in_the_order_it_was_written(desk: Desk) -> None:
    for text in ("one", "two", "three"):
        desk.queue(text)
    await desk.sender.drain()
    assert [text for *_, text in desk.service.sent] == ["one", "two", "three"]


async def test_not_connected_is_queued_again_and_waits_longer_each_time(
    desk: Desk, time: VirtualTime
) -> None:
    queued = desk.queue()
    tries: list[float] = []
    desk.service.fail("send", *[OFFLINE] * 7)
    sending = asyncio.ensure_future(desk.sender.run())
    start = time.now
    while desk.state(queued) is not State.SENT:
        before = desk.service.calls.count("send")
        await time.until(lambda before=before: desk.service.calls.count("send") > before)  # type: ignore[misc]
        tries.append(time.now - start)
    assert tries == [0, 2, 6, 14, 30, 62, 122, 182]
    assert len(desk.service.sent) == 1
    await cancelled(sending)


async def test_what_waits_for_the_network_says_so_and_keeps_the_others_back(
    desk: Desk, time: VirtualTime
) -> None:
    first, second = desk.queue("one"), desk.queue("two", MAX)
    desk.service.down = OFFLINE
    await desk.sender.drain()
    assert desk.state(first) is State.QUEUED
    assert desk.message(first).due_at == time.datetime() + timedelta(seconds=2)
    assert desk.message(second).attempts == 0, "one failure is enough to know"


async def test_a_send_that_works_shows_that_the_line_is_there(desk: Desk) -> None:
    await desk.connection.unreachable()
    desk.queue()
    await desk.sender.drain()
    assert desk.store.signals.get("offline") is None


async def test_the_user_ends_a_wait_for_the_network(desk: Desk, time: VirtualTime) -> None:
    queued = desk.queue()
    desk.service.fail("send", *[OFFLINE] * 5)
    sending = asyncio.ensure_future(desk.sender.run())
    await time.advance(40)
    assert desk.state(queued) is State.QUEUED
    assert desk.service.calls.count("send") == 5
    desk.store.outbox.end_network_waits()
    desk.sender.end_backoff()
    await time.settle()
    assert desk.state(queued) is State.SENT
    await cancelled(sending)


async def test_the_user_does_not_end_a_wait_the_service_asked_for(
    desk: Desk, time: VirtualTime
) -> None:
    queued = desk.queue()
    other = desk.queue("two", MAX)
    desk.service.fail("send", SlowDown("api_limit_exceeded", "Too many requests."))
    sending = asyncio.ensure_future(desk.sender.run())
    await time.advance(30)
    desk.store.outbox.end_network_waits()
    desk.sender.end_backoff()
    await time.settle()
    assert desk.state(queued) is desk.state(other) is State.QUEUED
    assert desk.service.calls.count("send") == 1
    await time.advance(31)
    assert desk.state(queued) is desk.state(other) is State.SENT
    await cancelled(sending)


async def test_a_new_message_is_tried_at_once_in_a_wait_for_the_network(
    desk: Desk, time: VirtualTime
) -> None:
    old = desk.queue()
    desk.service.fail("send", *[OFFLINE] * 6)
    sending = asyncio.ensure_future(desk.sender.run())
    await time.advance(63)
    assert desk.service.calls.count("send") == 6
    new = desk.queue("new", MAX)
    desk.sender.end_backoff()
    await time.settle()
    assert desk.state(new) is State.SENT
    assert desk.state(old) is State.QUEUED
    await cancelled(sending)


async def test_the_daily_limit_holds(desk: Desk, time: VirtualTime) -> None:
    queued = desk.queue()
    desk.service.fail("send", DailyLimit("limit_reached", "No more today."))
    await desk.sender.drain()
    assert desk.state(queued) is State.HELD
    assert desk.problem(queued) == "limit_reached"
    assert desk.store.signals.get("day_limit") == (time.datetime(), "limit_reached")
    desk.queue("next", MAX)
    await desk.sender.drain()
    assert desk.store.signals.get("day_limit") is None, "a send that works ends it"


async def test_refused_access_holds_and_stops(desk: Desk, time: VirtualTime) -> None:
    first, second = desk.queue("one"), desk.queue("two", MAX)
    desk.service.fail("send", AccessRefused("invalid_credentials", "Not accepted."))
    sending = asyncio.ensure_future(desk.sender.run())
    await time.advance(3600)
    assert desk.state(first) is State.HELD
    assert desk.state(second) is State.QUEUED
    assert desk.service.calls.count("send") == 1
    refused = desk.store.signals.get("access")
    assert refused is not None
    assert refused[1] == "invalid_credentials"
    await desk.connection.answered()
    desk.sender.end_backoff()
    await time.settle()
    assert desk.state(second) is State.SENT
    await cancelled(sending)


async def test_a_refusal_fails_in_words(desk: Desk) -> None:
    queued = desk.queue()
    next_one = desk.queue("next")
    desk.service.fail("send", Refused("sms_failed", "The carrier did not take it.", said="nope"))
    await desk.sender.drain()
    problem = desk.message(queued).problem
    assert problem is not None
    assert (problem.code, problem.words) == (
        "sms_failed",
        'The carrier did not take it. VoIP.ms says: "nope"',
    )
    assert desk.state(queued) is State.FAILED
    assert desk.state(next_one) is State.SENT, "what failed holds nothing back"


async def test_a_lost_answer_is_unknown_is_looked_for_and_never_sent_again(
    desk: Desk, time: VirtualTime
) -> None:
    queued = desk.queue()
    desk.service.fail("send", LOST)
    sending = asyncio.ensure_future(desk.sender.run())
    await time.advance(24 * 3600)
    assert desk.state(queued) is State.UNKNOWN
    assert desk.problem(queued) == "line_cut"
    assert len(desk.service.sent) == 1
    assert len(desk.looks) == 1
    await cancelled(sending)


async def test_a_fault_of_ours_is_unknown_too(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    queued = desk.queue("very private")
    desk.service.fail("send", ZeroDivisionError("very private"))
    await desk.sender.drain()
    assert desk.state(queued) is State.UNKNOWN
    assert "ZeroDivisionError" in caplog.text
    assert "very private" not in caplog.text


async def test_what_somebody_else_had_is_not_asked_for_without_a_pause(
    desk: Desk, time: VirtualTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    def begin(*_: object) -> None:
        nonlocal asked
        asked += 1

    monkeypatch.setattr(desk.store.outbox, "begin_attempt", begin)
    desk.queue()
    sending = asyncio.ensure_future(desk.sender.run())
    await time.advance(10)
    assert 5 <= asked <= 15
    await cancelled(sending)


async def test_what_others_left_open_is_unknown_and_looked_for(
    desk: Desk, time: VirtualTime
) -> None:
    queued = desk.queue()
    desk.store.outbox.begin_attempt(queued, "elsewhere", time.datetime())
    assert desk.state(queued) is State.SENDING
    await desk.sender.drain()
    assert desk.state(queued) is State.UNKNOWN
    assert desk.service.sent == []
    assert len(desk.looks) == 1


async def test_closing_sees_the_open_one_to_its_end_and_takes_no_other(
    desk: Desk, time: VirtualTime
) -> None:
    async def slow(method: str) -> None:
        await time.sleep(50)

    desk.service.before_answer = slow
    first, second = desk.queue("one"), desk.queue("two", MAX)
    sending = asyncio.ensure_future(desk.sender.run())
    await time.settle()
    desk.sender.close()
    await time.advance(49)
    assert not sending.done()
    await time.advance(2)
    assert sending.done()
    assert desk.state(first) is State.SENT
    assert desk.state(second) is State.QUEUED


async def test_cancelled_an_answer_within_three_seconds_still_counts(
    desk: Desk, time: VirtualTime
) -> None:
    async def slow(method: str) -> None:
        await time.sleep(2.5)

    desk.service.before_answer = slow
    queued = desk.queue()
    sending = asyncio.ensure_future(desk.sender.run())
    await time.settle()
    sending.cancel()
    await time.advance(2.6)
    assert sending.cancelled()
    assert desk.state(queued) is State.SENT


async def test_cancelled_without_an_answer_it_is_unknown(desk: Desk, time: VirtualTime) -> None:
    cut: list[str] = []

    async def stalled(method: str) -> None:
        try:
            await time.sleep(60)
        except asyncio.CancelledError:
            cut.append(method)
            raise

    desk.service.before_answer = stalled
    queued = desk.queue()
    sending = asyncio.ensure_future(desk.sender.run())
    await time.settle()
    sending.cancel()
    await time.advance(2.9)
    assert not sending.done()
    await time.advance(0.2)
    assert sending.cancelled()
    assert cut == ["send"], "the line is cut"
    assert desk.state(queued) is State.UNKNOWN
    assert desk.problem(queued) == "closed"


async def test_cancelled_twice_it_is_written_down_all_the_same(
    desk: Desk, time: VirtualTime
) -> None:
    async def stalled(method: str) -> None:
        await time.sleep(60)

    desk.service.before_answer = stalled
    queued = desk.queue()
    sending = asyncio.ensure_future(desk.sender.run())
    await time.settle()
    sending.cancel()
    await time.settle()
    sending.cancel()
    await time.settle()
    assert sending.cancelled()
    assert desk.state(queued) is State.UNKNOWN


async def test_cancelled_before_the_request_nothing_leaves(
    desk: Desk, time: VirtualTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued = desk.queue()
    at_once = desk.store.submit
    held_up: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if fn.__name__ != "begin_attempt":
            return at_once(fn, *args, **kwargs)
        future: Future[Any] = Future()
        held_up.append((future, lambda: fn(*args, **kwargs)))
        return future

    monkeypatch.setattr(desk.store, "submit", submit)
    sending = asyncio.ensure_future(desk.sender.run())
    await time.settle()
    sending.cancel()
    await time.settle()
    future, write = held_up.pop()
    future.set_result(write())
    await time.settle()
    assert sending.cancelled()
    assert desk.service.sent == []
    assert desk.state(queued) is State.QUEUED


async def test_an_outcome_is_written_again_on_a_disk_that_refused(
    desk: Desk, time: VirtualTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued = desk.queue()
    write, refusals = desk.store.outbox.attempt_sent, 3

    def attempt_sent(*args: Any) -> None:
        nonlocal refusals
        refusals -= 1
        if refusals >= 0:
            raise StoreProblem("The disk is full.")
        write(*args)

    monkeypatch.setattr(desk.store.outbox, "attempt_sent", attempt_sent)
    sending = asyncio.ensure_future(desk.sender.run())
    await time.advance(5)
    assert desk.state(queued) is State.SENDING
    await time.advance(5)
    assert desk.state(queued) is State.SENT
    assert len(desk.service.sent) == 1
    await cancelled(sending)


async def cancelled(task: asyncio.Future[None]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
