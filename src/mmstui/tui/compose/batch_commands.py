"""Commands for messages to several people."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui.commands import Command, flow, of_message

LAST: Final = flow(
    "inbox.last_batch", "B", "last batch", "the last batch to several people: how it stands"
)
OF_MESSAGE: Final = of_message(
    "thread.batch", "b", "batch", "everyone this message went to, and how each stands"
)

AGAIN: Final = Command(
    "batch.again", "R", "screen.again", "send again", "send again what failed or is held"
)
YES: Final = Command(
    "batch.yes", "y", "screen.answer(True)", "yes", "send again what may have arrived"
)
NO: Final = Command("batch.no", "n", "screen.answer(False)", "no", "leave it as it is")
