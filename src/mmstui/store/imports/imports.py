"""The way in for messages of files: what is here already, or was deleted here, is left out.

Nothing that comes in here is ever sent: every message is a received or a sent one.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mmstui.domain.archive import ArchivedMessage, same_text
from mmstui.domain.files.file_types import HEAD_BYTES, sniff, type_by_name
from mmstui.domain.messages import Direction, Kind, MediaState, State
from mmstui.domain.text.sanitise import file_name, without_surrogates
from mmstui.domain.times import eastern
from mmstui.store.deleting import tombstones
from mmstui.store.imports.imported_rows import NEAR_MS, SAME_MS, Candidate, agree, digest, windows
from mmstui.store.reading import conversation_rows
from mmstui.store.searching import search_index
from mmstui.store.sqlite import files
from mmstui.store.sqlite.codec import UNNAMED_TIE, id_list, to_ms
from mmstui.store.sqlite.database import Database, Transaction

#: Why a file of an imported message is not here.
NOT_IN_FILE = "not_in_file"
_STATES = {Direction.IN: State.RECEIVED, Direction.OUT: State.SENT}

_Ends = tuple[str, str, str]
_Key = tuple[_Ends, int, int]


@dataclass(slots=True)
class ImportResult:
    """Counts of messages: taken over, here already, and deleted here before."""

    added: int = 0
    here: int = 0
    deleted: int = 0
    files: int = 0


class Import:
    """The import of one file, in batches. Used once; see `Store.importing`.

    `dry`: nothing is written, and the counts are what would happen.
    """

    def __init__(self, database: Database, *, dry: bool = False) -> None:
        self.result = ImportResult()
        self._database = database
        self._dry = dry
        #: Stored messages that a row of the file stands for: each is one row's.
        self._taken: set[int] = set()
        #: Messages of this import, by id.
        self._own: list[range] = []
        #: New messages that the store does not have yet.
        self._coming: set[_Key] = set()

    def put(self, rows: Sequence[ArchivedMessage]) -> None:
        """Take over the messages that are new. Raises StoreProblem."""
        if self._dry:
            with self._database.reading() as connection:
                fresh = self._fresh(connection, rows)
        else:
            with self._database.writing() as transaction, self._writing_files() as written:
                fresh = self._fresh(transaction.connection, rows)
                if fresh:
                    self._insert(transaction, fresh, written)
            self._coming.clear()
        self.result.added += len(fresh)
        self.result.files += sum(each.data is not None for row in fresh for each in row.files)

    def finish(self, now: datetime) -> None:
        """Wait until all is on the disk: the user may delete the file now."""
        if not self._dry:
            with self._database.writing(durable=True) as transaction:
                transaction.connection.execute(
                    "INSERT INTO signal (name, at) VALUES ('import', ?1) "
                    "ON CONFLICT (name) DO UPDATE SET at = ?1",
                    (to_ms(now),),
                )

    # What is here

    def _fresh(
        self, connection: sqlite3.Connection, rows: Sequence[ArchivedMessage]
    ) -> list[ArchivedMessage]:
        """Return the rows that are new, and count the others."""
        here = self._known_ids(connection, rows)
        here |= self._known_words(connection, [row for row in rows if row.place not in here])
        left = [row for row in rows if row.place not in here]
        deleted = _deleted(connection, left)
        fresh = []
        for row in left:
            key = _key(row)
            if row.place in deleted:
                self.result.deleted += 1
            elif key in self._coming:
                self.result.here += 1
            else:
                self._coming.add(key)
                fresh.append(row)
        self.result.here += len(here)
        return fresh

    def _known_ids(
        self, connection: sqlite3.Connection, rows: Iterable[ArchivedMessage]
    ) -> set[str]:
        """Return the places of rows whose id a message of the same ends and words has."""
        named = [row for row in rows if row.server_id is not None]
        if not named:
            return set()
        by_id: dict[int, list[tuple[_Ends, Candidate]]] = defaultdict(list)
        for claim, ends, message in _with_ids(connection, [row.server_id or 0 for row in named]):
            by_id[claim].append((ends, message))
        found = set()
        for row in named:
            for ends, message in by_id[row.server_id or 0]:
                if ends == (row.did, row.contact, row.direction) and agree(
                    message.kind == _kind(row),
                    abs(message.at - to_ms(row.at)) <= NEAR_MS,
                    same_text(message.text) == same_text(row.text),
                ):
                    found.add(row.place)
                    self._taken.add(message.id)
        return found

    def _known_words(
        self, connection: sqlite3.Connection, rows: Iterable[ArchivedMessage]
    ) -> set[str]:
        """Return the places of rows that messages with the same ends, time and text are."""
        threads: dict[tuple[str, str], list[tuple[int, ArchivedMessage]]] = defaultdict(list)
        for row in rows:
            threads[row.did, row.contact].append((to_ms(row.at), row))
        found: set[str] = set()
        for (did, contact), dated in threads.items():
            for first, last, group in windows(dated):
                here = connection.execute(
                    "SELECT m.id, m.at, m.direction, m.text, m.kind, "
                    "coalesce(m.server_id, i.server_id) FROM conversation AS c "
                    "CROSS JOIN message AS m ON m.conversation_id = c.id "
                    "AND m.at BETWEEN ? AND ? LEFT JOIN imported AS i ON i.message_id = m.id "
                    "WHERE c.did = ? AND c.contact = ?",
                    (first, last, did, contact),
                ).fetchall()
                if here:
                    found |= self._paired(group, [Candidate._make(one) for one in here])
        return found

    def _paired(
        self, group: Sequence[tuple[int, ArchivedMessage]], here: Sequence[Candidate]
    ) -> set[str]:
        """Pair rows with messages, the nearest first; return the places of rows in a pair."""
        by_words: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
        for message in here:
            by_words[message.direction, same_text(message.text)].append(message)
        pairs = [
            (abs(at - message.at), row.place, row, message)
            for at, row in group
            for message in by_words[row.direction, same_text(row.text)]
            if abs(at - message.at) <= SAME_MS
            and (message.claim is None or row.server_id in {None, message.claim})
        ]
        found: set[str] = set()
        for _, place, _, message in sorted(pairs, key=lambda pair: pair[0]):
            if place not in found and not self._stands_for_a_row(message.id):
                found.add(place)
                self._taken.add(message.id)
        # A file may have one message twice, say if it was made of two backups.
        found |= {
            place for apart, place, row, message in pairs
            if apart < 1000 and (row.server_id is None or message.claim is not None)
        }  # fmt: skip
        return found

    def _stands_for_a_row(self, message_id: int) -> bool:
        return message_id in self._taken or any(message_id in own for own in self._own)

    # What is new

    def _insert(
        self, transaction: Transaction, fresh: Sequence[ArchivedMessage], written: list[Path]
    ) -> None:
        connection = transaction.connection
        pairs = sorted({(row.did, row.contact) for row in fresh})
        conversations = conversation_rows.ensure(connection, pairs, transaction.rev)
        last = conversation_rows.highest_message_id(connection)
        entries = [
            search_index.IndexEntry(
                last + place,
                max(to_ms(row.at) // 1000, 1),
                conversations[row.did, row.contact],
                row.did,
                without_surrogates(row.text),
            )
            for place, row in enumerate(fresh, 1)
        ]
        connection.executemany(
            "INSERT INTO message (id, conversation_id, kind, tie, direction, state, text, at, "
            "unread, origin, indexed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'import', ?)",
            [
                (
                    entry.id, entry.conversation_id, _kind(row), row.server_id or
                    UNNAMED_TIE + entry.id, row.direction, _STATES[row.direction], entry.text,
                    to_ms(row.at), row.unread and row.direction is Direction.IN, entry.second,
                )
                for entry, row in zip(entries, fresh, strict=True)
            ],
        )  # fmt: skip
        search_index.put(connection, entries)
        connection.executemany(
            "INSERT INTO imported (message_id, kind, server_id, digest) VALUES (?, ?, ?, ?)",
            [
                (entry.id, row.kind, row.server_id, digest(entry.text))
                for entry, row in zip(entries, fresh, strict=True)
            ],
        )
        for entry, row in zip(entries, fresh, strict=True):
            if row.files:
                self._put_files(connection, entry.id, row, written)
        transaction.touch(conversations.values())
        first = self._own.pop().start if self._own and self._own[-1].stop == last + 1 else last + 1
        self._own.append(range(first, last + 1 + len(entries)))

    def _put_files(
        self,
        connection: sqlite3.Connection,
        message_id: int,
        row: ArchivedMessage,
        written: list[Path],
    ) -> None:
        for position, each in enumerate(row.files):
            name = file_name(each.name)
            mime = without_surrogates(each.type) or type_by_name(name)
            if each.data is None:
                connection.execute(
                    "INSERT INTO media (message_id, position, name_shown, type, bytes, state, "
                    "reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        message_id, position, name, mime, each.size, MediaState.REFUSED,
                        NOT_IN_FILE,
                    ),
                )  # fmt: skip
                continue
            place = Path("media", str(message_id), f"{position}-{name}")
            files.write_private_file(self._database.folder / place, each.data)
            written.append(self._database.folder / place)
            connection.execute(
                "INSERT INTO media (message_id, position, name_shown, type, bytes, path, state) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    message_id, position, name, sniff(each.data[:HEAD_BYTES]) or mime,
                    len(each.data), str(place), MediaState.HERE,
                ),
            )  # fmt: skip

    @contextmanager
    def _writing_files(self) -> Iterator[list[Path]]:
        """Give a list for new files, which are deleted again if their transaction fails."""
        written: list[Path] = []
        try:
            yield written
        except BaseException:
            for path in written:
                path.unlink(missing_ok=True)
            raise


def _kind(row: ArchivedMessage) -> Kind:
    return row.kind or (Kind.MMS if row.files else Kind.SMS)


def _key(row: ArchivedMessage) -> _Key:
    """Return what two rows of one file have in common if they are the same message."""
    ends = (row.did, row.contact, row.direction.value)
    if row.server_id is not None:
        return ends, -1, row.server_id
    return ends, to_ms(row.at) // 1000, digest(row.text)


def _with_ids(
    connection: sqlite3.Connection, server_ids: Sequence[int]
) -> Iterator[tuple[int, _Ends, Candidate]]:
    """Yield messages with these ids, by VoIP.ms's word or by that of a file imported before."""
    wanted = id_list(server_ids)
    ends = "CROSS JOIN conversation AS c ON c.id = m.conversation_id"
    for kind in Kind:
        for claim, *rest in connection.execute(
            "SELECT wanted.value, c.did, c.contact, m.direction, m.id, m.at, m.direction, m.text, "
            "m.kind, m.server_id FROM json_each(?) AS wanted CROSS JOIN message AS m "
            f"ON m.kind = ? AND m.server_id = wanted.value {ends}",
            (wanted, kind),
        ).fetchall():
            yield claim, (rest[0], rest[1], rest[2]), Candidate._make(rest[3:])
    for claim, *rest in connection.execute(
        "SELECT wanted.value, c.did, c.contact, m.direction, m.id, m.at, m.direction, m.text, "
        "m.kind, i.server_id FROM json_each(?) AS wanted CROSS JOIN imported AS i "
        f"ON i.server_id = wanted.value CROSS JOIN message AS m ON m.id = i.message_id {ends}",
        (wanted,),
    ).fetchall():
        yield claim, (rest[0], rest[1], rest[2]), Candidate._make(rest[3:])


