"""The time zone data, and the machine's zone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from mmstui.doctor.context import CheckFamily, ExaminedSetup
from mmstui.doctor.result import CheckResult, Public, fine, known, said, warning, wrong
from mmstui.domain.times import zones

_DATA: Final = "zones.data"
_MACHINE: Final = "zones.machine"
#: British Columbia stays at UTC-7 from November 2026 on; older data have it at UTC-8.
_WEST: Final = ("America/Vancouver", datetime(2026, 12, 1, tzinfo=UTC), timedelta(hours=-7))
_OLD: Final = timedelta(days=2 * 365)
_NEWER: Final = said(
    "Install newer data: pip install --upgrade tzdata. Without PYTHONTZPATH mmstui takes the newer "
    "of the package's and the system's."
)
_UTC_NAMES: Final = frozenset({"", "UTC", "UTC0", "GMT", "GMT0", "Z", "Zulu", "UCT", "Universal"})


def _checks(setup: ExaminedSetup) -> list[partial[Iterator[CheckResult]]]:
    return [partial(_data, setup.now()), partial(_machine, setup.environ)]


FAMILY: Final = CheckFamily("time zones", _checks)


def _data(now: datetime) -> Iterator[CheckResult]:
    release = zones.RELEASE
    name, at, offset = _WEST
    west = zones.zone(name)
    if west is None or at.astimezone(west).utcoffset() != offset:
        yield wrong(
            _DATA, "old_zones",
            said("The time zone data ({release}) are old: western Canada is an hour off.",
                 release=_named(release.name)), _NEWER,
        )  # fmt: skip
    elif release.name and now - datetime(int(release.name[:4]), 1, 1, tzinfo=UTC) > _OLD:
        words = "The time zone data are of {year}: newer rules are missing."
        yield warning(_DATA, "aged_zones", said(words, year=int(release.name[:4])), _NEWER)
    yield fine(
        _DATA,
        said("Time zones are read from release {release}, {source}, in {folder}.",
             release=_named(release.name), folder=zones.data_folder(),
             source=Public("of the tzdata package" if release.packaged else "of this machine")),
    )  # fmt: skip


def _named(release: str) -> str:
    return known(release or "of unknown age", r"\d{4}[a-z]+|of unknown age")


def _machine(environ: Mapping[str, str]) -> Iterator[CheckResult]:
    found, asked = zones.key_of(zones.machine_zone()), environ.get("TZ")
    if asked is not None and found == "UTC" and _means_another(asked):
        yield wrong(
            _MACHINE, "unknown_tz",
            said("TZ is {tz}, which is no time zone: UTC is used.", tz=asked),
            said("Set TZ to a name such as America/Toronto, or unset it."),
        )  # fmt: skip
        return
    public = Public(found) if found in zones.zone_names() else found
    yield fine(_MACHINE, said("The machine's zone is {zone}.", zone=public))


def _means_another(asked: str) -> bool:
    name = os.path.basename(asked.removeprefix(":"))
    return name not in _UTC_NAMES
