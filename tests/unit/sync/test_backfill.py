from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from mmstui.domain.messages import Kind
from mmstui.domain.wire import ServerDid
from mmstui.store import Store
from mmstui.sync.account_refresh import AccountRefresh
from mmstui.sync.backfill import Backfill
from mmstui.sync.backoff import Timing
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.history import History
from mmstui.sync.intervals import Policy
from mmstui.sync.poller import Poller
from mmstui.voipms import NoAnswer, Refused, SlowDown
from support.fake_service import SHOP, FakeService
from support.stores import NOON
from support.virtual import VirtualTime

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
EASTERN = ZoneInfo("America/New_York")
LOST = NoAnswer("line_cut", "The line was cut.")


class Library:
    """A backfill with all it needs, after the first poll."""

    def __init__(
        self,
        store: Store,
        service: FakeService,
        timing: Timing,
        time: VirtualTime,
        policy: Policy | None = None,
    ) -> None:
        self.store = store
        self.service = service
        self.timing = timing
        self.time = time
        policy = policy or Policy()
        self.connection = ConnectionState(store, timing)
        self.account_refresh = AccountRefresh(store, service, self.connection, timing)
        history = History(service, timing, self.account_refresh.numbers, many_rows=policy.many_rows)
        self.poller = Poller(store, service, history, timing, policy)
        self.backfill = Backfill(
            store, service, history, self.account_refresh, self.connection, timing, policy
        )

    def ordered(self, day: date) -> None:
        at = datetime(day.year, day.month, day.day, 9, tzinfo=EASTERN)
        self.service.numbers = [ServerDid(SHOP, "Shop", "Montreal", True, True, at)]

    async def begin(self) -> None:
        polled = await self.poller.poll()
        self.backfill.count_first_poll(polled.rows)
        await self.account_refresh.refresh()
        self.service.asked.clear()

    async def first_sync(self) -> int:
        return await self._done(asyncio.ensure_future(self.backfill.finish_first_sync()))

    async def everything(self) -> int:
        return await self._done(asyncio.ensure_future(self.backfill.fetch_all()))

    async def _done(self, task: asyncio.Future[int]) -> int:
        await self.time.until(task.done)
        return task.result()

    def asked(self, kind: Kind = Kind.SMS) -> list[tuple[int, int]]:
        """What was asked about a kind, in days before today."""
        return [
            ((TODAY - one.first).days, (TODAY - one.last).days)
            for one in self.service.questions(kind)
        ]

    def texts(self) -> set[str]:
        return {
            message.text
            for conversation in self.store.inbox.conversation_ids()
            for message in self.store.inbox.thread(conversation, limit=10_000)
        }


@pytest.fixture
def library(store: Store, service: FakeService, timing: Timing, time: VirtualTime) -> Library:
    return Library(store, service, timing, time)


async def test_the_first_sync_is_the_newest_thirty_days(library: Library) -> None:
    library.service.add("within", NOON - 29 * DAY)
    library.service.add("before", NOON - 31 * DAY)
    await library.begin()
    assert await library.first_sync() == 1
    for kind in Kind:
        assert library.asked(kind) == [(19, 10), (29, 20)]
    assert library.texts() == {"within"}


async def test_it_begins_where_the_first_poll_said_even_if_that_was_killed(
    library: Library,
) -> None:
    library.ordered(TODAY - 40 * DAY)
    finish = library.store.intake.finish_window
    library.store.intake.finish_window = killed  # type: ignore[method-assign,assignment]
    with pytest.raises(KeyError):
        await library.begin()
    assert library.store.intake.marks(), "the rows are in, and the poll was complete"
    assert await library.everything() == 0, "nobody knows yet where history ends"
    library.store.intake.finish_window = finish  # type: ignore[method-assign]
    library.service.add("older", NOON - 5 * DAY)
    await library.time.advance((3 * DAY).total_seconds())
    library.service.add("newer", NOON + 2 * DAY)
    await library.begin()
    await library.everything()
    assert library.texts() == {"older", "newer"}
    unread = library.store.inbox.conversation_ids(unread_only=True)
    assert len(unread) == 1
    assert library.asked()[0][0] > 0


def killed(*_: object) -> None:
    raise KeyError("killed")


async def test_what_it_brings_is_read(library: Library) -> None:
    library.ordered(TODAY - 300 * DAY)
    library.service.add("last month", NOON - 25 * DAY)
    library.service.add("last year", NOON - 250 * DAY)
    await library.begin()
    await library.first_sync()
    await library.everything()
    assert library.texts() == {"last month", "last year"}
    assert library.store.inbox.conversation_ids(unread_only=True) == []


async def test_it_goes_back_to_the_first_did_s_order_in_windows(library: Library) -> None:
    library.ordered(TODAY - 300 * DAY)
    await library.begin()
    await library.first_sync()
    library.service.asked.clear()
    await library.everything()
    assert library.asked() == [(119, 30), (209, 120), (299, 210), (300, 300)]
    assert library.asked(Kind.MMS) == library.asked()


async def test_without_a_date_it_goes_back_three_years(library: Library) -> None:
    await library.begin()
    await library.everything()
    assert library.asked()[-1][0] == 3 * 365


