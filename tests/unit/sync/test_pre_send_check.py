"""What others sent before is not taken for what we send: a look before the first byte leaves."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from mmstui.domain.message_notes import Note, NoteKind
from mmstui.domain.messages import Kind, Message, State
from mmstui.domain.times.clock_skew import Before
from mmstui.store import Store
from mmstui.store.sending.outbox import OutboxItem
from mmstui.sync.backoff import Timing
from mmstui.sync.intervals import LOOK_AT_MOST, LOOK_FAILED_FOR, LOOK_ROWS, POLLED_JUST_NOW, Policy
from mmstui.sync.pre_send_check import PreSendCheck
from mmstui.sync.workers import Workers
from mmstui.voipms import AccessRefused, NoAnswer, NotConnected, Refused, VoipMsError
from support.fake_service import MAX, SHOP, ZOE, FakeService
from support.virtual import VirtualTime

LOST = NoAnswer("http_522", "VoIP.ms answered with an error page.")
WORDS = "Pump stopped"


class Desk:
    """All workers, of which the sender and the poller are asked by hand."""

    def __init__(self, store: Store, service: FakeService, time: VirtualTime) -> None:
        self.store, self.service, self.time = store, service, time
        timing = Timing(
            clock=time.clock, elapsed=time.elapsed, sleep=time.sleep, random=lambda: 0.5
        )
        self.workers = Workers(store, service, Policy(), timing, "here")

    def queue(self, text: str = WORDS, contact: str = ZOE, kind: Kind = Kind.SMS) -> int:
        (message_id,) = self.store.outbox.queue(did=SHOP, contacts=[contact], text=text, kind=kind)
        return message_id

    async def lose(self, text: str = WORDS, kind: Kind = Kind.SMS) -> int:
        """A message that never arrives, and whose answer is an error page."""
        message_id = self.queue(text, kind=kind)
        self.service.lists_sends = False
        self.service.fail("send", LOST)
        await self.workers.sender.drain()
        return message_id

    def others(self, ago: float, text: str = WORDS, kind: Kind = Kind.SMS) -> None:
        """Another program sent this so many seconds ago."""
        at = self.time.datetime() - timedelta(seconds=ago)
        self.service.add(text, at, kind=kind, outgoing=True)

    async def poll(self) -> None:
        await self.time.advance(5)
        await self.workers.poller.poll()

    def state(self, message_id: int) -> State:
        message = self.store.inbox.message(message_id)
        assert message is not None
        return message.state


@pytest.fixture
def desk(store: Store, service: FakeService, time: VirtualTime) -> Desk:
    return Desk(store, service, time)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("ago", [0, 1, 2, 10, 120, 599, 3_600])
async def test_what_another_program_sent_before_is_not_ours(
    desk: Desk, ago: float, kind: Kind
) -> None:
    """The store's last poll is old, or there was none: a one-shot `send`."""
    desk.others(ago, kind=kind)
    lost = await desk.lose(kind=kind)
    await desk.poll()
    assert desk.state(lost) is State.UNKNOWN
    assert [message.text for message in thread(desk)].count(WORDS) == 2


async def test_ours_is_found_beside_it(desk: Desk) -> None:
    desk.others(30)
    message_id = desk.queue()
    desk.service.fail("send", LOST)
    await desk.workers.sender.drain()
    await desk.poll()
    assert desk.state(message_id) is State.SENT


async def test_what_another_program_sent_hours_later_is_not_ours(desk: Desk) -> None:
    lost = await desk.lose()
    await desk.time.advance(3_600)
    desk.others(0)
    await desk.poll()
    assert desk.state(lost) is State.UNKNOWN


@pytest.mark.parametrize("moved", [-100.0, 100.0, -18_000.0])
async def test_what_was_told_before_our_clock_was_set_is_over(desk: Desk, moved: float) -> None:
    """Else a lost message would be taken for older or newer by as much, and given up early."""
    await desk.workers.poller.poll()
    assert desk.workers.poller.known(Kind.SMS).looked
    desk.time.set_by(moved)
    assert desk.workers.poller.known(Kind.SMS) == Before()
    await desk.workers.poller.poll()
    assert desk.workers.poller.known(Kind.SMS).looked


async def test_the_look_is_small_and_of_this_conversation(desk: Desk) -> None:
    desk.queue()
    await desk.workers.sender.drain()
    (asked,) = desk.service.asked
    assert (asked.kind, asked.did, asked.contact, asked.limit) == (Kind.SMS, SHOP, ZOE, LOOK_ROWS)
    assert (asked.last - asked.first).days == 2


