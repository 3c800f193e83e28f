"""Times, days and states in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.messages import MediaKind, State
from mmstui.tui.ui import formatting
from support.screens import NOW

TORONTO = ZoneInfo("America/Toronto")


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(0), "14:02"),
        (timedelta(hours=4, minutes=22), "9:40"),
        (timedelta(hours=14), "0:02"),
        (timedelta(hours=15), "y 23:02"),
        (timedelta(hours=24), "y 14:02"),
        (timedelta(hours=26, minutes=2), "y 12:00"),
        (timedelta(hours=26, minutes=3), "Thu"),
        (timedelta(days=6), "Sat"),
        (timedelta(days=7), "13 Nov"),
        (timedelta(days=17), "3 Nov"),
        (timedelta(days=323), "1 Jan"),
        (timedelta(days=324), "2025"),
        (-timedelta(minutes=5), "14:07"),
        (-timedelta(days=1), "21 Nov"),
    ],
)
def test_the_time_of_a_row(ago: timedelta, words: str) -> None:
    assert formatting.list_time(NOW - ago, NOW, TORONTO) == words
    assert len(words) <= 7


def _listed(zone: str, at: str, now: str) -> str:
    """Both as wall clocks of the zone, or with an offset of their own."""
    there = ZoneInfo(zone)
    instants = [datetime.fromisoformat(text) for text in (at, now)]
    instants = [one if one.tzinfo else one.replace(tzinfo=there) for one in instants]
    return formatting.list_time(instants[0], instants[1], there)


@pytest.mark.parametrize(
    ("zone", "at", "now", "words"),
    [
        # Midnight and noon.
        ("America/Toronto", "2026-11-29T20:00", "2026-11-29T22:00", "20:00"),
        ("America/Toronto", "2026-11-29T23:59:59", "2026-11-30T00:00", "y 23:59"),
        ("America/Toronto", "2026-11-29T20:00", "2026-11-30T00:24", "y 20:00"),
        ("America/Toronto", "2026-11-29T20:00", "2026-11-30T22:00", "y 20:00"),
        ("America/Toronto", "2026-11-29T12:00", "2026-11-30T23:59", "y 12:00"),
        ("America/Toronto", "2026-11-29T11:59", "2026-11-30T23:59", "Sun"),
        ("America/Toronto", "2026-11-29T09:30", "2026-11-30T09:30", "y 9:30"),
        ("America/Toronto", "2026-11-29T09:30", "2026-11-30T09:30:01", "Sun"),
        ("America/Toronto", "2026-11-28T23:59", "2026-11-30T00:00", "Sat"),
        ("America/Toronto", "2025-12-31T20:00", "2026-01-01T22:00", "y 20:00"),
        # What is yesterday in one zone is today in another.
        ("America/Toronto", "2026-11-30T03:00+00:00", "2026-11-30T17:00+00:00", "y 22:00"),
        ("Asia/Tokyo", "2026-11-30T03:00+00:00", "2026-11-30T14:00+00:00", "12:00"),
        ("Asia/Kathmandu", "2026-11-29T18:14+00:00", "2026-11-29T18:15+00:00", "y 23:59"),
        # A day of 25 hours: by the clocks 24 hours, and 25 went by; the other way round 23.
        ("America/Toronto", "2026-10-31T09:00", "2026-11-01T09:00", "Sat"),
        ("America/Toronto", "2026-10-31T09:00", "2026-11-01T08:00", "y 9:00"),
        ("America/Toronto", "2026-03-07T09:00", "2026-03-08T10:00", "y 9:00"),
        ("America/Toronto", "2026-03-07T08:59", "2026-03-08T10:00", "Sat"),
        # After 23 hours of Sunday, 24 hours ago is Saturday: never told as yesterday.
        ("America/Toronto", "2026-03-07T23:30", "2026-03-09T00:15", "Sat"),
        # Clocks that go back over midnight show yesterday again.
        ("America/Havana", "2026-10-31T23:30", "2026-11-01T00:30", "y 23:30"),
        # Samoa had no 30 December in 2011.
        ("Pacific/Apia", "2011-12-29T23:59", "2011-12-31T00:00", "Thu"),
    ],
)  # fmt: skip
def test_last_night_has_its_time_and_is_never_taken_for_today(
    zone: str, at: str, now: str, words: str
) -> None:
    assert _listed(zone, at, now) == words


def test_in_a_sentence_yesterday_is_a_word() -> None:
    assert formatting.moment(NOW - timedelta(hours=15), NOW, TORONTO) == "yesterday 23:02"
    assert formatting.moment(NOW - timedelta(hours=1), NOW, TORONTO) == "13:02"


@given(
    at=st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    ago=st.timedeltas(timedelta(0), timedelta(days=400)),
    zone=st.sampled_from(("America/Toronto", "America/St_Johns", "Asia/Tokyo", "Pacific/Apia")),
)
def test_a_bare_time_is_today_s(at: datetime, ago: timedelta, zone: str) -> None:
    there = ZoneInfo(zone)
    words = formatting.list_time(at - ago, at, there)
    days = (at.astimezone(there).date() - (at - ago).astimezone(there).date()).days
    assert len(words) <= 7
    assert (":" in words and " " not in words) == (days == 0)
    assert words.startswith("y ") <= (days == 1)


def test_the_day_is_the_zone_s_own() -> None:
    late = datetime(2026, 11, 21, 3, 30, tzinfo=UTC)
    assert formatting.day_name(late, TORONTO) == "Friday 20 November"
    assert formatting.day_name(late, UTC) == "Saturday 21 November"
    assert formatting.day_name(late, UTC, now=NOW) == "Saturday 21 November"
    assert formatting.day_name(late.replace(year=2024), UTC, now=NOW) == "Thursday 21 November 2024"


def test_every_state_of_ours_has_a_glyph_and_a_word() -> None:
    shown = {formatting.state_words(state).text for state in State if state is not State.RECEIVED}
    assert len(shown) == len(State) - 1
    assert all(len(words.split(" ", 1)[0]) == 1 for words in shown)
    assert formatting.state_words(State.RECEIVED).word == ""


def test_every_kind_of_media_has_a_word() -> None:
    assert {formatting.media_words(kind).word for kind in MediaKind} == {
        "photo", "sound", "video", "file",
    }  # fmt: skip


def test_counting() -> None:
    assert formatting.count_of(1, "file") == "1 file"
    assert formatting.count_of(2000, "message") == "2,000 messages"
    assert formatting.count_of(2, "person", "people") == "2 people"
