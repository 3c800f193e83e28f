"""Messages, conversations and what belongs to them, for every other package.

All classes are frozen: only the store makes objects. Times are aware UTC datetimes; numbers have
the canonical form of `domain.phone.numbers`. `text` is raw, as VoIP.ms or the user gave it, and
must pass through `domain.text.sanitise` before it is shown. Fields documented as *ready to paint*
have passed through it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from mmstui.domain import limits
from mmstui.domain.kinds import NEEDS_USER as NEEDS_USER
from mmstui.domain.kinds import OPEN_STATES as OPEN_STATES
from mmstui.domain.kinds import Direction as Direction
from mmstui.domain.kinds import History as History
from mmstui.domain.kinds import Kind as Kind
from mmstui.domain.kinds import Leaving as Leaving
from mmstui.domain.kinds import MediaKind as MediaKind
from mmstui.domain.kinds import MediaState as MediaState
from mmstui.domain.kinds import State as State
from mmstui.domain.kinds import Times
from mmstui.domain.records import field, record

if TYPE_CHECKING:
    from mmstui.domain.files.vcard import Card
    from mmstui.domain.message_notes import Note


@record
class Media:
    """One file of a message, received or sent. `name` is ready to paint and safe as a file name."""

    id: int
    position: int
    name: str
    type: str  #: MIME type, "" while unknown
    bytes: int | None
    path: str | None  #: absolute path of the local copy
    url: str | None
    state: MediaState
    kind: MediaKind
    seconds: float | None = None  #: duration, None when unknown
    reason: str = ""  #: code of the rule that a refused file breaks
    cards: tuple[Card, ...] = ()  #: the contacts of a vCard
    in_phonebook: frozenset[str] = frozenset()  #: those of the contacts' numbers that have a name


@record
class Problem:
    """Why a message is not sent.

    `code` is VoIP.ms's status or a code of ours; `words` is one sentence, ready to paint.
    """

    code: str
    words: str


@record
class Message:
    """An SMS or MMS. `key` orders a thread; only the store interprets it.

    It is one row of VoIP.ms, or what several rows mean together (`mmstui.domain.folding`): it then
    has the id and key of the first row, the text of all, and is unread if one of them is.
    """

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
    due_at: datetime | None = None  #: a queued message is not sent before
    attempts: int = 0
    notes: tuple[Note, ...] = ()
    scheduled_at: datetime | None = None  #: when the user wants it to go
    remind_at: datetime | None = None  #: its conversation comes up then, if nobody answers
    written_by: int | None = None  #: the Unix user who wrote it; None: unknown
    legs: tuple[Message, ...] = ()  #: the further rows of a group text, one for each other leg
    parts: tuple[Message, ...] = ()  #: the rows, the first included, of a text that was split
    reactions: tuple[Reaction, ...] = ()  #: tapbacks about it, oldest first

    @property
    def rows(self) -> tuple[Message, ...]:
        """All rows behind this message as shown: its own, and those of its reactions."""
        if not (self.legs or self.parts or self.reactions):
            return (self,)
        reactions = (row for reaction in self.reactions for row in reaction.message.rows)
        return (*(self.parts or (self,)), *self.legs, *reactions)

    @property
    def row_ids(self) -> list[int]:
        """The ids of all rows behind this message as shown."""
        return [row.id for row in self.rows]

    @property
    def unread_ids(self) -> list[int]:
        """The ids of the unread rows behind this message as shown."""
        return [row.id for row in self.rows if row.unread]

    @property
    def signs(self) -> list[str]:
        """The signs of reactions, ready to paint: one person's later one replaces the earlier."""
        sign = ""
        for reaction in self.reactions:
            if not reaction.removed:
                sign = reaction.sign
            elif reaction.sign == sign:
                sign = ""
        return [sign] if sign else []


@record
class Reaction:
    """A tapback: its sign, ready to paint, and the message that said so, whose text is raw."""

    sign: str
    removed: bool  #: it takes the sign away
    message: Message


