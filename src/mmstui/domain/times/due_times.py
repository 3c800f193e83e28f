"""Times to come, for snooze, reminders and send later: presets, and what people type.

Hours and days are those of a time zone. A local time that the zone skips is the instant at which
its clocks go forward; of one that it has twice, the first is meant.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, NamedTuple

from mmstui.domain.times.days import MONTHS
from mmstui.domain.times.hours import Hours

_SATURDAY: Final = 5
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: The furthest time that is accepted: beyond, a number was mistyped.
FURTHEST: Final = timedelta(days=5 * 366)
_HOW: Final = "Write 14:00, fri 14:00, 2 dec, 3d or 2h."


class Preset(NamedTuple):
    """A time to choose with one key, ready to paint: `tomorrow`, and the instant."""

    name: str
    at: datetime


class TimeProblem(ValueError):
    """A text is no time to come; the message is a sentence to show."""


def presets(now: datetime, zone: tzinfo, hours: Hours) -> list[Preset]:
    """Return the presets that are still to come, in a fixed order."""
    today = now.astimezone(zone).date()
    found = [
        Preset("later today", now + timedelta(hours=hours.later)),
        Preset("this evening", instant(today, hours.evening, zone)),
        Preset("tomorrow", instant(_after(today, 1), hours.morning, zone)),
        Preset("weekend", instant(_next(today, _SATURDAY), hours.weekend, zone)),
        Preset("Monday", instant(_next(today, 0), hours.morning, zone)),
    ]
    is_later_today = found[0].at.astimezone(zone).date() == today
    return [each for each in found[0 if is_later_today else 1 :] if each.at > now]


def parse(text: str, now: datetime, zone: tzinfo, hours: Hours) -> datetime:
    """Return the instant that a person means: always after now. Raises TimeProblem.

    `14:00`, `2pm`, `fri`, `fri 14:00`, `tomorrow 9`, `2 dec`, `dec 2 14:00`, `2026-12-02T14:00`,
    `3d`, `2h`, `90 min`, `1 week`, and `evening`. A day without a time is at the hour of the
    morning. Days and dates without a year are the next ones.
    """
    words = re.sub(r"[\s,]+|(?<=\d)t(?=\d\d:)", " ", text.strip().lower()).strip()
    now = now.astimezone(UTC)
    if (length := _length(words)) is not None:
        return _checked(_in(length, now, zone, hours), now)
    day, rest = _day(words, now.astimezone(zone).date())
    if not rest and day is None:
        raise TimeProblem(f"No time. {_HOW}")
    at = hours.morning if not rest else _time(rest, hours)
    if day is not None:
        if rest in ("", "at") or at is not None:
            found = instant(day, at or hours.morning, zone)
            # Friday, said on a Friday afternoon, is the next one.
            if found <= now and words.split()[0][:3] in {name[:3] for name in _DAYS}:
                found = instant(_after(day, 7), at or hours.morning, zone)
            return _checked(found, now)
    elif at is not None:
        today = now.astimezone(zone).date()
        found = instant(today, at, zone)
        return _checked(found if found > now else instant(_after(today, 1), at, zone), now)
    raise TimeProblem(f"No time. {_HOW}")


def instant(day: date, at: time, zone: tzinfo) -> datetime:
    """Return the instant of a local time, in UTC."""
    local = datetime.combine(day, at, zone)
    found = local.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    # The zone skips that time: the offset before the gap gives an instant after its end, by as much
    # as the time is after its start.
    before = datetime.combine(day, at, zone).replace(fold=1).astimezone(UTC)
    return max(_gap_end(min(before, found), max(before, found), zone), min(before, found))


def _gap_end(start: datetime, end: datetime, zone: tzinfo) -> datetime:
    """Return the instant between two instants at which the zone's clocks go forward."""
    offset = start.astimezone(zone).utcoffset()
    while end - start > timedelta(seconds=1):
        middle = (start + (end - start) / 2).replace(microsecond=0)
        if middle <= start:
            break
        if middle.astimezone(zone).utcoffset() == offset:
            start = middle
        else:
            end = middle
    return end


