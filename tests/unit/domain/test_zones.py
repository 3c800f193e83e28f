"""Time zones: the newer data for all names, what TZ says, and what people call them."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from mmstui.domain.times import zones

AT = datetime(2026, 11, 29, 7, 30, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def offset(where: tzinfo, at: datetime = AT) -> float:
    """Hours from UTC."""
    return (at.astimezone(where).utcoffset() or timedelta()) / timedelta(hours=1)


def test_british_columbia_no_longer_goes_back_in_november() -> None:
    """Release 2026a and later; a machine may have another one."""
    where = zones.zone("America/Vancouver")
    assert where is not None
    assert f"{AT.astimezone(where):%d %H:%M}" == "29 00:30"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Canada/Pacific", "America/Vancouver"),
        ("US/Eastern", "America/New_York"),
        ("Canada/Mountain", "America/Edmonton"),
        ("America/Yellowknife", "America/Edmonton"),
    ],
)
def test_two_names_of_one_place_are_of_one_data(one: str, other: str) -> None:
    first, second = zones.zone(one), zones.zone(other)
    assert first is not None
    assert second is not None
    for day in range(0, 365, 5):
        at = AT + timedelta(days=day)
        assert offset(first, at) == offset(second, at)


def folder_of(path: Path, release: str, *names: str) -> Path:
    """Data of a machine: Vancouver as Toronto is, so that it is known by it."""
    path.mkdir()
    path.joinpath("tzdata.zi").write_text(f"# version {release}\n")
    package = Path(sys.modules["tzdata"].__file__ or "").parent / "zoneinfo"
    for name in names:
        path.joinpath(name).parent.mkdir(exist_ok=True)
        path.joinpath(name).write_bytes(package.joinpath("America/Toronto").read_bytes())
    return path


def in_a_process(script: str, **environ: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PATH": os.environ["PATH"]} | environ,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("release", "packaged", "hours"),
    [("2025b", True, -7), ("2020a", True, -7), ("", True, -7), ("2099a", False, -5)],
)
def test_the_newer_release_is_taken_for_all_names(
    tmp_path: Path, release: str, packaged: bool, hours: int
) -> None:
    names = ("America/Vancouver", "America/New_York")
    folder = folder_of(tmp_path / "zoneinfo", release, *names)
    script = (
        "import zoneinfo\n"
        f"zoneinfo.reset_tzpath([{str(folder)!r}])\n"
        "from mmstui.domain.times import zones\n"
        "from datetime import datetime, UTC\n"
        f"at = datetime.fromisoformat({AT.isoformat()!r})\n"
        "for name in ('America/Vancouver', 'Canada/Pacific'):\n"
        "    print(at.astimezone(zones.zone(name)).utcoffset().total_seconds() / 3600)\n"
        "print(zones.RELEASE.packaged, zones.RELEASE.name, zones.RELEASE.other)"
    )
    *offsets, told = in_a_process(script).splitlines()
    assert offsets == [f"{hours}.0"] * 2
    ours = sys.modules["tzdata"].IANA_VERSION
    known = (ours, release) if packaged else (release, ours)
    assert told == f"{packaged} {' '.join(known)}".strip()


def test_nobody_else_reads_zones() -> None:
    source = Path(zones.__file__).parents[1]
    others = [
        path for path in source.rglob("*.py")
        if "zoneinfo" in path.read_text() and "simulator" not in path.parts
    ]  # fmt: skip
    assert others == [Path(zones.__file__)]


RULES = [
    "<-07>7", "MST7", "UTC0", "UTC", "EST5EDT", "PST8PDT,M3.2.0,M11.1.0", "PST8PDT",
    "<+0330>-3:30", "NST3:30NDT,M3.2.0,M11.1.0", "AAA4BBB", "CET-1CEST,M3.5.0,M10.5.0/3",
    "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "NZST-12NZDT,M9.5.0,M4.1.0/3", "IST-1GMT0,M10.5.0,M3.5.0/1",
    "AAA5BBB,J60/2,J300/2", "XYZ-14", "", ":", "nowhere", "America/Nowhere",
    ":Asia/Tokyo", "Europe/../Asia/Tokyo", "Asia//Tokyo", "america/toronto", "EST", "5", "AB5",
    "/usr/share/zoneinfo/Asia/Tokyo", ":/usr/share/zoneinfo/Asia/Kolkata", "/nowhere/at/all",
    "Etc/GMT+5", "GMT+5", "UTC+2", "UTC-2:30",
    "AEST-10AEDT,300,60", "AAA5BBB,J59,J300", "AAA5BBB,0/0,J300", "AAA5BBB,J60/-3,364/26",
    "posix/Asia/Tokyo", ":posix/America/St_Johns", "posixrules",
]  # fmt: skip


@pytest.mark.parametrize("told", RULES)
def test_what_date_understands_is_understood(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the C library, from 2011 to 2036: after that glibc has "AAA4BBB" without summer."""
    random_of = random.Random(15)
    instants = sorted(random_of.randrange(1_300_000_000, 2_110_000_000) for _ in range(300))
    script = (
        "import sys, time\n"
        "for at in sys.argv[1].split(','):\n"
        "    print(time.localtime(int(at)).tm_gmtoff)"
    )
    monkeypatch.setenv("TZ", told)
    done = subprocess.run(
        [sys.executable, "-c", script, ",".join(map(str, instants))],
        env={"TZ": told}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    where = zones.machine_zone()
    mine = [datetime.fromtimestamp(at, where).utcoffset() for at in instants]
    assert mine == [timedelta(seconds=int(each)) for each in done.stdout.split()]


@pytest.mark.parametrize(
    ("day", "common", "leap"),
    [
        ("0", "01-01", "01-01"), ("58", "02-28", "02-28"), ("59", "03-01", "02-29"),
        ("80", "03-22", "03-21"), ("J1", "01-01", "01-01"), ("J59", "02-28", "02-28"),
        ("J60", "03-01", "03-01"), ("J81", "03-22", "03-22"), ("M3.2.0", "03-08", "03-12"),
    ],
)  # fmt: skip
def test_summer_begins_on_the_day_that_a_rule_says(
    day: str, common: str, leap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From 0 and with 29 February, or after a J from 1 and without it."""
    monkeypatch.setenv("TZ", f"AAA5BBB,{day},J300")
    where = zones.machine_zone()
    for begins in (f"2026-{common}", f"2028-{leap}"):
        at = datetime.fromisoformat(f"{begins}T07:00:00Z")
        assert (offset(where, at - timedelta(seconds=1)), offset(where, at)) == (-5, -4)


@pytest.mark.parametrize(
    "told",
    [
        "XXX24", "XXX-24:59:59", "AAA5BBB-20,J10/12,J20", "AAA-23BBB", "AAA99",
        "AAA" + "9" * 5000, "A" * 5000,
    ],
)  # fmt: skip
def test_what_no_clock_can_show_is_utc(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", told)
    where = zones.machine_zone()
    assert all(f"{AT + timedelta(days=day):%z}" == "+0000" for day in range(366))
    assert where is UTC


@pytest.mark.parametrize("told", ["right/America/Vancouver", ":right/America/Vancouver"])
def test_a_zone_that_counts_leap_seconds_is_the_plain_one(
    told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Times of messages have none."""
    system = folder_of(tmp_path / "zoneinfo", "2025b")
    folder_of(tmp_path / "zoneinfo" / "right", "2025b", "America/Vancouver")
    monkeypatch.setattr(zones, "_SYSTEM", (str(system),))
    monkeypatch.setenv("TZ", told)
    assert zones.key_of(zones.machine_zone()) == "America/Vancouver"
    assert offset(zones.machine_zone()) == -7


def test_a_path_to_a_zone_goes_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "/usr/share/zoneinfo/America/Vancouver")
    assert zones.key_of(zones.machine_zone()) == "America/Vancouver"
    assert offset(zones.machine_zone()) == -7


def test_a_copy_of_a_zone_goes_by_the_name_that_is_written_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = folder_of(tmp_path / "system", "2025b", "America/Vancouver")
    monkeypatch.setattr(zones, "_SYSTEM", (str(system),))
    copy = tmp_path / "localtime"
    copy.write_bytes(system.joinpath("America/Vancouver").read_bytes())
    assert offset(zones._local_file(copy)) == -5
    tmp_path.joinpath("timezone").write_text("America/Vancouver\n")
    assert offset(zones._local_file(copy)) == -7
    tmp_path.joinpath("timezone").write_text("Asia/Tokyo\n")  # of before: the file is right
    assert offset(zones._local_file(copy)) == -5


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("America/Toronto", "America/Toronto"),
        ("america/toronto", "America/Toronto"),
        ("AMERICA/ST JOHNS", "America/St_Johns"),
        ("st. john's", "America/St_Johns"),
        ("Eastern", "America/New_York"),
        ("eastern time", "America/New_York"),
        ("us/eastern", "US/Eastern"),
        ("EST5EDT", "EST5EDT"),
        ("est5edt", "EST5EDT"),
        ("PST", "America/Los_Angeles"),
        ("pdt", "America/Los_Angeles"),
        ("Montreal", "America/Toronto"),
        ("Montréal", "America/Toronto"),
        ("vancouver", "America/Vancouver"),
        ("new york", "America/New_York"),
        ("port-au-prince", "America/Port-au-Prince"),
        ("tokyo", "Asia/Tokyo"),
        ("UTC", "UTC"),
        ("utc", "UTC"),
        ("Z", "UTC"),
        ("  Asia/Tokyo ", "Asia/Tokyo"),
        ("MONTRÉAL", "America/Toronto"),
        ("St. John’s", "America/St_Johns"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Bogotá", "America/Bogota"),
        ("cancu\u0301n", "America/Cancun"),
        ("Zürich", "Europe/Zurich"),
        ("İSTANBUL", "Asia/Istanbul"),
        ("Ａｓｉａ/Ｔｏｋｙｏ", "Asia/Tokyo"),
    ],
)
def test_zones_by_what_they_are_called(text: str, name: str) -> None:
    assert zones.key_of(zones.named(text)) == name


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("-05:00", -5), ("+0530", 5.5), ("UTC+2", 2), ("utc-3:30", -3.5), ("GMT+1", 1), ("+5", 5),
        ("UTC+00:00", 0), ("UTC +9", 9), ("+14", 14), ("Etc/GMT+5", -5),
        ("UTC\u22123:30", -3.5), ("etc/gmt-5", 5),
    ],
)  # fmt: skip
def test_zones_by_how_far_they_are(text: str, hours: float) -> None:
    assert offset(zones.named(text)) == offset(zones.named(text), SUMMER) == hours


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("America/Torronto", "America/Toronto"),
        ("Vancuver", "America/Vancouver"),
        ("easern", "America/New_York"),
        ("xx", "UTC-5"),
        ("WEST", "WET"),
        ("north", "Australia/North"),
        ("+27:00", "27 hours"),
        ("", "America/Toronto"),
        ("../../etc/passwd", "America/Toronto"),
    ],
)
def test_what_is_no_zone_is_refused_with_what_may_be_meant(text: str, meant: str) -> None:
    with pytest.raises(zones.ZoneProblem, match=meant.replace("+", r"\+")):
        zones.named(text)


def test_every_name_that_is_offered_is_a_zone() -> None:
    missing = [name for name in zones.zone_names() if zones.zone(name) is None]
    assert not missing
    assert all(zones.key_of(zones.named(name.upper())) for name in zones.zone_names())
