"""Commands of the conversation list."""

from __future__ import annotations

from typing import Final

from mmstui.tui.deletion.commands import DELETE
from mmstui.tui.inbox import commands as inbox
from mmstui.tui.triage import commands as triage
from mmstui.tui.ui.commands import Command
from mmstui.tui.ui.list_commands import COUNT, FIRST, LAST, PAGES

UP: Final = Command("list.up", "k,up", "move(-1)", "up", "one conversation up")
DOWN: Final = Command("list.down", "j,down", "move(1)", "move", "one conversation down", (UP,))
OPEN: Final = Command("list.open", "enter,l,right", "open", "open", "open the conversation")
REPLY: Final = Command(
    "list.reply", "r,i", "open(True)", "reply", "open the conversation and answer"
)
MARK: Final = Command(
    "list.mark", "space", "mark('one')", "mark", "mark the conversation, or unmark it, and go down"
)
MARK_ALL: Final = Command(
    "list.mark_all",
    "asterisk",
    "mark('all')",
    "mark all",
    "mark all that are listed, or unmark them",
)
MARK_TO: Final = Command(
    "list.mark_to", "plus", "mark('to')", "mark to here", "mark all since the last mark"
)
UNMARK: Final = Command("list.unmark", "escape", "mark('none')", "unmark", "take all marks off")
DISCARD: Final = Command(
    "list.discard", "x", "screen.flow('list.discard')", "discard", "discard its draft"
)

MARKS: Final = (MARK, MARK_ALL, MARK_TO, UNMARK)
#: Worth a hint while conversations are marked: all that act on the marked ones.
ON_MARKED: Final = (
    UNMARK, triage.DONE, triage.SNOOZE, triage.UNREAD, triage.PIN, triage.MUTE, triage.BLOCK,
    DELETE,
)  # fmt: skip
#: Those of them that are worth one always.
_ALWAYS: Final = (triage.DONE, triage.SNOOZE)
#: Named in the footer.
FOOTER: Final = (
    DOWN, OPEN, *ON_MARKED, inbox.NEW, inbox.DIDS, inbox.UNREAD_ONLY, inbox.NEXT_UNREAD,
    inbox.CHECK,
)  # fmt: skip
MOVES: Final = (DOWN, UP, *PAGES, FIRST, LAST, COUNT)


def counts_digits() -> bool:
    """Return whether digits count moves: not if any of them is the key of a view."""
    views = (*triage.VIEWS, triage.SHOW_DONE)
    return not any(key.isdecimal() for command in views for key in command.bound)


def is_offered(action: str, *, marked: bool, listed: bool) -> bool:
    """Return whether an action is worth a hint, while rows are marked, listed, or not."""
    acts = next((command for command in ON_MARKED if command.action == action), None)
    if marked:
        return acts is not None
    return acts is None or (listed and acts in _ALWAYS)
