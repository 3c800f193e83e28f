"""All commands, by the panes in which they work: two that work in one pane need different keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mmstui.tui.account import commands as account
from mmstui.tui.attach import commands as attach
from mmstui.tui.compose import batch_commands as batch
from mmstui.tui.compose import commands as compose
from mmstui.tui.deletion import commands as deletion
from mmstui.tui.inbox import commands as inbox
from mmstui.tui.inbox import list_commands
from mmstui.tui.media import commands as media
from mmstui.tui.search import commands as search
from mmstui.tui.thread import commands as thread
from mmstui.tui.thread import details_commands
from mmstui.tui.triage import commands as triage
from mmstui.tui.triage_mode import commands as mode
from mmstui.tui.ui import app_commands as app
from mmstui.tui.ui import dialog_commands as dialog
from mmstui.tui.ui.commands import Command


@dataclass(frozen=True, slots=True)
class Pane:
    """What has the focus, and the commands that work then, those of the nearest node first."""

    name: str  #: as in "in the list"
    commands: tuple[Command, ...]
    typing: bool = False  #: whether letters are text


_APP: Final = (app.QUIT, app.SUSPEND)
_INBOX: Final = (*inbox.ALWAYS, *inbox.LETTERS, *_APP)
_DIALOG: Final = (dialog.BACK, dialog.KEYS, *_APP)
_CHANGES: Final = (account.TAKE_BACK, account.AGAIN, account.FETCH)
_FIELD: Final = (*dialog.FIELD_MOVES, dialog.CHOOSE)


def _dialog(name: str, *commands: Command, typing: bool = False) -> Pane:
    return Pane(name, (*commands, *_DIALOG), typing)


#: The box comes first: most keys that clash there are looked for in vain elsewhere.
BOX: Final = Pane("the compose box", (*compose.ALL, *inbox.ALWAYS, *_APP), typing=True)
PANES: Final = (
    Pane(
        "the list",
        (*list_commands.MOVES, *list_commands.MARKS, list_commands.OPEN, list_commands.REPLY,
         list_commands.DISCARD, deletion.DELETE, *_INBOX),
    ),
    Pane("a conversation", (*thread.ALL, *_INBOX)),
    BOX,
    Pane(
        "triage mode",
        (*mode.VERBS, mode.STOP, *mode.OF_MESSAGE, app.PALETTE, app.HELP, app.KEYS, *_APP),
    ),
    Pane(
        "the find bar",
        (*_FIELD, search.KEEP, search.DROP, *inbox.ALWAYS, *_APP), typing=True,
    ),
    Pane(
        "the search",
        (*_FIELD, search.CHOOSE, search.COMPLETE, search.HITS, search.SAVE, search.CLOSE,
         app.PALETTE, app.HELP, *_APP),
        typing=True,
    ),
    Pane(
        "what a search found",
        (*search.IN_HITS, *search.IN_HITS_FOOTER, app.PALETTE, app.HELP, app.KEYS, *_APP),
    ),
    _dialog("message details", *details_commands.ALL),
    _dialog("the list of files", *media.IN_LIST),
    _dialog("the picture view", *media.IN_VIEW),
    _dialog("the delete dialog", *deletion.IN_DIALOG),
    _dialog("a message to several people", *dialog.MOVES, dialog.CHOOSE, batch.AGAIN, batch.YES,
            batch.NO),
    _dialog("the phonebook", *dialog.MOVES, dialog.CHOOSE, account.FIND, account.ADD,
            account.DELETE, account.WRITE, batch.YES, batch.NO, *_CHANGES),
    _dialog("a number's settings", *dialog.MOVES, dialog.CHOOSE, account.SWITCH, batch.YES,
            batch.NO, *_CHANGES),
    _dialog("the account", *dialog.MOVES, account.FETCH, deletion.STOP, account.SET_ASIDE_HERE,
            account.CLOSE),
    _dialog("the choice of numbers", *dialog.MOVES, dialog.MARK, dialog.ALL, dialog.CHOOSE,
            dialog.SWITCH_ON),
    _dialog("the choice of days", *dialog.MOVES, dialog.CHOOSE, dialog.NEXT_FIELD,
            dialog.PREVIOUS_FIELD),
    _dialog("the choice of a view", *dialog.MOVES, dialog.CHOOSE, *triage.IN_PICKER,
            triage.MESSAGES),
    _dialog("the choice of a time", *dialog.MOVES, dialog.CHOOSE, *triage.CHOOSE, triage.TIME,
            triage.MODE),
    _dialog("the folders", *dialog.MOVES, dialog.CHOOSE, *attach.IN_BROWSER),
    _dialog("the chosen files", dialog.DOWN, dialog.UP, dialog.CHOOSE, *attach.IN_SLOTS),
    _dialog("the help", *dialog.MOVES, dialog.KEYS_CLOSE),
    _dialog("a dialog's field", *_FIELD, dialog.NEXT_FIELD, dialog.PREVIOUS_FIELD, typing=True),
    _dialog("a new message", *_FIELD, dialog.OTHER_FIELD, typing=True),
    _dialog("a form", dialog.FORM_FIELD, dialog.FORM_FIELD_BACK, dialog.FIELD_DOWN,
            dialog.FIELD_UP, dialog.SUBMIT, typing=True),
    _dialog("the templates", *_FIELD, *compose.IN_TEMPLATES, typing=True),
    _dialog("a template", *compose.IN_TEMPLATE, typing=True),
    _dialog("a path", dialog.SUBMIT, dialog.COMPLETE, media.SAVE_HERE, typing=True),
)  # fmt: skip

#: Commands without which one could be lost: each needs a key that works while typing.
NEEDED: Final = (app.QUIT, app.HELP, app.PALETTE, dialog.BACK, dialog.KEYS)
#: Keys of the compose box that move and edit; `tests/unit/tui/test_keys.py` compares.
EDITING: Final = frozenset(
    {
        "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "delete",
        "ctrl+a", "ctrl+c", "ctrl+d", "ctrl+e", "ctrl+v", "ctrl+x", "ctrl+left", "ctrl+right",
        "shift+up", "shift+down", "shift+left", "shift+right", "shift+home", "shift+end",
        "ctrl+shift+left", "ctrl+shift+right", "ctrl+shift+k", "super+c", "super+v", "super+x",
        "f6", "f7",
    }
)  # fmt: skip


def by_id(panes: Iterable[Pane] = PANES) -> dict[str, Command]:
    """Return all commands by their id, each as it is called in its first pane."""
    found: dict[str, Command] = {}
    for pane in panes:
        for command in pane.commands:
            found.setdefault(command.id, command)
    return found
