"""How each screen of the program is opened by keys: to open and leave it many times."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, NamedTuple

from textual.screen import Screen

from mmstui.tui.screens.account import AccountStatus
from mmstui.tui.screens.attach import AttachDialog
from mmstui.tui.screens.batch_view import BatchView
from mmstui.tui.screens.day_filter import DayFilter
from mmstui.tui.screens.delete import DeleteDialog
from mmstui.tui.screens.details import MessageDetails
from mmstui.tui.screens.did_filter import DidFilter
from mmstui.tui.screens.did_picker import DidPicker
from mmstui.tui.screens.did_settings import DidSettings
from mmstui.tui.screens.files import FilesDialog
from mmstui.tui.screens.form import Form
from mmstui.tui.screens.go_to import GoTo
from mmstui.tui.screens.keys_help import KeysHelp
from mmstui.tui.screens.new_message import NewMessage
from mmstui.tui.screens.numbers import Numbers
from mmstui.tui.screens.palette import Palette
from mmstui.tui.screens.phonebook import Phonebook
from mmstui.tui.screens.picture_view import PictureView
from mmstui.tui.screens.save_file import SaveFile
from mmstui.tui.screens.search import SearchScreen
from mmstui.tui.screens.set_aside import SetAsideRows
from mmstui.tui.screens.zone_filter import ZoneFilter


class Start(Enum):
    """Where the keys are before."""

    LIST = "list"
    THREAD = "thread"
    BOX = "box"


class Way(NamedTuple):
    """Where one starts, and each key with the screen that it opens."""

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
    Palette: _from(Start.LIST, ("ctrl+p", Palette)),
    Phonebook: _from(Start.LIST, ("P", Phonebook)),
    SearchScreen: _from(Start.LIST, ("backslash", SearchScreen)),
    SetAsideRows: _from(Start.LIST, ("A", AccountStatus), ("V", SetAsideRows)),
    ZoneFilter: _from(Start.LIST, ("Z", ZoneFilter)),
    FilesDialog: _from(Start.THREAD, ("a", FilesDialog)),
    MessageDetails: _from(Start.THREAD, ("exclamation_mark", MessageDetails)),
    PictureView: _from(Start.THREAD, ("l", PictureView)),
    SaveFile: _from(Start.THREAD, ("l", PictureView), ("s", SaveFile)),
    AttachDialog: _from(Start.BOX, ("ctrl+t", AttachDialog)),
    DidPicker: _from(Start.BOX, ("ctrl+o", DidPicker)),
}
