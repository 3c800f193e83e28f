"""What the user deleted is our message, whichever row of the server it turns out to be.

A row that reconciling gave to an attempt may be given back. Until its message is known by another,
its deletion at VoIP.ms stands under a number that no list has.
"""

from __future__ import annotations

import sqlite3

from mmstui.domain.messages import Kind
from mmstui.domain.wire import ServerMessage
from mmstui.store.codec import to_ms


def lost(
    connection: sqlite3.Connection,
    attempt_id: int,
    message_id: int,
    kind: Kind,
    server_id: int,
    date: str | None,
) -> None:
    """A row is not that of this attempt: it is not deleted, as far as nobody was asked to."""
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
    """A message of the server is what became of an attempt: what the user said of it stands."""
    connection.execute(
        "UPDATE server_deletion SET message_id = (SELECT message_id FROM attempt WHERE id = ?2) "
        "WHERE message_id = ?1",
        (row_id, attempt_id),
    )


def found(connection: sqlite3.Connection, attempt_id: int) -> None:
    """An attempt has a row: that is the one to be deleted."""
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
    """VoIP.ms lists for the first time a message that is to be deleted: look for it on this day.

    Until then its day is the one of our clock, which may be wrong.
    """
    connection.execute(
        "UPDATE server_deletion SET at = ? "
        "WHERE kind = ? AND server_id = ? AND server_date IS NULL",
        (to_ms(row.at), row.kind, row.server_id),
    )
