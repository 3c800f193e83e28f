"""Names of days and times of the clock, the same on all screens and in templates of messages."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

# Not strftime: the names of days must not follow the locale in one half of the screen only.
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def clock_time(at: datetime, zone: tzinfo) -> str:
    """Format an aware time on the clock of a zone: `9:40`, `14:01`."""
    local = at.astimezone(zone)
    return f"{local.hour}:{local.minute:02}"


def day_name(at: datetime, zone: tzinfo, *, now: datetime | None = None) -> str:
    """Format a day: `Friday 20 November`; with the year if `now` is in another one."""
    local = at.astimezone(zone)
    name = f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"
    if now is not None and now.astimezone(zone).year != local.year:
        name += f" {local.year}"
    return name
