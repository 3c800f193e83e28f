"""A refused account: why, the address to allow, what to do, and the key that tries again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mmstui.center import MessageCenter
from mmstui.tui.account.overview import AccountStatus
from mmstui.tui.app import InboxApp
from support.inboxes import NOW, fill_like_the_picture, make_center, store_of
from support.opened import open_inbox
from support.screens import screen_lines, screen_text, wait_until
from support.stores import FakeClock

SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24), (50, 20)])
ADDRESS = "203.0.113.7"


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center(tmp_path, FakeClock(NOW))
    yield center
    center.close()


def refuse(center: MessageCenter, status: str) -> None:
    signals = store_of(center).signals
    signals.set("address", ADDRESS, NOW)
    signals.set("access", status, NOW)


def said(app: InboxApp) -> str:
    """Header, list or dialog as one line: sentences are broken where there is room."""
    header, *lines = screen_lines(app)
    wide = app.size.width >= 90 and app.screen is app.inbox
    lines = [line[:46] if wide else line for line in lines]
    return " ".join(" ".join([header, *lines]).replace("│", " ").replace("┃", " ").split())


@pytest.mark.parametrize("size", [(80, 24), (50, 20)])
async def test_in_little_room_the_list_says_it_at_the_very_first_start(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    await list_says(center, size, "ip_not_enabled", "no API calls from", f"Allow {ADDRESS} at")


@pytest.mark.parametrize(
    ("status", "words", "fix"),
    [
        ("ip_not_enabled", "no API calls from this machine's address", f"Allow {ADDRESS} at"),
        ("ip_not_allowed", "no API calls from this machine's address", f"Allow {ADDRESS} at"),
        ("invalid_credentials", "does not accept this username", "The API password is not the"),
        ("api_not_enabled", "The API is not enabled", "Enable it at voip.ms"),
        ("something_new[b]", "VoIP.ms refuses access.", "Look at what the API allows at voip.ms"),
    ],
)
async def test_at_the_very_first_start_the_list_says_it(
    center: MessageCenter, status: str, words: str, fix: str
) -> None:
    await list_says(center, (120, 36), status, words, fix)


async def list_says(
    center: MessageCenter, size: tuple[int, int], status: str, words: str, fix: str
) -> None:
    refuse(center, status)
    async with open_inbox(center, size=size) as (app, pilot):
        await wait_until(pilot, lambda: "ctrl+r try again" in said(app))
        assert words in said(app)
        assert fix in said(app)
        assert f"VoIP.ms said {status}." in said(app)
        assert (ADDRESS in said(app)) is status.startswith("ip_")
        assert "access refused" in said(app)
        assert "in a shell" not in said(app)


async def test_with_messages_it_stands_beside_the_list(center: MessageCenter) -> None:
    fill_like_the_picture(center, more=3)
    async with open_inbox(center) as (app, pilot):
        assert "Allow" not in said(app)
        refuse(center, "ip_not_enabled")
        await wait_until(pilot, lambda: f"Allow {ADDRESS} at" in screen_text(app))
        assert "ctrl+r  try again" in screen_text(app)
        assert "VoIP.ms said ip_not_enabled at 14:02." in screen_text(app)
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: store_of(center).signals.get("poll_request"))
        store_of(center).signals.clear("access")
        await wait_until(pilot, lambda: "Allow" not in screen_text(app))


@SIZES
async def test_polls_that_fail_though_voipms_answers_are_told(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    fill_like_the_picture(center, more=3)
    words = "VoIP.ms is maintaining this part"
    store_of(center).signals.set("poll_trouble", f"{words} of its API.", NOW)
    async with open_inbox(center, size=size) as (app, pilot):
        await wait_until(pilot, lambda: "! trouble A why" in said(app))
        await pilot.press("A")
        await wait_until(pilot, lambda: isinstance(app.screen, AccountStatus))
        await wait_until(pilot, lambda: "last sync" in said(app))
        for _ in range(40):
            if words in said(app):
                break
            await pilot.press("j")
        assert words in said(app)


@SIZES
async def test_A_says_it_at_any_size_and_its_key_tries_again(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    fill_like_the_picture(center, more=3)
    refuse(center, "ip_not_enabled")
    async with open_inbox(center, size=size) as (app, pilot):
        assert "access refused" in said(app)
        assert "A why" in said(app)
        await pilot.press("A")
        await wait_until(pilot, lambda: isinstance(app.screen, AccountStatus))
        await wait_until(pilot, lambda: "last sync" in said(app))
        await pilot.press("G")
        for _ in range(40):
            if f"Allow {ADDRESS}" in said(app):
                break
            await pilot.press("k")
        assert f"Allow {ADDRESS} at voip.ms under Main Menu" in said(app)
        assert store_of(center).signals.get("poll_request") is None, "looking tries nothing"
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: store_of(center).signals.get("poll_request"))
