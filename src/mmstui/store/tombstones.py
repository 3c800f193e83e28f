"""What remains of something deleted here, so that no sync brings it back.

A message leaves its id behind. A conversation leaves the ids of all that was here and the time of
the oldest of it: what is older was not fetched yet and is not wanted either; anything else that
turns up is new.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress

from mmstui.domain.messages import Kind
from mmstui.store import status_counts
from mmstui.store.codec import from_ms, id_list, to_ms
from mmstui.store.database import Database, Transaction
from mmstui.store.ownership import OPEN_ATTEMPT, remove_message


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


def buried(
    connection: sqlite3.Connection, kind: Kind, server_ids: Sequence[int]
) -> Mapping[int, str | None]:
    """Which of these rows were deleted here, and the date of each as far as it was known."""
    found = connection.execute(
        "SELECT server_id, server_date FROM tombstone WHERE kind = ? "
        "AND server_id IN (SELECT value FROM json_each(?))",
        (kind, id_list(server_ids)),
    ).fetchall()
    return dict(found)


def note_date(connection: sqlite3.Connection, kind: Kind, server_id: int, date: str) -> None:
    """VoIP.ms lists for the first time what was deleted here as soon as it was sent."""
    connection.execute(
        "UPDATE tombstone SET server_date = ? WHERE kind = ? AND server_id = ?",
        (date, kind, server_id),
    )


def buried_before(connection: sqlite3.Connection) -> Mapping[tuple[str, str], int]:
    """Of deleted conversations, (DID, contact): the time in ms before which nothing comes back."""
    found = connection.execute(
        "SELECT did, contact, before_at FROM conversation_tombstone"
    ).fetchall()
    return {(did, contact): before_at for did, contact, before_at in found}


def bury(
    connection: sqlite3.Connection, kind: Kind, server_ids: Sequence[int], now_ms: int
) -> None:
    """These rows are not to come back."""
    connection.executemany(
        "INSERT INTO tombstone (kind, server_id, deleted_at) VALUES (?, ?, ?) "
        "ON CONFLICT (kind, server_id) DO NOTHING",
        [(kind, server_id, now_ms) for server_id in server_ids],
    )


def bury_messages(connection: sqlite3.Connection, message_ids: Sequence[int], now_ms: int) -> None:
    """None of the rows that these messages are, or that their attempts own, is to come back."""
    ids = id_list(message_ids)
    connection.execute(
        "INSERT INTO tombstone (kind, server_id, deleted_at, server_date) "
        "SELECT kind, server_id, ?2, server_date "
        "FROM message WHERE id IN (SELECT value FROM json_each(?1)) AND server_id IS NOT NULL "
        "ON CONFLICT (kind, server_id) DO NOTHING",
        (ids, now_ms),
    )
    connection.execute(
        "INSERT INTO tombstone (kind, server_id, deleted_at, server_date) "
        "SELECT kind, server_id, ?2, json_extract(taken, '$.date') "
        "FROM attempt WHERE message_id IN (SELECT value FROM json_each(?1)) "
        "AND server_id IS NOT NULL ON CONFLICT (kind, server_id) DO NOTHING",
        (ids, now_ms),
    )


def unbury_messages(connection: sqlite3.Connection, message_ids: Sequence[int]) -> None:
    """The user takes it back: the rows of these messages are theirs again."""
    for table, column in (("message", "id"), ("attempt", "message_id")):
        connection.execute(
            "DELETE FROM tombstone WHERE (kind, server_id) IN ("
            f"SELECT kind, server_id FROM {table} WHERE server_id IS NOT NULL "
            f"AND {column} IN (SELECT value FROM json_each(?)))",
            (id_list(message_ids),),
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
