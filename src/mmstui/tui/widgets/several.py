"""What a message to several people means, in sentences ready to paint."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from mmstui.domain import limits
from mmstui.tui.facts import count_of

APART: Final = "they do not see each other, and reply one by one"


def several_lines(people: int, sends_left: int) -> tuple[str, ...]:
    """Before anything is written: how many sends, what they cost, what is left of today.

    Nothing for one person.
    """
    if people < 2:
        return ()
    cost = f"as MMS {total(people)} USD"
    return (
        f"{people} people, one message each: {APART}.",
        f"{count_of(people, 'API send')}, {left_today(sends_left)}; {cost}.",
        *over(people, sends_left),
    )


def over(people: int, sends_left: int) -> tuple[str, ...]:
    """A warning where today has not room for all; it is none of ours to refuse that."""
    if people <= sends_left:
        return ()
    rest = people - max(0, sends_left)
    what = "it will wait" if people == 1 else f"{rest} of {people} will wait"
    return (f"! over today’s API sends: {what} for your word",)


def left_today(sends_left: int) -> str:
    """`63 left today`."""
    return f"{max(0, sends_left)} left today"


def total(people: int) -> str:
    """What an MMS to each of them costs, in USD."""
    return str(people * Decimal(limits.MMS_PRICE_USD))
