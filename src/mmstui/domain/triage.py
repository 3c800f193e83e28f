"""What the user does with conversations to empty an inbox, and what an undo reports."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from mmstui.domain.records import record
from mmstui.domain.views import OF_INBOX, AnyView, SavedSearch, View

#: "Until unmuted": later than any clock.
FOREVER: Final = datetime(9999, 12, 31, tzinfo=UTC)


class Verb(StrEnum):
    """What a step of the undo stack undoes."""

    DONE = "done"
    NOT_DONE = "not done"
    SNOOZE = "snooze"
    WAKE = "wake"
    REMIND = "remind"
    FORGET = "forget"  #: a reminder
    MUTE = "mute"
    UNMUTE = "unmute"
    PIN = "pin"
    UNPIN = "unpin"
    MOVE = "move"  #: a pinned conversation among the others
    BLOCK = "block"
    UNBLOCK = "unblock"
    UNREAD = "unread"
    READ = "read"  #: by hand
    DELETE = "delete"
    DROP = "drop"  #: a message that was not sent
    DISCARD = "discard"  #: a draft
    NAME = "name"  #: of the phonebook
    SEND = "send"
    SCHEDULE = "schedule"


class Refusal(StrEnum):
    """Why a step was not undone; it is off the stack."""

    SENT = "sent"  #: VoIP.ms has the message, or may have it
    BEGUN = "begun"  #: the deletion, or the change of a name, is under way or ended
    CHANGED = "changed"  #: since then it was undone in another way, or replaced


@record
class Undone:
    """The step that an undo took off the stack.

    `conversation_ids`: those that are as they were, in the order in which they were changed;
    `title` is the first one's, ready to paint. `count`: what came back: messages that were deleted,
    dropped or sent, else conversations. A conversation that changed since in the same respect stays
    as it is, and so does one that would be hidden although a message has arrived.
    """

    verb: Verb
    conversation_ids: tuple[int, ...] = ()
    count: int = 0
    title: str = ""
    refused: Refusal | None = None


#: The views that a conversation leaves by a verb, if it is in them.
_LEFT_BY: Final[dict[Verb, Collection[View]]] = {
    Verb.DONE: OF_INBOX | {View.SNOOZED},
    Verb.NOT_DONE: {View.DONE},
    Verb.SNOOZE: OF_INBOX | {View.DONE},
    Verb.WAKE: {View.SNOOZED},
    Verb.BLOCK: frozenset(View) - {View.BLOCKED},
    Verb.UNBLOCK: {View.BLOCKED},
}


def leaves(verb: Verb, view: AnyView) -> bool:
    """Return whether a verb takes a conversation out of a view at once, as the user means it to.

    What leaves a view for another reason stays listed until the user leaves the view.
    """
    if isinstance(view, SavedSearch):
        return verb is Verb.BLOCK
    return view in _LEFT_BY.get(verb, ())
