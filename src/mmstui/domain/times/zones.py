"""Time zones: their data, their names, and the machine's zone.

The only module that imports zoneinfo. All zones are read from one release of the IANA data: the
newer of the system's and the tzdata package's. By itself, zoneinfo asks the system first and takes
missing zones from the package, so that two names of one place may differ.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from mmstui.domain.patterns import lazy_pattern
from mmstui.domain.times.zone_names import COMMON

_RELEASE: Final = re.compile(r"(\d{4})([a-z]+)")
_OFFSET: Final = lazy_pattern(r"(?:utc|gmt)? ?([+-])(\d{1,2})(?::?([0-5]\d))?", re.ASCII)
#: Folders of zones, and names of zones, that are no cities.
_NO_CITIES_OF: Final = ("Etc", "US", "Canada", "Brazil", "Mexico", "Chile")
_NO_CITIES: Final = frozenset({"ACT", "Center", "LHI", "NSW", "North", "South", "West"})
#: Names that are no places; `Factory` means that no zone was chosen.
_NO_PLACES: Final = frozenset({"Factory", "localtime", "posixrules"})


class ZoneProblem(ValueError):
    """A text is not a time zone; the message is a sentence to show."""


class Release(NamedTuple):
    """The release of the data, such as `2026f`, and whether it is the package's. "" if unknown.

    `other`: the release that is not used.
    """

    name: str
    packaged: bool
    other: str


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            return file.readline(200)
    except OSError:
        return ""


def _release_in(folder: Path) -> str:
    """Return the release of a folder of zones, from `tzdata.zi` or macOS's `+VERSION`."""
    for name in ("tzdata.zi", "+VERSION"):
        if found := _RELEASE.search(_first_line(folder / name)):
            return found[0]
    return ""


def _package() -> tuple[Path | None, str]:
    try:
        import tzdata  # type: ignore[import-untyped]
    except ImportError:
        return None, ""
    folder = Path(tzdata.__file__).parent / "zoneinfo"
    return (folder if folder.is_dir() else None), str(tzdata.IANA_VERSION)


def _age(release: str) -> tuple[int, int, str]:
    found = _RELEASE.match(release)
    return (int(found[1]), len(found[2]), found[2]) if found else (0, 0, "")


def _choose_release() -> Release:
    """Make zoneinfo read the newer data. A folder in PYTHONTZPATH is always used."""
    system = next((path for path in map(Path, zoneinfo.TZPATH) if path.is_dir()), None)
    theirs = _release_in(system) if system else ""
    folder, ours = _package()
    asked_for = system is not None and bool(os.environ.get("PYTHONTZPATH"))
    if folder is None or asked_for or (system and _age(theirs) >= _age(ours)):
        return Release(theirs, packaged=False, other=ours)
    zoneinfo.reset_tzpath([str(folder)])
    # Zones of the other data may have been made already.
    ZoneInfo.clear_cache()
    return Release(ours, packaged=True, other=theirs)


#: The data in use, chosen when this module is imported: before any zone is made.
RELEASE: Final = _choose_release()


def data_folder() -> str:
    """Return the folder of the data in use, or ""."""
    return next(iter(zoneinfo.TZPATH), "")


def zone(name: str) -> ZoneInfo | None:
    """Return the IANA zone of a name, or None.

    A name that the data in use lack is replaced by the name of which it is an alias.
    """
    try:
        if not any(Path(folder, name).is_file() for folder in zoneinfo.TZPATH):
            name = _aliases().get(name, name)
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError.
        return None


@cache
def _aliases() -> dict[str, str]:
    """Return names by alias, from the package: Debian has aliases in a separate package."""
    folder, _ = _package()
    if folder is None:
        return {}
    links: dict[str, str] = {}
    try:
        with (folder / "tzdata.zi").open(encoding="ascii") as file:
            for line in file:
                if line.startswith("L "):
                    _, target, name = line.split()
                    links[name] = target
    except (OSError, ValueError):
        return {}
    return links


