"""Time zones by name, and the one this machine lives in."""

from __future__ import annotations

import os
from datetime import UTC, tzinfo
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


def zone_name(where: tzinfo) -> str:
    """What the header calls a zone: the city of its name, `Toronto`."""
    key = getattr(where, "key", None) or str(where)
    return key.rsplit("/", 1)[-1].replace("_", " ")