def _deleted(connection: sqlite3.Connection, rows: Sequence[ArchivedMessage]) -> set[str]:
    """Return the places of rows that were deleted here."""
    buried_before = tombstones.buried_before(connection)
    dates: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for kind, server_id, date in connection.execute(
        "SELECT kind, server_id, server_date FROM tombstone WHERE server_id IN "
        "(SELECT value FROM json_each(?))",
        (id_list({row.server_id for row in rows if row.server_id is not None}),),
    ).fetchall():
        dates[server_id].append((kind, date))
    found = set()
    for row in rows:
        at, ends = to_ms(row.at), (row.did, row.contact)
        buried = row.server_id is not None and any(
            row.kind in {None, kind} and _is_near(date, at)
            for kind, date in dates.get(row.server_id, ())
        )
        if buried or at < buried_before.get(ends, at) or _is_buried_import(connection, row, at):
            found.add(row.place)
    return found


def _is_near(server_date: str, at: int) -> bool:
    try:
        return abs(to_ms(eastern.parse(server_date)) - at) <= NEAR_MS
    except ValueError:  # By its id alone.
        return True


def _is_buried_import(connection: sqlite3.Connection, row: ArchivedMessage, at: int) -> bool:
    (found,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM imported_tombstone WHERE did = ? AND contact = ? "
        "AND at BETWEEN ? AND ? AND direction = ? AND digest = ? "
        "AND (server_id = ? OR server_id IS NULL OR ? IS NULL))",
        (
            row.did, row.contact, at - 999, at + 999, row.direction, digest(row.text),
            row.server_id, row.server_id,
        ),
    ).fetchone()  # fmt: skip
    return bool(found)
