"""Half a second before a person's eyes, without a break, and told of once."""

from __future__ import annotations

import pytest

from mmstui.tui.thread.seen import SeenTimer


def test_half_a_second_in_sight() -> None:
    now = [10.0]
    timer = SeenTimer(lambda: now[0])
    assert timer.update([1, 2]) == 0.5
    now[0] += 0.3
    assert timer.update([1, 2, 3]) == pytest.approx(0.2)
    assert timer.seen() == ()
    now[0] += 0.2
    assert timer.seen() == (1, 2)
    assert timer.seen() == ()
    now[0] += 0.3
    assert timer.update([1, 2, 3]) == pytest.approx(0.0)
    assert timer.seen() == (3,)
    assert timer.update([1, 2, 3]) is None


def test_out_of_sight_begins_again() -> None:
    now = [10.0]
    timer = SeenTimer(lambda: now[0])
    timer.update([1])
    now[0] += 0.4
    assert timer.update([]) is None
    now[0] += 0.4
    assert timer.update([1]) == 0.5
    assert timer.seen() == ()


def test_another_thread_starts_afresh() -> None:
    now = [10.0]
    timer = SeenTimer(lambda: now[0])
    timer.update([1])
    now[0] += 1
    assert timer.seen() == (1,)
    timer.reset()
    assert timer.update([1]) == 0.5
