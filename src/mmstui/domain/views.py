"""The views of the conversation list."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from mmstui.domain.records import field, record
from mmstui.domain.text.sanitise import line


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


@record
class SavedSearch:
    """A search that the user keeps under a name: a view of the conversations that it finds.

    These are listed in the order of the inbox, done and snoozed ones too, but none that is blocked.
    """

    name: str
    query: str
    longest_waiting_first: bool = False  #: instead of the newest

    def __str__(self) -> str:
        """Return the name, ready to paint."""
        return line(self.name)


#: What the list can show.
AnyView = View | SavedSearch

#: A saved search lists at most so many conversations.
MOST_FOUND: Final = 1000


def count_words(count: int) -> str:
    """Return how many conversations a saved search lists: `1,000+` if more may match."""
    return f"{MOST_FOUND:,}+" if count >= MOST_FOUND else f"{count:,}"


OF_INBOX: Final = frozenset({View.INBOX, View.UNREAD, View.OWED, View.WAITING})


@record
class ViewCounts:
    """The number of conversations in each view."""

    by_view: dict[View, int] = field(default_factory=dict)

    def __getitem__(self, view: View) -> int:
        return self.by_view.get(view, 0)
