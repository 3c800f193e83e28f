"""DIDs and names that come while a dialog about them stands there: it fills, nothing moves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from mmstui.domain.messages import Contact, Did
from mmstui.domain.routing import Route, route
from mmstui.tui.account.numbers import Numbers
from mmstui.tui.compose.did_picker import DidPicker
from mmstui.tui.compose.new_message import NewMessage
from mmstui.tui.compose.recipient_search import NewMessageChoice
from mmstui.tui.inbox.did_filter import DidFilter
from mmstui.tui.ui.dialog import Dialog
from support.dialogs import (
    DIDS,
    MARC,
    OLD_FAX,
    OPEN,
    OTTAWA,
    SHOP,
    SUPPORT,
    ZOE,
    DialogApp,
    FakePeople,
    left,
    opened,
)
from support.screens import screen_lines, screen_text, wait_until
from support.views import wide_and_narrow

both_sizes = wide_and_narrow
FIRST = Did("4165550105", "First", "Toronto", "First", True, True)


def short(did: Did) -> Route:
    return route("Bonjour", (), did)


def with_bar(app: DialogApp[Any]) -> str:
    """The row under the cursor."""
    line = next(line for line in screen_lines(app) if "▌" in line and "find" not in line)
    return line.partition("▌")[2][:60].rstrip()


def dids_of(app: DialogApp[Did]) -> tuple[Did, ...]:
    assert isinstance(app.dialog, DidPicker)
    return app.dialog.dids


def come(people: FakePeople, *dids: Did) -> None:
    people.numbers = dids
    people.written()


@both_sizes
async def test_a_picker_without_numbers_fills_when_they_come(size: tuple[int, int]) -> None:
    people = FakePeople(numbers=())
    async with opened(DidPicker(people, None, short), size=size) as (app, pilot):
        assert "No numbers yet: the first sync brings them." in screen_text(app)
        await pilot.press("enter", "x")
        come(people, *DIDS)
        await wait_until(pilot, lambda: "SMS+MMS  (514) 555-0100  Shop" in screen_text(app))
        assert "No numbers yet" not in screen_text(app)
        await pilot.press(*"ott")
        await wait_until(pilot, lambda: "enter choose Ottawa" in screen_text(app))
        await pilot.press("enter")
        assert await left(app, pilot) == OTTAWA


async def test_a_picker_whose_numbers_have_no_sms_fills_when_it_is_switched_on() -> None:
    people = FakePeople(numbers=(OLD_FAX,))
    async with opened(DidPicker(people, None, short)) as (app, pilot):
        await wait_until(pilot, lambda: "o opens the place" in screen_text(app))
        assert "Your number has not SMS on." in screen_text(app)
        come(people, replace(OLD_FAX, sms=True))
        await wait_until(pilot, lambda: "enter choose Old fax" in screen_text(app))
        assert "o opens the place" not in screen_text(app)
        # And off again, while it stands there.
        come(people, OLD_FAX)
        await wait_until(pilot, lambda: "Your number has not SMS on." in screen_text(app))
        await pilot.press("enter")
        assert app.result is OPEN


async def test_the_cursor_stays_on_its_number_and_what_is_typed_stays() -> None:
    people = FakePeople(numbers=(SHOP, OTTAWA))
    async with opened(DidPicker(people, SHOP, short)) as (app, pilot):
        await pilot.press("down")
        assert "Ottawa" in with_bar(app)
        come(people, FIRST, SHOP, SUPPORT, OTTAWA)
        await wait_until(pilot, lambda: "First" in screen_text(app))
        assert "Ottawa" in with_bar(app)
        assert "Support" in screen_text(app)
        await pilot.press(*"sho")
        await wait_until(pilot, lambda: "enter choose Shop" in screen_text(app))
        come(people, SHOP, OTTAWA)
        await pilot.pause()
        assert "enter choose Shop" in screen_text(app)
        assert "Ottawa" not in screen_text(app)


async def test_a_refusal_stays_below_its_row() -> None:
    people = FakePeople(numbers=(SHOP, OLD_FAX))
    async with opened(DidPicker(people, OLD_FAX, short)) as (app, pilot):
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Old fax has no SMS" in screen_text(app))
        come(people, FIRST, SHOP, OLD_FAX)
        await wait_until(pilot, lambda: FIRST in dids_of(app))
        await pilot.pause()
        assert "Old fax" in with_bar(app)
        assert "Old fax has no SMS: it cannot send." in screen_text(app)


@both_sizes
async def test_a_new_message_begins_when_the_first_number_comes(size: tuple[int, int]) -> None:
    people = FakePeople(numbers=(), phonebook=())
    async with opened(NewMessage(people), size=size) as (app, pilot):
        assert "No numbers yet" in screen_text(app)
        people.phonebook = (ZOE, MARC)
        come(people, *DIDS)
        await wait_until(pilot, lambda: "name or number" in screen_text(app))
        await pilot.press(*"zoe")
        await wait_until(pilot, lambda: "enter choose Zoé" in screen_text(app))
        await pilot.press("enter", "enter")
        assert await left(app, pilot) == NewMessageChoice(SHOP.number, (ZOE.number,))


async def test_what_is_chosen_and_typed_outlives_a_change_of_the_numbers() -> None:
    people = FakePeople(numbers=(SHOP,))
    async with opened(NewMessage(people)) as (app, pilot):
        await pilot.press(*"zoe")
        await wait_until(pilot, lambda: "enter choose Zoé" in screen_text(app))
        await pilot.press("comma", *"mar")
        come(people, FIRST, SHOP, OTTAWA)
        await wait_until(pilot, lambda: "enter choose Marc" in screen_text(app))
        assert "Zoé Tremblay" in screen_text(app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "enter write from" in screen_text(app))
        await pilot.press("down")
        before = with_bar(app)
        come(people, SUPPORT, FIRST, SHOP, OTTAWA)
        await wait_until(pilot, lambda: "Support" in screen_text(app))
        assert with_bar(app) == before


async def test_names_that_come_are_found_and_the_cursor_stays() -> None:
    people = FakePeople(phonebook=())
    async with opened(NewMessage(people)) as (app, pilot):
        await wait_until(pilot, lambda: "No one in the phonebook yet." in screen_text(app))
        people.phonebook = (MARC, ZOE)
        people.written()
        await wait_until(pilot, lambda: "enter choose Marc" in screen_text(app))
        await pilot.press("down")
        await wait_until(pilot, lambda: "enter choose Zoé" in screen_text(app))
        people.phonebook = (Contact("4165550199", "Amy", "(416) 555-0199", None, True), MARC, ZOE)
        people.written()
        await wait_until(pilot, lambda: "Amy" in screen_text(app))
        assert "enter choose Zoé" in screen_text(app)
        assert "Zoé" in with_bar(app)


async def test_who_writes_meanwhile_does_not_move_up_the_list() -> None:
    one, other = (Contact(f"416555019{n}", "", f"(416) 555-019{n}") for n in range(2))
    people = FakePeople(phonebook=(ZOE, one))
    async with opened(NewMessage(people)) as (app, pilot):
        await wait_until(pilot, lambda: "0190" in screen_text(app))
        before = screen_lines(app)
        people.phonebook = (ZOE, other, one)
        people.written()
        await wait_until(pilot, lambda: people.reads == 2)
        reading = [worker for worker in app.workers if worker.group == "people"]
        await asyncio.gather(*(worker.wait() for worker in reading))
        await pilot.pause()
        assert screen_lines(app) == before


@pytest.mark.parametrize("dialog", ["numbers", "filter"])
async def test_lists_of_numbers_fill_too(dialog: str) -> None:
    people = FakePeople(numbers=())
    made: Dialog[Any] = Numbers(people)
    if dialog == "filter":
        made = DidFilter(people, frozenset())
    async with opened(made) as (app, pilot):
        assert "Shop" not in screen_text(app)
        come(people, SHOP, OTTAWA)
        await wait_until(pilot, lambda: "(613) 555-0150  Ottawa" in screen_text(app))
        await pilot.press("G")
        await wait_until(pilot, lambda: "Ottawa" in with_bar(app))
        come(people, FIRST, SHOP, SUPPORT, OTTAWA)
        await wait_until(pilot, lambda: "Support" in screen_text(app))
        assert "Ottawa" in with_bar(app)
        await pilot.press("enter")
        wanted = OTTAWA if dialog == "numbers" else frozenset({OTTAWA.number})
        assert await left(app, pilot) == wanted


async def test_marks_stay_on_their_numbers() -> None:
    people = FakePeople(numbers=(SHOP, OTTAWA, SUPPORT))
    async with opened(DidFilter(people, frozenset())) as (app, pilot):
        await pilot.press("j", "space", "j", "j", "space")
        come(people, FIRST, SHOP, OTTAWA, SUPPORT)
        await wait_until(pilot, lambda: "First" in screen_text(app))
        marked = [line for line in screen_lines(app) if "■" in line]
        assert len(marked) == 2
        assert "Shop" in marked[0]
        assert "Support" in marked[1]
        await pilot.press("enter")
        assert await left(app, pilot) == frozenset({SHOP.number, SUPPORT.number})
