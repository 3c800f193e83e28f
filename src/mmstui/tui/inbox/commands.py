"""Commands that work in every pane of the inbox, and letters that work except while typing."""

from __future__ import annotations

from typing import Final

from mmstui.tui.account.commands import ACCOUNT, NUMBERS, PHONEBOOK, SET_ASIDE
from mmstui.tui.compose.batch_commands import LAST as LAST_BATCH
from mmstui.tui.search.commands import LETTERS as FINDING
from mmstui.tui.ui.app_commands import HELP, KEYS, PALETTE
from mmstui.tui.ui.commands import Command

NEXT_PANE: Final = Command("inbox.next_pane", "tab", "screen.next_pane", "pane", "to the next pane")
PREVIOUS_PANE: Final = Command(
    "inbox.previous_pane", "shift+tab", "screen.previous_pane", "pane", "to the pane before"
)
NEXT_UNREAD: Final = Command(
    "inbox.next_unread", "ctrl+n", "screen.next_unread", "next unread", "open the next unread"
)
CHECK: Final = Command(
    "inbox.check", "ctrl+r", "screen.check_now", "check", "ask VoIP.ms now for what is new"
)
BACK: Final = Command("inbox.back", "escape", "screen.back", "back", "one step back")

GO_TO: Final = Command(
    "inbox.go_to", "ctrl+g", "screen.go_to", "go to", "go to a conversation, a contact, a number"
)

NEW: Final = Command("inbox.new", "m", "screen.new_message", "new", "write a new message")
UNREAD_ONLY: Final = Command(
    "inbox.unread_only", "u", "screen.unread_only", "unread", "show unread conversations only"
)
DIDS: Final = Command(
    "inbox.dids",
    "D",
    "screen.did_filter",
    "filter",
    "choose the numbers to show conversations of",
    "D T Z",
)
DAYS: Final = Command(
    "inbox.days", "T", "screen.day_filter", "dates", "choose the days to show conversations of"
)
ZONE: Final = Command(
    "inbox.zone", "Z", "screen.zone_filter", "zone", "choose the time zone of all times and days"
)
MARK: Final = Command(
    "inbox.mark", "U", "screen.mark", "mark", "mark the conversation unread, or read"
)
NEXT: Final = Command(
    "inbox.next", "J", "screen.next_conversation", "next", "open the next conversation"
)
PREVIOUS: Final = Command(
    "inbox.previous", "K", "screen.previous_conversation", "previous", "open the one before"
)
NOTICE: Final = Command(
    "inbox.notice", "X", "screen.dismiss_notice", "notice", "take the notice off"
)
LEAVE: Final = Command("inbox.leave", "q", "screen.leave", "back", "back, or leave mmstui")

#: Work in every pane, also while typing.
ALWAYS: Final = (NEXT_PANE, PREVIOUS_PANE, GO_TO, NEXT_UNREAD, CHECK, BACK, PALETTE, HELP)
#: Plain letters: work in the list and the thread, not while typing.
LETTERS: Final = (
    NEW, *FINDING, UNREAD_ONLY, DIDS, DAYS, ZONE, MARK, NEXT, PREVIOUS, LAST_BATCH, PHONEBOOK,
    NUMBERS, ACCOUNT, SET_ASIDE, NOTICE, LEAVE, KEYS,
)  # fmt: skip
