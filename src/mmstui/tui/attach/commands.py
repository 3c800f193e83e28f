"""Commands of the attach dialog."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui.commands import Command


def _folder(step: str, keys: str, name: str, description: str) -> Command:
    """Return a command that goes through the folders: see `FolderPane.act`."""
    return Command(f"attach.{step}", keys, f"screen.folder('{step}')", name, description)


UP: Final = _folder("up", "h,left,backspace", "folder", "to the folder above")
INTO: Final = _folder("into", "l,right", "open", "into the folder")
HOME: Final = _folder("home", "tilde", "home", "to your home folder")
HIDDEN: Final = _folder("hidden", "full_stop", "hidden", "show hidden files, or hide them")
FIND: Final = _folder("find", "slash", "find", "find files by name")
PATH: Final = _folder("path", "tab", "path", "write a path")
RECENT: Final = _folder("recent", "r", "recent", "folders that files were sent from")
BROWSE: Final = _folder("browse", "tab,shift+tab", "folder", "back to the folder")

REMOVE: Final = Command("attach.remove", "x", "screen.remove", "remove", "leave the file out")
FILES: Final = Command(
    "attach.files", "shift+tab", "screen.slots", "chosen", "to the files that are chosen"
)
SHRINK: Final = Command(
    "attach.shrink", "s", "screen.shrink", "shrink", "take the picture made to fit"
)
SOONER: Final = Command(
    "attach.sooner", "K,shift+up", "screen.reorder(-1)", "sooner", "one place further to the front"
)
LATER: Final = Command(
    "attach.later", "J,shift+down", "screen.reorder(1)", "later", "one place further to the back"
)
CLIPBOARD: Final = Command(
    "attach.clipboard",
    "p,ctrl+v",
    "screen.clipboard",
    "paste",
    "attach the clipboard's picture",
)

IN_SLOTS: Final = (REMOVE, SHRINK, SOONER, LATER, BROWSE)
IN_BROWSER: Final = (UP, INTO, HOME, HIDDEN, FIND, REMOVE, SHRINK, RECENT, CLIPBOARD, PATH, FILES)
