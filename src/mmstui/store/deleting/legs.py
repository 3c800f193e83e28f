"""Legs of group texts that were deleted here: a digest of what they have alike is kept.

VoIP.ms may list a further leg after its siblings were deleted. Legs are equal to the second
(`domain.message_parts`), so a later text with the same words is never taken for one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from mmstui.domain.message_parts import Row, leg_key
from mmstui.store.sqlite.codec import id_list

#: A message's files as JSON: position, state, type and size of each.
FILES = (
    "(SELECT json_group_array(json_array(f.position, f.state, f.type, f.bytes)) "
    "FROM media AS f WHERE f.message_id = m.id)"
)
_ROWS = f"""
    SELECT m.id, c.did, c.contact, m.at, m.kind, m.direction, m.server_id, m.text, {FILES}
    FROM json_each(?) AS wanted CROSS JOIN message AS m ON m.id = wanted.value
    JOIN conversation AS c ON c.id = m.conversation_id
    WHERE m.kind = 'mms' AND m.direction = 'in' AND m.server_id IS NOT NULL AND {{}}
"""


def files(found: str | None) -> tuple[tuple[str, str, int | None], ...]:
    """Return a row's files for comparison, from JSON with their positions first."""
    if not found:
        return ()
    import json

    told = sorted(json.loads(found), key=lambda file: file[0])
    return tuple((state, mime, size) for _, state, mime, size in told)


def digests(
    connection: sqlite3.Connection, message_ids: Sequence[int], condition: str = "true"
) -> dict[int, int]:
    """Return by message id what all legs of a group text have alike, of rows that may be legs."""
    import json  # not for every write, nor OpenSSL
    from hashlib import blake2b

    found = {}
    rows = connection.execute(_ROWS.format(condition), (id_list(message_ids),)).fetchall()
    for message_id, did, contact, at, kind, direction, server_id, text, told in rows:
        key = leg_key(Row(at, kind, direction, server_id, text, files(told)))
        if key is not None:
            made = blake2b(json.dumps([did, contact, key]).encode(), digest_size=8).digest()
            found[message_id] = int.from_bytes(made, signed=True)
    return found


def bury(connection: sqlite3.Connection, deletion_id: int, message_ids: Sequence[int]) -> None:
    """Note in the tombstones of these messages how further legs of them are known."""
    connection.executemany(
        "UPDATE tombstone SET leg = ?, deletion_id = ? WHERE kind = 'mms' "
        "AND server_id = (SELECT server_id FROM message WHERE id = ?)",
        [
            (digest, deletion_id, message_id)
            for message_id, digest in digests(connection, message_ids).items()
        ],
    )


def buried(connection: sqlite3.Connection, message_ids: Iterable[int]) -> dict[int, int]:
    """Return by message id the deletion of the legs that a visible message is a further one of."""
    (has_any,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM tombstone WHERE leg IS NOT NULL)"
    ).fetchone()
    if not has_any:
        return {}
    found = digests(connection, list(message_ids), "m.dropped = 0")
    deletions = dict(
        connection.execute(
            "SELECT leg, max(deletion_id) FROM tombstone "
            "WHERE leg IN (SELECT value FROM json_each(?)) GROUP BY leg",
            (id_list(list(found.values())),),
        ).fetchall()
    )
    return {row: deletions[digest] for row, digest in found.items() if digest in deletions}
