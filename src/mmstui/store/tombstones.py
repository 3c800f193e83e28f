"""What remains of something deleted here, so that no sync brings it back.

A message leaves its kind, id and date behind. A conversation leaves those of all that was here and
the time of the oldest of it: what is older was not fetched yet and is not wanted either; anything
else that turns up is new.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress

from mmstui.domain.messages import Kind
from mmstui.domain.wire import ServerMessage
from mmstui.store import status_counts
from mmstui.store.codec import from_ms, id_list, to_ms
from mmstui.store.database import Database, Transaction
from mmstui.store.ownership import OPEN_ATTEMPT, remove_message

#: The date of a tombstone whose row is known by VoIP.ms's answer, which tells no date.
UNDATED = ""
#: The rows that messages are, or that their attempts own. An answer makes an SMS certain; the date
#: that a list gave it may be that of the mirror with its id.
_PLACES = """
    SELECT m.kind, m.server_id, iif(m.kind = 'sms' AND EXISTS (SELECT 1 FROM attempt AS a
        WHERE a.kind = m.kind AND a.server_id = m.server_id AND a.answered = 1),
        '', coalesce(m.server_date, '')) AS server_date
    FROM message AS m WHERE m.id IN (SELECT value FROM json_each(?1)) AND m.server_id IS NOT NULL
    UNION SELECT a.kind, a.server_id, iif(a.kind = 'sms' AND a.answered = 1,
        '', coalesce(json_extract(a.taken, '$.date'), ''))
    FROM attempt AS a WHERE a.message_id IN (SELECT value FROM json_each(?1))
    AND a.server_id IS NOT NULL
"""


class Deletions:
    """Deleting here; VoIP.ms keeps what it has."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def delete_messages(self, message_ids: Sequence[int]) -> int:
        """Delete messages; how many are gone. One on its way stays."""
        with self._database.writing(durable=True) as transaction:
            paths = paths_of(transaction.connection, message_ids)
            count = remove(transaction, message_ids, self._database.now_ms())
        delete_files(self._database, paths)
        return count

    def delete_conversation(self, conversation_id: int) -> int:
        """Delete all messages of a conversation, here and to come from its past; how many."""
        with self._database.writing(durable=True) as transaction:
            connection, now_ms = transaction.connection, self._database.now_ms()
            bury_conversation(connection, conversation_id, now_ms)
            found = connection.execute(
                "SELECT id FROM message WHERE conversation_id = ? AND dropped = 0",
                (conversation_id,),
            ).fetchall()
            message_ids = [message_id for (message_id,) in found]
            paths = paths_of(connection, message_ids)
            count = remove(transaction, message_ids, now_ms)
        delete_files(self._database, paths)
        return count


def delete_files(database: Database, paths: set[str]) -> None:
    """Delete files of messages that are gone; those of a batch may be another's as well."""
    used = database.read(
        "SELECT path FROM media WHERE path IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(paths)),),
    )
    for path in paths - {path for (path,) in used}:
        file = database.folder / path
        # Nothing is lost if one stays, say because it is open in a viewer.
        with suppress(OSError):
            file.unlink()
            file.parent.rmdir()


class Buried:
    """The rows with these ids that were deleted here, whatever kind they were known as.

    MMS ids are one sequence. Among SMS an id alone does not tell: where getSMS lists MMS as well,
    the mirror of an MMS and an SMS may have the same one, and differ by their dates.
    """

    def __init__(self, connection: sqlite3.Connection, server_ids: Sequence[int]) -> None:
        self._dates: dict[tuple[str, int], set[str]] = {}
        found = connection.execute(
            "SELECT kind, server_id, server_date FROM tombstone WHERE kind IN ('sms', 'mms') "
            "AND server_id IN (SELECT value FROM json_each(?))",
            (id_list(server_ids),),
        ).fetchall()
        for kind, server_id, server_date in found:
            self._dates.setdefault((kind, server_id), set()).add(server_date)

    def has(self, kind: Kind, server_id: int, date: str | None = None) -> bool:
        """Whether the row of this kind was deleted, by its id where the date is not known."""
        dates = self._dates.get((kind, server_id), set())
        if kind is Kind.MMS or date is None:
            return bool(dates)
        return not dates.isdisjoint((date, UNDATED))

    def has_undated(self, kind: Kind, server_id: int) -> bool:
        """Whether it was deleted before VoIP.ms had listed it."""
        return self._dates.get((kind, server_id)) == {UNDATED}

    def has_twin(self, row: ServerMessage) -> bool:
        """Whether a row was deleted as the other kind: an MMS as its mirror, or with it."""
        other = Kind.SMS if row.kind is Kind.MMS else Kind.MMS
        return row.date in self._dates.get((other, row.server_id), ())


def note_date(connection: sqlite3.Connection, row: ServerMessage) -> None:
    """VoIP.ms lists for the first time an MMS that was deleted here as soon as it was sent."""
    connection.execute(
        "UPDATE OR REPLACE tombstone SET server_date = ? "
        "WHERE kind = ? AND server_id = ? AND server_date = ?",
        (row.date, row.kind, row.server_id, UNDATED),
    )


def buried_before(connection: sqlite3.Connection) -> Mapping[tuple[str, str], int]:
    """Of deleted conversations, (DID, contact): the time in ms before which nothing comes back."""
    found = connection.execute(
        "SELECT did, contact, before_at FROM conversation_tombstone"
    ).fetchall()
    return {(did, contact): before_at for did, contact, before_at in found}


