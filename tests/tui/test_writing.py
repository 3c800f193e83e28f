"""Writing and sending from the keyboard alone: several people, and keys that are only text."""

from __future__ import annotations

import string
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from textual.events import Paste
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain import routing
from mmstui.domain.messages import Draft, Kind, State
from mmstui.tui.app import InboxApp
from mmstui.tui.compose import box as compose
from mmstui.tui.compose import commands as compose_commands
from mmstui.tui.compose.batch_view import BatchView
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.new_message import NewMessage
from mmstui.tui.inbox import commands as inbox_commands
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.ui.commands import Command
from support.inboxes import SHOP, ZOE, make_center_like_the_picture, store_of
from support.opened import open_inbox
from support.screens import screen_lines, screen_text, wait_until
from support.views import wide_and_narrow

SIZES = wide_and_narrow
MARC = "4185550112"
STRANGER = "4165550199"


@asynccontextmanager
async def inbox(
    home: Path, size: tuple[int, int] = (120, 36), *, sends_per_day: int = 100, **settings: Any
) -> AsyncIterator[tuple[InboxApp, Pilot[Any], MessageCenter]]:
    center = make_center_like_the_picture(home, more=3)
    center.settings = replace(center.settings, sends_per_day=sends_per_day, **settings)
    async with open_inbox(center, size=size, notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: "j k move" in screen_text(app))
        yield app, pilot, center
    center.close()


async def said(app: InboxApp, pilot: Pilot[Any], text: str) -> None:
    await wait_until(pilot, lambda: text in screen_text(app))


async def composing_to_zoe(app: InboxApp, pilot: Pilot[Any]) -> MessageInput:
    await pilot.press("r")
    await wait_until(pilot, lambda: isinstance(app.focused, MessageInput))
    await pilot.pause()
    assert isinstance(app.focused, MessageInput)
    return app.focused


async def three_people(app: InboxApp, pilot: Pilot[Any]) -> None:
    """Zoé, Marc-André and a number: the box is open."""
    await pilot.press("m")
    await wait_until(pilot, lambda: isinstance(app.screen, NewMessage))
    await said(app, pilot, "Zoé Tremblay")
    await pilot.press(*"zoe", "comma")
    await said(app, pilot, "enter choose the number")
    await pilot.press(*"marc", "enter")
    await said(app, pilot, "enter write from Shop")
    await pilot.press("tab", *STRANGER, "enter")
    await said(app, pilot, "3 people, one message each; they do not see each other.")
    await said(app, pilot, "enter write from Shop")


# Several people.


@SIZES
async def test_to_three_people_from_the_keyboard(tmp_path: Path, size: tuple[int, int]) -> None:
    async with inbox(tmp_path, size) as (app, pilot, center):
        left = center.status().sends_limit - center.status().sends_today
        await three_people(app, pilot)
        words = f"They reply one by one. 3 API sends, {left} left today; as MMS 0.06 USD."
        assert words in screen_text(app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, MessageInput))
        await pilot.press(*"Closed on Friday")
        await said(app, pilot, f"3 messages; the API allows {left} more today")
        assert "Zoé Tremblay, Marc-André Gélinas, (416) 555-0199" in screen_text(app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, BatchView))
        await said(app, pilot, "○ 3 queued")
        name = center.inbox.last_batch()
        assert name is not None
        batch = center.inbox.messages_of_batch(name)
        assert [m.contact for m in batch] == [ZOE, MARC, STRANGER]
        assert {(m.text, m.kind, m.did, m.state) for m in batch} == {
            ("Closed on Friday", Kind.SMS, SHOP, State.QUEUED)
        }
        assert center.drafts.draft("", "") == Draft()


