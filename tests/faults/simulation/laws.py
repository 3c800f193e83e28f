"""The laws of a world: what must hold after every step, and at rest.

They compare the store with the truth, which only the simulated server knows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from faults.simulation.ledger import Broken, Ends, Key
from faults.simulation.server import Request, Row
from mmstui.domain import limits
from mmstui.domain.messages import Kind
from mmstui.domain.times import eastern

if TYPE_CHECKING:
    from faults.simulation.world import World

T = TypeVar("T")

#: A clock moved by more makes rows look older or newer than the attempts they are of.
_CLOCK_MOVED = 0.5
#: A row of others dated earlier than this before a request left is not taken for it, seconds;
_TWIN_BEFORE = 4.0
#: nor one dated this much later.
_TWIN_AFTER = 300.0
#: One of ours that VoIP.ms took so late, or later, is left in doubt.
_TAKEN_LATE = 115.0
#: A poll on its way may have asked so many seconds ago.
_ON_ITS_WAY = 240.0
#: Seconds of a poll at most: what it decides, the clock of its beginning says.
_A_POLL = 120.0

#: Nothing is given up earlier, by the server's clock; less what `Date` and commits take.
_LOOKED_FOR = 290.0

_ARRIVABLE = frozenset({"sending", "unknown", "unconfirmed", "sent"})
_WAITING = frozenset({"queued", "held", "failed", "scheduled"})


class Said(NamedTuple):
    """A message of ours in the store."""

    id: int
    state: str
    dropped: int
    kind: str
    server_id: int | None
    did: str
    contact: str
    text: str
    twice: int


class Tried(NamedTuple):
    """An attempt in the store."""

    id: int
    message_id: int
    kind: str
    state: str
    server_id: int | None
    answered: int
    watermark: int
    skew: int
    skew_most: int | None
    looked: int


class Laws:
    """Reads the store with its own connection, and raises Broken if a law does not hold."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._given_up: set[int] = set()
        self._first_polled: dict[str, date] = {}
        """By kind: the server's day when the store first knew where its history begins."""
        self._owners: dict[Key, int] = {}
        """The attempt that owned a row when it was last seen to be owned."""
        self.connect()

    def connect(self) -> None:
        """Open the store for reading; again after a power cut."""
        path = self._world.database_path
        self._connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        self._version = -1
        self._kept: dict[str, Any] = {}
        self.read("SELECT count(*) FROM meta")

    def close(self) -> None:
        self._connection.close()

    def read(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        return self._connection.execute(sql, values).fetchall()

    def _keep(self, what: str, look: Callable[[], T]) -> T:
        """Return the result of a query, cached until a process commits."""
        ((version,),) = self.read("PRAGMA data_version")
        if version != self._version:
            self._version = version
            self._kept.clear()
        if what not in self._kept:
            self._kept[what] = look()
        kept: T = self._kept[what]
        return kept

    # After every step.

    def check(self) -> None:
        """Check the laws that always hold."""
        said, tried = self._said(), self._tried()
        self._adopt(said)
        self._nothing_is_forgotten(said)
        self._states_fit_attempts(said, tried)
        self._nothing_waits_that_is_there(said, tried)
        self._nothing_is_given_up_early(tried)
        self._drafts_are_there()
        self._world.orders.check()
        self._note_first_polls()
        self._note_owners(tried)
        self._nothing_is_sent_that_did_not_go(tried)

    def waits(self, message_id: int) -> bool:
        """Return whether a message is queued, and not withdrawn."""
        return bool(
            self.read(
                "SELECT 1 FROM message WHERE id = ? AND state = 'queued' AND dropped = 0",
                message_id,
            )
        )

    def visible(self) -> set[int]:
        """Return the ids of visible messages."""
        return self._keep("visible", self._visible)

    def _visible(self) -> set[int]:
        return {row[0] for row in self.read("SELECT id FROM message WHERE dropped = 0")}

    def visible_keys(self) -> dict[Key, int]:
        """Return the keys of visible messages that have a server id."""
        return self._keep("visible keys", self._visible_keys)

    def _visible_keys(self) -> dict[Key, int]:
        return {
            (str(kind), number): message_id
            for kind, number, message_id in self.read(
                "SELECT kind, server_id, id FROM message "
                "WHERE dropped = 0 AND server_id IS NOT NULL"
            )
        }

    def places(self, message_ids: Iterable[int]) -> dict[Key, int]:
        """Return the server keys of these messages, with the message of each."""
        ids = ", ".join(map(str, message_ids))
        found = self.read(
            f"SELECT kind, server_id, id FROM message WHERE id IN ({ids}) "
            "AND server_id IS NOT NULL UNION SELECT kind, server_id, message_id FROM attempt "
            f"WHERE message_id IN ({ids}) AND server_id IS NOT NULL"
        )
        return {(str(kind), number): message_id for kind, number, message_id in found}

    def truth(self, key: Key) -> Row | None:
        """Return the server's row that the user saw under a key: it may be the mirror of an MMS."""
        world, (kind, number) = self._world, key
        did, contact, direction, date = self.read(
            "SELECT c.did, c.contact, m.direction, coalesce("
            "  iif(m.kind = ?1 AND m.server_id = ?2, m.server_date, NULL),"
            "  (SELECT json_extract(a.taken, '$.date') FROM attempt AS a"
            "   WHERE a.kind = ?1 AND a.server_id = ?2)) "
            "FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id "
            "WHERE m.kind = ?1 AND m.server_id = ?2 OR m.id = ("
            "  SELECT a.message_id FROM attempt AS a WHERE a.kind = ?1 AND a.server_id = ?2)",
            kind, number,
        )[0]  # fmt: skip
        kinds = [kind, "mms"] if kind == "sms" and world.habits.mirrored else [kind]
        for each in kinds:
            row = world.row(each, number)
            if (
                row is not None
                and (row.did, row.contact, row.outgoing) == (did, contact, direction == "out")
                and date in {None, eastern.render(world.server.instant(row))}
            ):
                found: Row = row
                return found
        return None

    def true_key(self, key: Key) -> Key:
        """Return the true key of the row that the store has under a key: a mirror has its MMS's."""
        kind, number = key
        if kind == Kind.MMS or not self._world.habits.mirrored:
            return key
        if self._world.row("mms", number) is None or self.read(
            "SELECT 1 FROM attempt WHERE kind = ? AND server_id = ? AND answered = 1", kind, number
        ):
            return key
        row = self.truth(key)
        return key if row is None else (row.kind.value, row.id)

    def is_marked(self, kind: Kind, server_id: int) -> bool:
        """Return whether the store has the mark that VoIP.ms is asked to delete this."""
        return bool(
            self.read(
                "SELECT 1 FROM server_deletion WHERE kind = ? AND server_id = ? "
                "AND state IN ('deleting', 'stopping')",
                kind.value, server_id,
            )
        )  # fmt: skip

    def is_to_be_deleted(self, deletion_id: int, key: Key) -> bool:
        """Return whether an order's row for this key is left."""
        return bool(
            self.read(
                "SELECT 1 FROM server_deletion WHERE deletion_id = ? AND server_id = ? "
                "AND kind IN (?, 'mms')",
                deletion_id, key[1], key[0],
            )
        )  # fmt: skip

    def same(self, wanted: set[T], found: set[T], words: str) -> None:
        """Check that the store has what the user ordered."""
        if wanted != found:
            raise Broken("lost", f"{found} {words}, and not {wanted}")

    def turn_of(self, message_id: int, now: datetime) -> None:
        """Check a message that the sender chose: no other of its conversation must precede it.

        One that is to go later does not go early, nor late by itself.
        """
        at = self._world.ledger.scheduled.get(message_id)
        if at is not None and not at <= now <= at + limits.SCHEDULED_LATEST:
            raise Broken("lost", f"message {message_id} of {at} goes at {now}")
        before = self.read(
            "SELECT f.id FROM message AS m JOIN message AS f USING (conversation_id) "
            "WHERE m.id = ? AND f.id <> m.id AND f.dropped = 0 "
            "AND (f.state = 'sending' OR (f.state = 'queued' AND f.id < m.id))",
            message_id,
        )
        if before:
            raise Broken("lost", f"message {message_id} has overtaken {before}")

    def order_of(self, request: Request) -> None:
        """Check that VoIP.ms accepted a conversation's messages in the order they were written."""
        written = self._world.ledger.written
        if written[request.message_id].touched or not self.read(
            "SELECT 1 FROM attempt WHERE id = ? AND state = 'sending'", request.attempt_id
        ):
            return
        for other in self._world.ledger.taken_in_order:
            same = (other.did, other.contact) == (request.did, request.contact)
            later = other.message_id > request.message_id
            if same and later and not written[other.message_id].touched:
                raise Broken("lost", f"{other.message_id} was taken before {request.message_id}")

    def _adopt(self, said: dict[int, Said]) -> None:
        """Also count messages of a process that died between the commit and its report."""
        for message in said.values():
            self._world.ledger.wrote(message.id, message.text)

    def _nothing_is_forgotten(self, said: dict[int, Said]) -> None:
        for message_id, written in self._world.ledger.written.items():
            if message_id not in said:
                if not written.deleted:
                    raise Broken("lost", f"message {message_id} is not there any more")
            elif said[message_id].text != written.text:
                raise Broken("lost", f"message {message_id} has another text")

    def _states_fit_attempts(self, said: dict[int, Said], tried: dict[int, Tried]) -> None:
        owned: dict[int, int] = {}
        sending = set()
        for attempt in tried.values():
            if attempt.server_id is not None:
                owned[attempt.message_id] = owned.get(attempt.message_id, 0) + 1
            if attempt.state == "sending":
                sending.add(attempt.message_id)
        for message in said.values():
            count = owned.get(message.id, 0)
            if (message.state == "sent") != (count > 0) or (message.state == "sent") != (
                message.server_id is not None
            ):
                raise Broken("lost", f"{message} has {count} rows of the server")
            if message.state == "sent" and message.twice != (count > 1):
                raise Broken("lost", f"{message} says it went {count} times")
            if message.state == "sending" and message.id not in sending:
                raise Broken("lost", f"{message} is on its way without an attempt")

    def _nothing_waits_that_is_there(self, said: dict[int, Said], tried: dict[int, Tried]) -> None:
        newest = {}
        for attempt in tried.values():
            newest[attempt.message_id] = attempt
        for request in self._world.ledger.taken_in_order:
            message = said.get(request.message_id)
            if message is None:
                continue  # deleted by the user, or missed above
            found = tried.get(request.attempt_id)
            if found is None or found.message_id != request.message_id:
                raise Broken("doubled", f"attempt {request.attempt_id} left no mark")
            if found.state not in _ARRIVABLE:
                raise Broken("doubled", f"{found} was taken by VoIP.ms")
            is_newest = newest[message.id].id == found.id
            if message.state in _WAITING and is_newest and found.state != "unconfirmed":
                raise Broken("doubled", f"{message} is at the server")

    def _nothing_is_given_up_early(self, tried: dict[int, Tried]) -> None:
        world = self._world
        for attempt in tried.values():
            if attempt.state != "unconfirmed":
                if attempt.id in self._given_up:
                    self._given_up.remove(attempt.id)
                    world.late += attempt.state == "sent"
            elif attempt.id not in self._given_up:
                self._given_up.add(attempt.id)
                request = world.ledger.request_of(attempt.id)
                if request is not None:
                    self._looked_for_enough(attempt, request)

    def _looked_for_enough(self, attempt: Tried, request: Request) -> None:
        world, row = self._world, request.row
        now = world.server.clock()
        then = world.ledger.offsets[request.id]
        moved = abs(world.offset - then)
        if world.timeline.now - world.offset_set_at < _A_POLL:
            moved = max(moved, abs(world.offset_before - then))
        if now - request.left_at < _LOOKED_FOR - moved - world.ledger.doubts[request.id]:
            raise Broken("lost", f"{attempt} was given up after {now - request.left_at} s")
        if (
            row is not None
            and row.listed_from < now - _ON_ITS_WAY
            and world.timeline.now - world.slept_at > _ON_ITS_WAY
            and not self._explained(request)
            and not self._is_owned(row)
            and not row.files
        ):
            raise Broken("lost", f"{attempt} was given up though it is listed")

    def _nothing_is_sent_that_did_not_go(self, tried: dict[int, Tried]) -> None:
        """Check that a row of others counts as ours only if its id and its date fit our request.

        Then the two cannot be told apart: in the hour that comes twice, by either pass of its date.
        Other tests cover a clock that is set.
        """
        world = self._world
        if world.clock_was_set:
            return
        for attempt in tried.values():
            if attempt.server_id is None or attempt.answered:
                continue
            if attempt.server_id <= attempt.watermark:
                raise Broken("lost", f"{attempt} is a row that was known before it began")
            request = world.ledger.request_of(attempt.id)
            row = world.row(attempt.kind, attempt.server_id)
            if request is None or row is None or row.request is not None:
                continue
            doubt = self._doubt(attempt)
            after = min((at - request.left_at for at in _passes(row)), key=abs)
            if not -_TWIN_BEFORE - doubt <= after <= _TWIN_AFTER + doubt:
                raise Broken("lost", f"{attempt} did not go and counts as {row}; {request}")
            if not attempt.looked and after < -1.5:
                raise Broken("lost", f"nobody had looked before {attempt}, and it is {row}")

    def _doubt(self, attempt: Tried) -> float:
        """Return the seconds by which a process may believe that the server's clock is behind."""
        if attempt.skew_most is None:
            return _ON_ITS_WAY
        return max(0.0, self._world.habits.skew - self._world.offset - attempt.skew / 1000)

    def _drafts_are_there(self) -> None:
        kept = {
            (did, contact): text
            for did, contact, text in self.read("SELECT did, contact, text FROM draft")
        }
        if kept != self._world.ledger.drafts:
            raise Broken("lost", f"drafts {self._world.ledger.drafts} have become {kept}")

    def _note_first_polls(self) -> None:
        # A power cut may take the first poll back.
        kinds = {str(kind) for (kind,) in self.read("SELECT DISTINCT kind FROM window")}
        today = eastern.day(self._world.server.now())
        self._first_polled = {kind: self._first_polled.get(kind, today) for kind in kinds}

    def _note_owners(self, tried: dict[int, Tried]) -> None:
        for attempt in tried.values():
            if attempt.server_id is not None:
                self._owners[attempt.kind, attempt.server_id] = attempt.id

    # When all is quiet.

    def open_messages(self) -> list[Said]:
        """Return the messages of ours without a final state."""
        return [m for m in self._said().values() if m.state in {"queued", "sending", "unknown"}]

    def check_at_rest(self) -> None:
        """Check the laws at rest: the line works, and enough polls were made."""
        for message in self.open_messages():
            raise Broken("lost", f"{message} is still open")
        said, tried = self._said(), self._tried()
        self._attempts_own_what_is_theirs(said, tried)
        self._what_was_taken_is_sent(said, tried)
        self._store_equals_server()
        self._world.orders.check_at_rest()

    def _attempts_own_what_is_theirs(self, said: dict[int, Said], tried: dict[int, Tried]) -> None:
        world = self._world
        files: dict[int, int] = dict(
            self.read(
                "SELECT message_id, count(*) FROM media WHERE url IS NULL GROUP BY message_id"
            )
        )
        for attempt in tried.values():
            if attempt.server_id is None:
                continue
            row, message = world.row(attempt.kind, attempt.server_id), said[attempt.message_id]
            if row is None:
                raise Broken("lost", f"{attempt} owns what is not at the server")
            if not row.outgoing or (row.did, row.contact) != (message.did, message.contact):
                raise Broken("lost", f"{attempt} owns a row of another conversation: {row}")
            request = world.ledger.request_of(attempt.id)
            if attempt.answered and (request is None or request.row is not row):
                raise Broken("lost", f"{attempt} was not answered with {row}")
            if row.id <= attempt.watermark and not attempt.answered:
                raise Broken("lost", f"{attempt} owns a row that was known before it: {row}")
            if _loose(row.text) != _loose(message.text):
                raise Broken("lost", f"{attempt} owns a row of another text: {row}")
            # Until its files are listed, a row is known by its text if it has one.
            if len(row.files) != files.get(message.id, 0) and not _loose(row.text):
                raise Broken("lost", f"{attempt} owns a row with other files: {row}")

    def _what_was_taken_is_sent(self, said: dict[int, Said], tried: dict[int, Tried]) -> None:
        ledger = self._world.ledger
        for request in ledger.taken_in_order:
            row = request.row
            attempt = tried.get(request.attempt_id)
            if attempt is None or row is None or self._explained(request):
                continue
            if attempt.state != "sent" and not self._was_owned(row, tried):
                raise Broken("lost", f"{attempt} is {row} and does not know it")
            if attempt.state != "sent":
                self._nothing_else_is_there_for(attempt, request, tried)

    def _nothing_else_is_there_for(
        self, attempt: Tried, request: Request, tried: dict[int, Tried]
    ) -> None:
        """Check that no row with the attempt's text is left without an owner."""
        for other in self._world.ledger.taken_in_order:
            row = other.row
            alike = (other.did, other.contact, other.kind, other.text, other.files) == (
                request.did, request.contact, request.kind, request.text, request.files
            )  # fmt: skip
            if (
                alike
                and row is not None
                and row.id > attempt.watermark
                and not self._was_owned(row, tried)
                and not self._explained(other)
                and other.attempt_id in tried
            ):
                raise Broken("lost", f"{attempt} is open and nobody owns {row}")

    def _store_equals_server(self) -> None:
        world = self._world
        here = {
            (kind, server_id): (did, contact, direction, gone)
            for kind, server_id, did, contact, direction, gone in self.read(
                "SELECT m.kind, m.server_id, c.did, c.contact, m.direction, m.gone "
                "FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id "
                "WHERE m.server_id IS NOT NULL"
            )
        }
        for (kind, server_id), (did, contact, direction, gone) in here.items():
            row = world.row(kind, server_id)
            ends = (did, contact, direction == "out")
            is_it = row is not None and (row.did, row.contact, row.outgoing) == ends
            if world.habits.mirrored and not is_it:
                # An MMS deleted there before it was listed as one: only its mirror was ever seen.
                row = world.row("mms", server_id)
                row = row if row is not None and row.deleted else None
            if row is None or (row.did, row.contact) != (did, contact):
                raise Broken("lost", f"{kind} {server_id} is here and not at the server")
            if row.outgoing != (direction == "out"):
                raise Broken("lost", f"{kind} {server_id} went the other way")
            if gone and not row.deleted:
                raise Broken("lost", f"{kind} {server_id} is at the server and said to be gone")
        owned = {
            (kind, server_id)
            for kind, server_id in self.read(
                "SELECT kind, server_id FROM attempt WHERE server_id IS NOT NULL"
            )
        }
        for row in world.server.all_rows():
            place = (row.kind.value, row.id)
            missing = place not in here and place not in owned
            excused = row.deleted or self._is_buried(row) or self._is_before_history(row)
            excused = excused or self._is_shadowed(row)
            excused = excused or world.orders.hides(row) or world.orders.left_out(row)
            excused = excused or world.orders.hides_as_leg(row)
            if missing and not excused:
                raise Broken("lost", f"{row} never came here")

    # Excuses.

    def _explained(self, request: Request) -> bool:
        """Return why a message that VoIP.ms accepted may rightly not count as sent."""
        row, world = request.row, self._world
        return (
            row is None
            or row.deleted
            or self._is_buried(row)
            or self._is_shadowed(row)
            or abs(world.offset - world.ledger.offsets[request.id]) > _CLOCK_MOVED
            or self._is_in_doubt(request, row)
        )

    def _is_in_doubt(self, request: Request, row: Row) -> bool:
        """Return whether it was sent without a check or late, or the clocks were not known."""
        looked = self.read(
            "SELECT 1 FROM attempt WHERE id = ? AND looked = 1 AND skew_most IS NOT NULL",
            request.attempt_id,
        )
        return not looked or row.at - request.left_at > _TAKEN_LATE or self._world.clock_was_set

    def _is_buried(self, row: Row) -> bool:
        ledger = self._world.ledger
        ends: Ends = (row.did, row.contact)
        before = ledger.buried_before.get(ends)
        return (row.kind.value, row.id) in ledger.buried or (
            before is not None and row.at * 1000 < before
        )

    def _is_shadowed(self, row: Row) -> bool:
        """Return whether an SMS has the id of a deleted MMS whose mirror was listed.

        Of two SMS with the same id, the first is kept and the other quarantined.
        """
        if not self._world.habits.mirrored or row.kind is not Kind.SMS:
            return False
        mms = self._world.row("mms", row.id)
        return mms is not None and mms.deleted

    def _is_before_history(self, row: Row) -> bool:
        """Return whether it is older than the first sync of a store without a backfill.

        The first sync fetches 30 days, and the backfill the rest, but some worlds have none. If
        the machine sleeps much, the first poll comes that late.
        """
        if self._world.policy["backfill"] or not self._first_polled:
            return False
        first_sync = max(self._first_polled.values())
        return eastern.day(datetime.fromtimestamp(row.at, UTC)) <= first_sync - limits.FIRST_SYNC

    def _is_owned(self, row: Row) -> bool:
        return bool(
            self.read(
                "SELECT 1 FROM attempt WHERE kind = ? AND server_id = ?", row.kind.value, row.id
            )
        )

    def _was_owned(self, row: Row, tried: dict[int, Tried]) -> bool:
        """Return whether another message with the same text owned its row, even a deleted one."""
        owner = self._owners.get((row.kind.value, row.id))
        return self._is_owned(row) or (owner is not None and owner not in tried)

    def _said(self) -> dict[int, Said]:
        return self._keep("said", self._all_said)

    def _all_said(self) -> dict[int, Said]:
        rows = self._connection.execute(
            "SELECT m.id, m.state, m.dropped, m.kind, m.server_id, c.did, c.contact, m.text, "
            "m.twice FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id "
            "WHERE m.origin <> 'server'"
        ).fetchall()
        return {row[0]: Said._make(row) for row in rows}

    def _tried(self) -> dict[int, Tried]:
        return self._keep("tried", self._all_tried)

    def _all_tried(self) -> dict[int, Tried]:
        rows = self._connection.execute(
            "SELECT id, message_id, kind, state, server_id, answered, watermark, skew, skew_most, "
            "looked FROM attempt "
            "ORDER BY id"
        ).fetchall()
        return {row[0]: Tried._make(row) for row in rows}


def _loose(text: str) -> str:
    """Return a text without the characters that VoIP.ms may change."""
    return "".join(c for c in text if ord(c) < 0x2000 and c not in "\\\n").strip()


def _passes(row: Row) -> tuple[float, ...]:
    """Return the times that a row's date can mean."""
    date = eastern.render(datetime.fromtimestamp(row.at, UTC))
    if not eastern.is_ambiguous(date):
        return (row.at,)
    return tuple(eastern.parse(date, fold=fold).timestamp() for fold in (0, 1))
