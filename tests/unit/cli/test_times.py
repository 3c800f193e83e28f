"""Times in the output for people."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from mmstui.cli.output import short_time

TORONTO = ZoneInfo("America/Toronto")


@pytest.mark.parametrize(
    ("at", "now", "words"),
    [
        ("2026-11-30T09:05", "2026-11-30T22:00", "09:05"),
        ("2026-11-29T20:00", "2026-11-30T22:00", "yest 20:00"),
        ("2026-11-29T23:59", "2026-11-30T00:24", "yest 23:59"),
        ("2026-11-29T11:59", "2026-11-30T12:00", "2026-11-29"),
        ("2026-11-28T23:59", "2026-11-30T00:00", "2026-11-28"),
    ],
)
def test_a_list_tells_the_time_of_last_night(at: str, now: str, words: str) -> None:
    instants = [datetime.fromisoformat(one).replace(tzinfo=TORONTO) for one in (at, now)]
    assert short_time(instants[0], instants[1], TORONTO) == words
    assert len(words) <= 10
