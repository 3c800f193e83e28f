"""Marks earlier messages as read when a reply sent from another client appears."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

from mmstui.store.sqlite.codec import id_list

# Ids order two messages of the same second only within one kind.
_LATER = (
    "(o.at > message.at OR "
    "(o.at = message.at AND o.kind = message.kind AND o.server_id > message.server_id))"
)


def read_by_new_outgoing(
    connection: sqlite3.Connection, outgoing: Sequence[int]
) -> Collection[int]:
    """Mark messages as read that precede new outgoing rows; return the changed conversations.

    `outgoing`: rows that no message of ours owns; what `mmstui send` or a batch sent marks nothing.
    """
    if not outgoing:
        return ()
    # The newest row per conversation and kind is enough: it covers what older rows would mark.
    changed = connection.execute(
        "WITH newest AS MATERIALIZED (SELECT conversation_id, kind, at, server_id, row_number() "
        "OVER (PARTITION BY conversation_id, kind ORDER BY at DESC, server_id DESC) AS place "
        "FROM message WHERE id IN (SELECT value FROM json_each(?))), "
        "read AS MATERIALIZED (SELECT i.id FROM newest AS o "
        # Without INDEXED BY, the planner walks the thread up to that time.
        "CROSS JOIN message AS i INDEXED BY message_unread "
        "ON i.conversation_id = o.conversation_id AND i.unread = 1 "
        f"WHERE o.place = 1 AND {_LATER.replace('message.', 'i.')}) "
        "UPDATE message SET unread = 0 WHERE id IN (SELECT id FROM read) "
        "RETURNING conversation_id",
        (id_list(outgoing),),
    ).fetchall()
    return {conversation_id for (conversation_id,) in changed}


def read_by_earlier_outgoing(
    connection: sqlite3.Connection, incoming: Sequence[int], doubtful: Collection[int]
) -> int:
    """Mark new incoming rows as read that precede a stored reply; return their number.

    `doubtful`: outgoing rows that may still turn out to be ours.
    """
    if not incoming:
        return 0
    return connection.execute(
        "UPDATE message SET unread = 0 WHERE unread = 1 "
        "AND id IN (SELECT value FROM json_each(?1)) AND EXISTS (SELECT 1 FROM message AS o "
        "WHERE o.conversation_id = message.conversation_id AND o.at >= message.at "
        "AND o.direction = 'out' AND o.origin = 'server' "
        f"AND o.id NOT IN (SELECT value FROM json_each(?2)) AND {_LATER})",
        (id_list(incoming), id_list(set(doubtful))),
    ).rowcount