EASTERN: Final = ZoneInfo("America/New_York")


def named(text: str) -> tzinfo:
    """Return the zone of a name: an IANA name in any case, a city, `eastern`, `PST` or `UTC-5`.

    Offsets follow ISO 8601: `-05:00` is five hours behind UTC. Raises ZoneProblem.
    """
    text = text.strip()
    if text and (found := zone(text)):
        return found
    wanted = _folded(text)
    if wanted in COMMON and (found := zone(COMMON[wanted])):
        return found
    names = _by_folded_name()
    if wanted in names and (found := zone(names[wanted])):
        return found
    if offset := _OFFSET.fullmatch(text.lower().replace("\u2212", "-")):
        return _fixed(*offset.groups())
    raise ZoneProblem(f"“{text}” is no time zone. {_suggestion(wanted)}")


def _folded(text: str) -> str:
    from mmstui.domain.searching.text_folding import fold  # the start has no time for it

    letters = re.sub(r"[^/+-]+", lambda word: fold(word[0]), re.sub("[.'’]", "", text))
    return re.sub(r"[\s-]+", " ", letters).strip()


@cache
def _by_folded_name() -> dict[str, str]:
    """Return IANA names by folded name, and by city; whole names win."""
    whole = {_folded(name): name for name in zone_names()}
    cities: dict[str, list[str]] = {}
    for name in whole.values():
        area, _, city = name.rpartition("/")
        if area and not area.startswith(_NO_CITIES_OF) and city not in _NO_CITIES:
            cities.setdefault(_folded(city), []).append(name)
    return {city: min(names, key=len) for city, names in cities.items()} | whole


def _fixed(sign: str, hours: str, minutes: str | None) -> tzinfo:
    long = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if long > timedelta(hours=15):
        raise ZoneProblem(f"No place is {sign}{hours} hours from UTC.")
    if not long:
        return UTC
    name = f"UTC{sign}{int(hours):02}:{minutes or '00'}"
    return timezone(-long if sign == "-" else long, name)


def _suggestion(wanted: str) -> str:
    from difflib import get_close_matches  # slow to import, and only needed for errors

    names = {**_by_folded_name(), **COMMON}
    part = [name for name in names if len(wanted) > 2 and wanted in name]
    found = get_close_matches(wanted, names, 3, 0.7) or sorted(part, key=len)[:3]
    if not found:
        return "Write one as America/Toronto, Vancouver, eastern or UTC-5."
    meant = list(dict.fromkeys(names[each] for each in found))
    return f"Do you mean {' or '.join(meant)}?"


def machine_zone() -> tzinfo:
    """Return the machine's zone: TZ as `date` reads it, else /etc/localtime, else UTC.

    A ZoneInfo rather than a fixed offset, so that times before a clock change are right too.
    """
    value = os.environ.get("TZ")
    return _local_file(Path("/etc/localtime")) if value is None else _of_environment(value)


def _of_environment(text: str) -> tzinfo:
    """Return the zone in TZ: a name, a path, or a POSIX rule such as `MST7`; else UTC."""
    text = text.removeprefix(":")
    if not text:
        return UTC
    if text.startswith("/"):
        return _of_file(Path(text)) or UTC
    return zone(os.path.normpath(text)) or _of_system(text) or _of_rule(text) or UTC


def _of_system(name: str) -> tzinfo | None:
    """What only the system's folder has: `posix/`, `right/`, zones that somebody compiled."""
    found = (_of_file(Path(folder, name)) for folder in _SYSTEM)
    return next((each for each in found if each is not None), None)


def _local_file(path: Path) -> tzinfo:
    found = _of_file(path)
    # A copied file has no name. Debian stores the name, which may be outdated, so compare.
    name = _first_line(path.parent / "timezone").strip()
    if found is not None and key_of(found) == _UNNAMED and name and (same := zone(name)):
        copied = any(_same_bytes(path, Path(folder, name)) for folder in _SYSTEM)
        return same if copied else found
    return found or UTC


