"""What the account's dialog counts, right at the edges of Eastern months and days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from mmstui.domain.messages import Direction, Kind
from mmstui.store import Store
from mmstui.store.reading.account_counts import month_began
from support.stores import FakeClock, put

SECOND = timedelta(seconds=1)

#: The first instants of months: in winter, in summer, and of those in which clocks change.
MONTHS = [
    (2026, 12, "2026-12-01T05:00:00"),
    (2027, 1, "2027-01-01T05:00:00"),
    (2026, 3, "2026-03-01T05:00:00"),  # clocks go forward on the 8th
    (2026, 4, "2026-04-01T04:00:00"),
    (2026, 11, "2026-11-01T04:00:00"),  # clocks go back at 2:00 that very day
]


@pytest.mark.parametrize(("year", "month", "began"), MONTHS)
def test_a_month_is_that_of_new_york(
    store: Store, clock: FakeClock, year: int, month: int, began: str
) -> None:
    first = datetime.fromisoformat(began).replace(tzinfo=UTC)
    for server_id, (at, direction) in enumerate(
        [
            (first - SECOND, Direction.IN),
            (first - SECOND, Direction.OUT),
            (first, Direction.IN),
            (first, Direction.OUT),
            (first + SECOND, Direction.OUT),
        ],
        1,
    ):
        put(store, "", kind=Kind.MMS, direction=direction, at=at, server_id=server_id)
    put(store, "no MMS", at=first, server_id=1)
    now = store.account_facts(first + SECOND)
    assert (now.month_began.year, now.month_began.month) == (year, month)
    assert now.month_began == first
    assert (now.mms_sent, now.mms_received) == (2, 1)
    assert now.mms_cost == Decimal("0.06")
    assert store.account_facts(first - SECOND).month_began < first - SECOND


def test_the_month_does_not_follow_the_calendar_of_utc_or_of_the_user() -> None:
    # In Tokyo and in UTC it is December already, in Los Angeles still November.
    for hour in (0, 4):
        assert month_began(datetime(2026, 12, 1, hour, tzinfo=UTC)).month == 11
    for hour in (5, 7):
        assert month_began(datetime(2026, 12, 1, hour, tzinfo=UTC)).month == 12


def test_ids_that_do_not_rise_with_time_are_counted_all_the_same(store: Store) -> None:
    first = datetime(2026, 12, 1, 5, tzinfo=UTC)
    for server_id, minutes in ((1, 3), (2, -5), (3, 1), (4, -1), (5, 2)):
        at = first + timedelta(minutes=minutes)
        put(store, "", kind=Kind.MMS, at=at, server_id=server_id)
    assert store.account_facts(first + timedelta(days=1)).mms_received == 3


@pytest.mark.parametrize(
    ("midnight", "hours"),
    [
        ("2026-11-20T05:00:00", 24),
        ("2026-11-01T04:00:00", 25),
        ("2026-03-08T05:00:00", 23),
    ],
)
def test_a_day_of_sends_is_that_of_new_york(store: Store, midnight: str, hours: int) -> None:
    first = datetime.fromisoformat(midnight).replace(tzinfo=UTC)
    last = first + timedelta(hours=hours) - SECOND
    for number, at in enumerate((first - SECOND, first, last, last + SECOND), 1):
        put(store, "x", direction=Direction.OUT, at=at, server_id=number)
    for now in (first, last):
        assert store.inbox.status(now).sends_today == 2
    assert store.inbox.status(first - SECOND).sends_today == 1
    assert store.inbox.status(last + SECOND).sends_today == 1
