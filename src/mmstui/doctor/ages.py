"""How long ago something was, in words."""

from __future__ import annotations

from datetime import datetime

from mmstui.domain.text.plurals import count_of


def age(then: datetime, now: datetime) -> str:
    """Return how long ago something was, in one unit: `3 minutes`."""
    seconds = max(0, round((now - then).total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * length:
            return count_of(seconds // length, unit)
    return count_of(seconds, "second")