@record
class Conversation(Times):
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
    done: bool = False
    pinned: bool = False
    blocked: bool = False
    muted_until: datetime | None = None
    snoozed_until: datetime | None = None  #: in the past: it is back, and not seen since
    remind_at: datetime | None = None  #: it comes back then, if nobody answers


@record
class Did:
    """A DID: a number of the account. `note`, `city` and `label` are ready to paint."""

    number: str
    note: str
    city: str
    label: str  #: note, else city, else the formatted number
    sms: bool
    mms: bool
    ordered_at: datetime | None = None

    @property
    def ability(self) -> str:
        """`SMS+MMS`, `SMS` or `no SMS`, as shown wherever a DID is chosen."""
        return "SMS+MMS" if self.sms and self.mms else "SMS" if self.sms else "no SMS"


@record
class ConversationName:
    """The names of a conversation, for lists of destinations. All but the ids is ready to paint."""

    id: int
    contact: str
    title: str  #: the contact's name, or its formatted number
    number: str  #: the contact's formatted number
    did_label: str


@record
class Contact:
    """A phonebook entry, or a number with a conversation."""

    number: str
    name: str  #: ready to paint; "" for none
    formatted: str
    last_did: str | None = None  #: the DID last used with this number
    in_phonebook: bool = False


@record
class Attachment:
    """A file to send, as it was when chosen: `path` is the copy in the store's folder."""

    path: str
    name: str
    type: str
    bytes: int
    kind: MediaKind
    left_out: int = 0  #: bytes of metadata that the copy lacks
    location_removed: bool = False
    location_left: bool = False  #: it may hold a location that cannot be removed
    #: The folder that the file must be in, whatever links lead there; "": anywhere.
    kept_in: str = ""


@record
class Draft:
    """The content of a compose box, or of the dialog for a new message."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    from_did: str | None = None
    recipients: tuple[str, ...] = ()  #: canonical numbers, used only in the dialog
    remind_at: datetime | None = None  #: when to remind, if nobody answers the message by then

    @property
    def empty(self) -> bool:
        """Whether it can be discarded without loss: a DID or a time is quickly chosen again."""
        return not (self.text.strip() or self.attachments or self.recipients)


#: The key of the draft to several people, where another draft has its DID and its contact.
SEVERAL: Final = ("", "")


@record
class Status:
    """The counts and states that the header and `mmstui status` show."""

    unread: int
    conversations_unread: int
    conversations: int
    messages: int
    outbox: dict[State, int] = field(default_factory=dict)
    drafts: int = 0
    sends_today: int = 0  #: sends of all clients; those of the web page do not count to the limit
    sends_limit: int = limits.SENDS_PER_DAY  #: for sends through the API
    limit_reached: bool = False  #: VoIP.ms said so today and accepted no message since
    last_sync: datetime | None = None
    checking: bool = False
    offline_since: datetime | None = None
    refused: str | None = None  #: the status of VoIP.ms's refusal of access, if any
    refused_at: datetime | None = None
    seen_address: str = ""  #: this machine's address as VoIP.ms saw it, while access is refused
    leader_pid: int | None = None
    leader_silent_since: datetime | None = None
    waiting: str = ""  #: why this process waits before it calls VoIP.ms
    progress: str = ""  #: words for a running first sync or backfill
    trouble: str = ""  #: words for what failed and is retried: a worker, or every poll
    history: History | None = None  #: None before the backfill has begun
    elsewhere: str = ""  #: another account here with unsettled messages, and their number
    leaving: Leaving = field(default_factory=Leaving)
    set_aside: bool = False  #: whether rows are in quarantine
    set_aside_new: int = 0  #: the number of rows in quarantine that the user has not seen
    indexing: float | None = None  #: how much of the search index has moved, 0 to 1; None: all

    @property
    def sends_left(self) -> int:
        """The messages that the API still accepts today, as far as history shows."""
        return max(0, self.sends_limit - self.sends_today)

    @property
    def sent_words(self) -> str:
        """The sends of the day, in the words of the header, `status` and `A`."""
        return f"{self.sends_today:,} (API limit {self.sends_limit:,})"
