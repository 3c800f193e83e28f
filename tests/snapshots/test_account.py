"""Settings, phonebook and account, cell for cell. What must be seen is also said in words here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

from support import account_scenes as scenes
from support.views import Look, Opener, both_sizes

Scene = Callable[[Pilot[Any]], Awaitable[None]]


@both_sizes
def test_numbers(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """What each number can do, the bar on the first."""
    view = look(open_inbox(), scenes.numbers, size)
    view.holds(
        "Settings of your numbers", "▌", "SMS+MMS  (514) 555-0100  Shop",
        "SMS      (438) 555-0175  Support", "no SMS   (514) 555-0190  Old fax", "enter open Shop",
    )  # fmt: skip
    assert view.matches


@both_sizes
def test_did_settings(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Labels in the gutter; on or off, what becomes of a change, then what is from outside; below
    what happened, and beside it what to press."""
    view = look(open_inbox(), scenes.did_settings, size)
    view.holds(
        "(514) 555-0100  Shop   SMS+MMS   as of 14:02", "SMS  on",
        "▌  e-mail  on   ! not saved  atelier@example.com",
        "forward  on   → saving  (514) 555-0177",
        "callback  on   https://crm.example.com/sms?from={FROM}&text={MESSAGE}&key=***",
        "webhook  off", "numbers  ten digits", "SMPP  off",
        "wanted  off", "Somebody changed it meanwhile: e-mail is on there by now.",
        "R save it all the same   x leave it as it is",
        "enter change the e-mail address",
    )  # fmt: skip
    assert "9f31" not in view.text
    assert view.matches


@both_sizes
def test_callback(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Before an address is replaced: who gets nothing any more; the pill in warn."""
    view = look(open_inbox(), scenes.callback, size)
    view.holds(
        "Callback address", "A number has one such address.", "callback",
        "the whole address", "enter save the callback address",
    )  # fmt: skip
    assert "9f31" not in view.text
    assert view.matches


@both_sizes
def test_phonebook(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """What was looked for, who was found, one with what becomes of a change before the name."""
    view = look(open_inbox(), scenes.phonebook, size)
    view.holds(
        "Phonebook", "names   as of 14:02", "find  tre", "(438) 555-0123  → saving  Zoé Tremblay",
        "enter change", "a add   d delete   m write   / find",
    )  # fmt: skip
    assert view.matches


@both_sizes
def test_name(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """A name and a note for the number of a thread, the bar where the keys go."""
    view = look(open_inbox(), scenes.name, size)
    view.holds(
        "Name of 29283", "▌    name  Bank", "note    for you; VoIP.ms keeps it",
        "enter save the name    tab next field",
    )  # fmt: skip
    assert view.matches


@both_sizes
def test_account(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Money, line, store: three groups of facts, each with its label in the gutter."""
    view = look(open_inbox(), scenes.account, size)
    view.holds(
        "Account", "account  workshop@example.com", "balance  42.18 USD   as of 14:02",
        "0.34 USD spent today, calls too", "sent  today 37 (API limit 100)", "MMS cost  0.10 USD",
        "last sync  14:02", "outbox  × 2 failed", "? 2 unconfirmed", "○ 2 queued",
        "store  2.9 MB", "enter close",
    )  # fmt: skip
    assert view.matches
