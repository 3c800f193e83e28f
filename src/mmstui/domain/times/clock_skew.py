"""The difference between VoIP.ms's clock and ours, as bounds: answers never tell it exactly.

A `Date` header has whole seconds and was written at some time between request and answer. So an
answer gives a minimum and a maximum, and several answers narrow them down.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from mmstui.domain.records import record

_SECOND = timedelta(seconds=1)
#: Slower answers are ignored: the machine may have slept, or its clock may have been set.
PROMPT = timedelta(seconds=60)


@record
class Skew:
    """The server's clock minus ours lies between `least` and `most`."""

    least: timedelta
    most: timedelta

    def meet(self, other: Skew) -> Skew | None:
        """Return the intersection; None for a contradiction: a clock was set in between."""
        least, most = max(self.least, other.least), min(self.most, other.most)
        return Skew(least, most) if least <= most else None


@record
class Before:
    """What was known just before an attempt.

    `looked`: every row listed for the conversation at that time is stored or in `seen`. `seen`:
    (server id, server date) of rows with the attempt's text that are not stored.
    """

    skew: Skew | None = None
    looked: bool = False
    seen: tuple[tuple[int, str], ...] = ()


#: The value before any answer of VoIP.ms.
NOTHING = Before()


def told(server_time: datetime | None, asked_at: datetime, heard_at: datetime) -> Skew | None:
    """Return the bounds from an answer's `Date`; `asked_at` and `heard_at` are by our clock.

    None without a `Date`, for an answer that took too long, or when the clock was set back.
    """
    if server_time is None or not timedelta(0) <= heard_at - asked_at <= PROMPT:
        return None
    return Skew(server_time - heard_at, server_time + _SECOND - asked_at)


def newest(readings: Iterable[Skew]) -> Skew | None:
    """Intersect readings, newest first, up to the first that contradicts the newer ones."""
    known: Skew | None = None
    for reading in readings:
        both = reading if known is None else known.meet(reading)
        if both is None:
            break
        known = both
    return known
