"""Moves messages from the search index of an older version to the new one, in short steps.

Each step is one short transaction that moves messages by falling ids and records its progress, so
that any process can do the next step at any time, also after a kill. Until all messages have moved,
searches use both indexes (`searching`). Then the old index is deleted, also in short steps: it may
be as large as all texts.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from mmstui.store.searching import search_index
from mmstui.store.sqlite.database import Database

#: Messages moved, or pages of the old index deleted, in one transaction: some 10 ms.
STEP: Final = 500

_NEXT: Final = (
    "SELECT m.id, m.indexed, m.conversation_id, c.did, m.text "
    "FROM message AS m CROSS JOIN conversation AS c ON c.id = m.conversation_id "
    "WHERE m.indexed > 0 AND m.id <= ? ORDER BY m.id DESC LIMIT ?"
)


class Reindexing:
    """The move from the old index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def step(self) -> bool:
        """Move some messages, or delete a part of the old index; False when it is gone."""
        with self._database.reading() as connection:
            if not _has_old_index(connection):
                return False
        with self._database.writing() as transaction:
            if up_to := search_index.old_index_up_to(transaction.connection):
                _move(transaction.connection, up_to)
                return True
            return _delete_some(transaction.connection)


def _has_old_index(connection: sqlite3.Connection) -> bool:
    return bool(
        connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'message_fts_old'").fetchall()
    )


def _move(connection: sqlite3.Connection, up_to: int) -> None:
    rows = connection.execute(_NEXT, (up_to, STEP)).fetchall()
    search_index.put(connection, [search_index.IndexEntry(*row) for row in rows])
    left = rows[-1][0] - 1 if len(rows) == STEP else 0
    connection.execute("UPDATE meta SET value = ? WHERE key = 'old_index_up_to'", (str(left),))


def _delete_some(connection: sqlite3.Connection) -> bool:
    # Another process may have finished.
    if not _has_old_index(connection):
        return False
    gone = connection.execute(
        "DELETE FROM message_fts_old_data WHERE id IN "
        # FTS5 needs rows 1 and 10 to open its table, and opens the table to drop it.
        "(SELECT id FROM message_fts_old_data WHERE id > 10 LIMIT ?)",
        (STEP,),
    ).rowcount
    if gone == STEP:
        return True
    connection.execute("DROP TABLE message_fts_old")
    connection.execute("DELETE FROM meta WHERE key = 'old_index_up_to'")
    return False
