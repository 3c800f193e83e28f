"""What could not be understood is counted in the header, and V shows each; who is not told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mmstui.center import MessageCenter
from mmstui.domain.messages import Contact
from mmstui.domain.phone.numbers import UNKNOWN_SENDER
from mmstui.domain.wire import BadRow
from mmstui.tui.account.overview import AccountStatus
from mmstui.tui.account.set_aside import MOST_ROWS, SetAsideRows, entries
from mmstui.tui.app import InboxApp
from mmstui.tui.compose.recipient_options import RecipientFinder
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.ui.command_palette import CommandPalette
from mmstui.tui.ui.keys_help import KeysHelp
from support.inboxes import NOW, TORONTO, fill_directory, make_center, store_of
from support.listings import page
from support.opened import app_of
from support.screens import screen_lines, screen_text, wait_until
from support.stores import SHOP, put


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center(tmp_path)
    fill_directory(center)
    put(store_of(center), "Bonjour", at=NOW)
    store_of(center).signals.set("last_sync", "", NOW)
    yield center
    center.close()


@pytest.fixture
def app(center: MessageCenter) -> InboxApp:
    return app_of(center)


def set_aside(center: MessageCenter, *raws: str) -> None:
    bad = tuple(BadRow("sms", raw, "id: not a number") for raw in raws)
    page_ = replace(page([]), bad=bad, count=len(bad))
    store_of(center).intake.ingest([page_], source="poll", now=NOW)


async def test_the_header_counts_them_until_they_were_looked_at(
    app: InboxApp, center: MessageCenter
) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_until(pilot, lambda: "synced" in screen_lines(app)[0])
        assert "understood" not in screen_text(app)
        set_aside(center, '{"message": "Salut \\u001b[2J[b]toi"}', "[1, \x1b]0;x\x07")
        await wait_until(pilot, lambda: "! 2 not understood   V which" in screen_lines(app)[0])
        await pilot.press("V")
        await wait_until(pilot, lambda: isinstance(app.screen, SetAsideRows))
        await wait_until(pilot, lambda: "[1, " in screen_text(app))
        said = [line.split() for line in screen_lines(app)]
        assert ["14:02", "!", "id:", "not", "a", "number", "SMS"] in said
        assert any(words[:2] == ["Salut", "\ufffd[2J[b]toi"] for words in said), screen_text(app)
        assert "2 rows" in screen_text(app)
        await pilot.press("escape")
        await wait_until(pilot, lambda: "understood" not in screen_text(app))
        set_aside(center, "one more")
        await wait_until(pilot, lambda: "! 1 not understood" in screen_lines(app)[0])


async def test_the_account_leads_there_and_back(app: InboxApp, center: MessageCenter) -> None:
    set_aside(center, '{"message": "Salut"}')
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("A")
        await wait_until(pilot, lambda: "V see what is set aside" in screen_text(app))
        assert "! 1 message not understood: 1 id: not a number   V shows each" in screen_text(app)
        await pilot.press("V")
        await wait_until(pilot, lambda: "Salut" in screen_text(app))
        assert type(app.screen) is SetAsideRows
        await pilot.press("enter")
        await wait_until(pilot, lambda: type(app.screen) is AccountStatus)


@pytest.mark.parametrize("there", [True, False])
async def test_help_and_palette_name_the_key_where_it_does_something(
    app: InboxApp, center: MessageCenter, there: bool
) -> None:
    if there:
        set_aside(center, "{}")
    words = "rows that were not understood"
    async with app.run_test(size=(120, 100)) as pilot:
        await wait_until(pilot, lambda: "synced" in screen_lines(app)[0])
        await pilot.press("question_mark")
        await wait_until(pilot, lambda: isinstance(app.screen, KeysHelp))
        await wait_until(pilot, lambda: "settings of your numbers" in screen_text(app))
        assert (words in screen_text(app)) is there
        await pilot.press("escape", "ctrl+p", *"understood")
        await wait_until(pilot, lambda: isinstance(app.screen, CommandPalette))
        told = words if there else "No command has"
        await wait_until(pilot, lambda: told in screen_text(app))
        await pilot.press("escape", "V")
        await pilot.pause()
        assert isinstance(app.screen, SetAsideRows if there else InboxScreen)


def test_of_many_the_newest_are_shown_and_the_command_has_all(center: MessageCenter) -> None:
    set_aside(center, *(f"row {number}" + "x" * 5_000 for number in range(MOST_ROWS + 5)))
    rows, count = center.account.set_aside(MOST_ROWS)
    shown = entries(rows, count, NOW, TORONTO)
    assert shown[-1].value == "5 older ones: mmstui status --set-aside"
    assert shown[1].value.startswith(f"row {MOST_ROWS + 4}xxx")
    assert all(len(entry.value) < 1_100 for entry in shown)


async def test_who_is_not_told_cannot_be_answered(app: InboxApp, center: MessageCenter) -> None:
    why = "VoIP.ms does not tell who sent it."
    put(store_of(center), "code 731604", at=NOW, contact=UNKNOWN_SENDER, server_id=9)
    (row,) = center.inbox.conversations_with(UNKNOWN_SENDER)
    async with app.run_test(size=(120, 36)) as pilot:
        assert isinstance(app.screen, InboxScreen)
        await wait_until(pilot, lambda: "unknown sender" in screen_text(app))
        await app.screen.open(row)
        await wait_until(pilot, lambda: why in screen_text(app))
        await pilot.press("r", *"ok", "enter")
        await wait_until(pilot, lambda: f"Not sent: {why}" in screen_text(app))
        assert "mobile phone" not in screen_text(app)
        await pilot.press("escape", "escape")
    assert center.status().outbox == {}


def test_who_is_not_told_is_nobody_to_write_or_forward_to() -> None:
    finder = RecipientFinder([Contact(UNKNOWN_SENDER, "", UNKNOWN_SENDER, SHOP)])
    (option,) = finder.options("unkn")
    assert option.problem == "VoIP.ms does not tell who sent it."
