"""How far two clocks are apart, as far as answers tell: never exactly.

A `Date` header has whole seconds and was written at some time between question and answer. What is
sure is a least and a most; several answers narrow it down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

_SECOND = timedelta(seconds=1)
#: An answer that took longer does not tell the time: the machine slept, or its clock was set.
PROMPT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Skew:
    """The server's clock minus ours lies between `least` and `most`."""

    least: timedelta
    most: timedelta

    def meet(self, other: Skew) -> Skew | None:
        """What both say; None when they contradict each other: a clock was set in between."""
        least, most = max(self.least, other.least), min(self.most, other.most)
        return Skew(least, most) if least <= most else None


@dataclass(frozen=True, slots=True)
class Before:
    """What was known just before an attempt.

    `looked`: every row of the conversation that was listed then is known, stored or in `seen`.
    `seen`: (server id, server date) of rows with the attempt's text that are not stored.
    """

    skew: Skew | None = None
    looked: bool = False
    seen: tuple[tuple[int, str], ...] = ()


#: No answer of VoIP.ms was ever heard.
NOTHING = Before()


def told(server_time: datetime | None, asked_at: datetime, heard_at: datetime) -> Skew | None:
    """What an answer with this `Date` tells; the other two are by our clock.

    None when it does not: no `Date`, an answer that took too long, or a clock that was set back.
    """
    if server_time is None or not timedelta(0) <= heard_at - asked_at <= PROMPT:
        return None
    return Skew(server_time - heard_at, server_time + _SECOND - asked_at)


def newest(readings: Iterable[Skew]) -> Skew | None:
    """What the newest of some readings say, newest first, up to one that contradicts them."""
    known: Skew | None = None
    for reading in readings:
        both = reading if known is None else known.meet(reading)
        if both is None:
            break
        known = both
    return known
