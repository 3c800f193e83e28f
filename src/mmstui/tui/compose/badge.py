"""The badge of the compose box: how a draft would be sent. Pure; the box paints it."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from mmstui.domain.messages import Did, Kind
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.routing import Route, Why
from mmstui.tui.compose.commands import FROM
from mmstui.tui.theme.palette import Role

#: From so many characters left on, the count is bold and the rest is shown.
CLOSE: Final = 15


class KindStyle(Enum):
    """How the kind is painted in the gutter."""

    NONE = "none"
    ACCENT = "accent"
    ERROR = "error"


class Badge(NamedTuple):
    """The badge's parts: `kind` in the gutter, then `number`, then `words`."""

    kind: str
    kind_style: KindStyle
    number: str
    bold: bool
    words: str
    role: Role


def badge(route: Route) -> Badge:
    """Return the badge of a route."""
    kind = "MMS" if route.kind is Kind.MMS else "SMS"
    number = f"{route.count}/{route.limit}"
    if not route.sendable and route.why is not Why.EMPTY:
        if route.in_bytes:
            number += " bytes"
        other = f"; {FROM.key} another number" if route.why in {Why.NO_SMS, Why.NO_MMS} else ""
        return Badge(kind, KindStyle.ERROR, number, True, f"{route.reason}{other}", Role.ERROR)
    close = 0 <= route.left <= CLOSE
    left = f"{route.left} left" if close else ""
    if route.kind is Kind.MMS:
        words = route.reason if not left else f"{left}; {route.reason}" if route.reason else left
        return Badge(kind, KindStyle.ACCENT, number, True, words, Role.SOFT)
    return Badge(kind, KindStyle.NONE, number, close, left, Role.SOFT)


def from_words(did: Did) -> str:
    """Return `from (514) 555-0100 Shop`, shown in an empty box without focus."""
    number = formatted(did.number)
    return f"from {number}" if did.label == number else f"from {number} {did.label}"
