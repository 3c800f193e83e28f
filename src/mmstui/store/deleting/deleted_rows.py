"""Keeps deletions with their message when reconciling gives the message another server row.

Reconciling may take a row from an attempt again. Until the attempt gets another row, its deletion
at VoIP.ms is stored under the negative attempt id, which no list has.
"""

from __future__ import annotations

import sqlite3

from mmstui.domain.messages import Kind
from mmstui.domain.wire import ServerMessage
from mmstui.store.sqlite.codec import to_ms


def lost(
    connection: sqlite3.Connection,
    attempt_id: int,
    message_id: int,
    kind: Kind,
    server_id: int,
    date: str | None,
) -> None:
    """An attempt loses this row: the row is no longer deleted, unless VoIP.ms was asked already."""
    connection.execute(
        "DELETE FROM tombstone WHERE kind = ? AND server_id = ? AND server_date IN ('', ?) "
        "AND EXISTS (SELECT 1 FROM message WHERE id = ? AND dropped = 1)",
        (kind, server_id, date or "", message_id),
    )
    connection.execute(
        "UPDATE OR IGNORE server_deletion SET server_id = ?, server_date = NULL, "
        "missed_at = NULL WHERE kind = ? AND server_id = ? AND message_id = ? "
        "AND state = 'waiting'",
        (-attempt_id, kind, server_id, message_id),
    )


def taken(connection: sqlite3.Connection, row_id: int, attempt_id: int) -> None:
    """A stored row turns out to be an attempt's: its deletion now belongs to our message."""
    connection.execute(
        "UPDATE server_deletion SET message_id = (SELECT message_id FROM attempt WHERE id = ?2) "
        "WHERE message_id = ?1",
        (row_id, attempt_id),
    )


def found(connection: sqlite3.Connection, attempt_id: int) -> None:
    """An attempt gets a row: its message's deletion at VoIP.ms now names this row."""
    connection.execute(
        "UPDATE OR IGNORE server_deletion SET server_id = a.server_id, "
        "at = coalesce(json_extract(a.taken, '$.at'), a.started_at + a.skew), "
        "server_date = json_extract(a.taken, '$.date'), missed_at = NULL "
        "FROM attempt AS a WHERE a.id = ?1 AND a.server_id IS NOT NULL "
        "AND server_deletion.kind = a.kind AND server_deletion.server_id = -a.id "
        "AND server_deletion.state = 'waiting'",
        (attempt_id,),
    )


def listed(connection: sqlite3.Connection, row: ServerMessage) -> None:
    """VoIP.ms lists a message that is to be deleted for the first time: store its time.

    Until then the time is that of our clock, which may be wrong.
    """
    connection.execute(
        "UPDATE server_deletion SET at = ? "
        "WHERE kind = ? AND server_id = ? AND server_date IS NULL",
        (to_ms(row.at), row.kind, row.server_id),
    )
