"""Brings messages from the index of an older mmstui to the new one, some at a time.

Each step is one short transaction that moves messages by falling ids and notes how far it came, so
that any process can do the next one, at any time, also after a kill. Until the last step searches ask
both indexes (`searching`).
"""

from __future__ import annotations

from typing import Final

from mmstui.store import search_index
from mmstui.store.database import Database

#: Messages moved in one transaction: it holds the store for some 10 ms.
STEP: Final = 500

_NEXT: Final = (
    "SELECT m.id, m.indexed, m.conversation_id, c.did, m.text "
    "FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id "
    "WHERE m.indexed > 0 AND m.id <= ? ORDER BY m.id DESC LIMIT ?"
)


class Reindexing:
    """What is left of the old index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def step(self) -> bool:
        """Move some messages; False when none are left, and the old index is gone."""
        with self._database.reading() as connection:
            if "message_fts_old" not in search_index.present(connection):
                return False
        with self._database.writing() as transaction:
            connection = transaction.connection
            up_to = search_index.old_index_up_to(connection)
            rows = connection.execute(_NEXT, (up_to, STEP)).fetchall() if up_to else []
            if rows:
                search_index.put(connection, [search_index.Entry(*row) for row in rows])
            left = rows[-1][0] - 1 if len(rows) == STEP else 0
            if left:
                connection.execute(
                    "UPDATE meta SET value = ? WHERE key = 'old_index_up_to'", (str(left),)
                )
                return True
            connection.execute("DELETE FROM meta WHERE key = 'old_index_up_to'")
            connection.execute("DROP TABLE IF EXISTS message_fts_old")
            return False

    def share(self) -> float | None:
        """How much has been moved, from 0 to 1; None when nothing is left to be moved.

        An estimate: ids are counted, and some of them are of messages that are gone.
        """
        with self._database.reading() as connection:
            up_to = search_index.old_index_up_to(connection)
            if not up_to:
                return None
            (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM message").fetchone()
            return 1 - min(up_to / max(last, 1), 1.0)

