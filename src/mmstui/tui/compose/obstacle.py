"""Why a message cannot be sent, in words, with the keys that help. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mmstui.domain.messages import Did
from mmstui.domain.phone import numbers
from mmstui.domain.routing import Route, Why, refusal
from mmstui.tui.compose.commands import FROM
from mmstui.tui.ui.commands import hint


class Obstacle(NamedTuple):
    """A sentence, and keys with the word of each."""

    words: str
    keys: tuple[tuple[str, str], ...] = ()


def obstacle(contacts: Sequence[str], did: Did | None, route: Route) -> Obstacle | None:
    """Return why a message of that route cannot be sent from a DID; None if it can."""
    if problem := number_problem(contacts):
        return Obstacle(f"Not sent: {problem}")
    if did is None:
        return Obstacle("Not sent: choose the number to send from.", (hint("from", FROM),))
    if route.sendable:
        return None
    if route.why in {Why.NO_MMS, Why.NO_SMS}:
        lacks = "SMS" if route.why is Why.NO_SMS else "MMS"
        words = f"Not sent: {did.label} has no {lacks}."
        return Obstacle(words, (hint("another number", FROM),))
    return Obstacle(refusal(route))


def number_problem(contacts: Sequence[str]) -> str:
    """Return why one of the numbers cannot be written to, and what to do; "" if all can."""
    for contact in contacts:
        parsed = numbers.parse(contact)
        if parsed.problem:
            whose = "" if len(contacts) == 1 else f"{numbers.formatted(contact)}: "
            # Without a number, nobody can write to the sender.
            other = (
                "" if parsed.kind is numbers.NumberKind.NONE else " A mobile phone can write to it."
            )
            return f"{whose}{parsed.problem}{other}"
    return ""
