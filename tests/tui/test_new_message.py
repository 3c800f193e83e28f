"""m: whom to write to, and from which number."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.widgets import Input

from mmstui.domain.messages import Contact
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.problems import StoreProblem
from mmstui.tui.compose import recipient_options
from mmstui.tui.compose.new_message import NewMessage
from mmstui.tui.compose.recipient_search import NewMessageChoice
from mmstui.tui.terminal import input_queue
from support.dialogs import (
    OLD_FAX,
    OPEN,
    OTTAWA,
    SHOP,
    ZOE,
    DialogApp,
    FakePeople,
    left,
    opened,
)
from support.inboxes import fill_directory, make_center
from support.opened import open_inbox
from support.screens import screen_lines, screen_text, style_of, wait_until

App = DialogApp[NewMessageChoice]


async def said(app: App, pilot: Pilot[Any], text: str) -> None:
    await wait_until(pilot, lambda: text in screen_text(app))


async def test_a_name_and_two_enters() -> None:
    async with opened(NewMessage(FakePeople())) as (app, pilot):
        await pilot.press(*"zoe")
        await said(app, pilot, "enter choose Zoé Tremblay")
        await pilot.press("enter")
        await said(app, pilot, "enter write from Shop")
        assert "last used with Zoé Tremblay" in screen_text(app)
        await pilot.press("enter")
        assert await left(app, pilot) == NewMessageChoice(SHOP.number, (ZOE.number,))


async def turns_until(condition: Callable[[], bool]) -> None:
    """Let the event loop turn until something is so, and not once more."""
    for _ in range(100_000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came")


async def test_keys_that_come_one_by_one_while_the_dialog_opens_are_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(input_queue, "SINGLE_KEY", 0.0)  # none of them comes in the wake of another
    center = make_center(tmp_path)
    fill_directory(center)
    async with open_inbox(center, size=(80, 24)) as (app, pilot):
        await wait_until(pilot, lambda: "? keys" in screen_text(app))
        app.post_message(Key("m", "m"))
        await turns_until(lambda: any(w.group == "dialog" for w in app.workers))
        for key in "zoe":
            app.post_message(Key(key, key))
        await wait_until(pilot, lambda: "enter choose Zoé Tremblay" in screen_text(app))
        field = app.screen.query_one("#to-field", Input)
        await wait_until(pilot, lambda: field.value == "zoe")
    center.close()


class SlowPeople(FakePeople):
    """A phonebook that is read when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.read = threading.Event()

    def contacts(self) -> list[Contact]:
        assert self.read.wait(10)
        return super().contacts()


