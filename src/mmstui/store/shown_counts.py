"""Counts of messages as they are shown: legs of a group text are one, and so are parts of a text.

A reaction counts as a message, as it does among the unread ones. Only rows within seconds of others
can be folded, and an index alone tells which these are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby

from mmstui.domain.rows import APART, REACH, Row, groups
from mmstui.store import legs
from mmstui.store.codec import id_list

_NEAR = f"""
    SELECT m.conversation_id, m.id, m.at, m.kind, m.direction, m.server_id, m.text,
        iif(m.kind = 'mms', {legs.FILES}, NULL)
    FROM (
        SELECT n.id, n.at - lead(n.at) OVER thread AS since, lag(n.at) OVER thread - n.at AS until
        FROM json_each(:ids) AS wanted CROSS JOIN message AS n ON n.conversation_id = wanted.value
        AND n.at >= :first
        WINDOW thread AS (
            PARTITION BY n.conversation_id ORDER BY n.at DESC, n.tie DESC, n.id DESC
        )
    ) AS near CROSS JOIN message AS m ON m.id = near.id
    WHERE (near.since <= {APART} OR near.until <= {APART}) AND m.direction = 'in' AND m.dropped = 0
    ORDER BY m.conversation_id, m.at, m.tie, m.id
"""
#: Earlier than any message.
_EVER = -(1 << 60)


def totals(connection: sqlite3.Connection, conversation_ids: Sequence[int]) -> dict[int, int]:
    """Return the number of messages of some conversations, as shown."""
    ids = id_list(conversation_ids)
    found = dict(
        connection.execute(
            "SELECT id, total FROM conversation WHERE id IN (SELECT value FROM json_each(?))",
            (ids,),
        ).fetchall()
    )
    for conversation_id, group in _folded(connection, ids, _EVER):
        found[conversation_id] -= len(group) - 1
    return found


def new_since(connection: sqlite3.Connection, message_id: int) -> int:
    """Return how many messages, as shown, the rows above an id are; a further leg is none."""
    rows = connection.execute(
        "SELECT conversation_id, count(*), min(at) FROM message "
        "WHERE id > ? AND dropped = 0 GROUP BY +conversation_id",
        (message_id,),
    ).fetchall()
    count: int = sum(number for _, number, _ in rows)
    first = min((at for _, _, at in rows), default=0) - REACH
    for _, group in _folded(connection, id_list([row[0] for row in rows]), first):
        new = sum(row_id > message_id for row_id in group)
        count -= new if new < len(group) else new - 1
    return count


def _folded(
    connection: sqlite3.Connection, ids: str, first: int
) -> Iterator[tuple[int, list[int]]]:
    """Yield the rows of each message that several rows are, with its conversation."""
    found = connection.execute(_NEAR, {"ids": ids, "first": first}).fetchall()
    for conversation_id, near in groupby(found, key=lambda columns: columns[0]):
        thread = list(near)
        rows = [
            Row(at, kind, direction, server_id, text, legs.files(files))
            for _, _, at, kind, direction, server_id, text, files in thread
        ]
        for group in groups(rows):
            if len(group) > 1:
                yield conversation_id, [thread[index][1] for index in group]
