from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.messages import Kind
from mmstui.sync.backoff import Timing
from mmstui.sync.history import History, newest_gap, windows
from mmstui.voipms import DidGone, NoAnswer
from support.fake_service import SHOP, SUPPORT, FakeService
from support.virtual import VirtualTime

EASTERN = ZoneInfo("America/New_York")
FIRST = date(2026, 1, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def noon(number: int, minute: int = 0) -> datetime:
    that_day = day(number)
    return datetime(that_day.year, that_day.month, that_day.day, 12, minute, tzinfo=EASTERN)


class TestWindows:
    def test_newest_first_and_without_holes(self) -> None:
        cut = list(windows(day(0), day(200), 90))
        assert cut == [(day(111), day(200)), (day(21), day(110)), (day(0), day(20))]

    def test_a_single_day(self) -> None:
        assert list(windows(day(3), day(3), 90)) == [(day(3), day(3))]

    @given(st.integers(0, 400), st.integers(1, 90))
    def test_every_day_is_in_one_of_them(self, length: int, span: int) -> None:
        cut = list(windows(day(0), day(length), span))
        seen = [
            first + timedelta(days=n) for first, last in cut for n in range((last - first).days + 1)
        ]
        assert sorted(seen) == [day(n) for n in range(length + 1)]
        assert all((last - first).days < span for first, last in cut)


class TestNewestGap:
    def test_all_of_it_when_nothing_is_finished(self) -> None:
        assert newest_gap(day(0), day(9), []) == (day(0), day(9))

    def test_nothing_when_all_is_finished(self) -> None:
        assert newest_gap(day(0), day(9), [(day(5), day(9)), (day(-3), day(4))]) is None

    def test_below_what_is_finished(self) -> None:
        assert newest_gap(day(0), day(9), [(day(5), day(9))]) == (day(0), day(4))

    def test_between_two(self) -> None:
        finished = [(day(7), day(9)), (day(0), day(3))]
        assert newest_gap(day(0), day(9), finished) == (day(4), day(6))

    @given(
        st.lists(
            st.tuples(st.integers(-5, 45), st.integers(0, 20)).map(lambda w: (w[0], w[0] + w[1]))
        )
    )
    def test_is_the_newest_run_of_days_that_none_covers(
        self, finished: list[tuple[int, int]]
    ) -> None:
        covered = {n for first, last in finished for n in range(first, last + 1)}
        missing = [n for n in range(41) if n not in covered]
        gap = newest_gap(day(0), day(40), [(day(first), day(last)) for first, last in finished])
        if not missing:
            assert gap is None
            return
        end = missing[-1]
        start = end
        while start - 1 in missing:
            start -= 1
        assert gap == (day(start), day(end))


@pytest.fixture
def history(service: FakeService, timing: Timing) -> History:
    return History(service, timing, lambda: [SHOP, SUPPORT], many_rows=5)


async def whole(history: History, time: VirtualTime, first: date, last: date) -> list[str]:
    """Texts of all rows; time moves as the fetching wants."""
    fetching = asyncio.ensure_future(history.whole(Kind.SMS, first, last))
    await time.until(fetching.done)
    return [row.text for page in fetching.result() for row in page.rows]


async def test_one_window_is_one_question(
    history: History, service: FakeService, time: VirtualTime
) -> None:
    for number in range(4):
        service.add(f"message {number}", noon(number))
    texts = await whole(history, time, day(0), day(80))
    assert sorted(texts) == [f"message {number}" for number in range(4)]
    assert len(service.asked) == 1


async def test_a_full_page_is_split_by_day(
    history: History, service: FakeService, time: VirtualTime
) -> None:
    for number in range(3):
        for minute in range(3):
            service.add(f"{number}-{minute}", noon(number, minute))
    texts = await whole(history, time, day(0), day(2))
    assert len(set(texts)) == 9
    asked = [(one.first, one.last) for one in service.asked]
    assert asked == [(day(0), day(2)), (day(2), day(2)), (day(1), day(1)), (day(0), day(0))]
    spaced = [one.at for one in service.asked]
    assert all(later - earlier >= 0.2 for earlier, later in pairwise(spaced))


async def test_a_full_day_is_split_by_did(
    history: History, service: FakeService, time: VirtualTime
) -> None:
    for minute in range(4):
        service.add(f"shop {minute}", noon(0, minute))
        service.add(f"support {minute}", noon(0, minute), did=SUPPORT)
    texts = await whole(history, time, day(0), day(0))
    assert len(set(texts)) == 8
    assert [one.did for one in service.asked] == [None, SHOP, SUPPORT]


async def test_a_did_that_was_given_up_does_not_keep_the_others_away(
    history: History, service: FakeService, time: VirtualTime
) -> None:
    for minute in range(5):
        service.add(f"support {minute}", noon(0, minute), did=SUPPORT)
    service.fail("history", None, DidGone("invalid_did", "Not on the account."))
    texts = await whole(history, time, day(0), day(0))
    assert len(set(texts)) == 5


async def test_what_does_not_come_in_time_is_asked_in_smaller_windows(
    history: History, service: FakeService, time: VirtualTime
) -> None:
    slow = NoAnswer("no_answer_in_time", "Too slow.")
    service.fail("history", slow, slow)
    for _ in range(2):
        with pytest.raises(NoAnswer):
            await whole(history, time, day(0), day(89))
    assert history.span == 22
    service.asked.clear()
    await whole(history, time, day(0), day(89))
    assert [(one.last - one.first).days + 1 for one in service.asked] == [22, 22, 22, 22, 2]
    for _ in range(2):
        await whole(history, time, day(0), day(89))
    assert history.span == 90, "it works again, so it asks for more again"


async def test_an_outage_makes_no_window_smaller(
    history: History, service: FakeService, time: VirtualTime
) -> None:
    service.fail("history", NoAnswer("http_522", "An error page."))
    with pytest.raises(NoAnswer):
        await whole(history, time, day(0), day(89))
    assert history.span == 90
