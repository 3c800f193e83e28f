"""The state of the simulated VoIP.ms for one customer."""

import base64
import hashlib
import heapq
from bisect import bisect_left, insort
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from mmstui.simulator.eastern import eastern_day

Kind = Literal["sms", "mms"]
KINDS: tuple[Kind, Kind] = ("sms", "mms")

FIRST_SMS_ID = 112_300_000
FIRST_MMS_ID = 10_460_000
"""The two id sequences in late 2026 (voipms-api.md section 0, fact 3)."""


@dataclass(slots=True)
class Did:
    """A number of the account; `number` is 10 digits, `ordered_at` in epoch seconds."""

    number: str
    city: str
    note: str = ""
    sms: bool = True
    mms: bool = True
    sms_enabled: bool = True
    dialmode: Literal["1", "2"] = "1"
    ordered_at: float = 1_714_572_000.0
    settings: dict[str, str] = field(default_factory=dict)
    """Settings made by setSMS, by the keys of getDIDsInfo; a missing key has its default."""


@dataclass(slots=True)
class PhonebookEntry:
    """A name for a number."""

    entry: str
    name: str
    number: str
    note: str = ""
    speed_dial: str = ""
    callerid: str = ""
    group: str = ""
    group_name: str = ""


@dataclass(slots=True)
class Media:
    """One file of an MMS. `load` returns its bytes, drawn or decoded on demand."""

    token: str
    mime: str
    extension: str
    load: Callable[[], bytes]
    made_at: float
    requests: int = 0

    @property
    def path(self) -> str:
        """The path on the media server, relative to the origin."""
        return f"media/{self.token}/media.{self.extension}"


@dataclass(slots=True)
class Message:
    """One row of the history; `at` and `listed_from` are epoch seconds, `contact` is digits."""

    kind: Kind
    id: int
    at: float
    outgoing: bool
    did: str
    contact: str
    text: str
    media: tuple[Media, ...] = ()
    listed_from: float = 0.0


class Archive(Protocol):
    """A history that is computed on demand."""

    def newest_first(self, kind: Kind, start: float, end: float) -> Iterator[Message]:
        """Yield the messages with `start <= at < end`, newest first."""
        ...

    def find(self, kind: Kind, number: int) -> Message | None:
        """Return the message with that id, if the archive has it."""
        ...

    def media(self, token: str) -> Media | None:
        """Return the file of a media token, if the archive has it."""
        ...


def _order(message: Message) -> tuple[float, int]:
    return (message.at, message.id)


