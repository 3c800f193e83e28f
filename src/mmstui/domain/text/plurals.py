"""Counts with a noun in singular or plural."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal

_UNITS: Final = {
    "second": timedelta(seconds=1), "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1), "day": timedelta(days=1),
}  # fmt: skip
_SPELLED: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def count_of(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: `1 file`, `2 files`, `1,204 messages`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def spelled(count: int) -> str:
    """`three`; from ten on digits."""
    return _SPELLED[count] if count < len(_SPELLED) else f"{count:,}"


def duration(length: timedelta, unit: Literal["second", "minute", "hour", "day"]) -> str:
    """`30 seconds`, `48 hours`: how long a limit is, in the unit that people count it in."""
    return count_of(round(length / _UNITS[unit]), unit)


def unread_in(messages: int, conversations: int, of: int | None = None) -> str:
    """Return `4 unread in 3 conversations`; `1 of 4 unread in 1 conversation` with a filter."""
    return f"{unread(messages, of)} in {count_of(conversations, 'conversation')}"


def unread(messages: int, of: int | None = None) -> str:
    """Return `4 unread`, which counts messages; `1 of 4 unread` where a filter hides some."""
    among = f" of {of:,}" if of is not None and of != messages else ""
    return f"{messages:,}{among} unread"
