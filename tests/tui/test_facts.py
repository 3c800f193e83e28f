"""Times, days and states in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mmstui.domain.messages import MediaKind, State
from mmstui.tui import facts
from support.screens import NOW

TORONTO = ZoneInfo("America/Toronto")


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(0), "14:02"),
        (timedelta(hours=4, minutes=22), "9:40"),
        (timedelta(hours=14), "0:02"),
        (timedelta(hours=15), "23:02"),
        (timedelta(hours=23, minutes=59), "14:03"),
        (timedelta(hours=24), "Thu"),
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
    assert facts.list_time(NOW - ago, NOW, TORONTO) == words
    assert len(words) <= 6


def test_the_day_is_the_zone_s_own() -> None:
    late = datetime(2026, 11, 21, 3, 30, tzinfo=UTC)
    assert facts.day_name(late, TORONTO) == "Friday 20 November"
    assert facts.day_name(late, UTC) == "Saturday 21 November"
    assert facts.day_name(late, UTC, now=NOW) == "Saturday 21 November"
    assert facts.day_name(late.replace(year=2024), UTC, now=NOW) == "Thursday 21 November 2024"


def test_every_state_of_ours_has_a_glyph_and_a_word() -> None:
    shown = {facts.state_words(state).text for state in State if state is not State.RECEIVED}
    assert len(shown) == len(State) - 1
    assert all(len(words.split(" ", 1)[0]) == 1 for words in shown)
    assert facts.state_words(State.RECEIVED).word == ""


def test_every_kind_of_media_has_a_word() -> None:
    assert {facts.media_words(kind).word for kind in MediaKind} == {
        "photo", "sound", "video", "file",
    }  # fmt: skip


def test_counting() -> None:
    assert facts.count_of(1, "file") == "1 file"
    assert facts.count_of(2000, "message") == "2,000 messages"
    assert facts.count_of(2, "person", "people") == "2 people"
