from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mmstui.domain.messages import Kind, Message, State
from mmstui.domain.times.clock_skew import Before, Skew
from mmstui.store import Store
from mmstui.sync.backoff import Timing
from mmstui.sync.history import History
from mmstui.sync.intervals import Policy
from mmstui.sync.poll_result import PollSummary
from mmstui.sync.poller import Poller
from mmstui.voipms import AccessRefused, NoAnswer, NotConnected, Refused, SlowDown
from support.fake_service import MAX, SHOP, ZOE, Asked, FakeService
from support.stores import NOON
from support.virtual import VirtualTime

EASTERN = ZoneInfo("America/New_York")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)  # NOON's, in New York
LOST = NoAnswer("line_cut", "The line was cut.")


class Watch:
    """A poller, and what it made of the store."""

    def __init__(
        self, store: Store, service: FakeService, timing: Timing, time: VirtualTime
    ) -> None:
        self.store = store
        self.service = service
        self.time = time
        policy = Policy(few_rows=5, many_rows=200)
        history = History(service, timing, lambda: [SHOP], many_rows=policy.many_rows)
        self.poller = Poller(store, service, history, timing, policy)

    async def poll(self) -> PollSummary:
        polling = asyncio.ensure_future(self.poller.poll())
        await self.time.until(polling.done)
        return polling.result()

    async def begin(self) -> None:
        """The first poll, and a quiet one, so that what follows is news."""
        await self.poll()
        await self.time.advance(60)
        await self.poll()
        self.service.asked.clear()

    def last(self, kind: Kind = Kind.SMS) -> Asked:
        return self.service.questions(kind)[-1]

    def messages(self) -> list[Message]:
        return [
            message
            for conversation in self.store.inbox.conversation_ids()
            for message in self.store.inbox.thread(conversation, limit=10_000)
        ]

    def texts(self) -> set[str]:
        return {message.text for message in self.messages()}

    def unread(self) -> set[str]:
        return {message.text for message in self.messages() if message.unread}

    def lose(self, text: str = "Where?") -> int:
        """A message of ours whose answer was lost."""
        outbox, skew = self.store.outbox, self.service.server_skew
        (message_id,) = outbox.queue(did=SHOP, contacts=[ZOE], text=text, kind=Kind.SMS)
        before = Before(Skew(skew, skew + timedelta(seconds=1)), looked=True)
        attempt = outbox.begin_attempt(message_id, "here", self.time.datetime(), before)
        assert attempt is not None
        outbox.attempt_unknown(attempt, "line_cut", "The line was cut.", self.time.datetime())
        return message_id

    def state(self, message_id: int) -> State:
        message = self.store.inbox.message(message_id)
        assert message is not None
        return message.state


@pytest.fixture
def watch(store: Store, service: FakeService, timing: Timing, time: VirtualTime) -> Watch:
    return Watch(store, service, timing, time)


class TestFirst:
    async def test_takes_the_newest_days_as_read(self, watch: Watch) -> None:
        watch.service.add("new", NOON - HOUR)
        watch.service.add("last week", NOON - 9 * DAY)
        watch.service.add("long ago", NOON - 10 * DAY)
        polled = await watch.poll()
        assert polled.first
        assert polled.rows == 2
        assert watch.texts() == {"new", "last week"}
        assert watch.unread() == set()

    async def test_asks_both_kinds_apart_from_that_day_to_tomorrow(self, watch: Watch) -> None:
        await watch.poll()
        for kind in Kind:
            (asked,) = watch.service.questions(kind)
            assert (asked.first, asked.last) == (TODAY - 9 * DAY, TODAY + DAY)

    async def test_leaves_marks_and_windows_for_what_follows(self, watch: Watch) -> None:
        await watch.poll()
        for kind in Kind:
            assert watch.store.intake.marks()[kind].server_at == NOON
            assert watch.store.intake.windows(kind) == [(TODAY - 9 * DAY, TODAY)]

    async def test_what_comes_after_it_is_unread(self, watch: Watch) -> None:
        watch.service.add("before", NOON - HOUR)
        await watch.poll()
        watch.service.add("after", NOON)
        polled = await watch.poll()
        assert watch.unread() == {"after"}
        assert polled.new_unread == polled.added == 1

    async def test_one_that_fails_leaves_nothing(self, watch: Watch) -> None:
        watch.service.add("early", NOON - HOUR)
        watch.service.fail("history", None, LOST)
        with pytest.raises(NoAnswer):
            await watch.poll()
        assert watch.texts() == set()
        assert watch.store.intake.marks() == {}
        assert watch.store.signals.get("last_sync") is None


