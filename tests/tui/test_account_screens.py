"""Settings, phonebook and account over a store: what became of a change, said in words."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from mmstui.center import MessageCenter
from mmstui.domain.did_settings import TARGETS, DidField
from mmstui.domain.messages import Kind
from mmstui.domain.pending_changes import ChangeState, PendingChange
from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.tui.account.did_settings import DidSettings
from mmstui.tui.account.did_settings_text import SETTINGS
from mmstui.tui.account.numbers import Numbers
from mmstui.tui.account.overview import AccountStatus
from mmstui.tui.account.phonebook import Phonebook
from mmstui.tui.account.phonebook_rows import EntryFinder
from mmstui.tui.app import InboxApp
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.ui.form import Form
from mmstui.tui.ui.virtual_list import VirtualList
from support import seldom
from support.inboxes import FAX, NOW, SHOP, ZOE, make_center, store_of
from support.opened import app_of
from support.screens import screen_lines, screen_text, wait_until
from support.stores import put
from support.views import wide_and_narrow

TOLD = {
    DidField.SMS_POSSIBLE: "1",
    DidField.MMS_POSSIBLE: "1",
    DidField.ENABLE: "1",
    DidField.EMAIL_ON: "1",
    DidField.EMAIL: "shop@example.com",
    DidField.FORWARD_ON: "0",
    DidField.FORWARD: "",
    DidField.CALLBACK_ON: "1",
    DidField.CALLBACK: "https://example.com/?from={FROM}&key=hunter2",
    DidField.DIALMODE: "1",
}
LUC = "5145550101"


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center(tmp_path)
    store = store_of(center)
    store.directory.replace_dids(
        [
            ServerDid(SHOP, "Shop", "Montréal", True, True, None, TOLD),
            ServerDid(FAX, "Old fax", "", False, False, None, {DidField.SMS_POSSIBLE: "0"}),
        ]
    )
    store.directory.replace_phonebook(
        [
            PhonebookEntry("1", "Zoé Tremblay", ZOE, "rive sud"),
            PhonebookEntry("2", "[b]A\x1b[2J", "29283"),
        ]
    )
    put(store, "Bonjour", contact=ZOE, at=NOW)
    store.signals.set("last_sync", "", NOW)
    yield center
    center.close()


@pytest.fixture
def app(center: MessageCenter) -> InboxApp:
    return app_of(center)


async def on(pilot: Pilot[Any], screen: type[Screen[Any]], *words: str) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, screen))
    for word in words:
        await wait_until(pilot, lambda word=word: word in screen_text(pilot.app))  # type: ignore[misc]
    await pilot.pause()


def row(pilot: Pilot[Any], label: str) -> str:
    """The row of a setting, or of a name; "" while it is not there."""
    return next((line for line in screen_lines(pilot.app) if label in line), "")


def only(center: MessageCenter) -> PendingChange:
    (change,) = center.account.changes()
    return change


def finish(center: MessageCenter, state: ChangeState, words: str = "", **told: Any) -> None:
    """What the worker would write."""
    changes = store_of(center).pending_changes
    changes.begin(only(center).id)
    changes.end(only(center).id, state, words, **told)


async def at_email(pilot: Pilot[Any]) -> None:
    """The settings of Shop, the cursor on its e-mail."""
    await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(pilot.app))
    await pilot.press("S")
    await on(pilot, Numbers)
    await pilot.press("enter")
    await on(pilot, DidSettings, "e-mail")
    await pilot.press("j")


class TestSettings:
    async def test_what_was_told_is_there_at_once_and_asked_for_anew(
        self, app: InboxApp, center: MessageCenter
    ) -> None:
        async with app.run_test(size=(120, 36)) as pilot:
            await at_email(pilot)
            assert "on   shop@example.com" in row(pilot, "e-mail")
            assert "on   https://example.com/?from={FROM}&key=***" in row(pilot, "callback")
            assert "not told by VoIP.ms" in row(pilot, "webhook")
            assert "ten digits" in row(pilot, "numbers  ")
            await wait_until(pilot, lambda: "SMS+MMS   checking" in screen_text(app))
            assert store_of(center).signals.get("account_request") is not None
            store_of(center).signals.set("account_told", "", NOW)
            store_of(center).signals.set("account_answer", "", NOW)
            await wait_until(pilot, lambda: "as of 14:02" in screen_text(app))

    async def test_saving_then_saved(self, app: InboxApp, center: MessageCenter) -> None:
        async with app.run_test(size=(120, 36)) as pilot:
            await at_email(pilot)
            await pilot.press("space")
            await wait_until(pilot, lambda: "off  → saving  shop@" in row(pilot, "e-mail"))
            assert (only(center).wanted, only(center).seen) == (
                {"email_enabled": "0"}, {"email_enabled": "1"},
            )  # fmt: skip
            off = replace(
                ServerDid(SHOP, "Shop", "Montréal", True, True, None),
                settings={**TOLD, DidField.EMAIL_ON: "0"},
            )
            finish(center, ChangeState.DONE, did=off)
            await wait_until(pilot, lambda: "off  ✓ saved  shop@" in row(pilot, "e-mail"))

    async def test_offline_it_waits_and_is_taken_back(
        self, app: InboxApp, center: MessageCenter
    ) -> None:
        store_of(center).signals.set("offline", "", NOW)
        async with app.run_test(size=(80, 24)) as pilot:
            await at_email(pilot)
            assert "offline, as last told" in screen_text(app)
            await pilot.press("space")
            await wait_until(pilot, lambda: "off  ○ waiting" in row(pilot, "e-mail"))
            assert "VoIP.ms cannot be reached: it is saved as soon as it can be." in screen_text(
                app
            )
            assert "x take it back" in screen_text(app)
            await pilot.press("x")
            await wait_until(pilot, lambda: "on   shop@example.com" in row(pilot, "e-mail"))
            assert center.account.changes() == []

    async def test_what_somebody_changed_waits_for_the_word(
        self, app: InboxApp, center: MessageCenter
    ) -> None:
        words = "Somebody changed it meanwhile: e-mail is off there by now."
        async with app.run_test(size=(80, 24)) as pilot:
            await at_email(pilot)
            await pilot.press("space")
            await wait_until(pilot, lambda: center.account.changes())
            finish(center, ChangeState.STALE, words)
            await wait_until(pilot, lambda: "! not saved" in row(pilot, "e-mail  "))
            assert words in screen_text(app)
            assert "wanted  off" in screen_text(app)
            assert "R save it all the same   x leave it as it is" in screen_text(app)
            await pilot.press("R")
            await wait_until(pilot, lambda: "→ saving" in row(pilot, "e-mail  "))
            assert only(center).forced

    async def test_a_refusal_is_said_where_it_happened(
        self, app: InboxApp, center: MessageCenter
    ) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await at_email(pilot)
            await pilot.press("space")
            await wait_until(pilot, lambda: center.account.changes())
            finish(center, ChangeState.REFUSED, "VoIP.ms does not accept this e-mail switch.")
            await wait_until(pilot, lambda: "× not saved" in row(pilot, "e-mail  "))
            assert "on   × not saved" in row(pilot, "e-mail  "), "as VoIP.ms has it"
            assert "VoIP.ms does not accept this e-mail switch." in screen_text(app)
            await pilot.press("x")
            await wait_until(pilot, lambda: "not saved" not in screen_text(app))

    async def test_what_differs_is_told_both_ways_and_is_not_written_twice(
        self, app: InboxApp, center: MessageCenter
    ) -> None:
        words = "VoIP.ms took it, but tells that the e-mail address is shop@example.com."
        async with app.run_test(size=(80, 24)) as pilot:
            await at_email(pilot)
            await pilot.press("enter")
            await on(pilot, Form, "E-mail address")
            await pilot.press("end", "ctrl+u", *"new@example.com", "enter")
            await on(pilot, DidSettings)
            await wait_until(pilot, lambda: center.account.changes())
            finish(center, ChangeState.DIFFERENT, words)
            await wait_until(pilot, lambda: "! differs  shop@example.com" in row(pilot, "e-mail  "))
            lines = screen_lines(app)
            at = next(y for y, line in enumerate(lines) if "wanted  new@example.com" in line)
            assert "VoIP.ms took it" in lines[at + 1]
            assert "R save it all the same" in screen_text(app)
            # What was written is there to be changed.
            await pilot.press("enter")
            await on(pilot, Form, "e-mail  new@example.com")

    async def test_of_an_address_that_was_not_taken_no_password_is_shown(
        self, app: InboxApp, center: MessageCenter
    ) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await at_email(pilot)
            await pilot.press("j", "j", "enter")
            await on(pilot, Form, "Callback address")
            await pilot.press(*"https://me:hunter3@example.com/?key=hunter4", "enter")
            await on(pilot, DidSettings)
            await wait_until(pilot, lambda: center.account.changes())
            finish(center, ChangeState.REFUSED, "VoIP.ms does not accept this callback.")
            await on(pilot, DidSettings, "wanted  https://***@example.com/?key=***")
            assert "hunter" not in screen_text(app)
            await pilot.press("enter")
            await on(pilot, Form, "the whole address")
            assert "hunter" not in screen_text(app)
        assert "hunter" not in repr(center.account.changes())

    async def test_with_another_thing_on_its_way_nothing_is_sent_for_what_is_so(
        self, app: InboxApp, center: MessageCenter
    ) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await at_email(pilot)
            await pilot.press("enter")
            await on(pilot, Form)
            await pilot.press("enter")
            await on(pilot, DidSettings)
            assert center.account.changes() == [], "nothing was changed"

    @pytest.mark.parametrize(
        ("field", "key"),
        # The fields are rows of one table: one with each key, and another.
        seldom.but(
            lambda case: (
                case
                not in {
                    (DidField.EMAIL_ON, "enter"),
                    (DidField.EMAIL_ON, "space"),
                    (DidField.FORWARD_ON, "space"),
                }
            ),
            product(TARGETS, ["enter", "space"]),
        ),
    )
    async def test_an_address_that_is_saved_switches_on_only_what_was_asked_to_be(
        self, app: InboxApp, center: MessageCenter, field: DidField, key: str
    ) -> None:
        rows = [setting.switch for setting in SETTINGS]
        told: dict[DidField, str] = {**TOLD, field: "0", TARGETS[field]: ""}
        store_of(center).directory.replace_dids(
            [ServerDid(SHOP, "Shop", "Montréal", True, True, None, told)]
        )
        written = "4385550123" if field is DidField.FORWARD_ON else "https://example.com/a"
        written = "a@example.com" if field is DidField.EMAIL_ON else written
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.press("S")
            await on(pilot, DidSettings)
            await pilot.press(*"j" * rows.index(field), key)
            await on(pilot, Form)
            assert ("stays off" in screen_text(app)) is (key == "enter")
            await pilot.press(*written, "enter")
            await on(pilot, DidSettings)
            await wait_until(pilot, lambda: center.account.changes())
            switched = {field.value: "1"} if key == "space" else {}
            assert only(center).wanted == {TARGETS[field].value: written, **switched}

    async def test_emptying_an_address_switches_it_off(
        self, app: InboxApp, center: MessageCenter
    ) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await at_email(pilot)
            await pilot.press("enter")
            await on(pilot, Form)
            await pilot.press("end", "ctrl+u", "enter")
            await on(pilot, DidSettings)
            await wait_until(pilot, lambda: center.account.changes())
            assert only(center).wanted == {"email_enabled": "0"}

    async def test_a_hidden_address_is_never_put_in_the_field(self, app: InboxApp) -> None:
        async with app.run_test(size=(120, 36)) as pilot:
            await at_email(pilot)
            await pilot.press("j", "j", "enter")
            await on(pilot, Form, "A number has one such address", "the whole address")
            field = app.screen.query_one("FormInput")
            assert getattr(field, "value") == ""  # noqa: B009
            await pilot.press("enter")
            await on(pilot, DidSettings)
            assert app.center.account.changes() == [], (
                "an empty field of a hidden address changes nothing"
            )

    @pytest.mark.parametrize("label", ["numbers", "SIP", "SMPP"])
    async def test_what_is_changed_elsewhere_says_so(self, app: InboxApp, label: str) -> None:
        async with app.run_test(size=(120, 36)) as pilot:
            await at_email(pilot)
            await pilot.press(*"jjjjjjjjj")
            for _ in range(("SMPP", "SIP", "numbers").index(label)):
                await pilot.press("k")
            await on(pilot, DidSettings, "changed at voip.ms.")
            await pilot.press("enter", "space")
            await pilot.pause()
            assert app.center.account.changes() == []

    async def test_a_number_without_sms(self, app: InboxApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await at_email(pilot)
            await pilot.press("escape")
            await on(pilot, Numbers)
            await pilot.press("j", "enter")
            await on(pilot, DidSettings, "VoIP.ms offers no SMS for this number.", "no SMS")
            await pilot.press("enter")
            assert app.center.account.changes() == []


class TestPhonebook:
    async def test_names_from_outside_stay_text(self, app: InboxApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("P")
            await on(pilot, Phonebook, "[b]A\ufffd[2J", "2 names")
            await pilot.press("j")
            await on(pilot, Phonebook, "rive sud")

    async def test_a_refused_name_is_kept_to_be_tried_again(
        self, app: InboxApp, center: MessageCenter
    ) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("P")
            await on(pilot, Phonebook)
            await pilot.press("slash", *LUC, "enter")
            await on(pilot, Form, LUC)
            await pilot.press(*"Luc", "enter")
            await on(pilot, Phonebook)
            await wait_until(pilot, lambda: "→ saving  Luc" in row(pilot, "(514) 555-0101"))
            finish(center, ChangeState.REFUSED, "VoIP.ms does not accept this name.", entries=[])
            await wait_until(pilot, lambda: "× not saved  Luc" in row(pilot, "(514) 555-0101"))
            await pilot.press("G")
            await on(pilot, Phonebook, "VoIP.ms does not accept this name.", "R try again")
            await pilot.press("d")
            await wait_until(pilot, lambda: center.account.changes() == [])

    @wide_and_narrow
    async def test_an_entry_that_somebody_changed_meanwhile(
        self, app: InboxApp, center: MessageCenter, size: tuple[int, int]
    ) -> None:
        """What they made of it, what was wanted, and what one wrote in the form again."""
        theirs = PhonebookEntry("1", "Zoé T. Tremblay", ZOE, "rive nord")
        words = "Somebody changed it meanwhile: it is Zoé T. Tremblay, (438) 555-0123 by now."
        async with app.run_test(size=size) as pilot:
            await pilot.press("P")
            await on(pilot, Phonebook)
            await pilot.press("j", "enter")
            await on(pilot, Form, "Change a name")
            await pilot.press("end", "ctrl+u", *"Zozo", "enter")
            await on(pilot, Phonebook)
            await wait_until(pilot, lambda: "→ saving  Zozo" in row(pilot, "(438) 555-0123"))
            finish(center, ChangeState.STALE, words, entries=[theirs])
            await on(pilot, Phonebook, "! not saved  Zoé T. Tremblay", "wanted  Zozo")
            await on(pilot, Phonebook, "R save it all the same   x leave it as it is")
            await pilot.press("enter")
            await on(pilot, Form, "name  Zozo", "note  rive nord")
            await pilot.press("escape", "x")
            await wait_until(pilot, lambda: "wanted" not in screen_text(app))
            assert "Zoé T. Tremblay" in screen_text(app)

    async def test_what_is_wrong_stands_under_its_field(self, app: InboxApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("P")
            await on(pilot, Phonebook)
            await pilot.press("a")
            await on(pilot, Form, "Add a name")
            await pilot.press(*"Zed", "tab", *"438 555 0123", "tab", *"mine", "enter")
            await on(pilot, Form, "This number is Zoé Tremblay’s already.")
            lines = screen_lines(app)
            at = next(y for y, line in enumerate(lines) if "number  438" in line)
            assert "▌" in lines[at]
            assert "already." in lines[at + 1]
            assert "note  mine" in lines[at + 2]
            await pilot.press(*["backspace"] * 12, *"12", "enter")
            await wait_until(pilot, lambda: "already." not in screen_text(app))

    @wide_and_narrow
    async def test_who_is_not_found_is_added_with_one_key(
        self, app: InboxApp, center: MessageCenter, size: tuple[int, int]
    ) -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.press("P")
            await on(pilot, Phonebook, "/ finds names and numbers")
            await pilot.press("slash", *"Luc")
            await on(pilot, Phonebook, "No one is called “Luc”.", "enter add Luc")
            assert "finds names" not in screen_text(app)
            await pilot.press("enter")
            await on(pilot, Form, "name  Luc")
            await pilot.press("tab", *LUC, "enter")
            await on(pilot, Phonebook)
            await wait_until(pilot, lambda: "Luc" in row(pilot, "(514) 555-0101"))
            # The letters are commands again.
            await pilot.press("a")
            await on(pilot, Form, "Add a name")

    async def test_deleting_says_so_until_it_is_done(
        self, app: InboxApp, center: MessageCenter
    ) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("P")
            await on(pilot, Phonebook)
            await pilot.press("j", "d")
            await on(
                pilot, Phonebook, "Zoé Tremblay is to be deleted from the phonebook at VoIP.ms."
            )
            await pilot.press("y")
            await wait_until(pilot, lambda: "→ deleting  Zoé Tremblay" in screen_text(app))
            entry = PhonebookEntry("2", "[b]A", "29283")
            finish(center, ChangeState.DONE, entries=[entry])
            await wait_until(pilot, lambda: "1 name" in screen_text(app))
            assert "deleting" not in screen_text(app)

    async def test_escape_goes_back_one_step_at_a_time(self, app: InboxApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("P")
            await on(pilot, Phonebook)
            await pilot.press("slash", *"zo")
            await wait_until(pilot, lambda: "[b]A" not in screen_text(app))
            await pilot.press("escape")
            assert "[b]A" not in screen_text(app)
            await pilot.press("escape")
            await wait_until(pilot, lambda: "[b]A" in screen_text(app))
            await pilot.press("escape")
            await on(pilot, InboxScreen)

    async def test_a_thread_s_name_goes_back_where_it_is_refused_and_that_is_said(
        self, app: InboxApp, center: MessageCenter
    ) -> None:
        async with app.run_test(size=(120, 36), notifications=True) as pilot:
            await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
            await pilot.press("enter")
            await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
            await pilot.press("w")
            await on(pilot, Form, "Zoé Tremblay", "rive sud")
            await pilot.press("end", "ctrl+u", *"Zed", "enter")
            await on(pilot, InboxScreen)
            await wait_until(pilot, lambda: screen_text(app).count("Zed") >= 2)
            entry = PhonebookEntry("1", "Zoé Tremblay", ZOE, "rive sud")
            finish(center, ChangeState.REFUSED, "VoIP.ms does not accept this.", entries=[entry])
            await wait_until(pilot, lambda: "Not saved, Zed: VoIP.ms does not" in screen_text(app))
            assert "Zoé Tremblay" in screen_text(app)


class TestManyNames:
    """2,000 entries: found in a thread; what changes elsewhere moves nothing."""

    @pytest.fixture
    def crowd(self, center: MessageCenter) -> None:
        store_of(center).directory.replace_phonebook(
            [PhonebookEntry(str(n), f"Person {n:04}", f"{4165550000 + n}") for n in range(2000)]
        )

    @pytest.mark.usefixtures("crowd")
    async def test_keys_pressed_at_once_are_for_who_is_found(
        self, app: InboxApp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        threads: set[str] = set()
        find, gate = EntryFinder.find, threading.Event()

        def watched(self: EntryFinder, query: str) -> Any:
            # With the first letters, a write to the store may come, and is followed on the loop.
            if query in {"person 1987", "nobody"}:
                threads.add(threading.current_thread().name)
                assert gate.wait(20)
            return find(self, query)

        monkeypatch.setattr(EntryFinder, "find", watched)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("P")
            await on(pilot, Phonebook, "2,000 names")
            await pilot.press("slash", *"person 1987", "enter")
            assert "1987" in row(pilot, "find")
            gate.set()
            await on(pilot, Phonebook, "enter change Person 1987", "/ find")
            await pilot.press("enter")
            await on(pilot, Form, "name  Person 1987", "(416) 555-1987")
            await pilot.press("escape")
            await on(pilot, Phonebook)
            gate.clear()
            await pilot.press("slash", "end", "ctrl+u", *"nobody", "enter")
            assert isinstance(app.screen, Phonebook), "nobody knows yet whether there is one"
            gate.set()
            await on(pilot, Form, "Add a name", "name  nobody")
        assert threads
        assert threading.current_thread().name not in threads

    @pytest.mark.usefixtures("crowd")
    async def test_the_row_under_the_cursor_keeps_its_line(
        self, app: InboxApp, center: MessageCenter
    ) -> None:
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.press("P")
            await on(pilot, Phonebook, "2,000 names")
            await pilot.press(*["pagedown"] * 40, "k", "k", "k")
            await pilot.pause()
            before = screen_lines(app)
            at = next(y for y, line in enumerate(before) if "▌" in line and "(416)" in line)
            center.account.add_name(LUC, "Aaron").result()
            await on(pilot, Phonebook, "2,001 names")
            assert screen_lines(app)[at] == before[at]

    @pytest.mark.usefixtures("crowd")
    async def test_what_is_written_elsewhere_paints_no_row(
        self, app: InboxApp, center: MessageCenter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("P")
            await on(pilot, Phonebook, "2,000 names")
            rows, painted = app.screen.query_one(VirtualList), list[object]()
            monkeypatch.setattr(rows, "refresh", lambda *regions: painted.append(regions))
            store_of(center).signals.set("account_answer", "", NOW)
            store_of(center).signals.set("account_told", "", NOW)
            await on(pilot, Phonebook, "as of 14:02")
            assert painted == []


class TestAccount:
    async def test_facts_with_their_time(self, app: InboxApp, center: MessageCenter) -> None:
        store = store_of(center)
        store.signals.set("balance", '["12.341", null]', NOW)
        for number in range(3):
            put(store, "", kind=Kind.MMS, at=NOW, server_id=number + 1, contact=ZOE)
        put(store, "", kind=Kind.MMS, at=NOW.replace(month=10), server_id=9, contact=ZOE)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("A")
            await on(
                pilot,
                AccountStatus,
                "12.34 USD   as of 14:02",
                "0.06 USD   in November, New York time",
            )
            assert "0 sent and 3 received, at 0.02 USD each" in screen_text(app)
            store.signals.set("offline", "", NOW)
            await on(pilot, AccountStatus, "! offline since 14:02")

    async def test_changes_that_need_the_user_are_counted(
        self, app: InboxApp, center: MessageCenter
    ) -> None:
        center.account.add_name(LUC, "Luc").result()
        finish(center, ChangeState.REFUSED, "No.")
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.press("A")
            await on(pilot, AccountStatus, "× 1 change not saved: see S settings, P phonebook")


@pytest.mark.parametrize("key", ["S", "P", "A"])
@pytest.mark.parametrize(
    "size", [pytest.param((50, 20), marks=pytest.mark.slow), (40, 12)], ids=["50x20", "40x12"]
)
async def test_small_screens_and_other_sizes(
    app: InboxApp, key: str, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.press(key)
        await wait_until(pilot, lambda: not isinstance(app.screen, InboxScreen))
        await pilot.press(*(["enter"] if key == "S" else []))
        await pilot.pause()
        for width, height in ((120, 36), (41, 13), size):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
        await pilot.press(*("j" * 30), *("k" * 40), "f1", "escape")
        await pilot.pause()
        assert "esc" in screen_text(app)
