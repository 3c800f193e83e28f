"""Commands that work in every pane of the inbox, and letters that work except while typing."""

from __future__ import annotations

from typing import Final

from mmstui.tui.account.commands import ACCOUNT, NOTE, NUMBERS, PHONEBOOK, SET_ASIDE
from mmstui.tui.compose.batch_commands import LAST as LAST_BATCH
from mmstui.tui.search.commands import LETTERS as FINDING
from mmstui.tui.triage.commands import LETTERS as TRIAGE
from mmstui.tui.triage.commands import START
from mmstui.tui.ui.app_commands import HELP, KEYS, PALETTE
from mmstui.tui.ui.commands import Command, flow

NEXT_PANE: Final = flow("inbox.next_pane", "tab", "pane", "to the next pane")
PREVIOUS_PANE: Final = flow("inbox.previous_pane", "shift+tab", "pane", "to the pane before")
NEXT_UNREAD: Final = flow("inbox.next_unread", "ctrl+n", "next unread", "open the next unread")
CHECK: Final = flow("inbox.check", "ctrl+r", "check", "ask VoIP.ms now for what is new")
BACK: Final = Command("inbox.back", "escape", "screen.back", "back", "one step back")

GO_TO: Final = flow("inbox.go_to", "ctrl+g", "go to", "go to a conversation, a contact, a number")

NEW: Final = flow("inbox.new", "m", "new", "write a new message")
TEMPLATE: Final = flow("inbox.template", "t", "template", "answer with a template")
UNREAD_ONLY: Final = flow("inbox.unread_only", "u", "unread", "show unread conversations only")
DAYS: Final = flow("inbox.days", "T", "dates", "choose the days that are shown")
ZONE: Final = flow("inbox.zone", "Z", "zone", "choose the time zone, of times and days")
DIDS: Final = flow("inbox.dids", "D", "filter", "choose the numbers that are shown", (DAYS, ZONE))
NEXT: Final = flow("inbox.next", "J", "next", "open the next conversation")
PREVIOUS: Final = flow("inbox.previous", "K", "previous", "open the one before")
LEAVE: Final = flow("inbox.leave", "q", "back", "back, or leave mmstui")

#: Work in every pane, also while typing.
ALWAYS: Final = (NEXT_PANE, PREVIOUS_PANE, GO_TO, NEXT_UNREAD, CHECK, BACK, PALETTE, HELP)
#: Plain letters: work in the list and the thread, not while typing.
LETTERS: Final = (
    NEW, TEMPLATE, *FINDING, UNREAD_ONLY, DIDS, DAYS, ZONE, *TRIAGE, START, NEXT, PREVIOUS,
    LAST_BATCH, PHONEBOOK, NOTE, NUMBERS, ACCOUNT, SET_ASIDE, LEAVE, KEYS,
)  # fmt: skip
