"""ctrl+o: which number a message goes from."""

from __future__ import annotations

import pytest
from textual.events import Paste

from mmstui.domain.messages import Did
from mmstui.domain.routing import Route, route
from mmstui.tui.compose.did_picker import DidPicker
from support.dialogs import OLD_FAX, OPEN, OTTAWA, SHOP, SUPPORT, FakePeople, left, opened
from support.screens import screen_lines, screen_text, style_of, wait_until


def short(did: Did) -> Route:
    return route("Bonjour", (), did)


def long(did: Did) -> Route:
    return route("x" * 200, (), did)


async def test_each_did_says_what_it_can() -> None:
    async with opened(DidPicker(FakePeople(), SHOP, short)) as (app, _):
        text = screen_text(app)
        assert "SMS+MMS  (514) 555-0100  Shop   in use" in text
        assert "SMS+MMS  (613) 555-0150  Ottawa" in text
        assert "SMS      (438) 555-0175  Support   text only, 160 at most" in text
        assert "no SMS   (514) 555-0190  Old fax   cannot send" in text


@pytest.mark.parametrize(
    ("typed", "found"),
    [("ott", OTTAWA), ("613", OTTAWA), ("438-555", SUPPORT), ("montreal sup", SUPPORT)],
)
async def test_it_is_found_by_label_number_and_city(typed: str, found: Did) -> None:
    async with opened(DidPicker(FakePeople(), SHOP, short)) as (app, pilot):
        await pilot.press(*("space" if c == " " else c for c in typed))
        await wait_until(pilot, lambda: f"enter choose {found.label}" in screen_text(app))
        await pilot.press("enter")
        assert await left(app, pilot) == found


async def test_what_was_found_is_marked() -> None:
    async with opened(DidPicker(FakePeople(), SHOP, short)) as (app, pilot):
        await pilot.press("o")
        await wait_until(pilot, lambda: "o" in screen_text(app))
        row = next(i for i, line in enumerate(screen_lines(app)) if "Ottawa" in line)
        await wait_until(pilot, lambda: style_of(app, "O", line=row).underline)
        assert style_of(app, "O", line=row).bold
        faint = next(i for i, line in enumerate(screen_lines(app)) if "Old fax" in line)
        assert style_of(app, "O", line=faint).underline
        assert not style_of(app, "O", line=faint).bold


async def test_arrows_move_while_letters_find() -> None:
    async with opened(DidPicker(FakePeople(), SHOP, short)) as (app, pilot):
        await pilot.press("down", "down", "up", "enter")
        assert await left(app, pilot) == OTTAWA


async def test_the_cursor_begins_on_the_one_in_use() -> None:
    async with opened(DidPicker(FakePeople(), OTTAWA, short)) as (app, pilot):
        assert "esc keep Ottawa" in screen_text(app)
        await pilot.press("enter")
        assert await left(app, pilot) == OTTAWA


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        (2, "Support sends text only, 160 at most. Shop and Ottawa can."),
        (3, "Old fax has no SMS: it cannot send. Shop and Ottawa can."),
    ],
)
async def test_one_that_cannot_carry_the_message_says_why(steps: int, sentence: str) -> None:
    async with opened(DidPicker(FakePeople(), SHOP, long)) as (app, pilot):
        await pilot.press(*["down"] * steps, "enter")
        await wait_until(pilot, lambda: sentence in screen_text(app))
        assert "enter choose" not in screen_text(app)
        assert app.result is OPEN
        await pilot.press("pageup", "enter")
        assert await left(app, pilot) == SHOP


async def test_a_text_that_is_too_long_everywhere_is_not_held_against_a_did() -> None:
    def too_long(did: Did) -> Route:
        return route("x" * 3000, (), did)

    async with opened(DidPicker(FakePeople(numbers=(SHOP, OTTAWA)), SHOP, too_long)) as (
        app,
        pilot,
    ):
        await pilot.press("down", "enter")
        assert await left(app, pilot) == OTTAWA


async def test_nothing_found_says_so() -> None:
    async with opened(DidPicker(FakePeople(), SHOP, short)) as (app, pilot):
        await pilot.press("q", "q")
        await wait_until(pilot, lambda: "No number has “qq” in it." in screen_text(app))
        await pilot.press("enter")
        assert app.result is OPEN


async def test_no_number_with_sms_on() -> None:
    async with opened(DidPicker(FakePeople(numbers=(OLD_FAX,) * 3), None, short)) as (app, pilot):
        assert "None of your 3 numbers has SMS on." in screen_text(app)
        assert "DID Numbers, Manage DIDs, edit a number, Message Service" in screen_text(app)
        assert "DID Numbers, Order DIDs, one that has SMS." in screen_text(app)
        assert "o opens the place to switch it on" in screen_text(app)
        await pilot.press("o")
        assert await left(app, pilot) is None


async def test_o_is_a_letter_while_there_is_something_to_find() -> None:
    async with opened(DidPicker(FakePeople(), SHOP, short)) as (app, pilot):
        await pilot.press("o")
        assert app.result is OPEN


async def test_hostile_typing_and_pastes_stay_text() -> None:
    async with opened(DidPicker(FakePeople(), SHOP, short)) as (app, pilot):
        pasted = Paste("[/b]\x1b]0;x\x07\nsecond line")
        app.dialog.query_one("#find").post_message(pasted)
        await wait_until(pilot, lambda: "No number has" in screen_text(app))
        assert "\x1b" not in screen_text(app)
        assert "[/b]" in screen_text(app)
