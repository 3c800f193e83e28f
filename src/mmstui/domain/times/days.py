"""Calendar days of a time zone: their instants, and how people write them.

A day is the set of instants at which the zone's calendar shows it: 23 or 25 hours where the clocks
change, empty where the zone skipped the day, and two pieces where clocks went back over midnight.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, NamedTuple

from mmstui.domain.records import record
from mmstui.domain.times.last_night import is_last_night as is_last_night

#: Numbers of days up to today that keys of the dates dialog choose.
PRESETS: Final = (1, 7, 30, 90)

#: Beyond these, a day or its neighbours are outside the range of `datetime`.
_FIRST, _LAST = date(2, 1, 1), date(9998, 12, 30)
_DAY, _HOUR, _SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
#: English names, in lower case.
MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_HOW: Final = "Write 3 nov or 2026-11-03."


class Span(NamedTuple):
    """Instants from `since`, included, to `until`, excluded."""

    since: datetime
    until: datetime


@record
class Days:
    """A choice of days: the `back` days up to today, else from `first` to `last`.

    `first` and `last` are included; None means no limit.
    """

    first: date | None = None
    last: date | None = None
    back: int = 0

    def between(self, today: date) -> tuple[date | None, date | None]:
        """Return the first and the last day."""
        return (before(today, self.back - 1), today) if self.back else (self.first, self.last)

    def spans(self, now: datetime, zone: tzinfo) -> tuple[Span, ...]:
        """Return the spans of these days in a zone, in order."""
        return spans(*self.between(now.astimezone(zone).date()), zone)


class DayProblem(ValueError):
    """A text is not a day; the message is a sentence to show."""


def before(day: date, days: int) -> date:
    """Return the day that is `days` days earlier."""
    return day - timedelta(days=days)


def spans(first: date | None, last: date | None, zone: tzinfo) -> tuple[Span, ...]:
    """Return the spans whose date in a zone is between two days, both included; None: no limit.

    Mostly one span. There are two with a gap between where clocks went back over midnight, and none
    where the zone skipped the days.
    """
    first = min(max(first or _FIRST, _FIRST), _LAST)
    last = min(max(last or _LAST, _FIRST), _LAST)
    if last < first:
        return ()
    begins, ends = _crossings(first, zone), _crossings(last + _DAY, zone)
    # The instants from the first day on, without those after the last day.
    edges = sorted(set(begins) ^ set(ends))
    return tuple(Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=True))


def _crossings(day: date, zone: tzinfo) -> list[datetime]:
    """Return the instants at which a zone's calendar enters or leaves "at or after `day`"."""
    midnight = datetime.combine(day, time(), UTC)
    # The offset of a zone from UTC is less than a day.
    start, end = midnight - _DAY, midnight + _DAY
    found: list[datetime] = []
    inside = False
    pieces = _pieces(start, end, zone)
    for (begin, offset), (stop, _) in zip(pieces, [*pieces[1:], (end, timedelta())], strict=True):
        cross = midnight - offset
        if inside != (begin >= cross):
            found.append(begin)
            inside = not inside
        if not inside and cross < stop:
            found.append(cross)
            inside = True
    return found


def _pieces(start: datetime, end: datetime, zone: tzinfo) -> list[tuple[datetime, timedelta]]:
    """Return (instant, offset from UTC) for each change of offset between two instants."""

    def offset(at: datetime) -> timedelta:
        return at.astimezone(zone).utcoffset() or timedelta()

    pieces = [(start, offset(start))]
    at = start
    while at < end:
        later = at + _HOUR
        if (other := offset(later)) != pieces[-1][1]:
            pieces.append((_change(at, later, offset), other))
        at = later
    return pieces


def _change(before: datetime, after: datetime, offset: Callable[[datetime], timedelta]) -> datetime:
    """Return the second at which the offset changes between two instants."""
    old = offset(before)
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if offset(middle) == old:
            before = middle
        else:
            after = middle
    return after


def parse_day(text: str, today: date) -> date:
    """Parse a day: `2026-11-03`, `11-03`, `3 nov`, `3 nov 2025`, `today` or `yesterday`.

    Without a year, the last such day up to today. Raises DayProblem.
    """
    words = re.sub(r"[\s,.]+", " ", text.strip().lower()).strip()
    if words in ("today", "yesterday"):
        return before(today, words == "yesterday")
    if found := re.fullmatch(r"(?:(\d{4})[-/])?(\d{1,2})[-/](\d{1,2})", words, re.ASCII):
        year, month, day = found.groups()
        return _made(year, int(month), int(day), today)
    if found := re.fullmatch(r"(\d{1,2}) ?([a-z]{3,9})(?: (\d{4}))?", words, re.ASCII):
        day, name, year = found.groups()
        if (month := _month(name)) is not None:
            return _made(year, month, int(day), today)
    raise DayProblem(f"No date. {_HOW}")


def _month(name: str) -> int | None:
    return next((n for n, one in enumerate(MONTHS, 1) if one.startswith(name)), None)


def _made(year: str | None, month: int, day: int, today: date) -> date:
    if not 1 <= month <= 12:
        raise DayProblem(f"There is no month {month}. {_HOW}")
    # 29 February: the last leap year may be up to eight years ago.
    for one in [int(year)] if year else range(today.year, today.year - 9, -1):
        try:
            made = date(one, month, day)
        except ValueError:
            continue
        if year or made <= today:
            return made
    name = MONTHS[month - 1].capitalize()
    raise DayProblem(f"There is no {day} {name}{f' {year}' if year else ''}.")
