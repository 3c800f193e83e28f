"""Sentences about a message to several people, ready to paint."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from mmstui.domain import limits
from mmstui.domain.messages import Kind
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.description_lines import Word

NOT_A_GROUP: Final = "They do not see each other, and reply one by one."


def several_lines(people: int, sends_left: int) -> tuple[Word, ...]:
    """Return how many sends a new message needs, their cost, and how many are left today.

    Empty for one person.
    """
    if people < 2:
        return ()
    cost = f"as MMS {total(people)} USD"
    return (
        Word(f"{people} people, one message each; they do not see each other."),
        Word(
            f"They reply one by one. {people} API sends, {max(0, sends_left)} left today; {cost}."
        ),
        *over(people, sends_left),
    )


def today_words(people: int, kind: Kind, sends_left: int | None) -> tuple[str, Word | None]:
    """Return the words about today's limit: after the badge, and on a line of their own.

    `sends_left` None: unknown.
    """
    if people > 1:
        cost = f", {total(people)} USD" if kind is Kind.MMS else ""
        words = f"{people} messages{cost}"
        if sends_left is None:
            return "", Word(words)
        if over(people, sends_left):
            return "", over(people, sends_left)[0]
        return "", Word(f"{words}; the API allows {sends_left} more today")
    if sends_left is None:
        return "", None
    if sends_left < 1:
        return "", over(1, 0)[0]
    return f"{sends_left} more today", None


def over(people: int, sends_left: int) -> tuple[Word, ...]:
    """Return a warning if a message may exceed today's limit, which does not prevent sending."""
    if people <= sends_left:
        return ()
    rest = people - max(0, sends_left)
    held = "it" if people == 1 else f"{rest} of {people}"
    return (Word(f"! perhaps over today’s API limit: mmstui may hold {held}", Role.WARN),)


def total(people: int) -> str:
    """Return the price of an MMS to each of `people`, in USD."""
    return str(people * Decimal(limits.MMS_PRICE_USD))
