"""Send later and reminders: the times to choose, and what a message says of itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mmstui.domain.messages import Problem, State
from mmstui.domain.times.hours import Hours
from mmstui.tui.compose.scheduling import remind_choices, send_choices
from mmstui.tui.triage.when_dialog import Choice
from mmstui.tui.ui.message_notes import notes_of, state_of
from support.threads import outgoing

TORONTO = ZoneInfo("America/Toronto")
#: Friday, 14:02.
NOW = datetime(2026, 11, 20, 19, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def written(choices: list[Choice]) -> list[str]:
    local = [(each.key, each.at.astimezone(TORONTO)) for each in choices if each.at is not None]
    return [f"{key} {at:%a %d %H:%M}" for key, at in local]


@pytest.mark.parametrize(
    ("now", "before", "keys"),
    [
        (NOW, None, ["l Fri 20 17:02", "e Fri 20 19:00", "t Sat 21 08:00", "w Sat 21 10:00",
                     "m Mon 23 08:00"]),
        (NOW + timedelta(hours=8), NOW, ["t Sat 21 08:00", "w Sat 21 10:00", "m Mon 23 08:00"]),
        (NOW, NOW + DAY, ["l Fri 20 17:02", "e Fri 20 19:00", "t Sat 21 08:00", "w Sat 21 10:00",
                          "m Mon 23 08:00", "a Sat 21 14:02"]),
    ],
)  # fmt: skip
def test_times_to_send_at(now: datetime, before: datetime | None, keys: list[str]) -> None:
    assert written(send_choices(now, TORONTO, Hours(), before)) == keys


@pytest.mark.parametrize(
    ("now", "keys"),
    [
        (NOW, ["t Sat 21 08:00", "2 Sun 22 08:00", "m Mon 23 08:00", "4 Tue 24 08:00",
               "7 Fri 27 08:00"]),
        # Monday before 8: the next one is meant, for today nobody can have answered.
        (NOW + timedelta(days=2, hours=16), ["t Tue 24 08:00", "2 Wed 25 08:00", "4 Fri 27 08:00",
                                             "m Mon 30 08:00", "7 Mon 30 08:00"]),
    ],
)  # fmt: skip
def test_times_to_be_reminded_at(now: datetime, keys: list[str]) -> None:
    assert written(remind_choices(now, TORONTO, Hours())) == keys


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(hours=3), "goes 17:02"),
        (4 * DAY - timedelta(hours=6), "goes Tue 8:02"),
        (12 * DAY, "goes 2 Dec 14:02"),
    ],
)
def test_when_a_message_goes(after: timedelta, words: str) -> None:
    message = outgoing(1, NOW, "Yes", State.SCHEDULED, scheduled_at=NOW + after)
    assert state_of(message, TORONTO).word == words
    (note,) = notes_of(message, TORONTO)
    assert [key for key, _ in note.keys] == ["R", "f9", "x", "d"]


def test_what_came_due_while_nothing_ran_says_so_with_the_keys() -> None:
    problem = Problem("late", "It could not be sent at its time, and mmstui holds it.")
    (note,) = notes_of(outgoing(1, NOW, "Yes", State.HELD, problem=problem), TORONTO)
    assert note.words.startswith("It could not be sent at its time")
    assert note.keys == (("R", "send"), ("f9", "later"), ("x", "edit"), ("d", "drop"))


def test_a_reminder_is_told_with_its_key() -> None:
    message = outgoing(1, NOW, "Yes", State.SENT, remind_at=NOW + 2 * DAY)
    (note,) = notes_of(message, TORONTO)
    assert (note.words, note.keys) == (
        "Comes up Sun 14:02 if nobody answers.", (("f8", "forget"),)
    )  # fmt: skip
