"""Eastern wall-clock time, the only time of VoIP.ms (voipms-api.md section 4)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")
NO_SHIFT = -5.0
"""The default of the parameter `timezone`, which shifts nothing."""


def wall_clock(epoch: float, timezone: float = NO_SHIFT) -> datetime:
    """Return VoIP.ms's naive time of `epoch`: Eastern time plus `timezone + 5` hours."""
    eastern = datetime.fromtimestamp(epoch, EASTERN).replace(tzinfo=None, microsecond=0, fold=0)
    return eastern + timedelta(hours=timezone + 5)


def render(epoch: float, timezone: float = NO_SHIFT) -> str:
    """Return `epoch` as `YYYY-MM-DD HH:MM:SS`, the format of rows."""
    return wall_clock(epoch, timezone).isoformat(" ")


def eastern_day(epoch: float) -> date:
    """Return the Eastern calendar day, at whose midnight limits are reset."""
    return datetime.fromtimestamp(epoch, EASTERN).date()


def search_window(first: date, last: date, timezone: float) -> tuple[float, float]:
    """Return two epochs that enclose the days `first` to `last`, both included.

    The window is a few hours too wide, because an hour that occurs twice or never has no single
    boundary. Callers test the rendered day.
    """
    shift = timedelta(hours=timezone + 5)
    slack = timedelta(hours=3)
    start = datetime(first.year, first.month, first.day, tzinfo=EASTERN)
    end = datetime(last.year, last.month, last.day, tzinfo=EASTERN)
    begin = start.timestamp() - (shift + slack).total_seconds()
    finish = end.timestamp() + (timedelta(days=1) - shift + slack).total_seconds()
    return begin, finish
