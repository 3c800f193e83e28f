"""The service's clock: every vector of voipms-api section 4, and the hour that comes twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.times import eastern

SUMMER_EVENT = datetime(2026, 9, 23, 16, 28, 34, tzinfo=UTC)


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
def test_the_measured_vectors_are_our_wall_clock_shifted_by_timezone_plus_five(
    timezone: float, shown: str
) -> None:
    reported = datetime.fromisoformat(shown) - timedelta(hours=timezone + 5)
    assert eastern.render(SUMMER_EVENT) == reported.isoformat(" ")
    assert eastern.parse(reported.isoformat(" ")) == SUMMER_EVENT


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2026, 10, 2, 18, 24, 20, tzinfo=UTC), "2026-10-02 14:24:20"),
        (datetime(2020, 7, 4, 20, 31, 30, tzinfo=UTC), "2020-07-04 16:31:30"),
        # getMediaMMS: sent 17:20:47-17:21:40 UTC, reported 13:21:39 (section 2.3).
        (datetime(2026, 9, 23, 17, 21, 39, tzinfo=UTC), "2026-09-23 13:21:39"),
        (datetime(2026, 1, 15, 17, 0, 0, tzinfo=UTC), "2026-01-15 12:00:00"),
    ],
)
def test_recorded_rows(instant: datetime, shown: str) -> None:
    assert eastern.parse(shown) == instant
    assert eastern.render(instant) == shown


def test_the_recorded_epoch_is_a_second_before_its_row() -> None:
    sent = datetime.fromtimestamp(1593894689, UTC)
    assert eastern.parse("2020-07-04 16:31:30") - sent == timedelta(seconds=1)


def test_days_are_the_servers() -> None:
    assert eastern.day(datetime(2026, 9, 24, 3, 59, tzinfo=UTC)) == date(2026, 9, 23)
    assert eastern.day(datetime(2026, 9, 24, 4, 0, tzinfo=UTC)) == date(2026, 9, 24)
    assert eastern.day(datetime(2026, 1, 24, 4, 59, tzinfo=UTC)) == date(2026, 1, 23)
    assert list(eastern.days(date(2026, 2, 27), date(2026, 3, 1))) == [
        date(2026, 2, 27),
        date(2026, 2, 28),
        date(2026, 3, 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-09-23",
        "2026-09-23T12:28:34",
        "2026-09-23 12:28",
        "2026-09-23 12:28:34+00:00",
        "0000-00-00 00:00:00",
        "2026-13-01 00:00:00",
        "9999-12-31 23:59:59",
        "٢٠٢٦-09-23 12:28:34",
    ],
)
def test_anything_else_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        eastern.parse(text)
    assert not eastern.is_ambiguous(text)


@pytest.mark.parametrize(
    ("text", "ambiguous"),
    [
        ("2026-11-01 00:59:59", False),
        ("2026-11-01 01:00:00", True),
        ("2026-11-01 01:59:59", True),
        ("2026-11-01 02:00:00", False),
        ("2026-03-08 02:30:00", False),  # the hour that never was
        ("2026-10-31 01:30:00", False),
    ],
)
def test_the_hour_that_comes_twice(text: str, ambiguous: bool) -> None:
    assert eastern.is_ambiguous(text) is ambiguous
    first, second = eastern.parse(text), eastern.parse(text, fold=1)
    if ambiguous:
        assert second - first == timedelta(hours=1)


def test_ids_that_rise_while_the_clock_falls_are_the_second_pass() -> None:
    rows = [
        (14, "2026-11-01 02:10:00"),
        (10, "2026-11-01 00:50:00"),
        (11, "2026-11-01 01:40:00"),
        (13, "2026-11-01 01:55:00"),
        (12, "2026-11-01 01:05:00"),
    ]
    assert eastern.instants(rows) == {
        10: datetime(2026, 11, 1, 4, 50, tzinfo=UTC),
        11: datetime(2026, 11, 1, 5, 40, tzinfo=UTC),
        12: datetime(2026, 11, 1, 6, 5, tzinfo=UTC),
        13: datetime(2026, 11, 1, 6, 55, tzinfo=UTC),
        14: datetime(2026, 11, 1, 7, 10, tzinfo=UTC),
    }


def test_rows_out_of_order_by_seconds_stay_in_the_first_pass() -> None:
    found = eastern.instants([(1, "2026-11-01 01:30:05"), (2, "2026-11-01 01:30:02")])
    assert found[2] == datetime(2026, 11, 1, 5, 30, 2, tzinfo=UTC)


def test_a_row_after_one_of_two_oclock_is_the_second_pass() -> None:
    found = eastern.instants([(1, "2026-11-01 02:05:00"), (2, "2026-11-01 01:58:00")])
    assert found[2] == datetime(2026, 11, 1, 6, 58, tzinfo=UTC)


def test_a_late_row_of_another_day_is_left_at_its_date() -> None:
    found = eastern.instants([(1, "2026-09-24 10:00:00"), (2, "2026-09-23 10:00:00")])
    assert found[2] == datetime(2026, 9, 23, 14, tzinfo=UTC)


@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)).map(lambda d: d.replace(microsecond=0))
)
def test_an_instant_survives_the_servers_clock(naive: datetime) -> None:
    instant = naive.replace(tzinfo=UTC)
    shown = eastern.render(instant)
    assert instant in {eastern.parse(shown), eastern.parse(shown, fold=1)}
    if not eastern.is_ambiguous(shown):
        assert eastern.parse(shown) == instant


@given(st.lists(st.integers(0, 4 * 3600), min_size=1, max_size=40, unique=True))
def test_a_busy_night_keeps_its_order(seconds: list[int]) -> None:
    """Whatever falls into the night of the change: no row ends up before one of a lower id."""
    start = datetime(2026, 11, 1, 4, tzinfo=UTC)
    sent = [start + timedelta(seconds=s) for s in sorted(seconds)]
    found = eastern.instants([(i, eastern.render(at)) for i, at in enumerate(sent)])
    ordered = [found[i] for i in range(len(sent))]
    assert all(b >= a - timedelta(seconds=60) for a, b in pairwise(ordered))
