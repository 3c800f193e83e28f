"""Days as zones have them, against the calendar of zoneinfo counted instant by instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mmstui.domain.times.days import DayProblem, Days, Span, parse_day, spans

#: Without changes of clocks; with half hours and quarters; that change by half an hour; that
#: change at midnight, one minute past it or the evening before; that skipped a day.
ZONES = (
    "Asia/Tokyo", "America/St_Johns", "America/Toronto", "Asia/Kolkata", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Australia/Adelaide", "America/Havana", "America/Asuncion",
    "America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo", "Asia/Gaza", "Pacific/Apia",
    "Pacific/Kiritimati", "America/Nuuk", "Africa/Casablanca", "Antarctica/Troll", "Etc/GMT+12",
)  # fmt: skip
TODAY = date(2026, 11, 20)

zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2000, 1, 1), date(2030, 12, 31))


def holds(found: tuple[Span, ...], at: datetime) -> bool:
    return any(span.since <= at < span.until for span in found)


def is_in(at: datetime, first: date | None, last: date | None, zone: ZoneInfo) -> bool:
    """By the calendar of the zone alone."""
    day = at.astimezone(zone).date()
    return (first is None or first <= day) and (last is None or day <= last)


@given(zones, days, st.integers(0, 200), st.lists(st.integers(-3_000_000, 20_000_000)))
def test_an_instant_is_in_the_days_that_its_zone_has_it_in(
    zone: ZoneInfo, first: date, length: int, seconds: list[int]
) -> None:
    last = first + timedelta(days=length)
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    near = [start + timedelta(seconds=s) for s in seconds]
    found = spans(first, last, zone)
    edges = [edge for span in found for edge in span]
    around = [e + timedelta(microseconds=d) for e in edges for d in (-1, 0, 1)]
    for at in (*near, *around):
        assert holds(found, at) == is_in(at, first, last, zone), at
        assert holds(spans(first, None, zone), at) == is_in(at, first, None, zone), at
        assert holds(spans(None, last, zone), at) == is_in(at, None, last, zone), at


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("year", [2010, 2018, 2026])
def test_each_day_of_a_year_minute_by_minute_where_its_clocks_change(name: str, year: int) -> None:
    zone = ZoneInfo(name)
    start = datetime(year - 1, 12, 30, tzinfo=UTC)
    offsets = [(start + timedelta(days=d)).astimezone(zone).utcoffset() for d in range(370)]
    changed = [d for d in range(1, 370) if offsets[d] != offsets[d - 1]] or [90]
    for at in changed:
        for day in ((start + timedelta(days=at + d)).date() for d in (-2, -1, 0, 1)):
            found = spans(day, day, zone)
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            for minute in range(-36 * 60, 36 * 60, 3):
                instant = noon + timedelta(minutes=minute)
                assert holds(found, instant) == is_in(instant, day, day, zone), instant


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Asia/Tokyo", date(2026, 3, 8), 24),
        ("Asia/Tokyo", date(2026, 11, 1), 24),
        ("America/St_Johns", date(2026, 3, 7), 24),
        ("America/St_Johns", date(2026, 3, 8), 23),
        ("America/St_Johns", date(2026, 11, 1), 25),
        ("America/St_Johns", date(2026, 11, 2), 24),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),
    ],
)
def test_a_day_is_as_long_as_its_clocks_say(zone: str, day: date, hours: float) -> None:
    found = spans(day, day, ZoneInfo(zone))
    assert sum(((s.until - s.since) for s in found), timedelta()) == timedelta(hours=hours)


def test_st_johns_begins_its_day_at_half_past_two_or_three_in_utc() -> None:
    zone = ZoneInfo("America/St_Johns")
    (spring,) = spans(date(2026, 3, 8), date(2026, 3, 8), zone)
    assert spring == (
        datetime(2026, 3, 8, 3, 30, tzinfo=UTC), datetime(2026, 3, 9, 2, 30, tzinfo=UTC),
    )  # fmt: skip
    (autumn,) = spans(date(2026, 11, 1), date(2026, 11, 1), zone)
    assert autumn == (
        datetime(2026, 11, 1, 2, 30, tzinfo=UTC), datetime(2026, 11, 2, 3, 30, tzinfo=UTC),
    )  # fmt: skip


def test_where_clocks_went_back_over_midnight_a_day_is_in_two_pieces() -> None:
    zone = ZoneInfo("America/St_Johns")  # at 0:01 of 7 November 2010, to 23:01 of the 6th
    found = spans(date(2010, 11, 6), date(2010, 11, 6), zone)
    assert [span.until - span.since for span in found] == [
        timedelta(hours=24), timedelta(minutes=59),
    ]  # fmt: skip
    assert found[1].since - found[0].until == timedelta(minutes=1)


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Asia/Tokyo")])
def test_days_out_of_reach_of_a_clock_are_no_error(zone: ZoneInfo) -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    assert holds(spans(date.min, date.max, zone), now)
    assert not holds(spans(date.max, None, zone), now)
    assert not holds(spans(None, date.min, zone), now)
    assert spans(date(2026, 2, 2), date(2026, 2, 1), zone) == ()


@pytest.mark.parametrize(
    ("back", "first"), [(1, TODAY), (7, date(2026, 11, 14)), (90, date(2026, 8, 23))]
)
def test_the_last_days_end_with_today_in_their_zone(back: int, first: date) -> None:
    assert Days(back=back).between(TODAY) == (first, TODAY)
    # 23:00 of the 19th in Toronto is the 20th in Tokyo.
    now = datetime(2026, 11, 20, 4, tzinfo=UTC)
    tokyo = ZoneInfo("Asia/Tokyo")
    assert Days(back=back).spans(now, tokyo) == spans(first, TODAY, tokyo)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-03", date(2026, 11, 3)),
        (" 2026/11/3 ", date(2026, 11, 3)),
        ("11-03", date(2026, 11, 3)),
        ("11-21", date(2025, 11, 21)),
        ("11-20", TODAY),
        ("3 nov", date(2026, 11, 3)),
        ("3 November 2024", date(2024, 11, 3)),
        ("24. Dec", date(2025, 12, 24)),
        ("29 feb", date(2024, 2, 29)),
        ("2027-01-01", date(2027, 1, 1)),
        ("today", TODAY),
        ("Yesterday", date(2026, 11, 19)),
    ],
)
def test_a_date_as_people_write_it(text: str, day: date) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "No date. Write 3 nov or 2026-11-03."),
        ("soon", "No date."),
        ("2026-13-01", "There is no month 13."),
        ("2026-02-30", "There is no 30 February 2026."),
        ("31 apr", "There is no 31 April."),
        ("0000-01-01", "There is no 1 January 0000."),
        ("３ nov", "No date."),
        ("3 november0 2026", "No date."),
    ],
)
def test_what_is_no_date_says_why(text: str, sentence: str) -> None:
    with pytest.raises(DayProblem) as problem:
        parse_day(text, TODAY)
    assert str(problem.value).startswith(sentence)


@given(st.text(max_size=20) | st.from_regex(r"[0-9]{1,5}[-/ ][0-9]{1,2}[-/ ][0-9]{0,4}"))
@example("٣ nov")
def test_any_text_is_a_date_or_a_sentence(text: str) -> None:
    try:
        day = parse_day(text, TODAY)
    except DayProblem as problem:
        said = str(problem)
    else:
        said = f"It is {day.isoformat()}."
    assert said.endswith(".")


@given(days)
def test_a_date_reads_as_it_was_written(day: date) -> None:
    assert parse_day(day.isoformat(), TODAY) == day
