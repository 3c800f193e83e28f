"""Commands of the dialogs: pick lists, and the keys of every dialog."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui.commands import Command, hint

BACK: Final = Command("dialog.back", "escape", "screen.back", "close", "one step back, or close")
KEYS: Final = Command("dialog.keys", "f1", "screen.keys", "keys", "the keys of this dialog")

#: Closes the help, whichever key opened it.
KEYS_CLOSE: Final = Command(
    "keys.close", "enter,q,question_mark,f1,escape", "back", "close", "close the help"
)

#: For lists where letters are commands, and for lists under a field, where letters are typed.
UP: Final = Command("dialog.up", "k,up", "screen.move(-1)", "up", "one row up")
DOWN: Final = Command("dialog.down", "j,down", "screen.move(1)", "move", "one row down", (UP,))
FIELD_DOWN: Final = Command("dialog.field_down", "down", "screen.move(1)", "down", "one row down")
FIELD_UP: Final = Command(
    "dialog.field_up", "up", "screen.move(-1)", "move", "one row up", (FIELD_DOWN,)
)
PAGE_DOWN: Final = Command(
    "dialog.page_down", "pagedown", "screen.page(1)", "page", "one page down"
)
PAGE_UP: Final = Command("dialog.page_up", "pageup", "screen.page(-1)", "page up", "one page up")
FIRST: Final = Command("dialog.first", "g,home", "screen.move_to(0)", "first", "to the first row")
LAST: Final = Command("dialog.last", "G,end", "screen.move_to(-1)", "last", "to the last row")
CHOOSE: Final = Command(
    "dialog.choose", "enter", "screen.choose", "choose", "what the last line says"
)
MARK: Final = Command("dialog.mark", "space", "screen.mark", "mark", "mark the row, or unmark it")
ALL: Final = Command("dialog.all", "a", "screen.all", "all", "all of them")

#: For the footers of dialogs.
MOVE_HINT: Final = hint("move", DOWN, UP)
SCROLL_HINT: Final = hint("scroll", DOWN, UP)
FIELD_HINT: Final = hint("move", FIELD_UP, FIELD_DOWN)

MOVES: Final = (DOWN, UP, PAGE_DOWN, PAGE_UP, FIRST, LAST)
FIELD_MOVES: Final = (FIELD_DOWN, FIELD_UP, PAGE_DOWN, PAGE_UP)

SWITCH_ON: Final = Command(
    "dialog.switch_on", "o", "screen.switch_on", "open", "open the place to switch SMS on"
)
NEXT_FIELD: Final = Command(
    "dialog.next_field", "tab", "screen.field(1)", "field", "to the next field"
)
PREVIOUS_FIELD: Final = Command(
    "dialog.previous_field", "shift+tab", "screen.field(-1)", "field", "to the field before"
)
OTHER_FIELD: Final = Command(
    "dialog.other_field", "tab,shift+tab", "screen.other_field", "field", "to the other field"
)
FORM_FIELD: Final = Command("form.field", "tab", "screen.move(1)", "field", "to the next field")
FORM_FIELD_BACK: Final = Command(
    "form.field_back", "shift+tab", "screen.move(-1)", "field", "to the field before"
)

#: For a field without a list below it.
SUBMIT: Final = Command("dialog.submit", "enter", "submit", "done", "what the last line says")
#: For a path field.
COMPLETE: Final = Command("attach.complete", "tab", "complete", "complete", "complete the name")