async def test_what_was_being_written_to_several_comes_back(tmp_path: Path) -> None:
    async with inbox(tmp_path) as (app, pilot, center):
        await three_people(app, pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, MessageInput))
        await pilot.press(*"half a", "escape", "escape")
        await wait_until(pilot, lambda: center.drafts.draft("", "").text == "half a")
        assert center.drafts.draft("", "").recipients == (ZOE, MARC, STRANGER)
        await pilot.press("m")
        await said(app, pilot, "¶ draft")
        await said(app, pilot, "3 people, one message each")
        await pilot.press("enter")
        await said(app, pilot, "enter write from")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, MessageInput))
        assert isinstance(app.focused, MessageInput)
        assert app.focused.text == "half a"


async def test_more_people_than_today_has_sends_are_told_and_not_refused(tmp_path: Path) -> None:
    # Two have gone today.
    async with inbox(tmp_path, sends_per_day=3) as (app, pilot, _):
        await three_people(app, pilot)
        await said(app, pilot, "! perhaps over today’s API limit: mmstui may hold 2 of 3")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, MessageInput))
        await pilot.press("x", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, BatchView))


async def test_a_pasted_list_of_numbers(tmp_path: Path) -> None:
    async with inbox(tmp_path) as (app, pilot, _):
        await pilot.press("m")
        await said(app, pilot, "Zoé Tremblay")
        field = app.screen.query_one("#to-field")
        field.post_message(Paste("+1 438-555-0123, (416) 555-0199;\n868.555.0123"))
        await said(app, pilot, "2 people, one message each")
        to = next(line for line in screen_lines(app) if "  to  " in line)
        assert "Zoé Tremblay" in to
        assert "(416) 555-0199" in to
        await said(app, pilot, "Left out: (868) 555-0123.")


async def test_many_people_say_how_many_more(tmp_path: Path) -> None:
    async with inbox(tmp_path, (80, 24)) as (app, pilot, _):
        await pilot.press("m")
        await said(app, pilot, "Zoé Tremblay")
        crowd = ", ".join(f"514-555-01{n:02}" for n in range(40))
        app.screen.query_one("#to-field").post_message(Paste(crowd))
        await said(app, pilot, "40 people, one message each")
        to = next(line for line in screen_lines(app) if "  to  " in line)
        assert "38 more" in to
        assert "(514) 555-0139" in to


# What today allows, and what cannot be written to.


async def test_the_box_says_what_is_left_of_today(tmp_path: Path) -> None:
    async with inbox(tmp_path) as (app, pilot, center):
        left = center.status().sends_limit - center.status().sends_today
        await composing_to_zoe(app, pilot)
        assert f"0/160  {left} more today" in screen_text(app)


async def test_a_used_up_day_is_told_in_header_and_box(tmp_path: Path) -> None:
    async with inbox(tmp_path, sends_per_day=1) as (app, pilot, center):
        spent = center.status().sends_today
        assert spent >= 1, "sends made elsewhere count, as far as history shows"
        assert f"! sent today {spent} (API limit 1)" in screen_lines(app)[0]
        await composing_to_zoe(app, pilot)
        assert "! perhaps over today’s API limit: mmstui may hold it" in screen_text(app)


async def test_a_number_outside_the_us_and_canada_says_so_before_anything_is_written(
    tmp_path: Path,
) -> None:
    async with inbox(tmp_path) as (app, pilot, center):
        trinidad = "8685550123"
        outbox = store_of(center).outbox
        outbox.queue(did=SHOP, contacts=[trinidad], text="old", kind=Kind.SMS)
        await said(app, pilot, "(868) 555-0123")
        await pilot.press("g")
        await composing_to_zoe(app, pilot)
        await said(app, pilot, "VoIP.ms sends to the US and Canada only; area code 868 is")
        assert "Trinidad and Tobago." in screen_text(app), "the second line of it too"
        await pilot.press("x", "enter")
        await said(app, pilot, "Not sent: VoIP.ms sends to the US and Canada only")
        assert isinstance(app.focused, MessageInput)
        assert app.focused.text == "x"


