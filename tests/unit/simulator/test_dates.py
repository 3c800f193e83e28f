"""voipms-api.md section 4: Eastern wall clock, shifted by `timezone + 5` hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.simulator import Account, ManualClock, Switches
from mmstui.simulator.eastern import eastern_day, render, search_window, wall_clock
from support.asgi import Api
from support.simulated import SHOP, ZOE

EVENT = datetime(2026, 9, 23, 16, 28, 34, tzinfo=UTC)
MOMENTS = st.floats(min_value=1_500_000_000, max_value=1_900_000_000)
SHIFTS = st.integers(min_value=-24, max_value=26).map(lambda halves: halves / 2)


@pytest.mark.parametrize(
    ("timezone", "shown"),
    [
        (-12, "2026-09-23 05:28:34"),
        (-5, "2026-09-23 12:28:34"),
        (-4, "2026-09-23 13:28:34"),
        (0, "2026-09-23 17:28:34"),
        (5.5, "2026-09-23 22:58:34"),
        (13, "2026-09-24 06:28:34"),
    ],
)
def test_the_measured_vectors(timezone: float, shown: str) -> None:
    assert render(EVENT.timestamp(), timezone) == shown


def test_no_timezone_is_plain_eastern() -> None:
    assert render(datetime(2026, 10, 2, 18, 24, 20, tzinfo=UTC).timestamp()) == (
        "2026-10-02 14:24:20"
    )
    assert render(1_593_894_689) == "2020-07-04 16:31:29"


def test_the_hour_that_comes_twice_is_shown_twice() -> None:
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC).timestamp()
    assert render(first) == render(first + 3600) == "2026-11-01 01:30:00"


@given(MOMENTS, SHIFTS)
def test_a_shift_moves_the_clock_by_as_many_hours(moment: float, timezone: float) -> None:
    shift = wall_clock(moment, timezone) - wall_clock(moment)
    assert shift == timedelta(hours=timezone + 5)


@given(MOMENTS)
def test_eastern_is_four_or_five_hours_behind(moment: float) -> None:
    behind = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None) - wall_clock(moment)
    assert timedelta(hours=4) <= behind < timedelta(hours=5, seconds=1)
    assert wall_clock(moment).date() == eastern_day(moment)


@given(MOMENTS, SHIFTS)
def test_the_search_window_misses_nothing_of_a_day(moment: float, timezone: float) -> None:
    day = wall_clock(moment, timezone).date()
    start, end = search_window(day, day, timezone)
    assert start <= moment < end


async def test_the_day_asked_for_is_the_day_shown(
    api: Api, account: Account, clock: ManualClock
) -> None:
    account.add("sms", SHOP, ZOE, "late", at=EVENT.timestamp())
    for timezone, day in (("-5", "2026-09-23"), ("13", "2026-09-24")):
        rows = await api.rows("getSMS", timezone=timezone, from_=day, to=day)
        assert [row["date"][:10] for row in rows] == [day]
    assert await api.rows("getSMS", timezone=13, from_="2026-09-23", to="2026-09-23") == []


async def test_both_days_default_to_today(api: Api, account: Account, clock: ManualClock) -> None:
    account.add("sms", SHOP, ZOE, "yesterday", at=clock.now() - 86_400)
    account.add("sms", SHOP, ZOE, "today", at=clock.now())
    assert [row["message"] for row in await api.rows("getSMS")] == ["today"]


async def test_today_is_eastern(api: Api, account: Account, clock: ManualClock) -> None:
    clock.set(datetime(2026, 10, 3, 3, 0, tzinfo=UTC))
    account.add("sms", SHOP, ZOE, "23 h", at=clock.now())
    rows = await api.rows("getSMS", from_="2026-10-02", to="2026-10-02")
    assert rows == await api.rows("getSMS")
    assert rows[0]["date"] == "2026-10-02 23:00:00"


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [
        ("2026-10-02", "2026-10-01", "invalid_date_from"),
        ("2026-07-02", "2026-10-02", "no_sms"),
        ("2026-07-01", "2026-10-02", "invalid_daterange"),
        ("2026-10-02", "2026-10-03", "no_sms"),
        ("02/10/2026", "2026-10-02", "invalid_date"),
        ("2026-02-30", "2026-10-02", "invalid_date"),
        ("2026-1-1", "2026-10-02", "invalid_date"),
    ],
)
async def test_ranges_that_are_refused(api: Api, first: str, last: str, status: str) -> None:
    assert await api.status("getSMS", from_=first, to=last) == status
    assert await api.status("getMMS", from_=first, to=last) == status


def test_92_days_is_what_the_range_case_above_holds() -> None:
    assert (date(2026, 10, 2) - date(2026, 7, 2)).days == Switches().max_range_days


@pytest.mark.parametrize("timezone", ["east", "nan", "14", "-12.5"])
async def test_a_timezone_must_be_a_number(api: Api, timezone: str) -> None:
    assert await api.status("getSMS", timezone=timezone) == "invalid_timezone"
