"""Commands for deleting, undoing and stopping."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import Command

DELETE: Final = Command(
    "list.delete", "d", "delete", "delete", "delete the conversation: here, at VoIP.ms, or both"
)
STOP: Final = Command("account.stop", "z", "screen.stop", "stop", "delete no more at VoIP.ms")

HERE: Final = Command("delete.here", "h", "screen.place('here')", "here", "choose: from here")
SERVER: Final = Command(
    "delete.server", "s", "screen.place('server')", "at VoIP.ms", "choose: at VoIP.ms"
)
BOTH: Final = Command("delete.both", "b", "screen.place('both')", "both", "choose: from both")

PLACES: Final = (HERE, SERVER, BOTH)

IN_DIALOG: Final = (*dialog_commands.MOVES, *PLACES, dialog_commands.CHOOSE)