async def test_warnings_can_be_switched_off(tmp_path: Path) -> None:
    async with inbox(tmp_path, warnings_off=frozenset({"accents"})) as (app, pilot, _):
        box = await composing_to_zoe(app, pilot)
        await pilot.press("ê")
        await wait_until(pilot, lambda: box.text == "ê")
        assert "accents" not in screen_text(app)
        await pilot.press("space", *"bit.ly/a")
        await said(app, pilot, "! a shortened link")


# Keys that are only text.


def _of_the_table() -> set[str]:
    named = {key for command in compose_commands.ALL for key in command.keys.split(",")}
    commands = [one for one in vars(inbox_commands).values() if isinstance(one, Command)]
    return named | {key for command in commands for key in command.keys.split(",")}


async def test_no_printable_key_and_no_other_ctrl_letter_does_anything_outside_the_box(
    tmp_path: Path,
) -> None:
    async with inbox(tmp_path) as (app, pilot, center):
        box = await composing_to_zoe(app, pilot)
        table = _of_the_table()
        screen, ids = app.screen, center.inbox.conversation_ids()
        assert isinstance(screen, InboxScreen)
        outbox = center.status().outbox
        filters = app.inbox.filters
        printable = string.ascii_letters + string.digits + string.punctuation + " éÀ€你"
        keys = [*printable, *(f"ctrl+{c}" for c in string.ascii_lowercase)]
        for key in keys:
            if key in table or key in {"ctrl+i", "ctrl+m", "ctrl+h"}:  # tab, enter and backspace
                continue
            await pilot.press("space" if key == " " else key)
            assert app.focused is box, key
            assert app.screen is screen, key
        assert (center.inbox.conversation_ids(), app.inbox.filters) == (ids, filters)
        assert center.status().outbox == outbox
        assert not list(app._notifications)


async def test_every_printable_key_is_text(tmp_path: Path) -> None:
    async with inbox(tmp_path) as (app, pilot, _):
        box = await composing_to_zoe(app, pilot)
        printable = string.ascii_letters + string.digits + string.punctuation
        await pilot.press(*printable)
        await wait_until(pilot, lambda: box.text == printable)


async def test_a_paste_of_500_lines_is_one_edit_and_sends_nothing(tmp_path: Path) -> None:
    async with inbox(tmp_path) as (app, pilot, center):
        box = await composing_to_zoe(app, pilot)
        before = center.status().outbox
        with mock.patch.object(compose, "route", wraps=routing.route) as counted:
            box.post_message(Paste("\n".join(f"line {n}" for n in range(500)) + "\n"))
            await wait_until(pilot, lambda: box.text.count("\n") == 500)
            await pilot.pause()
        assert counted.call_count <= 2, "the badge is counted once a paste, not once a line"
        assert center.status().outbox == before


async def test_a_character_too_many_has_its_own_sentence_and_costs_nothing(tmp_path: Path) -> None:
    async with inbox(tmp_path) as (app, pilot, center):
        box = await composing_to_zoe(app, pilot)
        before = center.status().outbox
        box.post_message(Paste("x" * 2049))
        await said(app, pilot, "2049/2048")
        await pilot.press("enter")
        await said(app, pilot, "Not sent: 1 character over the 2048 that an MMS holds.")
        assert box.text == "x" * 2049
        assert center.status().outbox == before
        await pilot.press("backspace", "enter")
        await wait_until(pilot, lambda: box.text == "")


async def test_accents_of_the_sms_alphabet_are_not_warned_of_nor_those_that_came(
    tmp_path: Path,
) -> None:
    async with inbox(tmp_path) as (app, pilot, _):
        box = await composing_to_zoe(app, pilot)
        await pilot.press(*"à été")
        await wait_until(pilot, lambda: box.text == "à été")
        assert "accents" not in screen_text(app)
        await pilot.press("ê")
        await said(app, pilot, "! accents may not arrive on every phone")
