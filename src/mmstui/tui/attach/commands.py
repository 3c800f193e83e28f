"""Commands of the attach dialog."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui.commands import Command

UP: Final = Command("attach.up", "h,left,backspace", "screen.up", "folder", "to the folder above")
INTO: Final = Command("attach.into", "l,right", "screen.into", "open", "into the folder")
HOME: Final = Command("attach.home", "tilde", "screen.home", "home", "to your home folder")
HIDDEN: Final = Command(
    "attach.hidden", "full_stop", "screen.hidden", "hidden", "show hidden files, or hide them"
)
FIND: Final = Command("attach.find", "slash", "screen.find", "find", "find files by name")
REMOVE: Final = Command("attach.remove", "x", "screen.remove", "remove", "leave the file out")
PATH: Final = Command("attach.path", "tab", "screen.path", "path", "write a path")
FILES: Final = Command(
    "attach.files", "shift+tab", "screen.slots", "chosen", "to the files that are chosen"
)
BROWSE: Final = Command(
    "attach.browse", "tab,shift+tab", "screen.browse", "folder", "back to the folder"
)

SHRINK: Final = Command(
    "attach.shrink", "s", "screen.shrink", "shrink", "take the picture that was made to fit"
)
SOONER: Final = Command(
    "attach.sooner", "K,shift+up", "screen.reorder(-1)", "sooner", "one place further to the front"
)
LATER: Final = Command(
    "attach.later", "J,shift+down", "screen.reorder(1)", "later", "one place further to the back"
)
RECENT: Final = Command(
    "attach.recent", "r", "screen.recent", "recent", "folders that files were sent from"
)
CLIPBOARD: Final = Command(
    "attach.clipboard",
    "p,ctrl+v",
    "screen.clipboard",
    "paste",
    "attach the picture in the clipboard",
)

IN_SLOTS: Final = (REMOVE, SHRINK, SOONER, LATER, BROWSE)
IN_BROWSER: Final = (UP, INTO, HOME, HIDDEN, FIND, REMOVE, SHRINK, RECENT, CLIPBOARD, PATH, FILES)
