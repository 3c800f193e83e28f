"""Tombstones: records of what was deleted here, so that no sync brings it back.

A message leaves a tombstone with its kind, id and date. A conversation also leaves the time of its
oldest message: older messages were not fetched yet and are not wanted either, any others are new.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress

from mmstui.domain.messages import Direction, Kind
from mmstui.domain.times import eastern
from mmstui.domain.wire import ServerMessage
from mmstui.store.reading import status_counts
from mmstui.store.sending.ownership import OPEN_ATTEMPT, remove_message
from mmstui.store.sqlite.codec import from_ms, id_list, to_ms
from mmstui.store.sqlite.database import Database, Transaction
from mmstui.store.triage import discarded

#: The date of a tombstone if only VoIP.ms's answer to a send, which has no date, named the row.
UNDATED = ""
#: The ends of a message in its tombstone: its DID, its contact and its direction.
ENDS = "c.did || ' ' || c.contact || ' ' || m.direction"
#: The server rows of messages and of their attempts. If VoIP.ms's answer named an SMS, its date is
#: left out: a list may have given it the date of the mirror with the same id.
_PLACES = f"""
    SELECT m.kind, m.server_id, iif(m.kind = 'sms' AND EXISTS (SELECT 1 FROM attempt AS a
        WHERE a.kind = m.kind AND a.server_id = m.server_id AND a.answered = 1),
        '', coalesce(m.server_date, '')) AS server_date, {ENDS} AS ends
    FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id
    WHERE m.id IN (SELECT value FROM json_each(?1)) AND m.server_id IS NOT NULL
    UNION SELECT a.kind, a.server_id, iif(a.kind = 'sms' AND a.answered = 1,
        '', coalesce(json_extract(a.taken, '$.date'), '')), {ENDS}
    FROM attempt AS a JOIN message AS m ON m.id = a.message_id
    JOIN conversation AS c ON c.id = m.conversation_id
    WHERE a.message_id IN (SELECT value FROM json_each(?1)) AND a.server_id IS NOT NULL
"""


def delete_files(database: Database, paths: set[str]) -> None:
    """Delete the files of removed messages, except those that drafts or other messages use."""
    used = database.read(
        "SELECT path FROM media WHERE path IN (SELECT value FROM json_each(?)) "
        "UNION SELECT json_extract(value, '$.path') FROM draft, json_each(draft.attachments) "
        f"UNION {discarded.PATHS}",
        (json.dumps(sorted(paths)),),
    )
    for path in paths - {path for (path,) in used}:
        file = database.folder / path
        if not database.may_remove(file):
            continue
        # It does no harm if a file stays, say because a viewer has it open.
        with suppress(OSError):
            file.unlink()
            file.parent.rmdir()


class Buried:
    """The tombstones of rows with these ids, of either kind.

    An MMS is identified by its id. An SMS also needs its date: where getSMS lists MMS too, the
    mirror of an MMS and an SMS may have the same id.
    """

    def __init__(self, connection: sqlite3.Connection, server_ids: Sequence[int]) -> None:
        #: By kind and id: the dates, and the ends of each; None: not known.
        self._dates: dict[tuple[str, int], dict[str, str | None]] = {}
        found = connection.execute(
            "SELECT kind, server_id, server_date, ends FROM tombstone "
            "WHERE kind IN ('sms', 'mms') AND server_id IN (SELECT value FROM json_each(?))",
            (id_list(server_ids),),
        ).fetchall()
        for kind, server_id, server_date, ends in found:
            self._dates.setdefault((kind, server_id), {})[server_date] = ends

    def __bool__(self) -> bool:
        return bool(self._dates)

    def has(self, kind: Kind, server_id: int, date: str | None = None) -> bool:
        """Return whether the row of this kind was deleted; without a date, by its id alone."""
        dates = self._dates.get((kind, server_id), {}).keys()
        if kind is Kind.MMS or date is None:
            return bool(dates)
        return not dates.isdisjoint((date, UNDATED))

    def has_undated(self, kind: Kind, server_id: int) -> bool:
        """Return whether the row was deleted before VoIP.ms had listed it."""
        return self._dates.get((kind, server_id), {}).keys() == {UNDATED}

    def has_twin(self, row: ServerMessage) -> bool:
        """Return whether a row was deleted as the other kind, for one mirrors the other."""
        other = Kind.SMS if row.kind is Kind.MMS else Kind.MMS
        return self._has_ends(other, row, row.date)

    def has_unlisted_twin(self, row: ServerMessage) -> bool:
        """Return whether an SMS may mirror an MMS of ours, deleted before VoIP.ms listed it."""
        return (
            row.direction is Direction.OUT
            and self.has_undated(Kind.MMS, row.server_id)
            and self._has_ends(Kind.MMS, row, UNDATED)
        )

    def _has_ends(self, kind: Kind, row: ServerMessage, date: str) -> bool:
        """Return whether this tombstone's message may have the same ends as the row."""
        dates = self._dates.get((kind, row.server_id), {})
        return date in dates and dates[date] in {None, ends_of(row)}


