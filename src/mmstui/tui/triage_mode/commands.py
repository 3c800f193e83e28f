"""Commands of triage mode."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mmstui.tui.compose.commands import SEND
from mmstui.tui.deletion.commands import DELETE
from mmstui.tui.media.commands import FILES, OPEN_OF_MESSAGE, THUMBNAILS, VIEW
from mmstui.tui.thread import commands as thread_commands
from mmstui.tui.triage.commands import BLOCK, DONE, MUTE, PIN, SNOOZE, UNDO, UNREAD
from mmstui.tui.ui.commands import Command, flow

SKIP: Final = flow("triage.skip", "space", "skip", "leave it as it is, and go on")
REPLY: Final = replace(thread_commands.REPLY, action="screen.flow('triage.reply')")
KEEP_UNREAD: Final = replace(UNREAD, name="keep unread", description="keep it unread, and go on")
REMOVE: Final = replace(DELETE, action="screen.flow('triage.delete')")
STOP: Final = Command(
    "triage.stop", "escape,q", "screen.back", "stop here, keep the rest", "back to the list"
)

END: Final = replace(STOP, action="screen.end", name="back to the list")

#: What enter in the box is called in the footer where an answer ends a turn.
SENDS: Final = {SEND.action: f"{SEND.name}, done"}
#: In the order in which the screen names them.
VERBS: Final = (DONE, SNOOZE, REPLY, SKIP, UNDO, KEEP_UNREAD, MUTE, PIN, BLOCK, REMOVE)
#: What keys do with the message under the cursor, and how they move it.
OF_MESSAGE: Final = (
    thread_commands.AGAIN, thread_commands.LATER, thread_commands.REMIND, thread_commands.EDIT,
    thread_commands.COPY, thread_commands.COPY_NUMBER, thread_commands.COPY_CODE,
    OPEN_OF_MESSAGE, VIEW, FILES, THUMBNAILS, thread_commands.DETAILS, *thread_commands.MOVES,
)  # fmt: skip
