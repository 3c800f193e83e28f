"""Commands of the thread."""

from __future__ import annotations

from typing import Final

from mmstui.tui.account.commands import NAME
from mmstui.tui.compose.batch_commands import OF_MESSAGE
from mmstui.tui.media.commands import FILES, THUMBNAILS, VIEW
from mmstui.tui.media.commands import OPEN_OF_MESSAGE as OPEN
from mmstui.tui.ui.commands import Command, of_message
from mmstui.tui.ui.list_commands import COUNT

REPLY: Final = of_message("thread.reply", "r,i", "reply", "write an answer")
AGAIN: Final = of_message("thread.again", "R", "send again", "send this message again")
DROP: Final = of_message(
    "thread.drop", "d", "delete", "delete the message, or take back what has not gone"
)
LATER: Final = of_message("thread.later", "f9", "time", "let it go at another time")
REMIND: Final = of_message(
    "thread.remind", "f8", "remind", "remind me if nobody answers; forget it"
)
EDIT: Final = of_message("thread.edit", "x", "edit", "take it back into the box, to change it")
COPY: Final = of_message("thread.copy", "y", "copy", "copy the text")
COPY_NUMBER: Final = of_message("thread.copy_number", "Y", "number", "copy the number")
COPY_CODE: Final = of_message(
    "thread.copy_code", "c", "code", "copy the newest code, or the one you moved to"
)
FORWARD: Final = of_message("thread.forward", "f", "forward", "pass it on to somebody else")
DETAILS: Final = of_message(
    "thread.details", "exclamation_mark", "details", "what is known of this message"
)

UP: Final = Command("thread.up", "k,up", "move('up')", "up", "one message up")
DOWN: Final = Command("thread.down", "j,down", "move('down')", "move", "one message down", (UP,))
PAGE_DOWN: Final = Command(
    "thread.page_down", "pagedown,ctrl+f", "move('page_down')", "page", "one page down"
)
PAGE_UP: Final = Command(
    "thread.page_up", "pageup,ctrl+b", "move('page_up')", "page up", "one page up"
)
HALF_DOWN: Final = Command(
    "thread.half_down", "ctrl+d", "move('half_down')", "half", "half a page down"
)
HALF_UP: Final = Command("thread.half_up", "ctrl+u", "move('half_up')", "half up", "half a page up")
FIRST: Final = Command("thread.first", "g,home", "move('first')", "first", "to the oldest message")
LAST: Final = Command("thread.last", "G,end", "move('last')", "last", "to the newest message")

MOVES: Final = (DOWN, UP, PAGE_DOWN, PAGE_UP, HALF_DOWN, HALF_UP, FIRST, LAST, COUNT)

LIST: Final = Command("thread.list", "escape,h,left", "screen.back", "list", "back to the list")

#: In the order in which the footer leaves them out, from the end.
FOOTER: Final = (
    REPLY, AGAIN, OF_MESSAGE, VIEW, COPY, DROP, OPEN, LIST, FORWARD, DETAILS, NAME, FILES,
)  # fmt: skip
ALL: Final = (
    REPLY, OF_MESSAGE, AGAIN, LATER, REMIND, EDIT, DROP, COPY, COPY_NUMBER, COPY_CODE, OPEN,
    VIEW, FILES, THUMBNAILS, FORWARD, DETAILS, NAME, LIST,
    *MOVES,
)  # fmt: skip
