"""The views of the list, in words. No Textual."""

from __future__ import annotations

from typing import Final

from mmstui.domain.text.sanitise import line
from mmstui.domain.views import AnyView, SavedSearch, View

#: What is in a view, after its name: in full, and where there is less room.
MEANING: Final[dict[View, tuple[str, str]]] = {
    View.INBOX: ("not done, snoozed or blocked", "what is left to do"),
    View.UNREAD: ("something new, or back from a snooze", "new, or back"),
    View.OWED: ("they wrote last; the longest waiting first", "they wrote last"),
    View.WAITING: ("you wrote last; the longest waiting first", "you wrote last"),
    View.SNOOZED: ("the first to come back first", "out until a time"),
    View.LATER: ("a message goes later; the first to go first", "a message goes later"),
    View.DRAFTS: ("begun, not sent", "begun, not sent"),
    View.FAILED: ("a message waits for you", "waits for you"),
    View.DONE: ("out of the inbox until they write", "out until they write"),
    View.BLOCKED: ("VoIP.ms still receives and charges", "VoIP.ms still charges"),
}
#: What an empty view says.
_NOTHING: Final[dict[View, str]] = {
    View.INBOX: "No messages",
    View.UNREAD: "Nothing unread",
    View.OWED: "Nobody waits for a reply",
    View.WAITING: "Nobody owes you a reply",
    View.SNOOZED: "Nothing snoozed",
    View.LATER: "Nothing goes later",
    View.DRAFTS: "No drafts",
    View.FAILED: "Nothing failed",
    View.DONE: "Nothing is done",
    View.BLOCKED: "Nobody is blocked",
}


def nothing(view: AnyView) -> str:
    """Return what an empty view says, without a full stop."""
    if isinstance(view, SavedSearch):
        return f"No conversation is found by “{line(view.query)}”"
    return _NOTHING[view]


#: The keys of views, in the list and in the picker.
KEYS: Final[dict[View, str]] = {
    view: str(number) for number, view in enumerate(View, 1) if number < 10
}
