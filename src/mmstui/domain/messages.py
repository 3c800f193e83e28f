"""Messages, conversations and what belongs to them, as every other room sees them.

All are frozen: the store makes them, nobody changes them. Times are aware UTC datetimes; numbers
are in the canonical form of `mmstui.domain.numbers`. `text` is raw, as the server or the user gave
it: whoever shows it passes it through `mmstui.domain.sanitise` first. Fields documented as *ready
to paint* have been through it already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """The two services; server ids of each are a sequence of their own (voipms-api section 0.3)."""

    SMS = "sms"
    MMS = "mms"


class Direction(StrEnum):
    """Which way a message went."""

    IN = "in"
    OUT = "out"


class State(StrEnum):
    """Where a message stands. Anything but `RECEIVED` is one of ours."""

    RECEIVED = "received"
    QUEUED = "queued"  #: goes as soon as it can
    HELD = "held"  #: waits for the user's word
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  #: refused, with the reason
    UNKNOWN = "unknown"  #: the request left, no answer was seen; being looked for
    UNCONFIRMED = "unconfirmed"  #: looked for, not found


#: States that still need the service or the user, most urgent first (the order of a list row).
OPEN_STATES: tuple[State, ...] = (
    State.FAILED,
    State.HELD,
    State.UNCONFIRMED,
    State.UNKNOWN,
    State.SENDING,
    State.QUEUED,
)


class MediaKind(StrEnum):
    """What a file is to a person."""

    PHOTO = "photo"
    SOUND = "sound"
    VIDEO = "video"
    FILE = "file"


class MediaState(StrEnum):
    """How far a received file has come."""

    PENDING = "pending"  #: VoIP.ms has it, or will have it soon
    HERE = "here"  #: in the store's media folder
    EXPIRED = "expired"  #: gone at VoIP.ms before it came here
    REFUSED = "refused"  #: its address or its content breaks a rule, and was left alone


@dataclass(frozen=True, slots=True)
class Media:
    """One file of a message, received or sent. `name` is ready to paint and safe as a file name."""

    id: int
    position: int
    name: str
    type: str  #: MIME type, "" while unknown
    bytes: int | None
    path: str | None  #: absolute path of our own copy
    url: str | None
    state: MediaState
    kind: MediaKind
    seconds: float | None = None  #: how long it lasts, None when it does not say
    reason: str = ""  #: why a refused one was left alone: a code of ours


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a message is not sent.

    `code` is the service's own status or ours; `words` are one sentence, ready to paint.
    """

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Message:
    """One SMS or MMS. `key` orders a thread and is opaque to all but the store."""

    id: int
    conversation_id: int
    key: tuple[int, int, int]
    kind: Kind
    server_id: int | None
    direction: Direction
    state: State
    did: str
    contact: str
    text: str
    at: datetime
    unread: bool = False
    server_date: str | None = None
    carrier_status: str = ""
    media: tuple[Media, ...] = ()
    batch: str | None = None
    problem: Problem | None = None
    due_at: datetime | None = None  #: a queued message goes no earlier
    attempts: int = 0
    notes: tuple[str, ...] = ()  #: "went twice", "gone at server", "near match", ready to paint


@dataclass(frozen=True, slots=True)
class Conversation:
    """One row of the list, ready to paint."""

    id: int
    did: str
    contact: str
    title: str  #: the contact's name, or its formatted number
    number: str  #: the contact's formatted number
    did_label: str
    preview: str  #: one line of the last message's text
    preview_direction: Direction
    media: MediaKind | None  #: kind of the last message's first file
    state: State | None  #: the most urgent of the conversation's OPEN_STATES
    draft: str  #: one line of the draft, "" without one
    last_at: datetime
    unread: int
    total: int
    rev: int
    named: bool = False  #: the title is a phonebook name
    archived: bool = False
    pinned: bool = False
    muted_until: datetime | None = None
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Did:
    """A number of the account. `note`, `city` and `label` are ready to paint."""

    number: str
    note: str
    city: str
    label: str  #: note, else city, else the formatted number
    sms: bool
    mms: bool
    ordered_at: datetime | None = None

    @property
    def ability(self) -> str:
        """`SMS+MMS`, `SMS` or `no SMS`: the words wherever a DID is picked."""
        return "SMS+MMS" if self.sms and self.mms else "SMS" if self.sms else "no SMS"


