"""Commands for media: in the thread, in the list of files, and in the picture viewer."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import Command, of_message

VIEW: Final = of_message(
    "thread.view", "enter,l", "view", "show the picture in full, or the message's files"
)
OPEN_OF_MESSAGE: Final = of_message("thread.open", "o", "open", "open its file or link")
FILES: Final = of_message("thread.files", "a", "files", "all files of this conversation")
THUMBNAILS: Final = of_message(
    "thread.thumbnails", "I", "thumbnails", "draw pictures in the thread, or do not"
)

OPEN: Final = Command("files.open", "o", "screen.open", "open", "open it with your program")
SAVE: Final = Command("files.save", "s", "screen.save", "save", "save a copy of it elsewhere")
COPY_PATH: Final = Command(
    "files.copy_path", "y", "screen.copy_path", "copy path", "copy the path of the file"
)
CHOOSE: Final = Command(
    "files.choose", "enter,l", "screen.choose", "view", "show the picture in full, or open it"
)
CLOSE: Final = Command("files.close", "q,h,left", "screen.back", "close", "close")
IN_LIST: Final = (*dialog_commands.MOVES, CHOOSE, OPEN, SAVE, COPY_PATH, CLOSE)

NEXT: Final = Command(
    "picture.next", "l,j,n,right,down,space", "screen.turn(1)", "next", "the next picture"
)
PREVIOUS: Final = Command(
    "picture.previous", "h,k,N,left,up,backspace", "screen.turn(-1)", "previous", "the one before"
)
LEAVE: Final = Command("picture.close", "q,enter", "screen.back", "close", "close")
IN_VIEW: Final = (NEXT, PREVIOUS, OPEN, SAVE, COPY_PATH, LEAVE)

SAVE_HERE: Final = Command("save.here", "enter", "screen.choose", "save", "what the last line says")
