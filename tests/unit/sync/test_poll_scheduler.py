from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from mmstui.domain.messages import Kind
from mmstui.store import Store
from mmstui.sync.backoff import Timing
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.history import History
from mmstui.sync.intervals import Policy
from mmstui.sync.poll_result import PollSummary
from mmstui.sync.poll_scheduler import PollScheduler
from mmstui.sync.poller import Poller
from mmstui.voipms import AccessRefused, NoAnswer, NotConnected, Refused, SlowDown
from support.fake_service import SHOP, FakeService
from support.stores import NOON
from support.virtual import VirtualTime

DOWN = NotConnected("connect_timeout", "Nobody there.")


class Clockwork:
    """A running scheduler, and the time of each poll."""

    def __init__(
        self, store: Store, service: FakeService, timing: Timing, time: VirtualTime
    ) -> None:
        policy = Policy()
        history = History(service, timing, lambda: [SHOP], many_rows=policy.many_rows)
        self.connection = ConnectionState(store, timing)
        self.poll_scheduler = PollScheduler(
            store, Poller(store, service, history, timing, policy), self.connection, timing, policy
        )
        self.store = store
        self.service = service
        self.time = time
        self.start = time.now

    @property
    def polls(self) -> list[float]:
        """Seconds since the start at which SMS was asked for."""
        return [one.at - self.start for one in self.service.questions(Kind.SMS)]

    def signal(self, name: str) -> tuple[float, str] | None:
        found = self.store.signals.get(name)
        return None if found is None else (found[0].timestamp() - self.start, found[1])


@pytest.fixture
def still(store: Store, service: FakeService, timing: Timing, time: VirtualTime) -> Clockwork:
    return Clockwork(store, service, timing, time)


@pytest.fixture
async def going(still: Clockwork) -> AsyncIterator[Clockwork]:
    task = asyncio.ensure_future(still.poll_scheduler.run())
    yield still
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_every_minute_and_every_ten_seconds_when_looked_at(going: Clockwork) -> None:
    await going.time.advance(121)
    assert going.polls == [0, 60, 120]
    going.poll_scheduler.set_focus(True)
    await going.time.advance(20)
    assert going.polls == [0, 60, 120, 130, 140]
    going.poll_scheduler.set_focus(False)
    await going.time.advance(60)
    assert going.polls == [0, 60, 120, 130, 140, 200]


async def test_coming_back_polls_at_once_when_the_last_poll_is_old(going: Clockwork) -> None:
    await going.time.advance(30)
    going.poll_scheduler.set_focus(True)
    await going.time.settle()
    assert going.polls == [0, 30]


async def test_asking_polls_at_once(going: Clockwork) -> None:
    await going.time.advance(5)
    going.poll_scheduler.ask()
    await going.time.settle()
    assert going.polls == [0, 5]


async def test_an_outage_is_told_waits_longer_and_ends_with_the_first_answer(
    going: Clockwork,
) -> None:
    back = list[float]()
    going.connection.when_back.append(lambda: back.append(going.time.now - going.start))
    await going.time.advance(50)
    going.service.down = DOWN
    await going.time.advance(200)
    assert going.polls == [0, 60, 65, 75, 95, 135, 195]
    assert going.signal("offline") == (60, "")
    assert back == []
    going.service.down = None
    await going.time.advance(10)
    assert going.signal("offline") is None
    assert back == [255]
    await going.time.advance(60)
    assert going.polls[-2:] == [255, 315], "and the old rhythm goes on"
    going.service.down = DOWN
    await going.time.advance(70)
    assert going.polls[-3:] == [375, 380, 390], "the next outage begins with short waits again"


@pytest.mark.parametrize("error", [DOWN, NoAnswer("http_522", "An error page.")])
async def test_either_way_of_not_answering_is_offline(going: Clockwork, error: Exception) -> None:
    going.service.down = error
    await going.time.advance(1)
    assert going.signal("offline") == (0, "")