@dataclass(frozen=True, slots=True)
class ConversationName:
    """How a conversation is called, and nothing else of it. All but the ids is ready to paint."""

    id: int
    contact: str
    title: str  #: the contact's name, or its formatted number
    number: str  #: the contact's formatted number
    did_label: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone to write to: a phonebook entry, or a number written with before."""

    number: str
    name: str  #: "" when it has none; ready to paint
    formatted: str
    last_did: str | None = None  #: the DID last used with this number
    in_phonebook: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file the user chose, as it was then: `path` is our own copy in the store's folder."""

    path: str
    name: str
    type: str
    bytes: int
    kind: MediaKind
    left_out: int = 0  #: bytes of the file that our copy lacks: metadata
    location_removed: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in a compose box, or in the dialog of a message to several people."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    from_did: str | None = None
    recipients: tuple[str, ...] = ()  #: only of the dialog's: canonical numbers

    @property
    def empty(self) -> bool:
        """Whether nothing would be lost with it: a DID is chosen again in a moment."""
        return not (self.text.strip() or self.attachments or self.recipients)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is being deleted at VoIP.ms: of `total` in hand `left` are still there.

    `begun`: the time to take it back is over; `stopping`: the user wants no more of it deleted.
    `answered`: of those left, VoIP.ms says so many are deleted, and no list has shown it yet.
    `failed` could not be deleted, and are still there. `ended`: how many ever ended as asked.
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
        """Of those in hand, how many VoIP.ms has deleted, by its own word."""
        return self.total - self.left + self.answered


@dataclass(frozen=True, slots=True)
class History:
    """How far back messages are here: all from the Eastern day `reached` on.

    `done`: there is nothing older to fetch; `limited`: because the user wants nothing older.
    """

    reached: date
    done: bool = False
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """The facts of the header and of `mmstui status`."""

    unread: int
    conversations_unread: int
    conversations: int
    messages: int
    outbox: dict[State, int] = field(default_factory=dict)
    drafts: int = 0
    sends_today: int = 0  #: whoever sent them: those of the web page count for no limit
    sends_limit: int = 100  #: of sends through the API
    limit_reached: bool = False  #: VoIP.ms has said so today, and took no message since
    last_sync: datetime | None = None
    checking: bool = False
    offline_since: datetime | None = None
    refused: str | None = None  #: the status with which VoIP.ms refused access, if it did
    refused_at: datetime | None = None
    seen_address: str = ""  #: where VoIP.ms saw this machine, while it refuses access
    leader_pid: int | None = None
    leader_silent_since: datetime | None = None
    waiting: str = ""  #: words for what this process waits for before it asks VoIP.ms anything
    progress: str = ""  #: words for a first sync or a backfill under way
    trouble: str = ""  #: words for what fails and is tried again: a worker, or every poll
    history: History | None = None  #: None while nothing older than the first sync was asked for
    elsewhere: str = ""  #: another account here with unsettled messages, and how many it has
    leaving: Leaving = field(default_factory=Leaving)
    set_aside: bool = False  #: some of what VoIP.ms told could not be understood
    set_aside_new: int = 0  #: how many rows of that nobody has looked at
    indexing: float | None = None  #: how much is indexed anew, 0 to 1; None: nothing is left to be

    @property
    def sent_words(self) -> str:
        """What is known of the day's sends, in the words of the header, `status` and `A`."""
        return f"{self.sends_today:,} (API limit {self.sends_limit:,})"
