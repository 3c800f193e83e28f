"""Commands of the thread."""

from __future__ import annotations

from typing import Final

from mmstui.tui.account.commands import NAME
from mmstui.tui.compose.batch_commands import OF_MESSAGE
from mmstui.tui.media.commands import FILES, THUMBNAILS, VIEW
from mmstui.tui.ui.commands import Command

REPLY: Final = Command("thread.reply", "r,i", "reply", "reply", "write an answer")
AGAIN: Final = Command("thread.again", "R", "again", "send again", "send this message again")
DROP: Final = Command(
    "thread.drop", "d", "drop", "delete", "delete the message, or take back what has not gone"
)
UNDO: Final = Command(
    "thread.undo",
    "z",
    "undo",
    "undo",
    "take back the last deletion, or stop it at VoIP.ms",
)
COPY: Final = Command("thread.copy", "y", "copy", "copy", "copy the text")
COPY_NUMBER: Final = Command("thread.copy_number", "Y", "copy_number", "number", "copy the number")
COPY_CODE: Final = Command(
    "thread.copy_code",
    "c",
    "copy_code",
    "code",
    "copy the newest code, or the one you moved to",
)
OPEN: Final = Command("thread.open", "o", "open", "open", "open the picture, sound, video or link")
FORWARD: Final = Command("thread.forward", "f", "forward", "forward", "pass it on to somebody else")
DETAILS: Final = Command(
    "thread.details", "exclamation_mark", "details", "details", "what is known of this message"
)

DOWN: Final = Command("thread.down", "j,down", "down", "move", "one message down", "j k")
UP: Final = Command("thread.up", "k,up", "up", "up", "one message up")
PAGE_DOWN: Final = Command("thread.page_down", "pagedown", "page_down", "page", "one page down")
PAGE_UP: Final = Command("thread.page_up", "pageup", "page_up", "page up", "one page up")
FIRST: Final = Command("thread.first", "g,home", "first", "first", "to the oldest message")
LAST: Final = Command("thread.last", "G,end", "last", "last", "to the newest message")

LIST: Final = Command("thread.list", "escape,h,left", "screen.back", "list", "back to the list")

FOOTER: Final = (REPLY, AGAIN, OF_MESSAGE, VIEW, COPY, DROP, OPEN, LIST)
ALL: Final = (
    REPLY, OF_MESSAGE, AGAIN, DROP, UNDO, COPY, COPY_NUMBER, COPY_CODE, OPEN,
    VIEW, FILES, THUMBNAILS, FORWARD, DETAILS, NAME, LIST,
    DOWN, UP, PAGE_DOWN, PAGE_UP, FIRST, LAST,
)  # fmt: skip
