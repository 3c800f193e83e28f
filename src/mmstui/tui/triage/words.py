"""What verbs and undo say."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from mmstui.domain.messages import Conversation
from mmstui.domain.text.plurals import count_of
from mmstui.domain.triage import Refusal, Undone, Verb
from mmstui.tui.triage.commands import UNDO
from mmstui.tui.ui.formatting import due_time

_DONE: Final[dict[Verb, str]] = {
    Verb.DONE: "done",
    Verb.NOT_DONE: "back in the inbox",
    Verb.SNOOZE: "snoozed",
    Verb.WAKE: "back in the inbox",
    Verb.PIN: "pinned",
    Verb.UNPIN: "no longer pinned",
    Verb.MUTE: "muted",
    Verb.UNMUTE: "no longer muted",
    Verb.UNREAD: "unread",
    Verb.READ: "read",
    Verb.BLOCK: "blocked; VoIP.ms still receives and charges",
    Verb.UNBLOCK: "no longer blocked",
}
#: What undoing a verb makes of a conversation. For the verbs that hide, its state says that.
_UNDONE: Final[dict[Verb, str]] = {
    Verb.REMIND: "without that reminder",
    Verb.FORGET: "with the reminder again",
    Verb.MUTE: "no longer muted",
    Verb.UNMUTE: "muted again",
    Verb.PIN: "no longer pinned",
    Verb.UNPIN: "pinned again",
    Verb.MOVE: "back at the place of before",
    Verb.UNREAD: "no longer marked unread",
    Verb.READ: "unread again",
    Verb.NAME: "called as before",
    Verb.DISCARD: "with the draft again",
}
NONE_HERE: Final = "No conversation here."
_REFUSED: Final[dict[Refusal, str]] = {
    Refusal.SENT: "This was sent: that cannot be undone.",
    Refusal.BEGUN: "VoIP.ms has been asked to do this: that cannot be undone.",
    Refusal.CHANGED: "Not undone: this was changed since.",
}


def done(verb: Verb, count: int, title: str, until: str = "") -> str:
    """Say what a verb did to conversations; `title` is the first one's. All is ready to paint."""
    when = f" until {until}" if until else ""
    return f"{_who(count, title)} {_DONE[verb]}{when}   {UNDO.key} undo"


def unchanged(verb: Verb, count: int, title: str) -> str:
    """Say that a verb found conversations as it would make them."""
    return f"{_who(count, title)} already {_DONE[verb]}"


def just_written(count: int, title: str) -> str:
    """Say that conversations were left where they are, for the user has not seen all of them."""
    return f"{_who(count, title)} not hidden: a new message has just come"


def discarded(count: int) -> str:
    """Say how many drafts were discarded."""
    return f"{count_of(count, 'draft')} discarded   {UNDO.key} undo" if count else "No draft here."


def undone(step: Undone, first: Conversation | None, now: datetime, zone: tzinfo) -> str:
    """Say what an undo brought back; `first` is the first of its conversations, as it is now."""
    if step.refused is not None:
        return _REFUSED[step.refused]
    if step.verb in (Verb.DELETE, Verb.DROP):
        many = len(step.conversation_ids)
        among = f" in {count_of(many, 'conversation')}" if many > 1 else ""
        return f"{count_of(step.count, 'message')}{among} taken back"
    if step.verb in (Verb.SEND, Verb.SCHEDULE):
        return f"{count_of(step.count, 'message')} held, not sent"
    if step.verb is Verb.DISCARD and not step.conversation_ids:
        return f"{count_of(step.count, 'draft')} brought back"
    who = _who(len(step.conversation_ids), step.title)
    return f"{who} {_UNDONE.get(step.verb) or _place(first, now, zone)}"


def _who(count: int, title: str) -> str:
    return title if count == 1 and title else count_of(count, "conversation")


def _place(row: Conversation | None, now: datetime, zone: tzinfo) -> str:
    """Return where a conversation is after an undo."""
    if row is None:
        return "as before"
    if row.blocked:
        return "blocked again"
    if row.is_snoozed(now) and row.snoozed_until is not None:
        return f"snoozed again until {due_time(row.snoozed_until, now, zone)}"
    return "done again" if row.done else "back in the inbox"