class TestRange:
    async def test_begins_half_an_hour_before_the_last_complete_poll(self, watch: Watch) -> None:
        await watch.begin()
        await watch.time.advance((12 * HOUR + 25 * MINUTE).total_seconds())  # 00:26 Eastern
        await watch.poll()
        # The hourly whole look is due as well, which goes further back; the next one is not.
        await watch.time.advance(60)
        await watch.poll()
        assert (watch.last().first, watch.last().last) == (TODAY, TODAY + 2 * DAY)
        await watch.time.advance(600)
        await watch.poll()
        await watch.time.advance(60)
        await watch.poll()
        assert watch.last().first == TODAY + DAY

    @pytest.mark.parametrize("hours", [-30, 30])
    async def test_the_day_is_the_server_s_not_ours(self, watch: Watch, hours: int) -> None:
        await watch.begin()
        watch.service.true_skew = watch.service.server_skew = timedelta(hours=hours)
        await watch.poll()
        server_day = (NOON + timedelta(hours=hours)).astimezone(EASTERN).date()
        assert watch.last().last == server_day + DAY

    @pytest.mark.parametrize("hours", [-300, -30, 30])
    async def test_a_wrong_clock_is_found_out_by_the_first_answer(
        self, watch: Watch, hours: int
    ) -> None:
        watch.service.true_skew = timedelta(hours=hours)
        now = NOON + watch.service.true_skew
        for kind in Kind:
            watch.service.add(f"just now by {kind}", now - MINUTE, kind=kind)
        await watch.poll()
        assert watch.texts() == {"just now by sms", "just now by mms"}
        for kind in Kind:
            assert watch.last(kind).last >= now.astimezone(EASTERN).date() + DAY

    async def test_just_after_midnight_eastern(self, watch: Watch, time: VirtualTime) -> None:
        await watch.begin()
        midnight = datetime(2026, 3, 3, 0, 0, tzinfo=EASTERN)
        time.now = (midnight - 10 * MINUTE).timestamp()
        watch.service.add("late at night", midnight - 5 * MINUTE)
        watch.service.true_skew = watch.service.server_skew = timedelta(minutes=11)
        await watch.poll()
        assert watch.last().last == date(2026, 3, 4), "by the server's clock it is the 3rd"
        assert "late at night" in watch.texts()

    async def test_covers_a_message_that_is_looked_for(self, watch: Watch) -> None:
        await watch.begin()
        watch.lose()
        await watch.time.advance((3 * DAY).total_seconds())
        await watch.poll()
        await watch.time.advance(60)
        await watch.poll()
        assert watch.last().first <= TODAY

    async def test_covers_a_message_that_began_before_our_clock_was_set(self, watch: Watch) -> None:
        """Its day is the one that VoIP.ms had then, not the one our clock makes of it now."""
        await watch.begin()
        watch.time.now = datetime(2026, 3, 2, 23, 50, tzinfo=EASTERN).timestamp()
        watch.service.true_skew = watch.service.server_skew = 5 * MINUTE
        lost = watch.lose()
        watch.time.now -= 2 * HOUR.total_seconds()
        watch.service.true_skew = watch.service.server_skew = 5 * MINUTE + 2 * HOUR
        for _ in range(3):
            await watch.time.advance(45 * 60)
            await watch.poll()
            assert watch.last().first <= TODAY
        assert watch.state(lost) is State.UNCONFIRMED