_UNITS: Final = {
    "m": timedelta(minutes=1), "min": timedelta(minutes=1), "minute": timedelta(minutes=1),
    "h": timedelta(hours=1), "hour": timedelta(hours=1), "d": timedelta(days=1),
    "day": timedelta(days=1), "w": timedelta(weeks=1), "week": timedelta(weeks=1),
}  # fmt: skip


def _length(words: str) -> timedelta | None:
    found = re.fullmatch(r"(?:in )?(\d{1,5}) ?([a-z]+)", words, re.ASCII)
    unit = _UNITS.get(found[2]) or _UNITS.get(found[2].removesuffix("s")) if found else None
    return None if found is None or unit is None else int(found[1]) * unit


def _in(length: timedelta, now: datetime, zone: tzinfo, hours: Hours) -> datetime:
    """Days are days of the calendar, at the hour of the morning; hours are elapsed ones."""
    if length > FURTHEST:
        raise TimeProblem(_TOO_FAR)
    if length % timedelta(days=1) or length < timedelta(days=1):
        return now + length
    return instant(_after(now.astimezone(zone).date(), length.days), hours.morning, zone)


def _day(words: str, today: date) -> tuple[date | None, str]:
    """Return the day that a text begins with, if any, and the rest."""
    first, _, rest = words.partition(" ")
    for place, name in enumerate(_DAYS):
        if len(first) >= 3 and name.startswith(first):
            ahead = (place - today.weekday()) % 7
            return _after(today, ahead), rest
    for place, names in enumerate((("today",), ("tomorrow", "tom", "tmr"))):
        if first in names:
            return _after(today, place), rest
    if found := re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: |$)", words, re.ASCII):
        return _made(today, int(found[3]), int(found[2]), int(found[1])), words[found.end() :]
    by_name = ((r"(\d{1,2}) ?([a-z]{3,9})", (1, 2)), (r"([a-z]{3,9}) (\d{1,2})", (2, 1)))
    for pattern, order in by_name:
        found = re.match(rf"{pattern}(?: (\d{{4}}))?(?: |$)", words, re.ASCII)
        if found and (month := _month(found[order[1]])) is not None:
            year = int(found[3]) if found[3] else None
            return _made(today, int(found[order[0]]), month, year), words[found.end() :]
    return None, words


def _month(name: str) -> int | None:
    return next((n for n, one in enumerate(MONTHS, 1) if one.startswith(name)), None)


def _made(today: date, day: int, month: int, year: int | None) -> date:
    """Return a date; without a year, the next such day from today on."""
    # 29 February: the next leap year may be eight years away.
    if year is not None and year > today.year + FURTHEST.days // 366:
        raise TimeProblem(_TOO_FAR)
    for each in [year] if year else range(today.year, today.year + 9):
        try:
            made = date(each, month, day)
        except ValueError:
            continue
        if year or made >= today:
            return made
    raise TimeProblem(f"There is no such day. {_HOW}")


def _time(words: str, hours: Hours) -> time | None:
    words = words.removeprefix("at ").removeprefix("this ").strip()
    named = {"morning": hours.morning, "evening": hours.evening, "noon": time(12)}
    if words in named:
        return named[words]
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))? ?(am|pm)?", words.rstrip("h"), re.ASCII)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


_TOO_FAR: Final = f"That is more than {FURTHEST.days // 366} years away."


def _checked(at: datetime, now: datetime) -> datetime:
    if at <= now:
        raise TimeProblem("That has passed.")
    if at - now > FURTHEST:
        raise TimeProblem(_TOO_FAR)
    return at


def _next(today: date, weekday: int) -> date:
    """Return the next such day of the week, after today."""
    return _after(today, (weekday - today.weekday() - 1) % 7 + 1)


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)
