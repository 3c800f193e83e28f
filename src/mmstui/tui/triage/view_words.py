"""The views of the list, in words. No Textual."""

from __future__ import annotations

from typing import Final

from mmstui.domain.views import View

#: What is in a view, after its name.
MEANING: Final[dict[View, str]] = {
    View.INBOX: "not done, snoozed or blocked",
    View.UNREAD: "something new, or back from a snooze",
    View.OWED: "they wrote last; the longest waiting first",
    View.WAITING: "you wrote last; the longest waiting first",
    View.SNOOZED: "the first to come back first",
    View.LATER: "a message goes later; the first to go first",
    View.DRAFTS: "begun, not sent",
    View.FAILED: "a message waits for you",
    View.DONE: "out of the inbox until they write",
    View.BLOCKED: "VoIP.ms still receives and charges",
}
#: What an empty view says.
NOTHING: Final[dict[View, str]] = {
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
#: The keys of views, in the list and in the picker.
KEYS: Final[dict[View, str]] = {
    view: str(number) for number, view in enumerate(View, 1) if number < 10
}
