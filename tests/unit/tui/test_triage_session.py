"""A session of triage mode: whose turn it is, undo, and when a key may act."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from mmstui.tui.triage_mode.session import Drawn, Outcome, TriageSession, Verdict

DONE, SKIPPED, SNOOZED = Outcome.DONE, Outcome.SKIPPED, Outcome.SNOOZED

#: What happens: an outcome, None for a verb that is no end of a turn, or one of these words.
Steps = tuple[Outcome | str | None, ...]
BACK, GONE = "back", "gone"


class Walk(NamedTuple):
    """A session of four, what happens in it, and where that leads."""

    steps: Steps
    current: int | None
    left: int
    counts: dict[Outcome, int]


WALKS = [
    Walk((), 1, 4, {}),
    Walk((DONE, SKIPPED), 3, 2, {DONE: 1, SKIPPED: 1}),
    Walk((None, None, DONE), 2, 3, {DONE: 1}),
    Walk((DONE, DONE, SNOOZED, DONE), None, 0, {DONE: 3, SNOOZED: 1}),
    Walk((DONE, BACK), 1, 4, {}),
    Walk((DONE, SKIPPED, DONE, DONE, BACK), 4, 1, {DONE: 2, SKIPPED: 1}),
    Walk((DONE, SKIPPED, DONE, DONE, BACK, BACK, BACK, SNOOZED), 3, 2, {DONE: 1, SNOOZED: 1}),
    # What is no end of a turn is taken back first, and is no turn back.
    Walk((DONE, None, BACK), 2, 3, {DONE: 1}),
    Walk((DONE, None, BACK, BACK), 1, 4, {}),
    Walk((BACK,), 1, 4, {}),
    # What is gone is no step: undo goes to the one before.
    Walk((DONE, GONE, DONE, BACK, BACK), 1, 3, {Outcome.GONE: 1}),
]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: "-".join(map(str, walk.steps)) or "start")
def test_turns(walk: Walk) -> None:
    session = TriageSession([1, 2, 3, 4])
    for step in walk.steps:
        if step == BACK:
            if session.last is not None:
                session.take_back(session.last)
        elif step == GONE:
            session.pass_over()
        else:
            assert step is None or isinstance(step, Outcome)
            session.act(step)
    assert (session.current, session.left) == (walk.current, walk.left)
    assert session.counts == Counter(walk.counts)


def test_an_older_entry_is_taken_back_beside_newer_ones() -> None:
    """As when its write has failed, after the next keys."""
    session = TriageSession([1, 2, 3, 4])
    first = session.act(DONE)
    session.act(DONE)
    session.take_back(first)
    session.take_back(first)
    assert session.coming(9) == [1, 3, 4]
    session.act(DONE)
    assert session.coming(2) == [3, 4]


def test_the_oldest_of_those_left() -> None:
    early, late = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)
    session = TriageSession([1, 2, 2, 3], {1: early, 2: late})
    assert (session.total, session.oldest) == (3, early)
    session.act(SKIPPED)
    assert session.oldest == late
    session.act(DONE)
    assert session.oldest is None


class Judged(NamedTuple):
    """What was drawn (first at 5 s, all at 10 s), when the key was pressed, what the store has."""

    drawn: tuple[int, set[int]] | None
    pressed_at: float
    recent: set[int]
    takes_away: Verdict
    stays: Verdict


ACT, NEWS, NOT_DRAWN = Verdict.ACT, Verdict.NEWS, Verdict.NOT_DRAWN
JUDGED = [
    Judged(None, 11, set(), NOT_DRAWN, NOT_DRAWN),
    Judged((1, {7}), 11, {7}, ACT, ACT),
    Judged((1, {7}), 10, {7}, ACT, ACT),
    Judged((1, {7}), 9.999, {7}, NEWS, ACT),
    Judged((1, {7}), 5, {7}, NEWS, ACT),
    Judged((1, {7}), 4.999, {7}, NOT_DRAWN, NOT_DRAWN),
    Judged((2, {7}), 11, {7}, NOT_DRAWN, NOT_DRAWN),
    Judged((1, {7}), 11, {7, 8}, NEWS, ACT),
    Judged((1, {7}), 4, {7, 8}, NOT_DRAWN, NOT_DRAWN),
    Judged((1, {7, 8}), 11, {8}, ACT, ACT),
]


@pytest.mark.parametrize("row", JUDGED, ids=str)
def test_a_key_acts_on_what_was_drawn_when_it_was_pressed(row: Judged) -> None:
    session = TriageSession([1, 2])
    if row.drawn is not None:
        session.drawn = Drawn(row.drawn[0], frozenset(row.drawn[1]), 5, 10)
    assert session.judge(row.pressed_at, row.recent, takes_away=True) is row.takes_away
    assert session.judge(row.pressed_at, row.recent, takes_away=False) is row.stays


def test_after_a_turn_nothing_is_drawn() -> None:
    session = TriageSession([1, 2])
    session.drawn = Drawn(1, frozenset(), 5, 10)
    entry = session.act(None)
    assert session.judge(11, (), takes_away=True) is ACT
    session.take_back(entry)
    session.act(DONE)
    assert session.judge(11, (), takes_away=True) is NOT_DRAWN
