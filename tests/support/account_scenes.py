"""Opens the scenario's account screens for their pictures."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.pending_changes import ChangeState
from mmstui.domain.wire import BadRow, Page
from mmstui.store import Store
from mmstui.tui.account.did_settings import DidSettings
from mmstui.tui.account.numbers import Numbers
from mmstui.tui.account.overview import AccountStatus
from mmstui.tui.account.phonebook import Phonebook
from mmstui.tui.account.set_aside import SetAsideRows
from mmstui.tui.app import InboxApp
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.ui.form import Form
from support import scenario
from support.inboxes import SHOP, store_of
from support.scenes import at_rest, dialog, listing, press
from support.screens import screen_text, wait_until

STALE = "Somebody changed it meanwhile: e-mail is on there by now."


def center_of(pilot: Pilot[Any]) -> MessageCenter:
    """Return the center of the inbox, with the account's data just read from VoIP.ms."""
    assert isinstance(pilot.app, InboxApp)
    return pilot.app.center


async def shows(pilot: Pilot[Any], words: str) -> None:
    """Wait until a text is on the screen and the app is idle."""
    await wait_until(pilot, lambda: words in screen_text(pilot.app))
    await at_rest(pilot)


async def told(pilot: Pilot[Any]) -> None:
    """Let VoIP.ms answer the request of a dialog."""
    signals = store_of(center_of(pilot)).signals
    signals.set("balance", '["42.18050", "0.34000"]', scenario.NOW)
    signals.set("account_told", "", scenario.NOW)
    signals.set("account_answer", "", scenario.NOW)


async def numbers(pilot: Pilot[Any]) -> None:
    """Open the list of numbers whose settings can be changed."""
    await listing(pilot)
    await dialog(pilot, "S", Numbers, "Old fax")


async def did_settings(pilot: Pilot[Any]) -> None:
    """Open the shop's settings: another program changed the e-mail, forwarding is being saved."""
    await numbers(pilot)
    await dialog(pilot, "enter", DidSettings, "atelier@example.com")
    await told(pilot)
    await shows(pilot, "as of 14:02")
    await press(pilot, "j", "space")
    await shows(pilot, "→ saving")
    changes = store_of(center_of(pilot)).pending_changes
    (change,) = changes.all()
    changes.begin(change.id)
    changes.end(change.id, ChangeState.STALE, STALE)
    await shows(pilot, "! not saved")
    await press(pilot, "j", "space")
    await shows(pilot, "→ saving")
    await press(pilot, "k")


async def callback(pilot: Pilot[Any]) -> None:
    """Replace a callback address that another program set."""
    await numbers(pilot)
    await dialog(pilot, "enter", DidSettings, "atelier@example.com")
    await press(pilot, "j", "j", "j")
    await dialog(pilot, "enter", Form, "A number has one such address")


async def phonebook(pilot: Pilot[Any]) -> None:
    """Find names by some letters; one of them was just changed."""
    await listing(pilot)
    await dialog(pilot, "P", Phonebook, "names")
    await told(pilot)
    await shows(pilot, "as of 14:02")
    await press(pilot, "slash", *"tre")
    await shows(pilot, "Zoé Tremblay")
    await press(pilot, "enter")
    center = center_of(pilot)
    zoe = next(one for one in center.directory.phonebook() if one.name == "Zoé Tremblay")
    center.account.change_name(zoe, {"note": "canot rouge"}).result()
    await shows(pilot, "→ saving")


async def name(pilot: Pilot[Any]) -> None:
    """Name the number of a thread."""
    await listing(pilot)
    await press(pilot, *"jjjjj", "enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.focused, ThreadView))
    await dialog(pilot, "w", Form, "Name of 29283")
    await press(pilot, *"Bank")
    await at_rest(pilot)


def set_row_aside(store: Store) -> None:
    """Quarantine a row of VoIP.ms."""
    raw = {
        "id": "", "date": "2026-11-20 13:58:11", "type": "1", "did": SHOP,
        "contact": "4385550123", "message": "Le kayak est prêt ?\x1b[2J",
    }  # fmt: skip
    bad = (
        BadRow("sms", json.dumps(raw), "id: not a number"),
        BadRow("mms", '["nothing"]', "not an object"),
    )
    page = Page((), bad, len(bad), None, "")
    store.intake.ingest([page], source="poll", now=scenario.NOW)


async def set_aside(pilot: Pilot[Any]) -> None:
    """Open the quarantined rows."""
    set_row_aside(store_of(center_of(pilot)))
    await listing(pilot)
    await dialog(pilot, "V", SetAsideRows, "not an object")
    # They are looked at now: the header counts them no more.
    await wait_until(pilot, lambda: "2 not understood" not in screen_text(pilot.app))


async def account(pilot: Pilot[Any]) -> None:
    """Open the account overview, with a fixed size of the store."""
    center = center_of(pilot)
    real = center.account.facts
    sizes = {"database_bytes": 463_000, "files": 5, "files_bytes": 2_400_000}
    center.account.facts = lambda: replace(real(), **sizes)  # type: ignore[arg-type,method-assign]
    await listing(pilot)
    await dialog(pilot, "A", AccountStatus, "balance")
    await told(pilot)
    await shows(pilot, "42.18 USD")