class TestCompleteness:
    async def test_a_few_rows_are_enough_when_fewer_than_asked_for_come(self, watch: Watch) -> None:
        await watch.begin()
        watch.service.add("one", NOON)
        await watch.poll()
        assert [asked.limit for asked in watch.service.questions(Kind.SMS)] == [5]
        assert "one" in watch.texts()

    async def test_a_full_page_is_widened(self, watch: Watch) -> None:
        await watch.begin()
        for number in range(12):
            watch.service.add(str(number), NOON + number * timedelta(seconds=1))
        await watch.poll()
        assert [asked.limit for asked in watch.service.questions(Kind.SMS)] == [5, 200]
        assert len(watch.unread()) == 12

    async def test_a_full_page_that_reaches_what_a_complete_poll_had_is_enough(
        self, watch: Watch
    ) -> None:
        await watch.begin()
        await self.flood(watch, 12)
        watch.service.asked.clear()
        watch.service.add("one more", watch.time.datetime())
        await watch.poll()
        assert [asked.limit for asked in watch.service.questions(Kind.SMS)] == [5]
        assert "one more" in watch.unread()

    @pytest.mark.parametrize(("news", "limits"), [(7, [5, 40]), (45, [5, 40, 200])])
    async def test_a_full_page_that_reaches_nothing_known_is_widened(
        self, watch: Watch, news: int, limits: list[int]
    ) -> None:
        """By steps: all rows of a day may be thousands."""
        await watch.begin()
        await self.flood(watch, 12)
        watch.service.asked.clear()
        for number in range(news):
            watch.service.add(f"more {number}", watch.time.datetime())
        await watch.poll()
        assert [asked.limit for asked in watch.service.questions(Kind.SMS)] == limits
        assert {f"more {number}" for number in range(news)} <= watch.unread()

    async def test_rows_that_only_our_sends_brought_are_no_proof(self, watch: Watch) -> None:
        await watch.begin()
        await self.flood(watch, 12)
        for number in range(8):
            watch.service.add(f"missed {number}", watch.time.datetime())
        outbox = watch.store.outbox
        (message_id,) = outbox.queue(did=SHOP, contacts=[MAX], text="ours", kind=Kind.SMS)
        attempt = outbox.begin_attempt(message_id, "here", watch.time.datetime())
        assert attempt is not None
        sent = await watch.service.send_sms(SHOP, MAX, "ours")
        outbox.attempt_sent(attempt, sent.server_id, watch.time.datetime())
        await watch.poll()
        assert {f"missed {number}" for number in range(8)} <= watch.unread()

    async def test_a_service_that_keeps_the_oldest_rows_hides_nothing(self, watch: Watch) -> None:
        watch.service.keeps_newest = False
        await watch.begin()
        await self.flood(watch, 12)
        for number in range(9):
            watch.service.add(f"more {number}", watch.time.datetime())
            await watch.poll()
            assert f"more {number}" in watch.unread()
            await watch.time.advance(10)

    async def test_nor_does_it_when_the_program_starts_anew(
        self, watch: Watch, store: Store, service: FakeService, timing: Timing, time: VirtualTime
    ) -> None:
        watch.service.keeps_newest = False
        await watch.begin()
        await self.flood(watch, 12)
        again = Watch(store, service, timing, time)
        watch.service.add("one more", watch.time.datetime())
        await again.poll()
        assert "one more" in again.unread()

    async def test_a_cut_page_proves_nothing_about_a_lost_message(self, watch: Watch) -> None:
        await watch.begin()
        await self.flood(watch, 12)
        watch.lose()
        watch.service.asked.clear()
        watch.service.add("one more", watch.time.datetime())
        await watch.poll()
        assert watch.last().limit == 200

    @pytest.mark.parametrize("earlier", [False, True])
    async def test_a_message_lost_before_a_long_sleep_is_looked_for_by_the_next_polls(
        self, watch: Watch, earlier: bool
    ) -> None:
        """Three polls a minute apart, not three hourly looks, whatever was lost before."""
        await watch.begin()
        await self.flood(watch, 12)
        if earlier:
            given_up = watch.lose()
            await self.look(watch, 7)
            assert watch.state(given_up) is State.UNCONFIRMED
        lost = watch.lose()
        await watch.time.advance(5 * HOUR.total_seconds())
        await self.look(watch, 2)
        assert watch.state(lost) is State.UNKNOWN
        await self.look(watch, 1)
        assert watch.state(lost) is State.UNCONFIRMED
        await self.look(watch, 1)
        assert watch.last().limit == 5, "there is nothing more to look for"

    async def look(self, watch: Watch, times: int) -> None:
        """Polls a minute apart, each with news."""
        for _ in range(times):
            await watch.time.advance(60)
            watch.service.add("news", watch.time.datetime())
            await watch.poll()

    async def flood(self, watch: Watch, count: int) -> None:
        """So many new rows, and a poll that has seen them."""
        for number in range(count):
            watch.service.add(f"flood {number}", watch.time.datetime())
            await watch.time.advance(1)
        await watch.poll()
        await watch.time.advance(10)
        await watch.poll()

    async def test_once_an_hour_two_days_are_looked_at_whole(self, watch: Watch) -> None:
        await watch.begin()
        for _ in range(59):
            await watch.time.advance(60)
            await watch.poll()
        whole = [asked for asked in watch.service.questions(Kind.SMS) if asked.limit == 200]
        assert len(whole) == 1
        assert whole[0].first == TODAY - 2 * DAY


