"""The keys that open each screen of the program, to open and leave it many times."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, NamedTuple

from textual.screen import Screen

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
from mmstui.tui.inbox.zone_filter import ZoneFilter
from mmstui.tui.media.list import FilesDialog
from mmstui.tui.media.save_dialog import SaveFile
from mmstui.tui.media.viewer import PictureView
from mmstui.tui.search.screen import SearchScreen
from mmstui.tui.thread.details import MessageDetails
from mmstui.tui.triage.view_picker import ViewPicker
from mmstui.tui.triage.when_dialog import WhenDialog
from mmstui.tui.triage_mode.screen import TriageScreen
from mmstui.tui.ui.command_palette import CommandPalette
from mmstui.tui.ui.form import Form
from mmstui.tui.ui.keys_help import KeysHelp


class Start(Enum):
    """Where the focus is before."""

    LIST = "list"
    THREAD = "thread"
    BOX = "box"


class Way(NamedTuple):
    """A start, and each key with the screen that it opens."""

    start: Start
    steps: tuple[tuple[str, type[Screen[Any]]], ...]


def _from(start: Start, *steps: tuple[str, type[Screen[Any]]]) -> Way:
    return Way(start, steps)


#: `BatchView` wants a message to several people, `SetAsideRows` a row that was not understood; the
#: picture's two a photo under the cursor.
WAYS: Final[Mapping[type[Screen[Any]], Way]] = {
    AccountStatus: _from(Start.LIST, ("A", AccountStatus)),
    BatchView: _from(Start.LIST, ("B", BatchView)),
    DayFilter: _from(Start.LIST, ("T", DayFilter)),
    DeleteDialog: _from(Start.LIST, ("d", DeleteDialog)),
    DidFilter: _from(Start.LIST, ("D", DidFilter)),
    DidSettings: _from(Start.LIST, ("S", Numbers), ("enter", DidSettings)),
    Form: _from(Start.LIST, ("P", Phonebook), ("a", Form)),
    GoTo: _from(Start.LIST, ("ctrl+g", GoTo)),
    KeysHelp: _from(Start.LIST, ("question_mark", KeysHelp)),
    NewMessage: _from(Start.LIST, ("m", NewMessage)),
    Numbers: _from(Start.LIST, ("S", Numbers)),
    CommandPalette: _from(Start.LIST, ("ctrl+p", CommandPalette)),
    Phonebook: _from(Start.LIST, ("P", Phonebook)),
    SearchScreen: _from(Start.LIST, ("backslash", SearchScreen)),
    SetAsideRows: _from(Start.LIST, ("A", AccountStatus), ("V", SetAsideRows)),
    TriageScreen: _from(Start.LIST, ("v", TriageScreen)),
    ViewPicker: _from(Start.LIST, ("0", ViewPicker)),
    WhenDialog: _from(Start.LIST, ("s", WhenDialog)),
    ZoneFilter: _from(Start.LIST, ("Z", ZoneFilter)),
    FilesDialog: _from(Start.THREAD, ("a", FilesDialog)),
    MessageDetails: _from(Start.THREAD, ("exclamation_mark", MessageDetails)),
    PictureView: _from(Start.THREAD, ("l", PictureView)),
    SaveFile: _from(Start.THREAD, ("l", PictureView), ("s", SaveFile)),
    AttachDialog: _from(Start.BOX, ("ctrl+t", AttachDialog)),
    TemplatePicker: _from(Start.BOX, ("ctrl+f", TemplatePicker)),
    TemplateForm: _from(Start.BOX, ("ctrl+f", TemplatePicker), ("ctrl+n", TemplateForm)),
    DidPicker: _from(Start.BOX, ("ctrl+o", DidPicker)),
}