async def test_an_inbox_that_has_just_polled_does_not_look(desk: Desk) -> None:
    await desk.workers.poller.poll()
    before = len(desk.service.asked)
    await desk.time.advance(POLLED_JUST_NOW - 1)
    desk.queue()
    await desk.workers.sender.drain()
    assert len(desk.service.asked) == before
    await desk.time.advance(POLLED_JUST_NOW)
    desk.queue()
    await desk.workers.sender.drain()
    assert len(desk.service.asked) == before + 1


@pytest.mark.parametrize(
    "trouble",
    [
        NotConnected("offline", "Offline."),
        NoAnswer("cut", "Cut."),
        Refused("odd", "No."),
        AccessRefused("ip_not_enabled", "No."),
    ],
)
async def test_a_look_that_fails_stops_no_message(desk: Desk, trouble: VoipMsError) -> None:
    desk.service.fail("history", trouble)
    message_id = desk.queue()
    await desk.workers.sender.drain()
    assert desk.state(message_id) is State.SENT
    assert len(desk.service.sent) == 1


async def test_a_message_waits_for_a_look_only_so_long(desk: Desk) -> None:
    async def slow(method: str) -> None:
        if method == "history":
            await desk.time.sleep(1_000)

    desk.service.before_answer = slow
    first, second = desk.queue(), desk.queue("Again", MAX)
    start = desk.time.now
    sending = asyncio.ensure_future(desk.workers.sender.drain())
    await desk.time.until(lambda: desk.state(second) is State.SENT)
    assert desk.state(first) is State.SENT
    assert desk.time.now - start == LOOK_AT_MOST, "the second does not wait for it again"
    await sending
    await desk.time.advance(LOOK_FAILED_FOR)
    third = desk.queue("Third")
    sending = asyncio.ensure_future(desk.workers.sender.drain())
    await desk.time.until(lambda: desk.state(third) is State.SENT)
    assert len([each for each in desk.service.calls if each == "history"]) == 2
    await sending


async def test_a_look_is_waited_for_by_the_clock_also_where_a_sleep_ends_early(desk: Desk) -> None:
    async def slow(_: str) -> None:
        for _turn in range(20):
            await asyncio.sleep(0)

    desk.service.before_answer = slow
    timing = Timing(desk.time.clock, desk.time.elapsed, lambda _: asyncio.sleep(0))
    look = PreSendCheck(desk.service, desk.workers.poller, timing)
    known = await look.known(OutboxItem(1, Kind.SMS, SHOP, ZOE, "Hello", ()))
    assert known.looked


@pytest.mark.parametrize("moved", [-100.0, 100.0])
async def test_our_clock_set_during_a_look_that_fails_ends_what_polls_told(
    desk: Desk, moved: float
) -> None:
    await desk.workers.poller.poll()
    await desk.time.advance(POLLED_JUST_NOW + 1)

    async def set_clock(_: str) -> None:
        desk.time.set_by(moved)

    desk.service.before_answer = set_clock
    desk.service.fail("history", NoAnswer("cut", "Cut."))
    timing = Timing(desk.time.clock, desk.time.elapsed, desk.time.sleep)
    look = PreSendCheck(desk.service, desk.workers.poller, timing)
    assert await look.known(OutboxItem(1, Kind.SMS, SHOP, ZOE, "Hello", ())) == Before()


async def test_without_a_look_what_may_be_of_before_leaves_it_in_doubt(desk: Desk) -> None:
    """The same second: nobody can tell whether it was before or after the request left."""
    desk.service.fail("history", NoAnswer("cut", "Cut."))
    lost = await desk.lose()
    desk.others(0)
    await desk.poll()
    message = desk.store.inbox.message(lost)
    assert message is not None
    assert (message.state, message.notes) == (State.UNKNOWN, (Note(NoteKind.NEAR_MATCH),))


async def test_taken_back_during_the_look_it_does_not_leave(desk: Desk) -> None:
    message_id = desk.queue()

    async def drop(method: str) -> None:
        desk.store.outbox.drop(message_id)

    desk.service.before_answer = drop
    await desk.workers.sender.drain()
    assert desk.service.sent == []


async def test_closing_during_the_look_leaves_it_queued(desk: Desk) -> None:
    message_id = desk.queue()

    async def slow(method: str) -> None:
        await desk.time.sleep(5)

    desk.service.before_answer = slow
    sending = asyncio.ensure_future(desk.workers.sender.run())
    await desk.time.advance(1)
    sending.cancel()
    await desk.time.advance(10)
    assert sending.cancelled()
    assert desk.state(message_id) is State.QUEUED
    assert desk.service.sent == []


def thread(desk: Desk) -> list[Message]:
    conversation = desk.store.inbox.conversation(SHOP, ZOE)
    assert conversation is not None
    return list(desk.store.inbox.thread(conversation.id))
