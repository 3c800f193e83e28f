"""Whether the time of something of yesterday is worth telling, besides its day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

_DAY = timedelta(days=1)


def is_last_night(at: datetime, now: datetime, zone: tzinfo) -> bool:
    """Return whether a list shows the time of something of yesterday, besides the day.

    True for yesterday by the calendar of `zone`, if it was after noon or at most 24 elapsed hours
    ago. After a day of 23 hours, the first of those 24 hours belongs to the day before yesterday.
    """
    local, today = at.astimezone(zone), now.astimezone(zone)
    if today.date() - local.date() != _DAY:
        return False
    # In UTC: subtracting times of one zone ignores changes of offset.
    return local.hour >= 12 or now.astimezone(UTC) - at.astimezone(UTC) <= _DAY
