"""The badge: how a text would go, counted as one types. Pure; the compose box paints it."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from mmstui.domain.messages import Did, Kind
from mmstui.domain.numbers import formatted
from mmstui.domain.routing import Route, Why
from mmstui.tui.theme.palette import Role

#: Within so many of the limit the number is bold and says what is left.
CLOSE: Final = 15


class Pill(Enum):
    """How the kind stands in the gutter."""

    NONE = "none"
    ACCENT = "accent"
    ERROR = "error"


class Badge(NamedTuple):
    """`kind` in the gutter, then `number`, then `words`."""

    kind: str
    pill: Pill
    number: str
    bold: bool
    words: str
    role: Role


def badge(route: Route) -> Badge:
    """What the badge says of a route."""
    kind = "MMS" if route.kind is Kind.MMS else "SMS"
    number = f"{route.count}/{route.limit}"
    if not route.sendable and route.why is not Why.EMPTY:
        if route.in_bytes:
            number += " bytes"
        other = "; ctrl+o another number" if route.why in {Why.NO_SMS, Why.NO_MMS} else ""
        return Badge(kind, Pill.ERROR, number, True, f"{route.reason}{other}", Role.ERROR)
    close = 0 <= route.left <= CLOSE
    left = f"{route.left} left" if close else ""
    if route.kind is Kind.MMS:
        words = route.reason if not left else f"{left}; {route.reason}" if route.reason else left
        return Badge(kind, Pill.ACCENT, number, True, words, Role.SOFT)
    return Badge(kind, Pill.NONE, number, close, left, Role.SOFT)


def from_words(did: Did) -> str:
    """`from (514) 555-0100 Shop`, after the number of an empty box that has not the focus."""
    number = formatted(did.number)
    return f"from {number}" if did.label == number else f"from {number} {did.label}"