_UNNAMED: Final = "localtime"
_SYSTEM: Final = ("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo")


def _same_bytes(one: Path, other: Path) -> bool:
    try:
        return one.read_bytes() == other.read_bytes()
    except OSError:
        return False


def _of_file(path: Path) -> tzinfo | None:
    """Return the zone of a file, by name if it is in a folder of zones, whose data may be old."""
    before, found, name = os.path.realpath(path).rpartition("/zoneinfo/")
    name = name.removeprefix("posix/").removeprefix("right/")
    if before and found and (known := zone(name)):
        return known
    try:
        with path.open("rb") as file:
            return ZoneInfo.from_file(file, _UNNAMED)
    except (OSError, ValueError, struct.error):
        return None


_RULE_NAME: Final = "(?:[A-Za-z]{3,}|<[^>]{3,}>)"
_HOURS: Final = lazy_pattern("(?<=[A-Za-z>])[+-]?[0-9]{1,3}")
_MOST_HOURS: Final = 22
_DAY: Final = lazy_pattern(r"(?<=,)(J?)(\d{1,3})(?=[/,]|$)", re.ASCII)


def _of_rule(text: str) -> tzinfo | None:
    """Return the zone of a POSIX rule: `<-07>7`, `PST8PDT,M3.2.0,M11.1.0`.

    zoneinfo reads such rules as the last line of a zone file (RFC 8536 section 3.3).
    """
    if not re.match(_RULE_NAME, text):
        return None  # zoneinfo would accept shorter names.
    hours = [0, *map(int, _HOURS.findall(text.partition(",")[0]))]
    if max(hours) - min(hours) > _MOST_HOURS:
        return None  # A `datetime` cannot have such an offset, at least in summer.
    if re.fullmatch(f"{_RULE_NAME}[^,A-Za-z<]+{_RULE_NAME}[^,]*", text):
        text += ",M3.2.0,M11.1.0"  # The C library's default rule.
    counts = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4)
    block = counts + struct.pack(">lbb4s", 0, 0, 0, b"UTC\0")
    try:
        data = block + block + b"\n" + _DAY.sub(_as_zoneinfo_counts, text).encode("ascii") + b"\n"
        return ZoneInfo.from_file(io.BytesIO(data), text)
    except ValueError:  # or UnicodeError
        return None


def _as_zoneinfo_counts(day: re.Match[str]) -> str:
    """A day of the year for zoneinfo, which counts both kinds from 1 (`zoneinfo-february-rule.sh`).

    `59` is 1 March, in a leap year 29 February; `J59` is 28 February always, as its `59` is.
    """
    is_julian, number = bool(day[1]), int(day[2])
    if is_julian:
        return "59" if number == 59 else day[0]
    return "J365" if number == 365 else str(number + 1)


def zone_names() -> list[str]:
    """Return the names of all IANA zones, sorted.

    Read from the tzdata package's list: searching the disk takes 0.1 s.
    """
    folder, _ = _package()
    try:
        text = folder.with_name("zones").read_text(encoding="ascii") if folder else ""
    except (OSError, ValueError):
        text = ""
    return sorted(set(text.split() or zoneinfo.available_timezones()) - _NO_PLACES)


def key_of(where: tzinfo) -> str:
    """Return the full name of a zone."""
    return getattr(where, "key", None) or str(where)


def utc_offset(where: tzinfo, at: datetime) -> str:
    """Return a zone's offset from UTC at an instant: `UTC-03:30`."""
    offset = at.astimezone(where).utcoffset() or timedelta()
    minutes = offset // timedelta(minutes=1)
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def zone_name(where: tzinfo) -> str:
    """Return the short name of a zone for the header: its city, `Toronto`."""
    return key_of(where).rsplit("/", 1)[-1].replace("_", " ")
