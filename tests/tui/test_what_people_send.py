"""Contacts, group texts, split texts and reactions in the thread, from the keys to VoIP.ms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.settings import Settings
from mmstui.tui.app import InboxApp
from mmstui.tui.deletion.dialog import DeleteDialog
from mmstui.tui.thread.details import MessageDetails
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.ui.form import Form
from support.inboxes import TORONTO
from support.screens import screen_text, wait_until
from support.simulated import SHOP, ZOE, Simulated, bare_account, simulator_thread

CARD = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Luc \x1b[31mRoy\r\nTEL;TYPE=CELL:(514) 555-0101\r\n"
    b"END:VCARD\r\n"
)
LONG = "premier " + "x" * 145, "dernier"


@pytest.fixture
def sim() -> Iterator[Simulated]:
    account = bare_account()
    now = datetime.now(UTC).timestamp()
    account.add("sms", SHOP, ZOE, "On se voit à 7 h", at=now - 900, outgoing=True)
    for text in LONG:
        account.add("sms", SHOP, ZOE, text, at=now - 800)
    for _ in range(3):
        account.add("mms", SHOP, ZOE, "Souper samedi ?", at=now - 700)
    account.add("sms", SHOP, ZOE, "A adoré « On se voit à 7 h »", at=now - 600)
    card = account.make_media("text/vcard", "vcf", lambda: CARD, now, outgoing=False)
    account.add("mms", SHOP, ZOE, "", at=now - 60, media=[card])
    with simulator_thread(account) as running:
        yield running


@pytest.fixture
def app(sim: Simulated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InboxApp]:
    monkeypatch.setenv("MMSTUI_API_PASSWORD", sim.password)
    settings = Settings(
        home=tmp_path,
        config_file=tmp_path / "config.toml",
        api_url=sim.url,
        username=sim.username,
    )
    center = MessageCenter.open(settings)
    yield InboxApp(center, clock=center.now, zone=TORONTO, blink=False)
    center.close()


async def said(pilot: Pilot[Any], *words: str) -> str:
    """The screen once it says all of these."""
    await wait_until(pilot, lambda: all(word in screen_text(pilot.app) for word in words))
    return screen_text(pilot.app)


async def test_what_people_send_is_read_kept_and_deleted_as_what_it_means(
    sim: Simulated, app: InboxApp
) -> None:
    async with app.run_test(size=(120, 50)) as pilot:
        await said(pilot, "Zoé Tremblay")
        await pilot.press("enter")
        thread = await said(pilot, "Luc \ufffd[31mRoy", "(514) 555-0101", "w takes it")
        assert thread.count("Souper samedi") == 1
        assert "xdernier" in thread.replace("\n", "").replace(" ", "")
        assert "A adoré" not in thread
        assert "❤" in thread
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))

        await pilot.press("w")
        await wait_until(pilot, lambda: isinstance(app.screen, Form))
        await said(pilot, "Add a name", "(514) 555-0101")
        await pilot.press("enter")
        await wait_until(pilot, lambda: len(sim.account.phonebook) > 1)
        (entry,) = (e for e in sim.account.phonebook.values() if e.number == "5145550101")
        assert entry.name == "Luc \ufffd[31mRoy"
        await wait_until(pilot, lambda: "w takes it" not in screen_text(app))

        await pilot.press("g", "exclamation_mark")
        await wait_until(pilot, lambda: isinstance(app.screen, MessageDetails))
        await said(pilot, "puts ❤", "A adoré « On se voit à 7 h »")
        await pilot.press("escape", "j", "j", "d")
        await wait_until(pilot, lambda: isinstance(app.screen, DeleteDialog))
        await said(pilot, "a group text in 3 rows")
        await pilot.press("h", "enter")
        await wait_until(pilot, lambda: "Souper" not in screen_text(app))
        told = [notification.message for notification in app._notifications]
        assert "3 deleted here   z undo" in told
