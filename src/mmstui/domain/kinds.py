"""Kinds and states of messages, and the times of a conversation, without a dataclass.

The first sight (`mmstui.first_sight`) cannot wait for `dataclasses` and for the classes of
`mmstui.domain.messages`, which takes its names from here.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """The kind of a message; SMS and MMS ids are separate sequences (voipms-api section 0.3)."""

    SMS = "sms"
    MMS = "mms"


class Direction(StrEnum):
    """The direction of a message."""

    IN = "in"
    OUT = "out"


class State(StrEnum):
    """The state of a message; every state but `RECEIVED` is of an outgoing message."""

    RECEIVED = "received"
    QUEUED = "queued"  #: sent as soon as possible
    HELD = "held"  #: waits until the user sends it
    SCHEDULED = "scheduled"  #: queued at a time that the user has chosen
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  #: refused, with a reason
    UNKNOWN = "unknown"  #: sent without an answer; polls look for it
    UNCONFIRMED = "unconfirmed"  #: polls have looked for it and not found it


#: States that still need the service or the user, most urgent first (the order of a list row).
OPEN_STATES: tuple[State, ...] = (
    State.FAILED,
    State.HELD,
    State.UNCONFIRMED,
    State.UNKNOWN,
    State.SENDING,
    State.QUEUED,
    State.SCHEDULED,
)
#: Those of them that only the user can help.
NEEDS_USER: tuple[State, ...] = (State.FAILED, State.HELD, State.UNCONFIRMED)


class MediaKind(StrEnum):
    """The kind of a file, as shown to the user."""

    PHOTO = "photo"
    SOUND = "sound"
    VIDEO = "video"
    FILE = "file"


class MediaState(StrEnum):
    """The state of a received file."""

    PENDING = "pending"  #: to be fetched from VoIP.ms
    HERE = "here"  #: in the store's media folder
    EXPIRED = "expired"  #: deleted at VoIP.ms before it was fetched
    REFUSED = "refused"  #: not fetched or kept: its address or content breaks a rule


class Times:
    """What the times of a conversation mean now."""

    __slots__ = ()

    muted_until: datetime | None
    snoozed_until: datetime | None  #: in the past: it is back, and not seen since
    remind_at: datetime | None  #: it comes back then, if nobody answers

    def is_snoozed(self, now: datetime) -> bool:
        """Return whether the conversation is out of the inbox until its time."""
        return self.snoozed_until is not None and self.snoozed_until > now

    def is_muted(self, now: datetime) -> bool:
        """Return whether new messages make no notice."""
        return self.muted_until is not None and self.muted_until > now

    def back_since(self, now: datetime) -> datetime | None:
        """Return when it came back by a snooze or a reminder that nobody has seen, else None."""
        due = (at for at in (self.snoozed_until, self.remind_at) if at is not None and at <= now)
        return max(due, default=None)