@dataclass
class Account:
    """DIDs, phonebook, messages and counters of one customer.

    For use on one event loop; tests in another thread may read it and add messages.
    """

    username: str = "demo@example.com"
    password: str = "demo"  # noqa: S105 - public, of the demo
    dids: dict[str, Did] = field(default_factory=dict)
    phonebook: dict[str, PhonebookEntry] = field(default_factory=dict)
    next_sms_id: int = FIRST_SMS_ID
    next_mms_id: int = FIRST_MMS_ID
    balance: str = "42.18050"
    archive: Archive | None = None
    accepted: list[Message] = field(default_factory=list)
    """Messages that the API accepted for sending, in order, including deleted ones."""
    deleted: list[tuple[Kind, int]] = field(default_factory=list)
    """Deleted messages, in order."""
    sends_by_day: Counter[date] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    """Calls of each method, including refused ones."""
    recent_requests: deque[float] = field(default_factory=deque)
    when_accepted: list[Callable[[Message], None]] = field(default_factory=list)
    """Called with each message that the API accepts."""
    _history: dict[Kind, list[Message]] = field(default_factory=lambda: {"sms": [], "mms": []})
    _by_id: dict[tuple[Kind, int], Message] = field(default_factory=dict)
    _deleted: set[tuple[Kind, int]] = field(default_factory=set)
    _media: dict[str, Media] = field(default_factory=dict)
    _media_made: int = 0
    _next_entry: int = 32_200

    def add_did(self, did: Did) -> Did:
        """Add a number to the account."""
        self.dids[did.number] = did
        return did

    def add_name(self, name: str, number: str, note: str = "") -> PhonebookEntry:
        """Add a name to the phonebook."""
        entry = PhonebookEntry(str(self._next_entry), name, number, note)
        self._next_entry += 1
        self.phonebook[entry.entry] = entry
        return entry

    def take_id(self, kind: Kind) -> int:
        """Return the next id of that kind. SMS and MMS ids are separate sequences."""
        if kind == "sms":
            self.next_sms_id += 1
            return self.next_sms_id - 1
        self.next_mms_id += 1
        return self.next_mms_id - 1

    def make_media(
        self,
        mime: str,
        extension: str,
        load: Callable[[], bytes],
        at: float,
        *,
        outgoing: bool,
    ) -> Media:
        """Store a file for the media server, under a token shaped like VoIP.ms's own."""
        self._media_made += 1
        digest = hashlib.sha256(f"{self.username}:{self._media_made}".encode()).hexdigest()
        way = 1 if outgoing else 2
        plain = f"{int(at):010d}{digest[:26]}|{way}|{mime}|MMS"
        token = base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
        media = Media(token, mime, extension, load, at)
        self._media[token] = media
        return media

    def add(
        self,
        kind: Kind,
        did: str,
        contact: str,
        text: str,
        *,
        at: float,
        outgoing: bool = False,
        media: Iterable[Media] = (),
        listed_from: float = 0.0,
    ) -> Message:
        """Add a message to the history under the next id of its kind."""
        message = Message(
            kind,
            self.take_id(kind),
            at,
            outgoing,
            did,
            contact,
            text,
            tuple(media),
            listed_from,
        )
        insort(self._history[kind], message, key=_order)
        self._by_id[kind, message.id] = message
        return message

    def accept(
        self,
        kind: Kind,
        did: str,
        contact: str,
        text: str,
        *,
        at: float,
        media: Iterable[Media] = (),
        late: float = 0.0,
    ) -> Message:
        """Accept a message for sending. It is listed `late` seconds after `at`.

        A message to a DID of the same account is also received there (voipms-api.md section 2.1, a
        guess).
        """
        files = tuple(media)
        listed = at + late if late else 0.0
        message = self.add(
            kind, did, contact, text, at=at, outgoing=True, media=files, listed_from=listed
        )
        self.accepted.append(message)
        self.sends_by_day[eastern_day(at)] += 1
        if contact in self.dids:
            self.add(kind, contact, did, text, at=at, media=files, listed_from=listed)
        for tell in self.when_accepted:
            tell(message)
        return message

    def newest_first(self, kind: Kind, start: float, end: float) -> Iterator[Message]:
        """Yield the messages with `start <= at < end` that are not deleted, newest first."""
        kept = self._history[kind]
        low = bisect_left(kept, start, key=lambda message: message.at)
        high = bisect_left(kept, end, key=lambda message: message.at)
        live: Iterator[Message] = reversed(kept[low:high])
        if self.archive is None:
            return live
        archived = (
            message
            for message in self.archive.newest_first(kind, start, end)
            if (kind, message.id) not in self._deleted
        )
        return heapq.merge(live, archived, key=_order, reverse=True)

    def find(self, kind: Kind, number: int) -> Message | None:
        """Return the message with that id; None when it is deleted or unknown."""
        if (kind, number) in self._deleted:
            return None
        message = self._by_id.get((kind, number))
        if message is None and self.archive is not None:
            message = self.archive.find(kind, number)
        return message

    def delete(self, kind: Kind, number: int) -> bool:
        """Delete a message for good; return whether it existed."""
        message = self.find(kind, number)
        if message is None:
            return False
        self.deleted.append((kind, number))
        self._deleted.add((kind, number))
        if self._by_id.pop((kind, number), None) is not None:
            self._history[kind].remove(message)
        return True

    def find_media(self, token: str) -> Media | None:
        """Return the file of a media token."""
        media = self._media.get(token)
        if media is None and self.archive is not None:
            media = self.archive.media(token)
            if media is not None:
                self._media[token] = media
        return media

    @property
    def kept(self) -> int:
        """The number of messages in memory, without the archive."""
        return len(self._by_id)
