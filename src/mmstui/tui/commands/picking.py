"""Commands of the dialogs: lists to pick from, and the keys that every dialog has."""

from __future__ import annotations

from typing import Final

from mmstui.tui.commands import Command

BACK: Final = Command("dialog.back", "escape", "back", "close", "one step back, or close")
KEYS: Final = Command("dialog.keys", "f1", "keys", "keys", "the keys of this dialog")

#: In lists that letters move in, and in lists under a field, where letters are typed.
DOWN: Final = Command("dialog.down", "j,down", "step(1)", "move", "one row down", "j k")
UP: Final = Command("dialog.up", "k,up", "step(-1)", "up", "one row up")
FIELD_DOWN: Final = Command("dialog.field_down", "down", "step(1)", "move", "one row down", "↑ ↓")
FIELD_UP: Final = Command("dialog.field_up", "up", "step(-1)", "up", "one row up", "↑")
PAGE_DOWN: Final = Command("dialog.page_down", "pagedown", "leaf(1)", "page", "one page down")
PAGE_UP: Final = Command("dialog.page_up", "pageup", "leaf(-1)", "page up", "one page up")
FIRST: Final = Command("dialog.first", "g,home", "first", "first", "to the first row")
LAST: Final = Command("dialog.last", "G,end", "last", "last", "to the last row")
CHOOSE: Final = Command("dialog.choose", "enter", "choose", "choose", "what the last line says")
TOGGLE: Final = Command("dialog.toggle", "space", "toggle", "mark", "mark the row, or unmark it")
ALL: Final = Command("dialog.all", "a", "all", "all", "all of them")

MOVES: Final = (DOWN, UP, PAGE_DOWN, PAGE_UP, FIRST, LAST)
FIELD_MOVES: Final = (FIELD_DOWN, FIELD_UP, PAGE_DOWN, PAGE_UP)
