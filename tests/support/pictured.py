"""Every screen and dialog with the scene that its pictures are made of."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final, NamedTuple

import pytest
from textual.screen import Screen

import mmstui.tui
from mmstui.tui.account.did_settings import DidSettings
from mmstui.tui.account.numbers import Numbers
from mmstui.tui.account.overview import AccountStatus
from mmstui.tui.account.phonebook import Phonebook
from mmstui.tui.account.set_aside import SetAsideRows
from mmstui.tui.attach.dialog import AttachDialog
from mmstui.tui.compose.batch_view import BatchView
from mmstui.tui.compose.did_picker import DidPicker
from mmstui.tui.compose.new_message import NewMessage
from mmstui.tui.compose.templates import TemplateForm, TemplatePicker
from mmstui.tui.deletion.dialog import DeleteDialog
from mmstui.tui.inbox.day_filter import DayFilter
from mmstui.tui.inbox.did_filter import DidFilter
from mmstui.tui.inbox.go_to import GoTo
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.inbox.zone_filter import ZoneFilter
from mmstui.tui.thread.details import MessageDetails
from mmstui.tui.triage.view_picker import ViewPicker
from mmstui.tui.triage.when_dialog import WhenDialog
from mmstui.tui.triage_mode.screen import TriageScreen
from mmstui.tui.ui.command_palette import CommandPalette
from mmstui.tui.ui.form import Form
from mmstui.tui.ui.keys_help import KeysHelp
from support import (
    account_scenes,
    dialog_scenes,
    mode_scenes,
    scenes,
    search_scenes,
    triage_scenes,
)
from support.views import Scene


class Pictured(NamedTuple):
    """A screen in a scene. `words` stand there in this order, in every look.

    `dark` is the test that draws the scene in dark, `module::test`; "" when the table has to.
    `plain` stands there as well without colour.
    """

    screen: type[Screen[Any]]
    scene: Scene
    words: tuple[str, ...]
    dark: str = ""
    plain: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name of its pictures."""
        return str(getattr(self.scene, "__name__", ""))


#: Screens whose pictures are made in a module of their own, with its name.
ELSEWHERE: Final = {
    "SearchScreen": "test_search",  # search is under work: its own pictures are of all looks
    "PictureView": "test_files",  # the picture view is under work, with its list and its saving
    "FilesDialog": "test_files",
    "SaveFile": "test_files",
    "SetupScreen": "test_setup",  # an app of its own
}

