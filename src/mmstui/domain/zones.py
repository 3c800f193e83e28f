"""Time zones by name, and the one this machine lives in."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo


def zone(name: str) -> ZoneInfo | None:
    """The IANA zone of that name, or None."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return None


def machine_zone() -> tzinfo:
    """The machine's zone: TZ, else /etc/localtime, else UTC.

    A ZoneInfo and not a fixed offset, so that a thread that crosses a change of clocks is right.
    """
    if (name := os.environ.get("TZ", "").lstrip(":")) and (found := zone(name)):
        return found
    local = Path("/etc/localtime")
    parts = os.path.realpath(local).split("/zoneinfo/")
    if len(parts) == 2 and (found := zone(parts[1])):
        return found
    try:
        with local.open("rb") as file:
            return ZoneInfo.from_file(file, "localtime")
    except (OSError, ValueError):
        return UTC


def zone_names() -> list[str]:
    """The names of all IANA zones, in order.

    From the list that the package of zones brings: to look for them on the disk takes 0.1 s.
    """
    from importlib.resources import files  # not on the way to the first frame
    from zoneinfo import available_timezones

    try:
        text = files("tzdata").joinpath("zones").read_text(encoding="ascii")
        names = set(text.split())
    except (ModuleNotFoundError, OSError, ValueError):
        names = available_timezones()
    return sorted(names - {"Factory", "localtime"})


def key_of(where: tzinfo) -> str:
    """The name of a zone, whole."""
    return getattr(where, "key", None) or str(where)


def utc_offset(where: tzinfo, at: datetime) -> str:
    """How far a zone's clock is from UTC at an instant: `UTC-03:30`."""
    offset = at.astimezone(where).utcoffset() or timedelta()
    minutes = offset // timedelta(minutes=1)
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def zone_name(where: tzinfo) -> str:
    """What the header calls a zone: the city of its name, `Toronto`."""
    return key_of(where).rsplit("/", 1)[-1].replace("_", " ")
