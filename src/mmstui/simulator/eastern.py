"""Eastern wall clock, the only time VoIP.ms speaks (voipms-api.md section 4)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")
NO_SHIFT = -5.0
"""The `timezone` parameter that shifts nothing: what leaving it out means."""


def wall_clock(epoch: float, timezone: float = NO_SHIFT) -> datetime:
    """Return the naive time the service shows for `epoch`: Eastern plus `timezone + 5` hours."""
    eastern = datetime.fromtimestamp(epoch, EASTERN).replace(tzinfo=None, microsecond=0, fold=0)
    return eastern + timedelta(hours=timezone + 5)


def render(epoch: float, timezone: float = NO_SHIFT) -> str:
    """Return `epoch` as `YYYY-MM-DD HH:MM:SS`, the way rows carry it."""
    return wall_clock(epoch, timezone).isoformat(" ")


def eastern_day(epoch: float) -> date:
    """Return the calendar day in Eastern time, where days begin and limits are reset."""
    return datetime.fromtimestamp(epoch, EASTERN).date()


def search_window(first: date, last: date, timezone: float) -> tuple[float, float]:
    """Return epochs that surely enclose the days `first` to `last`, both included.

    Wide by a few hours on purpose: the exact test is made on the rendered day, for an hour that
    occurs twice, or never, has no single boundary.
    """
    shift = timedelta(hours=timezone + 5)
    slack = timedelta(hours=3)
    start = datetime(first.year, first.month, first.day, tzinfo=EASTERN)
    end = datetime(last.year, last.month, last.day, tzinfo=EASTERN)
    begin = start.timestamp() - (shift + slack).total_seconds()
    finish = end.timestamp() + (timedelta(days=1) - shift + slack).total_seconds()
    return begin, finish
