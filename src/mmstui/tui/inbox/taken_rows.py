"""What keys took out of the list, for undo to put it back where it was.

To read the order of 10,000 conversations takes longer than all else that undo does until its frame.
Undo needs that only if the order has changed in another way since.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from mmstui.domain.triage import Verb

#: Steps that are remembered.
STEPS: Final = 50
#: Rows that are looked for one by one in the order.
FEW_GONE: Final = 8


class _Step(NamedTuple):
    verb: Verb
    gone: frozenset[int]
    listed: list[tuple[int, int]]  #: those that were listed, with their indexes, from the top


class TakenRows:
    """The last rows that were taken out of an order, key by key."""

    def __init__(self) -> None:
        self._steps: list[_Step] = []
        #: The order after the last step.
        self._after: list[int] = []

    def take(self, order: list[int], gone: frozenset[int], verb: Verb) -> list[int]:
        """Return the order without some rows."""
        if self._steps and order != self._after:
            self._steps.clear()
        if len(gone) > FEW_GONE:
            places = [place for place, number in enumerate(order) if number in gone]
        else:
            # To look at each of 10,000 rows takes longer than to paint the list.
            places = sorted(order.index(number) for number in gone if number in order)
        rest = order.copy()
        listed = [(place, rest.pop(place)) for place in reversed(places)][::-1]
        self._steps = [*self._steps[1 - STEPS :], _Step(verb, gone, listed)]
        self._after = rest
        return rest

    def put_back(self, order: list[int], ids: Collection[int], verb: Verb) -> list[int] | None:
        """Return the order with the rows of the last step; None if it is not the one undone."""
        if not self._steps or order != self._after:
            return None
        step = self._steps[-1]
        if (step.verb, step.gone) != (verb, frozenset(ids)):
            return None
        self._steps.pop()
        back: list[int] = []
        taken = 0
        for place, number in step.listed:
            # The rows between two that come back, not one by one.
            between = order[taken : taken + place - len(back)]
            taken += len(between)
            back += [*between, number]
        self._after = back + order[taken:]
        return self._after
