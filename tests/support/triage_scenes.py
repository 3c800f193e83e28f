"""Scenes of the keys that empty the inbox, for pictures."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from mmstui.domain.triage import Verb
from mmstui.tui.app import InboxApp
from mmstui.tui.deletion.dialog import DeleteDialog
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.triage.view_picker import ViewPicker
from mmstui.tui.triage.when_dialog import WhenDialog
from support.account_scenes import shows
from support.scenes import at_rest, dialog, listing, press
from support.screens import wait_until


def inbox_of(pilot: Pilot[Any]) -> InboxScreen:
    """Return the inbox."""
    assert isinstance(pilot.app, InboxApp)
    return pilot.app.inbox


async def signs(pilot: Pilot[Any]) -> None:
    """The list, read again after one was pinned, one muted and one snoozed."""
    await listing(pilot)
    await press(pilot, *"jjjjjjj", "p", "j")
    await dialog(pilot, "M", WhenDialog, "for good")
    await press(pilot, "f", "j")
    await dialog(pilot, "s", WhenDialog, "tomorrow")
    await press(pilot, "t")
    await wait_until(pilot, lambda: inbox_of(pilot).center.triage.undo_steps()[0] is Verb.SNOOZE)
    await press(pilot, "2")
    await shows(pilot, "unread 3")
    await press(pilot, "1", "g")
    await shows(pilot, "◆ pinned")
    await at_rest(pilot)


async def snoozed(pilot: Pilot[Any]) -> None:
    """The view of what is snoozed."""
    await signs(pilot)
    await press(pilot, "5")
    await shows(pilot, "snoozed 1")
    await shows(pilot, "until Sat 8:00")


async def snooze(pilot: Pilot[Any]) -> None:
    """The times to snooze until."""
    await listing(pilot)
    await dialog(pilot, "s", WhenDialog, "tomorrow")
    await press(pilot, "j", "r")
    await shows(pilot, "whatever comes   r unless")


async def snooze_typed(pilot: Pilot[Any]) -> None:
    """A time that is written."""
    await listing(pilot)
    await dialog(pilot, "s", WhenDialog, "tomorrow")
    await press(pilot, "tab", *"2 dec 9h")
    await shows(pilot, "enter snooze until")


async def views(pilot: Pilot[Any]) -> None:
    """The views with their counts."""
    await listing(pilot)
    await dialog(pilot, "0", ViewPicker, "9  done")


async def marked(pilot: Pilot[Any]) -> None:
    """The list with three marked conversations, the cursor on another one."""
    await listing(pilot)
    await press(pilot, "space", "space", "j", "space")
    await shows(pilot, "3 marked")


async def delete_marked(pilot: Pilot[Any]) -> None:
    """The question before three conversations are deleted."""
    await marked(pilot)
    await dialog(pilot, "d", DeleteDialog, "z within 30 s")
