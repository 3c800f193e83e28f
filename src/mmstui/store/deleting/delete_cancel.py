"""Cancel deletions that have begun: send VoIP.ms no further delete requests for them.

A message whose delete request was sent stays `stopping` until a list decides: deleted when the list
does not have it, left as it is when the list does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from mmstui.domain.deletions import Stopped
from mmstui.domain.messages import Kind
from mmstui.store.deleting import delete_undo
from mmstui.store.sqlite.codec import id_list
from mmstui.store.sqlite.transaction import Transaction


def stop(transaction: Transaction) -> Stopped | None:
    """Cancel all running deletions; None when no message at VoIP.ms is left to delete."""
    connection = transaction.connection
    found = connection.execute(
        "SELECT DISTINCT s.deletion_id FROM server_deletion AS s "
        "JOIN deletion AS d ON d.id = s.deletion_id AND d.begun = 1 "
        "WHERE s.state IN ('waiting', 'deleting') AND s.missed_at IS NULL"
    ).fetchall()
    if not found:
        return None
    deletions = [deletion_id for (deletion_id,) in found]
    stopped = _counted(connection, deletions)
    for deletion_id in deletions:
        _stop(transaction, deletion_id)
    return stopped


def release(transaction: Transaction, kind: Kind, server_ids: Sequence[int]) -> None:
    """Keep these messages, which a list still has although their delete requests were sent."""
    _let_go(
        transaction,
        "state = 'stopping' AND kind = ? AND server_id IN (SELECT value FROM json_each(?))",
        (kind, id_list(server_ids)),
    )


def _counted(connection: sqlite3.Connection, deletions: Sequence[int]) -> Stopped:
    total, deleted, asked = connection.execute(
        "SELECT count(*), "
        "sum(state IN ('done', 'gone') OR state IN ('deleting', 'stopping') AND tries > 0), "
        "sum(state IN ('deleting', 'stopping') AND tries = 0) "
        "FROM server_deletion WHERE deletion_id IN (SELECT value FROM json_each(?))",
        (id_list(deletions),),
    ).fetchone()
    return Stopped(total, deleted, asked)


def _stop(transaction: Transaction, deletion_id: int) -> None:
    connection = transaction.connection
    connection.execute(
        "UPDATE server_deletion SET state = 'stopping' "
        "WHERE deletion_id = ? AND state = 'deleting'",
        (deletion_id,),
    )
    _unbury_past(connection, deletion_id)
    _let_go(transaction, "state = 'waiting' AND deletion_id = ?", (deletion_id,))


def _let_go(transaction: Transaction, which: str, values: tuple[object, ...]) -> None:
    """Remove these delete requests, and show the messages that were hidden for them."""
    connection = transaction.connection
    gone = connection.execute(
        f"DELETE FROM server_deletion WHERE {which} RETURNING message_id, deletion_id",
        values,
    ).fetchall()
    ids = id_list([message_id for message_id, _ in gone])
    # Messages that another deletion hides stay hidden.
    hidden = connection.execute(
        "SELECT h.message_id, h.deletion_id FROM deletion_hidden AS h "
        "WHERE h.message_id IN (SELECT value FROM json_each(?))",
        (ids,),
    ).fetchall()
    delete_undo.show(transaction, [message_id for message_id, _ in set(hidden) & set(gone)])
    touched = connection.execute(
        "SELECT DISTINCT conversation_id FROM message WHERE id IN (SELECT value FROM json_each(?))",
        (ids,),
    ).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in touched)


def _unbury_past(connection: sqlite3.Connection, deletion_id: int) -> None:
    """Restore the conversation tombstone of before this deletion: older history may come in."""
    found = connection.execute(
        "SELECT did, contact, asked_at, before_at FROM deletion WHERE id = ? AND buried = 1",
        (deletion_id,),
    ).fetchone()
    if found is None:
        return
    did, contact, asked_at, before_at = found
    # A later deletion of the conversation keeps its own tombstone; undoing that deletion must
    # restore the tombstone of before this one.
    later = connection.execute(
        "UPDATE deletion SET before_at = ?4 WHERE id = (SELECT min(id) FROM deletion "
        "WHERE did = ?1 AND contact = ?2 AND id > ?3 AND buried = 1) RETURNING id",
        (did, contact, deletion_id, before_at),
    ).fetchall()
    if not later:
        delete_undo.unbury_past(connection, did, contact, before_at, asked_at)
    connection.execute("UPDATE deletion SET buried = 0 WHERE id = ?", (deletion_id,))