async def test_keys_typed_before_the_phonebook_is_read_are_not_lost() -> None:
    people = SlowPeople()
    async with opened(NewMessage(people)) as (app, pilot):
        await said(app, pilot, "Reading the phonebook.")
        for key in (*"marc", "enter", "enter"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        people.read.set()
        choice = await left(app, pilot)
        assert choice.contacts == ("8195550162",)


async def test_an_enter_in_the_same_read_chooses_what_was_typed() -> None:
    async with opened(NewMessage(FakePeople())) as (app, pilot):
        await said(app, pilot, "Zoé Tremblay")
        for key in (*"marc", "enter", "enter"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        assert await left(app, pilot) == NewMessageChoice(SHOP.number, ("8195550162",))


async def test_a_store_in_trouble_still_lets_a_number_be_written_to() -> None:
    class Troubled(FakePeople):
        def contacts(self) -> list[Contact]:
            raise StoreProblem("The messages cannot be read.", "Try again.")

    async with opened(NewMessage(Troubled())) as (app, pilot):
        await said(app, pilot, "The messages cannot be read. Try again.")
        await pilot.press(*"4165550199", "enter", "enter")
        assert await left(app, pilot) == NewMessageChoice(SHOP.number, ("4165550199",))


@pytest.mark.parametrize(
    "written", ["4165550199", "(416) 555-0199", "+1 416.555.0199", "1-416-555-0199"]
)
async def test_a_number_nobody_has_is_written_any_way(written: str) -> None:
    people = FakePeople(defaults={"4165550199": OTTAWA})
    async with opened(NewMessage(people)) as (app, pilot):
        app.dialog.query_one("#to-field").focus()
        for character in written:
            await pilot.press(character)
        await said(app, pilot, "(416) 555-0199  not in the phonebook")
        await pilot.press("enter")
        await said(app, pilot, "enter write from Ottawa")
        to = next(line for line in screen_lines(app) if "   to  " in line)
        assert " (416) 555-0199 " in to
        await pilot.press("enter")
        assert await left(app, pilot) == NewMessageChoice(OTTAWA.number, ("4165550199",))


async def test_a_number_somebody_has_finds_them() -> None:
    async with opened(NewMessage(FakePeople())) as (app, pilot):
        await pilot.press(*"14385550123")
        await said(app, pilot, "enter choose Zoé Tremblay")
        assert "not in the phonebook" not in screen_text(app)


NOT_WRITTEN_TO = (
    ("8685550123", "area code 868 is Trinidad"),
    ("+36 1 555 0123", "+36 is Hungary."),
    ("+438 555 0123", "555-0123 is meant, write +1 before it."),
    ("0005550123", "no area code begins with 0."),
    ("(999) 999-9999", "no area code has a 9"),
    ("911", "911 takes no texts from VoIP.ms: call it."),
    ("514555010", "it has 9 digits"),
    ("77777", "A short code takes no replies from VoIP.ms."),
)


async def test_a_number_that_cannot_be_written_to_says_why() -> None:
    async with opened(NewMessage(FakePeople())) as (app, pilot):
        await said(app, pilot, "Zoé Tremblay")
        app.dialog.query_one("#to-field").focus()

        def words() -> str:
            return " ".join(screen_text(app).split())

        for typed, sentence in NOT_WRITTEN_TO:
            for key in typed:
                app.post_message(Key("space" if key == " " else key, key))
            # What enter would refuse is not offered.
            await pilot.pause()
            assert "enter choose" not in words()
            assert sentence not in words()
            await pilot.press("enter")
            await wait_until(pilot, lambda sentence=sentence: sentence in words())  # type: ignore[misc]
            assert app.result is OPEN
            # Nobody was chosen: there is no number to send from yet.
            assert "comes next" in words()
            await pilot.press(*["backspace"] * len(typed))


@pytest.mark.parametrize(
    ("typed", "number", "words"),
    [
        ("8615550123", "8615550123", "Area code 861 is not known here"),
        ("9005550123", "9005550123", "premium rate"),
        ("438 555-0199 poste 12", "4385550199", "Extension 12 is left out."),
    ],
)
async def test_a_number_that_may_be_one_goes_with_a_quiet_word(
    typed: str, number: str, words: str
) -> None:
    async with opened(NewMessage(FakePeople())) as (app, pilot):
        await said(app, pilot, "Zoé Tremblay")
        app.dialog.query_one("#to-field", Input).value = typed
        await said(app, pilot, f"enter choose {formatted(number)}")
        await pilot.press("enter")
        await said(app, pilot, words)
        await pilot.press("enter")
        assert (await left(app, pilot)).contacts == (number,)


async def test_of_pasted_numbers_those_of_other_countries_are_left_out() -> None:
    async with opened(NewMessage(FakePeople())) as (app, pilot):
        await said(app, pilot, "Zoé Tremblay")
        app.dialog.query_one("#to-field").focus()
        await pilot.pause()
        app.dialog.query_one("#to-field").post_message(
            Paste("+36 1 555 0123\ntel:+1-416-555-0199;ext=7\n\u2068(819) 555-0162\u2069")
        )
        await said(app, pilot, "Left out: +3615550123.")
        await said(app, pilot, "(416) 555-0199: Extension 7 is left out.")
        await pilot.press("enter")
        await said(app, pilot, "enter write from")
        await pilot.press("enter")
        assert (await left(app, pilot)).contacts == ("4165550199", "8195550162")


async def test_unfinished_numbers_and_unknown_names_say_how_to_go_on() -> None:
    async with opened(NewMessage(FakePeople())) as (app, pilot):
        await said(app, pilot, "Zoé Tremblay")
        await pilot.press(*"999")
        await said(app, pilot, "Go on: a number has ten digits.")
        await pilot.press(*"9999999")
        await said(app, pilot, "No number to write to. enter says why.")
        await pilot.press("enter")
        await said(app, pilot, "no area code has a 9 in its middle.")
        await pilot.press("ctrl+u", *"nobody")
        await said(app, pilot, "No one is called “nobody”. A number works too.")
        await pilot.press("enter")
        assert app.result is OPEN


async def test_without_a_plain_number_the_cursor_is_on_the_first_able_one() -> None:
    people = FakePeople(numbers=(OLD_FAX, OTTAWA, SHOP), defaults={})
    async with opened(NewMessage(people)) as (app, pilot):
        await pilot.press(*"marc")
        await said(app, pilot, "enter choose Marc-André Gélinas")
        await pilot.press("enter")
        await said(app, pilot, "enter write from Ottawa")
        await pilot.press(*"shop")
        await said(app, pilot, "enter write from Shop")
        await pilot.press("enter")
        assert await left(app, pilot) == NewMessageChoice(SHOP.number, ("8195550162",))


async def test_a_number_that_cannot_send_cannot_be_chosen() -> None:
    async with opened(NewMessage(FakePeople())) as (app, pilot):
        await pilot.press(*"zoe")
        await said(app, pilot, "enter choose")
        await pilot.press("enter", *"fax")
        await said(app, pilot, "cannot send")
        await pilot.press("enter")
        await said(app, pilot, "Old fax has no SMS: it cannot send.")
        assert app.result is OPEN


async def test_esc_goes_one_step_back_and_then_out() -> None:
    async with opened(NewMessage(FakePeople())) as (app, pilot):
        await pilot.press(*"zoe")
        await said(app, pilot, "enter choose")
        await pilot.press("enter")
        await said(app, pilot, "esc back")
        await pilot.press("escape")
        await said(app, pilot, "esc close")
        assert " Zoé Tremblay " in next(line for line in screen_lines(app) if "   to  " in line)
        await pilot.press("escape")
        assert await left(app, pilot) is None


async def test_backspace_takes_the_recipient_back_and_another_replaces_it() -> None:
    async with opened(NewMessage(FakePeople())) as (app, pilot):
        await pilot.press(*"zoe")
        await said(app, pilot, "enter choose Zoé")
        await pilot.press("enter", "shift+tab")
        await said(app, pilot, "esc close")
        await pilot.press("backspace")
        await said(app, pilot, "name or number")
        await pilot.press(*"marc", "enter")
        await said(app, pilot, "esc back")
        to = next(line for line in screen_lines(app) if "   to  " in line)
        assert "Marc-André Gélinas" in to
        assert "Zoé" not in to


async def test_tab_goes_on_and_back() -> None:
    async with opened(NewMessage(FakePeople())) as (app, pilot):
        await pilot.press(*"zoe")
        await said(app, pilot, "enter choose Zoé")
        await pilot.press("tab")
        await said(app, pilot, "enter write from Shop")
        await pilot.press("tab")
        await said(app, pilot, "esc close")
        # The DID that would be used stands there in one line.
        assert "SMS+MMS  (514) 555-0100  Shop" in screen_text(app)


async def test_nothing_moves_between_the_two_lists() -> None:
    async with opened(NewMessage(FakePeople())) as (app, pilot):
        await pilot.press(*"zoe")
        await said(app, pilot, "enter choose")
        keys = next(i for i, line in enumerate(screen_lines(app)) if "enter choose" in line)
        await pilot.press("enter")
        await said(app, pilot, "enter write")
        assert "enter write" in screen_lines(app)[keys]


async def test_what_was_found_is_marked_in_name_and_number() -> None:
    async with opened(NewMessage(FakePeople())) as (app, pilot):
        await pilot.press(*"gel")
        await said(app, pilot, "enter choose Marc")
        row = next(i for i, line in enumerate(screen_lines(app)) if "(819)" in line)
        assert style_of(app, "Gél", line=row).underline


async def test_a_big_phonebook_is_searched_beside_the_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mmstui.tui.compose.recipient_search.MANY", 10)
    threads: set[str] = set()
    options = recipient_options.RecipientFinder.options

    def watched(self: recipient_options.RecipientFinder, query: str) -> list[object]:
        threads.add(threading.current_thread().name)
        return list(options(self, query))

    monkeypatch.setattr(recipient_options.RecipientFinder, "options", watched)
    crowd = [
        Contact(f"514555{n:04}", f"Person {n}", f"(514) 555-{n:04}", None, True) for n in range(300)
    ]
    async with opened(NewMessage(FakePeople(phonebook=crowd))) as (app, pilot):
        await pilot.press(*"person 29")
        await said(app, pilot, "enter choose Person 29")
        assert threading.main_thread().name not in threads


async def test_no_number_with_sms_on_is_all_there_is_to_say() -> None:
    async with opened(NewMessage(FakePeople(numbers=(OLD_FAX,) * 3))) as (app, pilot):
        assert "None of your 3 numbers has SMS on." in screen_text(app)
        await pilot.press("z", "enter")
        assert app.result is OPEN
        await pilot.press("escape")
        assert await left(app, pilot) is None


async def test_before_the_first_sync_there_are_no_numbers() -> None:
    async with opened(NewMessage(FakePeople(numbers=()))) as (app, _):
        assert "No numbers yet: the first sync brings them." in screen_text(app)


@pytest.mark.parametrize("size", [(50, 20), (40, 12)])
async def test_it_works_where_there_is_little_room(size: tuple[int, int]) -> None:
    async with opened(NewMessage(FakePeople()), size=size) as (app, pilot):
        await pilot.press(*"zoe")
        await said(app, pilot, "enter choose Zoé")
        await pilot.press("enter")
        await said(app, pilot, "enter write from Shop")
        assert "New message" in screen_text(app)
        assert "Zoé Tremblay" in screen_text(app)
        await pilot.press("enter")
        assert await left(app, pilot) == NewMessageChoice(SHOP.number, (ZOE.number,))


async def test_hostile_names_stay_text() -> None:
    bad = Contact("4165550199", "[/b] [@click=app.bell]x", "(416) 555-0199", None, True)
    async with opened(NewMessage(FakePeople(phonebook=[bad]))) as (app, pilot):
        await said(app, pilot, "[/b] [@click=app.bell]x")
        await pilot.press("enter")
        await said(app, pilot, "enter write from")
        assert "[/b] [@click=app.bell]x" in screen_text(app)