def bury_messages(connection: sqlite3.Connection, message_ids: Sequence[int], now_ms: int) -> None:
    """None of the rows that these messages are, or that their attempts own, is to come back."""
    connection.execute(
        "INSERT INTO tombstone (kind, server_id, server_date, deleted_at) "
        f"SELECT kind, server_id, server_date, ?2 FROM ({_PLACES}) WHERE true "
        "ON CONFLICT DO NOTHING",
        (id_list(message_ids), now_ms),
    )


def unbury_messages(connection: sqlite3.Connection, message_ids: Sequence[int]) -> None:
    """The user takes it back: the rows of these messages are theirs again."""
    places = connection.execute(_PLACES, (id_list(message_ids),)).fetchall()
    # They may have got their date since, and a mirror may have become its MMS.
    gone = {(kind, server_id, at) for kind, server_id, date in places for at in (date, UNDATED)}
    gone |= {(Kind.SMS, server_id, date) for _, server_id, date in places if date != UNDATED}
    connection.executemany(
        "DELETE FROM tombstone WHERE kind = ? AND server_id = ? AND server_date = ?", list(gone)
    )


def bury_conversation(connection: sqlite3.Connection, conversation_id: int, now_ms: int) -> None:
    """Nothing of a conversation that is older than all that is here comes back."""
    connection.execute(
        "INSERT INTO conversation_tombstone (did, contact, before_at, deleted_at) "
        "SELECT c.did, c.contact, min(m.at), ?2 FROM conversation AS c "
        "JOIN message AS m ON m.conversation_id = c.id AND m.server_id IS NOT NULL "
        "WHERE c.id = ?1 GROUP BY c.id "
        "ON CONFLICT (did, contact) DO UPDATE SET deleted_at = ?2, "
        "before_at = max(before_at, excluded.before_at)",
        (conversation_id, now_ms),
    )


def paths_of(connection: sqlite3.Connection, message_ids: Sequence[int]) -> set[str]:
    """Our own copies of the files of these messages, relative to the account's folder."""
    found = connection.execute(
        "SELECT path FROM media WHERE path IS NOT NULL AND path NOT LIKE '/%' "
        "AND message_id IN (SELECT value FROM json_each(?))",
        (id_list(message_ids),),
    ).fetchall()
    return {path for (path,) in found}


def remove(
    transaction: Transaction, message_ids: Sequence[int], now_ms: int, *, hidden: bool = False
) -> int:
    """Take messages out of the store, or hide those that something still has to know; how many.

    `hidden`: of those that are hidden already, else of those that are seen.
    """
    connection = transaction.connection
    bury_messages(connection, message_ids, now_ms)
    found = connection.execute(
        "SELECT m.id, m.conversation_id, m.request_id IS NOT NULL OR m.state <> 'sent' "
        "AND m.state <> 'received' OR EXISTS (SELECT 1 FROM attempt AS a "
        f"WHERE a.message_id = m.id AND (a.{OPEN_ATTEMPT} OR a.ended_at IS NULL)) "
        "FROM message AS m "
        "WHERE m.id IN (SELECT value FROM json_each(?)) AND m.dropped = ? "
        "AND m.state <> 'sending'",
        (id_list(message_ids), int(hidden)),
    ).fetchall()
    _count_sends(connection, [message_id for message_id, _, kept in found if not kept], now_ms)
    for message_id, _, kept in found:
        if kept:
            _hide(connection, message_id)
    forget(transaction, [message_id for message_id, _, kept in found if not kept])
    transaction.touch(conversation_id for _, conversation_id, _ in found)
    return len(found)


def forget(transaction: Transaction, message_ids: Sequence[int]) -> None:
    """Take messages out of the store with all their attempts, which must be over."""
    connection = transaction.connection
    ids = id_list(message_ids)
    found = connection.execute(
        "SELECT DISTINCT conversation_id FROM message WHERE id IN (SELECT value FROM json_each(?))",
        (ids,),
    ).fetchall()
    connection.execute(
        "DELETE FROM attempt WHERE message_id IN (SELECT value FROM json_each(?))", (ids,)
    )
    for message_id in message_ids:
        remove_message(connection, message_id)
    transaction.touch(conversation_id for (conversation_id,) in found)


def _count_sends(connection: sqlite3.Connection, message_ids: Sequence[int], now_ms: int) -> None:
    """Remember how many of today's sends go: they count towards the account's limit still."""
    first, end = (to_ms(instant) for instant in status_counts.eastern_day(from_ms(now_ms)))
    (count,) = connection.execute(
        "SELECT count(*) FROM message WHERE direction = 'out' AND state = 'sent' "
        "AND at >= ? AND at < ? AND id IN (SELECT value FROM json_each(?))",
        (first, end, id_list(message_ids)),
    ).fetchone()
    if count:
        connection.execute(
            "INSERT INTO signal (name, at, value) VALUES (?1, ?2, ?3) ON CONFLICT (name) "
            "DO UPDATE SET at = ?2, value = iif(at >= ?4, CAST(value AS INTEGER), 0) + ?3",
            (status_counts.SENDS_DELETED, now_ms, count, first),
        )


def _hide(connection: sqlite3.Connection, message_id: int) -> None:
    # An attempt may still turn up, the key of a `send --id` may come again: both must find it.
    connection.execute(
        "UPDATE message SET dropped = 1, unread = 0, due_at = NULL, due_is_network = 0, "
        "state = iif(state = 'queued', 'held', state) WHERE id = ?",
        (message_id,),
    )
