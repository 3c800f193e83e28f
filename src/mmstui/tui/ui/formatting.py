"""Formatting of times, days, states and kinds of media, the same on all screens."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final, NamedTuple

from mmstui.domain.kinds import MediaKind, State
from mmstui.domain.text.plurals import count_of as count_of
from mmstui.domain.times.calendar_words import DAYS as DAYS
from mmstui.domain.times.calendar_words import MONTHS as MONTHS
from mmstui.domain.times.calendar_words import clock_time as clock_time
from mmstui.domain.times.calendar_words import day_name as day_name
from mmstui.domain.times.last_night import is_last_night
from mmstui.tui.theme.roles import Role

if TYPE_CHECKING:
    from mmstui.domain.messages import Status
    from mmstui.domain.times.days import Days


class Words(NamedTuple):
    """A state's glyph, word and role of text. They are always shown together."""

    glyph: str
    word: str
    role: Role
    bold: bool = False

    @property
    def text(self) -> str:
        """The glyph and the word."""
        return f"{self.glyph} {self.word}"


_STATES: Final[dict[State, Words]] = {
    State.RECEIVED: Words("", "", Role.SOFT),
    State.QUEUED: Words("○", "queued", Role.SOFT),
    State.HELD: Words("!", "held", Role.WARN),
    State.SCHEDULED: Words("◷", "scheduled", Role.SOFT),
    State.SENDING: Words("→", "sending", Role.SOFT),
    State.SENT: Words("✓", "sent", Role.SOFT),
    State.FAILED: Words("×", "failed", Role.ERROR, True),
    State.UNKNOWN: Words("?", "checking", Role.WARN),
    State.UNCONFIRMED: Words("?", "unconfirmed", Role.WARN, True),
}
DRAFT: Final = Words("¶", "draft", Role.TEXT)
SNOOZED: Final = Words("◷", "snoozed", Role.SOFT)
BACK: Final = Words("◷", "back", Role.ACCENT)
BLOCKED: Final = Words("¬", "blocked", Role.SOFT)
PINNED: Final = Words("◆", "pinned", Role.SOFT)
MUTED: Final = Words("∅", "muted", Role.SOFT)
DONE: Final = Words("▪", "done", Role.SOFT)
UNREAD: Final = "●"
MARKED: Final = "■"
#: The conversation whose thread is open, while the cursor is on another one.
OPEN: Final = "▸"

_MEDIA: Final[dict[MediaKind, Words]] = {
    MediaKind.PHOTO: Words("▣", "photo", Role.SOFT),
    MediaKind.SOUND: Words("♪", "sound", Role.SOFT),
    MediaKind.VIDEO: Words("►", "video", Role.SOFT),
    MediaKind.FILE: Words("▣", "file", Role.SOFT),
}


def state_words(state: State) -> Words:
    """Return the words of a message's state; empty words for a received message."""
    return _STATES[state]


def media_words(kind: MediaKind) -> Words:
    """Return the words of a file's kind."""
    return _MEDIA[kind]


def list_time(at: datetime, now: datetime, zone: tzinfo, *, yesterday: str = "y") -> str:
    """Format a time for a list: `9:40` today, `Thu` in the six days before, `12 Nov`, `2025`.

    `y 23:58` if it `is_last_night`, so that nobody takes it for today. The weekday's letter would
    not do: on a Sunday, `S` for Saturday looks like today. At most seven cells, unless `yesterday`
    is a longer word. The calendar days are those of `zone`.
    """
    local, today = at.astimezone(zone), now.astimezone(zone)
    days, clock = (today.date() - local.date()).days, f"{local.hour}:{local.minute:02}"
    if days == 0:
        return clock
    if is_last_night(at, now, zone):
        return f"{yesterday} {clock}"
    if 0 < days < 7:
        return DAYS[local.weekday()][:3]
    if local.year == today.year:
        return f"{local.day} {MONTHS[local.month - 1][:3]}"
    return str(local.year)


def moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Format a time for a sentence, as `list_time` does, but `yesterday 23:58`."""
    return list_time(at, now, zone, yesterday="yesterday")


def due_time(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Format a time to come: `8:00` today, `Tue 8:00` in the six days after, `2 Dec 8:00`.

    In another year, `2 Dec 2027`; of a time that has passed, as `moment` does.
    """
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days, clock = (local.date() - today).days, clock_time(at, zone)
    if days <= 0:
        return moment(at, now, zone)
    if days < 7:
        return f"{DAYS[local.weekday()][:3]} {clock}"
    day = short_day(local.date(), today)
    return f"{day} {clock}" if local.year == today.year else day


def long_date(day: date) -> str:
    """Format a date: `3 March 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def history_words(status: Status) -> str:
    """Return the line above the oldest stored message; "" while nothing is known."""
    history = status.history
    if history is None:
        return f"Fetching history: {status.progress}" if status.progress else ""
    day = long_date(history.reached)
    if history.limited:
        return f"Nothing older is fetched: the setting since is {day}."
    if history.done:
        return "The beginning."
    count = count_of(status.messages, "message")
    if status.offline_since is not None or status.refused is not None:
        return f"Older history is still to be fetched: {count}, back to {day}."
    return f"Fetching older history: {count}, back to {day}"


def short_day(day: date, today: date) -> str:
    """Format a date: `3 Nov`; with the year if it is not today's."""
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day.day} {MONTHS[day.month - 1][:3]}{year}"


def day_words(days: Days, today: date) -> str:
    """Describe a filter of days: `today`, `last 7 days`, `3 Nov to 9 Nov`, `since 3 Nov`."""
    if days.back:
        return "today" if days.back == 1 else f"last {days.back} days"
    if days.first and days.last:
        last = short_day(days.last, today)
        # Show the same year once.
        same = days.first.year == days.last.year
        first = short_day(days.first, days.last if same else today)
        return last if days.first == days.last else f"{first} to {last}"
    if days.first:
        return f"since {short_day(days.first, today)}"
    return f"until {short_day(days.last, today)}" if days.last else "any date"


def about(long: timedelta) -> str:
    """Format a duration roughly: `12 minutes`, `11 hours`."""
    minutes = max(1, round(long / timedelta(minutes=1)))
    return count_of(minutes, "minute") if minutes < 90 else count_of(round(minutes / 60), "hour")


def ago(long: timedelta) -> str:
    """Format an age: `just now`, `2 min ago`, `3 h ago`, `5 days ago`."""
    minutes = round(long / timedelta(minutes=1))
    if minutes < 1:
        return "just now"
    if minutes < 90:
        return f"{minutes} min ago"
    hours = round(minutes / 60)
    return f"{hours} h ago" if hours < 36 else f"{round(hours / 24)} days ago"