PICTURED: Final = (
    Pictured(
        InboxScreen, scenes.listing,
        ("Zoé Tremblay", "× failed  2 new", "¶ draft", "? unconfirmed", "D T Z filter"),
        "test_screens::test_list", (">●  14:02  Zoé Tremblay",),
    ),
    Pictured(
        InboxScreen, scenes.thread,
        ("▣ photo  812 KB", "13:53  × failed", "R send again   d delete", "●  2 new ───"),
        "test_screens::test_thread", ("o opens it", "> 14:02  ○ queued", "─" * 80),
    ),
    Pictured(
        InboxScreen, scenes.compose_mms, ("longer than 160, so it goes as MMS",),
        "test_screens::test_compose_as_mms",
    ),
    Pictured(
        InboxScreen, scenes.refused, ("3000/2048", "Not sent: "), "test_screens::test_refused"
    ),
    Pictured(
        InboxScreen, scenes.compose_to_several,
        ("3 people", "3 messages; the API allows 63 more today", "! many at once"),
        "test_screens::test_compose_to_several",
    ),
    Pictured(
        InboxScreen, dialog_scenes.goes_later,
        (
            "◷ goes Mon 8:00", "It goes if mmstui runs then; if not, it asks.",
            "Comes up Tue 8:00 if nobody answers.  f8 forget",
        ),
    ),
    Pictured(
        WhenDialog, dialog_scenes.send_later,
        (
            "Send later to Zoé Tremblay", "l  later today", "Friday 20 November 17:02",
            "time  fri 14:00   Friday 27 November 14:00", "enter send Friday 27 November 14:00",
        ),
    ),
    Pictured(
        TemplatePicker, dialog_scenes.templates,
        ("Put in a template   SMS 54/160", "hours  ", "wrong  ", "enter put in hours", "f8 delete"),
    ),
    Pictured(
        TemplateForm, dialog_scenes.template,
        ("A new template", "name  hello", "{frist} is not a placeholder;", "enter save"),
    ),
    Pictured(
        InboxScreen, search_scenes.in_list, ("Merci, je passe mardi.", "find  merci", "esc end"),
        "test_search::test_in_the_list",
    ),
    Pictured(
        InboxScreen, search_scenes.in_thread, ("find  oui  2 of ",),
        "test_search::test_in_the_thread",
    ),
    Pictured(
        InboxScreen, scenes.filtered, ("mmstui   Shop   last 7 days   Tokyo time", "3:04  (647)"),
        "test_filters::test_filters_in_the_header",
    ),
    Pictured(
        InboxScreen, scenes.filtered_to_nothing,
        ("24 Dec to 26 Dec 2019", "No messages, 24 Dec to 26 Dec", "esc any date"),
        "test_filters::test_nothing_found",
    ),
    Pictured(InboxScreen, triage_scenes.signs, ("◆ pinned", "∅ muted")),
    Pictured(
        InboxScreen, triage_scenes.marked, ("■  14:02", "■", "3 marked   esc unmark   e done"),
    ),
    Pictured(
        DeleteDialog, triage_scenes.delete_marked,
        ("Delete 3 conversations?", "h  here", "enter delete"),
    ),
    Pictured(
        InboxScreen, triage_scenes.snoozed, ("snoozed 1", "◷ snoozed until Sat 8:00"),
    ),
    Pictured(
        WhenDialog, triage_scenes.snooze,
        (
            "l  later today", "t  tomorrow        Saturday 21 November 8:00",
            "whatever comes   r unless they reply",
        ),
    ),
    Pictured(
        WhenDialog, triage_scenes.snooze_typed,
        ("until  2 dec 9h", "snooze until Wednesday 2 December 9:00"),
    ),
    Pictured(ViewPicker, triage_scenes.views, ("1  inbox", "enter show inbox")),
    Pictured(
        TriageScreen, mode_scenes.triage,
        (
            "Triage   2 left   1 done", "(647) 555-0144", "●  1 new",
            "e done", "Zoé Tremblay done   z undo", "esc stop here, keep the rest",
        ),
    ),
    Pictured(
        TriageScreen, mode_scenes.triage_answer,
        ("212 left", "Est-ce que 9 h", "Oui, neuf heures.", "28/160", "enter send"),
    ),
    Pictured(
        TriageScreen, mode_scenes.triage_end,
        (
            "Triage   none left   2 done   1 skipped",
            "None left: 3 conversations, 1 minute, 3 keys.", "2 done, 1 skipped.", "z undo",
            "esc back to the list",
        ),
    ),
    Pictured(
        DidFilter, scenes.did_filter, ("All DIDs", "no SMS   (514) 555-0190  Old fax"),
        "test_screens::test_did_filter",
    ),
    Pictured(
        DidFilter, dialog_scenes.did_filter_marked,
        ("■  SMS+MMS  (514) 555-0100  Shop", "■  SMS      (438) 555-0175", "enter show 2 DIDs"),
    ),
    Pictured(
        DayFilter, scenes.day_filter, ("any date", "14 Nov to 20 Nov", "enter show last 7 days"),
        "test_filters::test_days",
    ),
    Pictured(
        DayFilter, dialog_scenes.dates,
        (
            "from  1 nov  Sunday 1 November 2026",
            "until  2026-11-07   Saturday 7 November 2026",
            "enter show 1 Nov to 7 Nov    tab other field",
        ),
    ),
    Pictured(
        DayFilter, scenes.day_filter_wrong, ("until  31 apr", "There is no 31 April."),
        "test_filters::test_days_that_are_none",
    ),
    Pictured(
        ZoneFilter, scenes.zone_filter,
        ("esc keep Toronto", "UTC-03:30  15:32  America/St_Johns", "show St Johns time"),
        "test_filters::test_zones",
    ),
    Pictured(
        NewMessage, scenes.new_message, ("to  mar", "Marc-André", "enter choose Marc-André"),
        "test_screens::test_new_message",
    ),
    Pictured(
        NewMessage, scenes.new_message_to_several,
        ("Marc-André Gélinas", "3 people, one message each", "enter write from"),
        "test_screens::test_new_message_to_several",
    ),
    Pictured(
        DidPicker, scenes.did_picker, ("Shop   in use", "text only, 160 at most", "cannot send"),
        "test_screens::test_did_picker",
    ),
    Pictured(
        AttachDialog, scenes.attach,
        ("2 of 3 files", "× too big  limit 1.2 MB", "s shrink to 1.1 MB"),
        "test_attach::test_offer",
    ),
    Pictured(
        AttachDialog, scenes.attach_fitting, ("→ shrinking it", "65 %"), "test_attach::test_fitting"
    ),
    Pictured(
        DeleteDialog, scenes.delete_conversation, ("h  here", "enter delete 10 here"),
        "test_delete::test_delete_conversation",
    ),
    Pictured(
        DeleteDialog, scenes.delete_conversation_there,
        ("s  at VoIP.ms", "For 30 seconds z takes it back", "enter delete"),
        "test_delete::test_delete_conversation_there",
    ),
    Pictured(
        DeleteDialog, scenes.delete_message, ("Delete this message?", "enter delete here"),
        "test_delete::test_delete_message",
    ),
    Pictured(
        MessageDetails, dialog_scenes.details,
        ("state  × failed", "The carrier did not take", "attempt 1", "ctrl+e edit again"),
    ),
    Pictured(KeysHelp, dialog_scenes.keys_of_the_list, ("Keys here", "j ↓  one", "enter close")),
    Pictured(
        KeysHelp, dialog_scenes.keys_of_a_thread,
        ("delivery is not reported", "× failed  VoIP.ms refused"),
    ),
    Pictured(
        CommandPalette, dialog_scenes.palette,
        ("find  number", "settings of your numbers", "enter choose the numbers"),
    ),
    Pictured(
        GoTo, dialog_scenes.go_to,
        ("Go to", "find  sho", "your number  (514) 555-0100  Shop", "enter"),
    ),
    Pictured(
        BatchView, dialog_scenes.batch,
        ("Message to 3 people   ○ 3 queued", "○ queued", "(416) 555-0199", "enter open Marc"),
    ),
    Pictured(
        Numbers, account_scenes.numbers, ("Settings of your numbers", "enter open Shop"),
        "test_account::test_numbers",
    ),
    Pictured(
        DidSettings, account_scenes.did_settings,
        ("e-mail  on   ! not saved", "→ saving", "wanted  off", "R save it all the same"),
        "test_account::test_did_settings",
    ),
    Pictured(
        DidSettings, dialog_scenes.sms_off,
        ("this number neither sends nor receives", "y switch SMS off    n leave it on"),
    ),
    Pictured(
        Form, account_scenes.callback, ("A number has one such address.", "the whole address"),
        "test_account::test_callback",
    ),
    Pictured(
        Form, dialog_scenes.email_form, ("e-mail  atelier", "Write one e-mail address"),
    ),
    Pictured(
        Form, account_scenes.name, ("Name of 29283", "name  Bank"), "test_account::test_name"
    ),
    Pictured(
        Form, dialog_scenes.add_name,
        ("name  Zed", "number  438 555 0123", "This number is Zoé Tremblay’s already.", "note"),
    ),
    Pictured(Form, dialog_scenes.change_name, ("Change a name", "name  Zoé", "(438) 555-0123")),
    Pictured(
        Phonebook, account_scenes.phonebook, ("find  tre", "→ saving  Zoé Tremblay", "x take it"),
        "test_account::test_phonebook",
    ),
    Pictured(
        Phonebook, dialog_scenes.delete_name,
        ("Zoé Tremblay is to be deleted from the phonebook at VoIP.ms.", "y delete Zoé Tremblay"),
    ),
    Pictured(
        Phonebook, dialog_scenes.nobody_found, ("No one is called “xyz”.", "enter add xyz")
    ),
    Pictured(
        AccountStatus, account_scenes.account,
        ("account  workshop@example.com", "balance  42.18 USD", "outbox  × 2 failed", "folder"),
        "test_account::test_account",
    ),
    Pictured(
        SetAsideRows, account_scenes.set_aside,
        ("Not understood   2 rows", "! not an object   MMS", "Le kayak est prêt ?", "enter close"),
    ),
)  # fmt: skip


#: The first scene of each screen. Its further scenes have the same parts: what is walked with all
#: scenes walks those in `make faults`.
FIRST: Final = {pictured.screen: pictured for pictured in reversed(PICTURED)}
each_scene: Final = pytest.mark.parametrize(
    "pictured",
    [
        pytest.param(
            each, id=each.name, marks=() if FIRST[each.screen] is each else pytest.mark.slow
        )
        for each in PICTURED
    ],
)


def screens_of_the_program() -> set[type[Screen[Any]]]:
    """Return every screen class of the program without a subclass."""
    root = Path(mmstui.tui.__file__).parent
    for module in walk_packages([str(root)], "mmstui.tui."):
        import_module(module.name)
    found: set[type[Screen[Any]]] = set()
    waiting: list[type[Any]] = [Screen]
    while waiting:
        known = waiting.pop().__subclasses__()
        waiting += known
        found |= {one for one in known if one.__module__.startswith("mmstui.")}
    return {one for one in found if not any(other in one.__subclasses__() for other in found)}
