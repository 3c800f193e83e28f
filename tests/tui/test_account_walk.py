"""The account's screens by keyboard alone, from the keys to a VoIP.ms that answers over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from mmstui.center import MessageCenter
from mmstui.settings import Settings
from mmstui.tui.account.did_settings import DidSettings
from mmstui.tui.account.numbers import Numbers
from mmstui.tui.account.overview import AccountStatus
from mmstui.tui.account.phonebook import Phonebook
from mmstui.tui.app import InboxApp
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.ui.form import Form
from support.inboxes import TORONTO
from support.screens import screen_lines, screen_text, wait_until
from support.simulated import SHOP, ZOE, Simulated, bare_account, simulator_thread
from support.views import wide_and_narrow

LUC = "5145550101"
both_sizes = wide_and_narrow


@pytest.fixture
def sim() -> Iterator[Simulated]:
    account = bare_account()
    now = datetime.now(UTC).timestamp()
    account.add("sms", SHOP, ZOE, "Bonjour", at=now - 120)
    account.add("sms", SHOP, LUC, "C’est Luc", at=now - 60)
    with simulator_thread(account) as running:
        yield running


@pytest.fixture
def app(sim: Simulated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InboxApp]:
    monkeypatch.setenv("MMSTUI_API_PASSWORD", sim.password)
    center = MessageCenter.open(
        Settings(
            home=tmp_path,
            config_file=tmp_path / "config.toml",
            api_url=sim.url,
            username=sim.username,
        )
    )
    yield InboxApp(center, clock=center.now, zone=TORONTO, blink=False)
    center.close()


async def synced(pilot: Pilot[Any]) -> None:
    await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(pilot.app))
    await wait_until(pilot, lambda: "(514) 555-0101" in screen_text(pilot.app))


async def on(pilot: Pilot[Any], screen: type[Screen[Any]]) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, screen))
    await pilot.pause()


async def shows(pilot: Pilot[Any], *words: str) -> None:
    """Until one line of the screen has all of these, in this order."""

    def found() -> bool:
        for line in screen_lines(pilot.app):
            at = 0
            for word in words:
                at = line.find(word, at) + len(word) if word in line[at:] else -1
                if at < 0:
                    break
            else:
                return True
        return False

    await wait_until(pilot, found)


async def write(pilot: Pilot[Any], text: str) -> None:
    """Into the field that has the keys, in the place of what stands there."""
    await pilot.press("end", "ctrl+u", *text)


@both_sizes
async def test_settings_of_a_number(app: InboxApp, sim: Simulated, size: tuple[int, int]) -> None:
    settings = sim.account.dids[SHOP].settings
    async with app.run_test(size=size) as pilot:
        await synced(pilot)
        await pilot.press("S")
        await on(pilot, Numbers)
        await shows(pilot, "▌", "SMS+MMS", "(514) 555-0100", "Shop")
        await pilot.press("enter")
        await on(pilot, DidSettings)
        await shows(pilot, "(514) 555-0100", "Shop", "SMS+MMS", "as of")
        # An e-mail address.
        await pilot.press("j", "enter")
        await on(pilot, Form)
        await write(pilot, "nobody")
        await pilot.press("enter")
        await shows(pilot, "Write one e-mail address")
        await write(pilot, "shop@example.com")
        await pilot.press("enter")
        await on(pilot, DidSettings)
        await shows(pilot, "e-mail", "off", "✓ saved", "shop@example.com")
        # Nobody asked to switch it on.
        assert settings == {"sms_email": "shop@example.com"}
        await pilot.press("space")
        await shows(pilot, "e-mail", "on", "✓ saved", "shop@example.com")
        assert settings["sms_email_enabled"] == "1"
        # Off again, with one key: the address stays.
        await pilot.press("space")
        await shows(pilot, "e-mail", "off", "✓ saved", "shop@example.com")
        assert settings["sms_email_enabled"] == "0"
        # Forwarding is asked where to.
        await pilot.press("j", "space")
        await on(pilot, Form)
        await write(pilot, "(438) 555-0123")
        await pilot.press("enter")
        await on(pilot, DidSettings)
        await shows(pilot, "forward", "on", "✓ saved", "(438) 555-0123")
        assert settings["sms_forward"] == ZOE
        # SMS itself asks first.
        await pilot.press("g", "enter")
        await shows(pilot, "this number neither sends nor receives")
        await pilot.press("n", "enter", "y")
        await shows(pilot, "SMS", "off", "✓ saved")
        await shows(pilot, "Shop", "no SMS")
        assert not sim.account.dids[SHOP].sms_enabled
        await pilot.press("space")
        await shows(pilot, "SMS", "on", "✓ saved")
        assert sim.account.dids[SHOP].sms_enabled
        await pilot.press("escape")
        await on(pilot, Numbers)
        await pilot.press("escape")
        await on(pilot, InboxScreen)


@both_sizes
async def test_an_address_that_another_program_set(
    app: InboxApp, sim: Simulated, size: tuple[int, int]
) -> None:
    settings = sim.account.dids[SHOP].settings
    settings["sms_url_callback"] = "https://other.example.com/?key=hunter2"
    settings["sms_url_callback_enabled"] = "1"
    async with app.run_test(size=size) as pilot:
        await synced(pilot)
        await pilot.press("S", "enter")
        await on(pilot, DidSettings)
        await shows(pilot, "callback", "on", "https://other.example.com/?key=***")
        await pilot.press("j", "j", "j", "enter")
        await on(pilot, Form)
        await shows(pilot, "A number has one such address")
        assert "hunter2" not in screen_text(app)
        await write(pilot, "https://me:secret@example.com/?from={FROM}")
        await pilot.press("enter")
        await on(pilot, DidSettings)
        await shows(pilot, "callback", "on", "✓ saved", "https://***@example.com/?from={FROM}")
        assert settings["sms_url_callback"] == "https://me:secret@example.com/?from={FROM}"
    for file in app.center.folder.rglob("*"):
        if file.is_file():
            assert b"secret@" not in file.read_bytes()


@both_sizes
async def test_no_number_with_sms_leads_to_where_it_is_switched_on(
    app: InboxApp, sim: Simulated, size: tuple[int, int]
) -> None:
    for did in sim.account.dids.values():
        did.sms_enabled = False
    async with app.run_test(size=size) as pilot:
        await synced(pilot)
        await wait_until(pilot, lambda: app.center.directory.dids())
        await pilot.press("m")
        await shows(pilot, "None of your 3 numbers has SMS on.")
        await pilot.press("o")
        await on(pilot, Numbers)
        await pilot.press("enter", "enter")
        await shows(pilot, "SMS", "on", "✓ saved")
        assert sim.account.dids[SHOP].sms_enabled


@both_sizes
async def test_the_phonebook(app: InboxApp, sim: Simulated, size: tuple[int, int]) -> None:
    def names() -> dict[str, str]:
        return {entry.number: entry.name for entry in sim.account.phonebook.values()}

    async with app.run_test(size=size) as pilot:
        await synced(pilot)
        await pilot.press("P")
        await on(pilot, Phonebook)
        await shows(pilot, "▌", "(438) 555-0123", "Zoé Tremblay")
        # Add; what cannot be is said.
        await pilot.press("a")
        await on(pilot, Form)
        await write(pilot, "Luc")
        await pilot.press("tab")
        await write(pilot, "438 555 0123")
        await pilot.press("enter")
        await shows(pilot, "This number is Zoé Tremblay’s already.")
        await write(pilot, "514 555 0101")
        await pilot.press("enter")
        await on(pilot, Phonebook)
        await shows(pilot, "(514) 555-0101", "✓ saved", "Luc")
        assert names() == {ZOE: "Zoé Tremblay", LUC: "Luc"}
        # Find, change.
        await pilot.press("slash", *"zoe", "enter", "enter")
        await on(pilot, Form)
        await write(pilot, "Zoé T.")
        await pilot.press("enter")
        await on(pilot, Phonebook)
        await shows(pilot, "(438) 555-0123", "✓ saved", "Zoé T.")
        assert names()[ZOE] == "Zoé T."
        await pilot.press("escape")
        await shows(pilot, "(514) 555-0101")
        # Delete, after being asked.
        await pilot.press("g", "d", "escape", "d", "y")
        await wait_until(pilot, lambda: LUC not in names())
        await shows(pilot, "Phonebook", "1 name")
        # Write to who is left.
        await pilot.press("m")
        await on(pilot, InboxScreen)
        await shows(pilot, "from", "SMS+MMS", "(514) 555-0100")
        await shows(pilot, "Zoé T.")


@both_sizes
async def test_a_number_is_named_from_its_thread(
    app: InboxApp, sim: Simulated, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await synced(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        await shows(pilot, "not in the phonebook")
        await pilot.press("w")
        await on(pilot, Form)
        await shows(pilot, "Name of (514) 555-0101")
        await write(pilot, "Luc Bélanger")
        await pilot.press("enter")
        await on(pilot, InboxScreen)
        await shows(pilot, "(514) 555-0101", "via (514) 555-0100")
        await shows(pilot, "Luc Bélanger")
        await wait_until(
            pilot, lambda: "Luc Bélanger" in {e.name for e in sim.account.phonebook.values()}
        )


@both_sizes
async def test_how_the_account_stands(app: InboxApp, sim: Simulated, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await synced(pilot)
        await pilot.press("A")
        await on(pilot, AccountStatus)
        await shows(pilot, "balance", "42.18 USD", "as of")
        await shows(pilot, "sent  today 0 (API limit 100)")
        await shows(pilot, "MMS cost", "0.00 USD")
        await shows(pilot, "last sync")
        await shows(pilot, "outbox", "empty")
        await shows(pilot, "store")
        await pilot.press("q")
        await on(pilot, InboxScreen)