def ends_of(row: ServerMessage) -> str:
    """Return the ends of a row as `ENDS` has them."""
    return f"{row.did} {row.contact} {row.direction}"


def note_date(connection: sqlite3.Connection, row: ServerMessage) -> None:
    """Date the tombstone of an MMS that was deleted here before VoIP.ms listed it."""
    connection.execute(
        "UPDATE OR REPLACE tombstone SET server_date = ? "
        "WHERE kind = ? AND server_id = ? AND server_date = ?",
        (row.date, row.kind, row.server_id, UNDATED),
    )


def become_mms(connection: sqlite3.Connection, row: ServerMessage) -> None:
    """Make the tombstone of a stored SMS one of the MMS that the SMS turned out to mirror."""
    connection.execute(
        "UPDATE OR REPLACE tombstone SET kind = 'mms' "
        "WHERE kind = 'sms' AND server_id = ? AND server_date = ?",
        (row.server_id, row.date),
    )


def buried_before(connection: sqlite3.Connection) -> Mapping[tuple[str, str], int]:
    """Return, for each deleted (DID, contact), the time in ms before which nothing comes back."""
    found = connection.execute(
        "SELECT did, contact, before_at FROM conversation_tombstone"
    ).fetchall()
    return {(did, contact): before_at for did, contact, before_at in found}


def is_before(row: ServerMessage, before: Mapping[tuple[str, str], int]) -> bool:
    """Return whether a row is surely older than the deletion of its conversation (in ms)."""
    since = before.get((row.did, row.contact))
    if since is None:
        return False
    latest = eastern.parse(row.date, fold=1) if eastern.is_ambiguous(row.date) else row.at
    return to_ms(latest) < since


def bury_messages(connection: sqlite3.Connection, message_ids: Sequence[int], now_ms: int) -> None:
    """Add tombstones for the server rows of these messages and of their attempts."""
    connection.execute(
        "INSERT INTO tombstone (kind, server_id, server_date, deleted_at, ends) "
        f"SELECT kind, server_id, server_date, ?2, ends FROM ({_PLACES}) WHERE true "
        "ON CONFLICT DO NOTHING",
        (id_list(message_ids), now_ms),
    )


def unbury_messages(connection: sqlite3.Connection, message_ids: Sequence[int]) -> None:
    """Remove the tombstones of these messages again, when the user undoes a deletion."""
    places = connection.execute(_PLACES, (id_list(message_ids),)).fetchall()
    # A message may have got its date since.
    gone = {(kind, server_id, at) for kind, server_id, date, _ in places for at in (date, UNDATED)}
    connection.executemany(
        "DELETE FROM tombstone WHERE kind = ? AND server_id = ? AND server_date = ?", list(gone)
    )


def bury_conversation(connection: sqlite3.Connection, conversation_id: int, now_ms: int) -> None:
    """Add a conversation's tombstone, dated by its oldest message."""
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
    """Return the paths of our copies of these messages' files, below the account's folder."""
    found = connection.execute(
        "SELECT path FROM media WHERE path IS NOT NULL AND path NOT LIKE '/%' "
        "AND message_id IN (SELECT value FROM json_each(?))",
        (id_list(message_ids),),
    ).fetchall()
    return {path for (path,) in found}


def remove(transaction: Transaction, message_ids: Sequence[int], now_ms: int) -> None:
    """Remove hidden messages from the store; those that a send may still need stay hidden."""
    connection = transaction.connection
    bury_messages(connection, message_ids, now_ms)
    found = connection.execute(
        "SELECT m.id, m.conversation_id, m.request_id IS NOT NULL OR m.state <> 'sent' "
        "AND m.state <> 'received' OR EXISTS (SELECT 1 FROM attempt AS a "
        f"WHERE a.message_id = m.id AND (a.{OPEN_ATTEMPT} OR a.ended_at IS NULL)) "
        "FROM message AS m "
        "WHERE m.id IN (SELECT value FROM json_each(?)) AND m.dropped = 1 "
        "AND m.state <> 'sending'",
        (id_list(message_ids),),
    ).fetchall()
    _count_sends(connection, [message_id for message_id, _, kept in found if not kept], now_ms)
    for message_id, _, kept in found:
        if kept:
            _hide(connection, message_id)
    forget(transaction, [message_id for message_id, _, kept in found if not kept])
    transaction.touch(conversation_id for _, conversation_id, _ in found)


def forget(transaction: Transaction, message_ids: Sequence[int]) -> None:
    """Remove messages from the store with all their attempts, which must have ended."""
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
    """Record how many of today's sends are removed: they still count for the account's limit."""
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
    # A list may still have the row of an attempt, and `send --id` may come again with its key:
    # both must find the message.
    connection.execute(
        "UPDATE message SET dropped = 1, unread = 0, due_at = NULL, due_is_network = 0, "
        "state = iif(state = 'queued', 'held', state) WHERE id = ?",
        (message_id,),
    )
