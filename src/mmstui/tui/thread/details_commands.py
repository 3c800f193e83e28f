"""Commands of the details dialog."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import Command

CLOSE: Final = Command("details.close", "enter,q,exclamation_mark", "screen.back", "close", "close")
COPY: Final = Command("details.copy", "y", "screen.copy", "copy", "copy the text")
COPY_NUMBER: Final = Command(
    "details.copy_number", "Y", "screen.copy_number", "number", "copy the number"
)
EDIT: Final = Command(
    "details.edit",
    "ctrl+e",
    "screen.edit",
    "edit again",
    "put it back in the box, to change it",
)

ALL: Final = (*dialog_commands.MOVES, COPY, COPY_NUMBER, EDIT, CLOSE)