async def test_the_first_sync_ends_on_its_day_whatever_the_slices(
    store: Store, service: FakeService, timing: Timing, time: VirtualTime
) -> None:
    library = Library(store, service, timing, time, Policy(first_days=25))
    library.ordered(TODAY - 60 * DAY)
    await library.begin()
    await library.everything()
    assert library.asked() == [(19, 10), (24, 20), (60, 25)]


async def test_a_configured_date_wins(
    store: Store, service: FakeService, timing: Timing, time: VirtualTime
) -> None:
    library = Library(store, service, timing, time, Policy(start_date=TODAY - 45 * DAY))
    library.ordered(TODAY - 300 * DAY)
    await library.begin()
    await library.everything()
    assert library.asked()[-1] == (45, 30)


async def test_finished_windows_are_not_asked_again(library: Library, timing: Timing) -> None:
    library.ordered(TODAY - 100 * DAY)
    await library.begin()
    await library.first_sync()
    await library.everything()
    again = Library(library.store, library.service, timing, library.time)
    await again.account_refresh.refresh()
    again.service.asked.clear()
    await again.first_sync()
    await again.everything()
    assert again.service.asked == []
    library.ordered(TODAY - 110 * DAY)
    await again.account_refresh.refresh()
    await again.everything()
    assert again.asked() == [(110, 101)], "an older DID has come: only what is new is fetched"


async def test_an_empty_window_ends_nothing(library: Library) -> None:
    library.ordered(TODAY - 280 * DAY)
    library.service.add("long ago", NOON - 270 * DAY)
    await library.begin()
    await library.first_sync()
    assert await library.everything() == 1
    assert library.texts() == {"long ago"}


async def test_one_that_fails_goes_on_where_it_was(library: Library) -> None:
    library.ordered(TODAY - 300 * DAY)
    library.service.add("old", NOON - 200 * DAY)
    await library.begin()
    await library.first_sync()
    library.service.asked.clear()
    library.service.fail("history", None, None, LOST)
    with pytest.raises(NoAnswer):
        await library.everything()
    before = len(library.asked())
    await library.everything()
    assert library.asked()[before:] == [(209, 120), (299, 210), (300, 300)]
    assert library.texts() == {"old"}


async def test_a_kind_that_is_refused_does_not_stop_the_other(library: Library) -> None:
    library.ordered(TODAY - 100 * DAY)
    await library.begin()
    library.service.fail("history", Refused("invalid_method", "No such thing."))  # MMS comes first
    await library.first_sync()
    assert library.asked(Kind.MMS) == [(19, 10)]
    assert library.asked(Kind.SMS) == [(19, 10), (29, 20)]


async def test_it_tells_how_far_it_has_come_and_no_more_when_done(library: Library) -> None:
    library.ordered(TODAY - 100 * DAY)
    for number in range(12):
        library.service.add(str(number), NOON - (number * 2) * DAY)
    await library.begin()
    told = list[str]()
    watched = library.store.signals.set

    def note(name: str, value: str, at: datetime) -> None:
        if name == "progress":
            told.append(value)
        watched(name, value, at)

    library.store.signals.set = note  # type: ignore[method-assign]
    await library.first_sync()
    assert told == ["10 of 30 days, 5 messages", "20 of 30 days, 10 messages"]
    await library.everything()
    assert told[2:] == ["history back to 1 Feb 2026, 12 messages"]
    assert library.store.signals.get("progress") is None


async def test_left_to_itself_it_waits_for_the_first_poll_then_fetches_all(
    library: Library,
) -> None:
    library.ordered(TODAY - 200 * DAY)
    library.service.add("old", NOON - 150 * DAY)
    task = asyncio.ensure_future(library.backfill.run())
    await library.time.advance(60)
    assert library.service.asked == []
    await library.begin()
    library.service.fail("history", LOST, SlowDown("api_limit_exceeded", "Slower."))
    library.backfill.wake()
    await library.time.advance(120)
    assert library.texts() == {"old"}
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_questions_are_spaced(library: Library) -> None:
    await library.begin()
    await library.everything()
    at = [one.at for one in library.service.questions(Kind.SMS)]
    assert all(later - earlier >= 0.2 for earlier, later in pairwise(at))


async def test_how_far_history_has_come_is_known_while_it_comes_and_after(library: Library) -> None:
    library.ordered(TODAY - 100 * DAY)
    told = list[str]()
    watched = library.store.signals.set

    def note(name: str, value: str, at: datetime) -> None:
        if name == "history":
            told.append(value)
        watched(name, value, at)

    library.store.signals.set = note  # type: ignore[method-assign]
    await library.begin()
    await library.first_sync()
    assert told == [], "the first sync has words of its own"
    await library.everything()
    assert told == ["2026-02-01 on", "2025-11-22 done"]
    history = library.store.inbox.status(NOON).history
    assert history is not None
    assert (history.reached, history.done, history.limited) == (date(2025, 11, 22), True, False)
    await library.everything()
    assert len(told) == 2, "nothing is written anew for what is known"


async def test_a_kind_that_is_refused_leaves_the_beginning_open(library: Library) -> None:
    library.ordered(TODAY - 100 * DAY)
    await library.begin()
    await library.first_sync()
    library.service.fail("history", Refused("invalid_method", "No such thing."))
    await library.everything()
    history = library.store.inbox.status(NOON).history
    assert history is not None
    assert not history.done
