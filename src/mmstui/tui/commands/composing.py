"""Commands of the compose box."""

from __future__ import annotations

from typing import Final

from mmstui.tui.commands import Command

SEND: Final = Command("compose.send", "enter", "submit", "send", "send the message")
NEW_LINE: Final = Command(
    "compose.new_line", "ctrl+j,alt+enter,shift+enter", "new_line", "new line", "break the line"
)
ATTACH: Final = Command(
    "compose.attach", "ctrl+t", "attach", "attach", "attach a file; pasting its path does it too"
)
CLIPBOARD: Final = Command(
    "compose.clipboard", "f5", "clipboard", "picture", "attach the picture in the clipboard"
)
FROM: Final = Command(
    "compose.from", "ctrl+o", "choose_did", "from", "choose the number to send from"
)
EDITOR: Final = Command("compose.editor", "f4", "editor", "editor", "write in $VISUAL or $EDITOR")
LEAVE: Final = Command(
    "compose.leave", "escape", "leave", "thread", "to the thread; the draft stays"
)
UNDO: Final = Command(
    "compose.undo", "ctrl+underscore,ctrl+shift+minus", "undo", "undo", "undo typing", "ctrl+_"
)
REDO: Final = Command("compose.redo", "ctrl+y", "redo", "redo", "type it again")
DETACH: Final = Command(
    "compose.detach",
    "backspace",
    "delete_left",
    "rub out",
    "rub out; in an empty box take off the last file",
)

FOOTER: Final = (SEND, NEW_LINE, ATTACH, FROM, EDITOR, LEAVE)
ALL: Final = (*FOOTER, CLIPBOARD, UNDO, REDO, DETACH)