async def test_refused_access_stops_until_the_user_says_so(going: Clockwork) -> None:
    await going.time.settle()
    going.service.down = AccessRefused("ip_not_enabled", "Not from here.")
    await going.time.advance(24 * 3600)
    assert going.polls == [0, 60]
    assert going.signal("access") == (60, "ip_not_enabled")
    going.connection.try_again()
    await going.time.advance(3600)
    assert len(going.polls) == 3, "one try, and it stops again"
    going.service.down = None
    going.connection.try_again()
    await going.time.advance(61)
    assert len(going.polls) == 5
    assert going.signal("access") is None


async def test_asked_to_slow_down_it_waits_even_when_the_user_asks(going: Clockwork) -> None:
    await going.time.advance(59)
    going.service.fail(
        "history", SlowDown("api_limit_exceeded", "Slower.", retry_after=timedelta(minutes=5))
    )
    await going.time.advance(10)
    going.poll_scheduler.ask()
    await going.time.advance(280)
    assert going.polls == [0, 60]
    assert going.signal("poll_trouble") == (60, "Slower.")
    await going.time.advance(20)
    assert going.polls == [0, 60, 360]
    assert going.signal("offline") is None
    assert going.signal("poll_trouble") is None


async def test_a_refused_poll_is_tried_again_later_and_told(going: Clockwork) -> None:
    going.service.fail("history", *[Refused("invalid_date", "No.")] * 2)
    await going.time.advance(3)
    assert going.signal("poll_trouble") == (0, "No.")
    await going.time.advance(67)
    assert going.polls == [0, 5, 65]
    assert going.signal("poll_trouble") is None


async def test_of_two_troubles_the_last_is_told(going: Clockwork) -> None:
    going.service.down = Refused("invalid_date", "No.")
    await going.time.advance(1)
    going.service.down = DOWN
    await going.time.advance(60)
    assert going.signal("poll_trouble") is None
    assert going.signal("offline") is not None


async def test_a_lost_answer_is_looked_for_after_2_10_and_30_seconds(going: Clockwork) -> None:
    await going.time.advance(5)
    going.poll_scheduler.look_soon()
    await going.time.advance(40)
    assert going.polls == [0, 7, 15, 35]


async def test_on_demand_only_what_is_asked_for(still: Clockwork) -> None:
    task = asyncio.ensure_future(still.poll_scheduler.run_on_demand())
    await still.time.advance(600)
    assert still.polls == []
    still.poll_scheduler.look_soon()
    await still.time.advance(600)
    assert still.polls == [602, 610, 630]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_request_is_answered_once_with_what_came_of_it(going: Clockwork) -> None:
    await going.time.advance(1)
    going.store.signals.set("poll_request", "42", going.time.datetime())
    going.poll_scheduler.ask()
    await going.time.settle()
    assert going.signal("poll_answer") == (1, "ok")
    going.service.down = DOWN
    await going.time.advance(70)
    assert going.signal("poll_answer") == (1, "ok"), "nobody has asked again"
    going.service.down = None
    await going.time.advance(120)
    going.service.down = DOWN
    going.store.signals.set("poll_request", "42", going.time.datetime())
    going.poll_scheduler.ask()
    await going.time.settle()
    assert going.signal("poll_answer") == (191, "connect_timeout")


async def test_a_poll_that_was_asked_for_says_that_it_is_checking(
    going: Clockwork, time: VirtualTime
) -> None:
    await time.settle()
    assert going.signal("checking") is None

    async def slow(method: str) -> None:
        await time.sleep(8)

    going.service.before_answer = slow
    await time.advance(1)
    going.store.signals.set("poll_request", "", time.datetime())
    going.poll_scheduler.ask()
    await time.advance(5)
    assert going.signal("checking") is not None
    await time.advance(5)
    assert going.signal("checking") is None


async def test_those_who_want_to_know_are_told_of_each_poll(going: Clockwork) -> None:
    told: list[int] = []

    async def note(polled: PollSummary) -> None:
        told.append(polled.added)

    going.poll_scheduler.when_polled.append(note)
    await going.time.settle()
    going.service.add("new", NOON)
    await going.time.advance(60)
    assert told == [0, 1]
