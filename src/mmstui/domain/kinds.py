"""Kinds and states of messages, and what the first sight shows of them.

The first sight (`mmstui.first_sight`) cannot wait for the classes of `mmstui.domain.messages`,
which takes its names from here.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from mmstui.domain.records import NamedTuple


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


class Leaving(NamedTuple):
    """The progress of deletions at VoIP.ms: of `total` messages, `left` are still there.

    `begun`: the undo window has passed. `stopping`: the user has cancelled them. `answered`: those
    of the messages left that VoIP.ms says are deleted, without a list that confirms it. `failed`:
    messages that could not be deleted. `ended`: the number of all finished deletions so far.
    """

    total: int = 0
    left: int = 0
    begun: bool = False
    stopping: bool = False
    answered: int = 0
    failed: int = 0
    ended: int = 0

    @property
    def done(self) -> int:
        """The number of messages that VoIP.ms says are deleted."""
        return self.total - self.left + self.answered


class History(NamedTuple):
    """How far back history is complete: from the Eastern day `reached` on.

    `done`: nothing older is left to fetch. `limited`: the user wants nothing older.
    """

    reached: date
    done: bool = False
    limited: bool = False
