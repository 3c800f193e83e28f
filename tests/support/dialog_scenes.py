"""Opens dialogs of the scenario's inbox for pictures that no other scenes make."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from mmstui.tui.account.did_settings import DidSettings
from mmstui.tui.account.phonebook import Phonebook
from mmstui.tui.compose.batch_view import BatchView
from mmstui.tui.compose.templates import TemplateForm, TemplatePicker
from mmstui.tui.inbox.day_filter import DayFilter
from mmstui.tui.inbox.go_to import GoTo
from mmstui.tui.thread.details import MessageDetails
from mmstui.tui.triage.when_dialog import WhenDialog
from mmstui.tui.ui.command_palette import CommandPalette
from mmstui.tui.ui.form import Form
from mmstui.tui.ui.keys_help import KeysHelp
from support.account_scenes import numbers, shows, told
from support.scenes import (
    at_rest,
    compose_sms,
    compose_to_several,
    dialog,
    did_filter,
    listing,
    press,
    thread,
    thread_at_failed,
)
from support.triage_scenes import inbox_of


async def did_filter_marked(pilot: Pilot[Any]) -> None:
    """Mark two numbers; the cursor is on the second."""
    await did_filter(pilot)
    await press(pilot, "j", "space", "j", "j", "space")
    await shows(pilot, "show 2 DIDs")


async def dates(pilot: Pilot[Any]) -> None:
    """Write two dates, which are shown as days; the second has the focus."""
    await listing(pilot)
    await dialog(pilot, "T", DayFilter, "last 90 days")
    await press(pilot, "tab", *"1 nov", "tab", *"2026-11-07")
    await shows(pilot, "Saturday 7 November 2026")


async def send_later(pilot: Pilot[Any]) -> None:
    """Ask when to send what is in the box; another time is being written."""
    await compose_sms(pilot)
    await dialog(pilot, "f9", WhenDialog, "tab other time")
    await press(pilot, "tab", *"fri 14:00")
    await shows(pilot, "enter send Friday 27 November 14:00")


async def goes_later(pilot: Pilot[Any]) -> None:
    """A message waits for its time in the thread; a reminder goes with it."""
    await compose_sms(pilot)
    await dialog(pilot, "f8", WhenDialog, "tab other time")
    await press(pilot, "4")
    await shows(pilot, "f8 forget")
    await dialog(pilot, "f9", WhenDialog, "tab other time")
    await press(pilot, "m")
    await shows(pilot, "goes Mon 8:00")
    await press(pilot, "escape")
    await at_rest(pilot)


async def details(pilot: Pilot[Any]) -> None:
    """Open the details of a failed message."""
    await thread_at_failed(pilot)
    await dialog(pilot, "exclamation_mark", MessageDetails, "attempt")


async def keys_of_the_list(pilot: Pilot[Any]) -> None:
    """Open the key help of the list."""
    await listing(pilot)
    await dialog(pilot, "question_mark", KeysHelp, "Keys here")


async def keys_of_a_thread(pilot: Pilot[Any]) -> None:
    """Open the end of a thread's key help, with the states."""
    await thread(pilot)
    await dialog(pilot, "question_mark", KeysHelp, "Keys here")
    await press(pilot, "G")
    await shows(pilot, "delivery is not reported")


async def palette(pilot: Pilot[Any]) -> None:
    """Find commands by a word."""
    await listing(pilot)
    await dialog(pilot, "ctrl+p", CommandPalette, "Commands")
    await press(pilot, *"number")
    await shows(pilot, "settings of your numbers")


async def go_to(pilot: Pilot[Any]) -> None:
    """Find conversations and our numbers by some letters."""
    await listing(pilot)
    await dialog(pilot, "ctrl+g", GoTo, "enter open")
    await press(pilot, *"sho")
    await shows(pilot, "your number")


async def batch(pilot: Pilot[Any]) -> None:
    """Open a batch to three people, with the state of each message."""
    await compose_to_several(pilot)
    await dialog(pilot, "enter", BatchView, "Message to 3 people")
    await shows(pilot, "(416) 555-0199")


async def templates(pilot: Pilot[Any]) -> None:
    """Choose a template."""
    inbox_of(pilot).center.settings.config_file.write_text(
        '[templates]\nhours = "Hi {first}, we are open until 18:00 on {date}."\n'
        'wrong = "Hi {frist}"\n',
        encoding="utf-8",
    )
    await listing(pilot)
    await dialog(pilot, "t", TemplatePicker, "enter put in hours")


async def template(pilot: Pilot[Any]) -> None:
    """Write a template, with a placeholder that is none."""
    await templates(pilot)
    await dialog(pilot, "ctrl+n", TemplateForm, "A new template")
    await press(pilot, *"hello", "tab", *"Hi {frist}", "enter")
    await shows(pilot, "is not a placeholder")


# Of the account.


async def email_form(pilot: Pilot[Any]) -> None:
    """Enter an invalid e-mail address, which gives the reason."""
    await numbers(pilot)
    await dialog(pilot, "enter", DidSettings, "atelier@example.com")
    await press(pilot, "j")
    await dialog(pilot, "enter", Form, "E-mail address")
    await press(pilot, "end", "ctrl+u", *"atelier", "enter")
    await shows(pilot, "Write one e-mail address")


async def sms_off(pilot: Pilot[Any]) -> None:
    """Open the question whether to switch SMS off."""
    await numbers(pilot)
    await dialog(pilot, "enter", DidSettings, "atelier@example.com")
    await told(pilot)
    await shows(pilot, "as of 14:02")
    await press(pilot, "enter")
    await shows(pilot, "this number neither sends nor receives")


async def _phonebook(pilot: Pilot[Any]) -> None:
    await listing(pilot)
    await dialog(pilot, "P", Phonebook, "names")
    await told(pilot)
    await shows(pilot, "as of 14:02")


async def add_name(pilot: Pilot[Any]) -> None:
    """Enter a name for a number that has a name."""
    await _phonebook(pilot)
    await dialog(pilot, "a", Form, "Add a name")
    await press(pilot, *"Zed", "tab", *"438 555 0123", "enter")
    await shows(pilot, "This number is Zoé Tremblay’s already.")


async def change_name(pilot: Pilot[Any]) -> None:
    """Open an entry with all its fields."""
    await _phonebook(pilot)
    await press(pilot, "slash", *"zoe", "enter")
    await shows(pilot, "change Zoé Tremblay")
    await dialog(pilot, "enter", Form, "Change a name")


async def delete_name(pilot: Pilot[Any]) -> None:
    """Open the question whether to delete a name."""
    await _phonebook(pilot)
    await press(pilot, "slash", *"zoe", "enter")
    await shows(pilot, "change Zoé Tremblay")
    await press(pilot, "d")
    await shows(pilot, "Zoé Tremblay is to be deleted from the phonebook at VoIP.ms.")


async def nobody_found(pilot: Pilot[Any]) -> None:
    """Find no name."""
    await _phonebook(pilot)
    await press(pilot, "slash", *"xyz")
    await shows(pilot, "No one is called “xyz”.")
    await at_rest(pilot)
