"""Times to come: presets, and what people type."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.times.due_times import FURTHEST, TimeProblem, instant, parse, presets
from mmstui.domain.times.hours import Hours

TORONTO = ZoneInfo("America/Toronto")
#: Monday noon.
NOON = datetime(2026, 3, 2, 12, tzinfo=TORONTO)
HOURS = Hours()


def local(at: datetime, zone: tzinfo = TORONTO) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def test_presets_with_their_day_and_time() -> None:
    assert [(name, local(at)) for name, at in presets(NOON, TORONTO, HOURS)] == [
        ("later today", "2026-03-02 15:00"),
        ("this evening", "2026-03-02 19:00"),
        ("tomorrow", "2026-03-03 08:00"),
        ("weekend", "2026-03-07 10:00"),
        ("Monday", "2026-03-09 08:00"),
    ]
    night = datetime(2026, 3, 7, 22, tzinfo=TORONTO)
    hours = Hours(5, time(20), time(7, 30), time(9))
    assert [(name, local(at)) for name, at in presets(night, TORONTO, hours)] == [
        ("tomorrow", "2026-03-08 07:30"),
        ("weekend", "2026-03-14 09:00"),
        ("Monday", "2026-03-09 07:30"),
    ]


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("14:00", "03-02 14:00"), ("11:00", "03-03 11:00"), ("2pm", "03-02 14:00"),
        ("12 am", "03-03 00:00"), ("14h30", "03-02 14:30"), ("9", "03-03 09:00"),
        ("fri", "03-06 08:00"), ("fri 14:00", "03-06 14:00"), ("Friday, at 14", "03-06 14:00"),
        ("mon", "03-09 08:00"), ("mon 13:00", "03-02 13:00"), ("mon 9:30", "03-09 09:30"),
        ("today 13:00", "03-02 13:00"), ("tomorrow", "03-03 08:00"),
        ("tomorrow 9pm", "03-03 21:00"),
        ("tomorrow evening", "03-03 19:00"), ("evening", "03-02 19:00"), ("noon", "03-03 12:00"),
        ("2 dec", "12-02 08:00"), ("dec 2 14:00", "12-02 14:00"),
        ("2026-12-02T14:00", "12-02 14:00"),
        ("2026-12-02", "12-02 08:00"), ("1 march", "2027-03-01 08:00"),
        ("29 feb", "2028-02-29 08:00"),
        ("3d", "03-05 08:00"), ("in 3 days", "03-05 08:00"), ("1 week", "03-09 08:00"),
        ("2h", "03-02 14:00"), ("90 min", "03-02 13:30"), ("36 hours", "03-04 00:00"),
        # The clocks go forward at two, and back at two.
        ("8 mar 2:30", "03-08 03:00"), ("6d", "03-08 08:00"), ("1 nov 1:30", "11-01 01:30"),
    ],
)  # fmt: skip
def test_what_people_type(typed: str, at: str) -> None:
    found = parse(typed, NOON, TORONTO, HOURS)
    assert local(found) == (at if at.startswith("20") else f"2026-{at}")
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "No time."), ("soon", "No time."), ("25:00", "No time."), ("12:60", "No time."),
        ("13pm", "No time."), ("fri x", "No time."), ("1.5h", "No time."),
        ("31 feb", "no such day"),
        ("2026-13-01", "no such day"), ("today", "passed"), ("0m", "passed"),
        ("2020-01-01", "passed"), ("99999d", "years away"), ("9999-12-31", "years away"),
        ("2 dec 2050", "years away"), ("\u0663d", "No time."), ("3d\x1b[2J", "No time."),
    ],
)  # fmt: skip
def test_what_is_no_time_to_come_is_told(typed: str, said: str) -> None:
    with pytest.raises(TimeProblem, match=said) as told:
        parse(typed, NOON, TORONTO, HOURS)
    assert "\x1b" not in str(told.value)


def test_the_days_are_those_of_the_zone_shown() -> None:
    at = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    assert local(parse("tomorrow", at, TORONTO, HOURS)) == "2026-03-03 08:00"
    assert parse("tomorrow", at, UTC, HOURS) == datetime(2026, 3, 4, 8, tzinfo=UTC)


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    twice = datetime(2026, 11, 1).date()
    assert instant(twice, time(1, 30), TORONTO) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@given(
    st.text(max_size=20) | st.from_regex(r"[0-9a-z :]{0,14}", fullmatch=True),
    st.datetimes(datetime(1971, 1, 1), datetime(2090, 1, 1)),
    st.sampled_from(
        ["America/Toronto", "Africa/Casablanca", "Pacific/Apia", "UTC", "Asia/Kolkata"]
    ),
)
def test_never_in_the_past_and_never_another_error(typed: str, at: datetime, zone: str) -> None:
    now = at.replace(tzinfo=UTC)
    shown = ZoneInfo(zone)
    assert all(now < each.at <= now + timedelta(days=9) for each in presets(now, shown, HOURS))
    try:
        found = parse(typed, now, shown, HOURS)
    except TimeProblem:
        return
    assert now < found <= now + FURTHEST