class TestQuiet:
    async def test_an_unchanged_body_touches_nothing_but_last_sync(self, watch: Watch) -> None:
        watch.service.add("one", NOON - HOUR)
        await watch.begin()
        written = list[str]()
        rev = watch.store.changes(0).rev
        submit = watch.store.submit

        def noted(fn: Any, /, *args: Any, **kwargs: Any) -> Any:
            written.append(f"{fn.__qualname__} {args[0] if args else ''}".strip())
            return submit(fn, *args, **kwargs)

        watch.store.submit = noted  # type: ignore[method-assign]
        await watch.time.advance(60)
        await watch.poll()
        assert written == ["Signals.set last_sync"]
        assert watch.store.changes(0).rev == rev

    async def test_last_sync_tells_when(self, watch: Watch) -> None:
        await watch.begin()
        await watch.time.advance(60)
        await watch.poll()
        sync = watch.store.signals.get("last_sync")
        assert sync is not None
        assert sync[0] == watch.time.datetime()

    async def test_an_unchanged_body_still_counts_for_a_lost_message(self, watch: Watch) -> None:
        await watch.begin()
        lost = watch.lose()
        for minutes in (1, 1, 1, 1, 2):
            assert watch.state(lost) is State.UNKNOWN
            await watch.time.advance(minutes * 60)
            await watch.poll()
        assert watch.state(lost) is State.UNCONFIRMED

    async def test_a_lost_message_that_is_listed_is_sent(self, watch: Watch) -> None:
        await watch.begin()
        lost = watch.lose("Where?")
        watch.service.add("Where?", watch.time.datetime(), outgoing=True)
        await watch.poll()
        assert watch.state(lost) is State.SENT


class TestFailures:
    async def test_neither_is_kept_when_one_fails(self, watch: Watch) -> None:
        await watch.begin()
        watch.service.add("text", NOON)
        watch.service.add("picture", NOON, kind=Kind.MMS)
        watch.service.fail("history", None, LOST)
        with pytest.raises(NoAnswer):
            await watch.poll()
        assert watch.texts() == set()
        await watch.poll()
        assert watch.unread() == {"text", "picture"}

    @pytest.mark.parametrize(
        ("first", "second", "raised"),
        [
            (LOST, AccessRefused("ip_not_enabled", "Not from here."), AccessRefused),
            (NotConnected("connect_timeout", "Too late."), LOST, NotConnected),
            (Refused("invalid_date", "No."), LOST, NoAnswer),
            (SlowDown("api_limit_exceeded", "Slower."), NotConnected("x", "x"), SlowDown),
        ],
    )
    async def test_the_graver_failure_is_raised(
        self, watch: Watch, first: Exception, second: Exception, raised: type[Exception]
    ) -> None:
        watch.service.fail("history", first, second)
        with pytest.raises(raised):
            await watch.poll()

    async def test_a_kind_refused_for_good_does_not_keep_the_other_away(
        self, watch: Watch, caplog: pytest.LogCaptureFixture
    ) -> None:
        watch.service.add("text", NOON - HOUR)
        for _ in range(3):
            watch.service.fail("history", Refused("invalid_method", "No such thing."), None)
            await watch.poll()
        assert watch.texts() == {"text"}
        assert set(watch.store.intake.marks()) == {Kind.SMS}
        assert caplog.text.count("invalid_method") == 1, "told once"

    async def test_a_fault_of_ours_is_not_swallowed(self, watch: Watch) -> None:
        watch.service.fail("history", ZeroDivisionError())
        with pytest.raises(ZeroDivisionError):
            await watch.poll()


class TestAbsence:
    async def test_200_days_take_at_most_two_questions_a_window_and_kind(
        self, watch: Watch
    ) -> None:
        await watch.begin()
        for number in range(150):
            at = NOON + (1 + number * 4 / 3) * DAY
            watch.service.add(f"text {number}", at)
            if number % 3 == 0:
                watch.service.add(f"picture {number}", at, kind=Kind.MMS)
        await watch.time.advance((200 * DAY).total_seconds())
        await watch.poll()
        assert len(watch.unread()) == 200
        for kind in Kind:
            assert len(watch.service.questions(kind)) <= 2 * 3
        assert watch.store.intake.marks()[Kind.SMS].server_at.date() == (
            watch.time.datetime().astimezone(UTC).date()
        )

    async def test_an_absence_that_fails_half_way_is_made_up_for(self, watch: Watch) -> None:
        await watch.begin()
        watch.service.add("early", NOON + 10 * DAY)
        watch.service.add("late", NOON + 190 * DAY)
        await watch.time.advance((200 * DAY).total_seconds())
        watch.service.fail("history", None, None, LOST)
        with pytest.raises(NoAnswer):
            await watch.poll()
        await watch.poll()
        assert watch.unread() == {"early", "late"}
