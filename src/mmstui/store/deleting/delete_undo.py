"""Undo of a deletion: its messages are visible again, and VoIP.ms is not asked to delete them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from mmstui.domain.triage import Verb
from mmstui.store.deleting import tombstones
from mmstui.store.receiving import watermarks
from mmstui.store.sqlite.codec import id_list
from mmstui.store.sqlite.transaction import Transaction


def of_step(body: Mapping[str, Any]) -> list[int]:
    """Return the deletions of a step of the undo stack; older versions wrote one."""
    return list(body["deletions"]) if "deletions" in body else [body["deletion"]]


def together(connection: sqlite3.Connection, deletion_id: int) -> list[int]:
    """Return a deletion and those of its step on the undo stack that have not begun."""
    steps = connection.execute("SELECT body FROM undo_step WHERE verb = ?", (Verb.DELETE,))
    found = next(
        (ids for (body,) in steps if deletion_id in (ids := of_step(json.loads(body)))),
        [deletion_id],
    )
    waiting = connection.execute(
        "SELECT id FROM deletion WHERE begun = 0 AND id IN (SELECT value FROM json_each(?))",
        (id_list(found),),
    ).fetchall()
    return [number for (number,) in waiting]


def take_back(transaction: Transaction, deletion_id: int) -> None:
    """Undo a deletion that has not begun."""
    connection = transaction.connection
    did, contact, asked_at, buried, before_at = connection.execute(
        "SELECT did, contact, asked_at, buried, before_at FROM deletion WHERE id = ?",
        (deletion_id,),
    ).fetchone()
    connection.execute("DELETE FROM server_deletion WHERE deletion_id = ?", (deletion_id,))
    hidden = connection.execute(
        "SELECT message_id FROM deletion_hidden WHERE deletion_id = ?", (deletion_id,)
    ).fetchall()
    show(transaction, [message_id for (message_id,) in hidden])
    if buried:
        unbury_past(connection, did, contact, before_at, asked_at)
    connection.execute("DELETE FROM deletion WHERE id = ?", (deletion_id,))
    found = connection.execute(
        "SELECT id FROM conversation WHERE did = ? AND contact = ?", (did, contact)
    ).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in found)


def take_back_all(transaction: Transaction) -> None:
    """Undo all deletions that have not begun, in a copy of the store."""
    waiting = transaction.connection.execute("SELECT id FROM deletion WHERE begun = 0").fetchall()
    for (deletion_id,) in waiting:
        take_back(transaction, deletion_id)


def unbury_past(
    connection: sqlite3.Connection, did: str, contact: str, before_at: int | None, asked_at: int
) -> None:
    """Restore the conversation's tombstone from before; `before_at` None: there was none."""
    connection.execute(
        "DELETE FROM conversation_tombstone WHERE did = ?1 AND contact = ?2 AND ?3 IS NULL",
        (did, contact, before_at),
    )
    connection.execute(
        "UPDATE conversation_tombstone SET before_at = ?3 WHERE did = ?1 AND contact = ?2",
        (did, contact, before_at),
    )
    watermarks.take_back(connection, asked_at)


def show(transaction: Transaction, message_ids: Sequence[int]) -> None:
    """Make messages that a deletion hid visible again, with their read state."""
    connection, ids = transaction.connection, id_list(message_ids)
    tombstones.unbury_messages(connection, message_ids)
    shown = connection.execute(
        "UPDATE message SET dropped = 0, unread = (SELECT h.unread FROM deletion_hidden AS h "
        "WHERE h.message_id = message.id) WHERE id IN (SELECT value FROM json_each(?1)) "
        "AND id IN (SELECT message_id FROM deletion_hidden) RETURNING conversation_id",
        (ids,),
    ).fetchall()
    connection.execute(
        "DELETE FROM deletion_hidden WHERE message_id IN (SELECT value FROM json_each(?))", (ids,)
    )
    transaction.touch({conversation_id for (conversation_id,) in shown})
