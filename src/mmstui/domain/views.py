"""The views of the conversation list."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class View(StrEnum):
    """A choice of conversations, in an order of its own. Pinned ones are on top where time falls.

    Blocked conversations are only in `BLOCKED`; snoozed ones only in `SNOOZED`, `LATER`, `DRAFTS`
    and `FAILED`; those that are done in `DONE` and these three.
    """

    INBOX = "inbox"  #: neither done, snoozed nor blocked; newest first
    UNREAD = "unread"  #: of the inbox; also what a snooze or a reminder brought back
    OWED = "owed"  #: of the inbox, with their message as the last; the longest waiting first
    WAITING = "waiting"  #: of the inbox, with ours as the last; the longest waiting first
    SNOOZED = "snoozed"  #: the first to come back first
    LATER = "later"  #: with a scheduled message; the first to go first
    DRAFTS = "drafts"
    FAILED = "failed"  #: with a message that waits for the user
    DONE = "done"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class ViewCounts:
    """The number of conversations in each view."""

    by_view: dict[View, int] = field(default_factory=dict)

    def __getitem__(self, view: View) -> int:
        return self.by_view.get(view, 0)
