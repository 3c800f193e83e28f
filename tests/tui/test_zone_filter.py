"""Z: whose clock days and times are on."""

from __future__ import annotations

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, available_timezones

import pytest

from mmstui.domain.times.zones import machine_zone, utc_offset, zone, zone_names
from mmstui.tui.inbox.zone_filter import ZoneFilter
from support.dialogs import left, opened
from support.screens import NOW, screen_lines, screen_text, wait_until

TORONTO, TOKYO = ZoneInfo("America/Toronto"), ZoneInfo("Asia/Tokyo")


def dialog(current: tzinfo = TORONTO, home: tzinfo = TORONTO) -> ZoneFilter:
    return ZoneFilter(current, home, "this machine", NOW)


@pytest.mark.parametrize(
    ("current", "keys", "result"),
    [
        (TORONTO, ["enter"], "America/Toronto"),
        (TORONTO, [*"tokyo", "enter"], "Asia/Tokyo"),
        (TORONTO, [*"st john", "enter"], "America/St_Johns"),
        (TORONTO, [*"St_J", "enter"], "America/St_Johns"),
        (TORONTO, [*"kathmandu", "enter"], "Asia/Kathmandu"),
        (TORONTO, [*"lordhow", "enter"], "Australia/Lord_Howe"),
        (TORONTO, [*"buenos arg", "enter"], "America/Argentina/Buenos_Aires"),
        (TOKYO, ["enter"], "Asia/Tokyo"),
        (TOKYO, ["pageup", *["pageup"] * 60, "enter"], "America/Toronto"),
        (TOKYO, ["escape"], None),
    ],
)
async def test_a_few_keys_choose(current: tzinfo, keys: list[str], result: str | None) -> None:
    async with opened(dialog(current)) as (app, pilot):
        await pilot.press(*keys)
        chosen = await left(app, pilot)
        assert (chosen and chosen.key) == result


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12)])
async def test_the_machines_own_is_first_with_its_offset_now(size: tuple[int, int]) -> None:
    async with opened(dialog(), size=size) as (app, pilot):
        first = next(line for line in screen_lines(app) if "UTC" in line)
        assert "UTC-05:00  14:02  America/Toronto" in first
        if size[0] > 40:
            assert "this machine" in first
        assert "enter show Toronto time" in screen_text(app)
        await pilot.press(*"st_johns")
        await wait_until(pilot, lambda: "UTC-03:30  15:32  America/St_Johns" in screen_text(app))
        assert "enter show St Johns time" in screen_text(app)


async def test_what_is_found_nowhere_says_so_and_chooses_nothing() -> None:
    async with opened(dialog()) as (app, pilot):
        await pilot.press(*"[b]x", "enter")
        await wait_until(pilot, lambda: "No time zone has “[b]x” in its name." in screen_text(app))
        assert app.screen is app.dialog


async def test_a_home_without_a_name_is_there_too() -> None:
    async with opened(dialog(UTC, UTC)) as (app, pilot):
        assert "UTC+00:00  19:02  UTC" in screen_text(app)
        await pilot.press("enter")
        assert await left(app, pilot) == UTC


def test_every_zone_is_offered_and_can_be_had() -> None:
    names = zone_names()
    assert len(names) > 500
    assert names == sorted(set(names))
    assert available_timezones() - set(names) <= {"Factory", "localtime"}
    assert all(zone(name) is not None for name in names)


@pytest.mark.parametrize(
    ("name", "offset"),
    [
        ("Asia/Kathmandu", "UTC+05:45"),
        ("America/St_Johns", "UTC-03:30"),
        ("UTC", "UTC+00:00"),
        ("Pacific/Kiritimati", "UTC+14:00"),
    ],
)
def test_an_offset_reads_with_its_minutes(name: str, offset: str) -> None:
    assert utc_offset(ZoneInfo(name), NOW) == offset


def test_the_machines_zone_is_TZ_if_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/St_Johns")
    assert getattr(machine_zone(), "key", "") == "America/St_Johns"
