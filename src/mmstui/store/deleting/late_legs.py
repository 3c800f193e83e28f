"""Legs of a group text that come late: deleted or read, as their siblings were."""

from __future__ import annotations

from collections.abc import Collection

from mmstui.store.deleting import legs
from mmstui.store.deleting.delete_requests import join
from mmstui.store.sqlite.codec import id_list
from mmstui.store.sqlite.transaction import Transaction

#: Pairs of an unread row and a read one that may be legs of one text.
_READ = """
    SELECT m.id, o.id FROM json_each(?) AS wanted CROSS JOIN message AS m ON m.id = wanted.value
    CROSS JOIN message AS o ON o.conversation_id = m.conversation_id AND o.at = m.at
        AND o.id <> m.id AND o.kind = 'mms' AND o.direction = 'in' AND o.text = m.text
    WHERE m.kind = 'mms' AND m.direction = 'in' AND m.unread = 1 AND m.dropped = 0
        AND o.unread = 0 AND o.dropped = 0
"""


def settle(transaction: Transaction, message_ids: Collection[int]) -> set[int]:
    """Delete new rows whose siblings the user deleted here; return their ids.

    A sibling of a read message is read. Rows with files are compared when all files are here.
    """
    buried = legs.buried(transaction.connection, message_ids)
    for deletion_id in set(buried.values()):
        join(transaction, deletion_id, [row for row in buried if buried[row] == deletion_id])
    _read(transaction, message_ids)
    return set(buried)


def _read(transaction: Transaction, message_ids: Collection[int]) -> None:
    connection = transaction.connection
    pairs = connection.execute(_READ, (id_list(list(message_ids)),)).fetchall()
    if not pairs:
        return
    digests = legs.digests(connection, sorted({row for pair in pairs for row in pair}))
    read = {new for new, old in pairs if new in digests and digests[new] == digests.get(old)}
    touched = connection.execute(
        "UPDATE message SET unread = 0 WHERE id IN (SELECT value FROM json_each(?)) "
        "RETURNING conversation_id",
        (id_list(sorted(read)),),
    ).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in touched)
