"""What keys took out of the list goes back to its place, unless the order is another by now."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.triage import Verb
from mmstui.tui.inbox.taken_rows import FEW_GONE, TakenRows

ORDER = list(range(100, 0, -1))


@given(st.lists(st.frozensets(st.integers(1, 110), min_size=1, max_size=FEW_GONE + 4), max_size=6))
def test_all_goes_back_step_by_step(steps: list[frozenset[int]]) -> None:
    taken, orders = TakenRows(), [ORDER]
    for gone in steps:
        rest = taken.take(orders[-1], gone, Verb.DONE)
        assert rest == [number for number in orders[-1] if number not in gone]
        orders.append(rest)
    for gone in reversed(steps):
        # Read again meanwhile, and found to be the same.
        assert taken.put_back(list(orders.pop()), sorted(gone), Verb.DONE) == orders[-1]
    assert taken.put_back(ORDER, (), Verb.DONE) is None


@pytest.mark.parametrize(
    ("order", "ids", "verb"),
    [
        ([*ORDER[2:], 7000], [99], Verb.DONE),  # a message has come
        (ORDER[:1] + ORDER[2:], [98], Verb.DONE),  # another step is undone
        (ORDER[:1] + ORDER[2:], [99], Verb.PIN),  # another change of the same conversation
    ],
)
def test_else_the_order_is_to_be_read(order: list[int], ids: list[int], verb: Verb) -> None:
    taken = TakenRows()
    taken.take(ORDER, frozenset({99}), Verb.DONE)
    assert taken.put_back(order, ids, verb) is None


def test_steps_before_another_order_are_forgotten() -> None:
    taken = TakenRows()
    taken.take(ORDER, frozenset({99}), Verb.DONE)
    other = taken.take(ORDER[::-1], frozenset({98}), Verb.DONE)
    assert taken.put_back(other, [98], Verb.DONE) == ORDER[::-1]
    assert taken.put_back(ORDER[::-1], [99], Verb.DONE) is None
