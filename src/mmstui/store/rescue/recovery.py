"""Copies the rows of a damaged store into a new one.

Rows that exist only on this machine come first: the user's messages and their states, drafts, and
deletions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mmstui.domain.messages import Draft, Kind
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.sanitise import line
from mmstui.domain.times import eastern
from mmstui.store.account import pending_changes
from mmstui.store.deleting import delete_undo, tombstones
from mmstui.store.rescue.damaged_reader import Wreck
from mmstui.store.rescue.row_checks import is_believable
from mmstui.store.searching import search_index
from mmstui.store.sending import overrides, problem_texts
from mmstui.store.sending.ownership import OPEN_ATTEMPT
from mmstui.store.sqlite.codec import from_ms, id_list
from mmstui.store.sqlite.database import Database
from mmstui.store.sqlite.transaction import Transaction

#: Tables whose rows are copied unchanged.
_AS_THEY_ARE = ("did", "contact", "told_contact", "tombstone", "conversation_tombstone", "draft")
#: What an older version may have left unknown, where a newer one may not.
_KNOWN = {("tombstone", "server_date"): "coalesce(?, '')"}
_WITH_ROWIDS = (
    "media", "media_question", "attempt", "quarantine", "errand", "undo_step", "imported",
    "imported_tombstone", "contact_note", "log",
)  # fmt: skip
#: Tables of deletions, each after the table that it refers to.
_DELETIONS = ("deletion", "deletion_hidden", "server_deletion")


class Filling:
    """Copies the rows of a damaged store into a new one."""

    def __init__(self, database: Database, wreck: Wreck) -> None:
        self._database = database
        self._wreck = wreck
        self._conversations: set[int] = set()
        self._hidden: set[int] = set()
        self._lost: list[str] = []

    def fill(self) -> None:
        """Copy every row that can be read."""
        with self._database.writing(durable=True) as transaction:
            for table in _AS_THEY_ARE:
                columns = self._columns(transaction, table)
                self._insert(transaction, table, columns, self._wreck.keyed(table, columns))
            # Names that could be read in one table only. `new:` entries are pending changes.
            transaction.connection.execute(
                "INSERT OR IGNORE INTO told_contact SELECT entry, number, name_shown, note_shown "
                "FROM contact WHERE entry NOT LIKE 'new:%'"
            )
            self._copy_conversations(transaction)
            hidden = self._columns(transaction, "deletion_hidden")
        for rows in self._wreck.numbered("deletion_hidden", hidden[:1]) if hidden else ():
            self._hidden.update(message_id for (message_id,) in rows)
        self._copy_messages()
        for table in _WITH_ROWIDS:
            self._copy(table)
        self._copy_deletions()
        with self._database.writing(durable=True) as transaction:
            self._copy_watermarks(transaction)
            _make_safe(transaction)
            # -1: count totals in full, because messages did not come in the order of their ids.
            transaction.connection.execute("UPDATE conversation SET total = -1")
            transaction.touch(self._conversations)

    def _copy(self, table: str) -> None:
        with self._database.writing() as transaction:
            # Rows whose message is lost are useless, and their foreign keys would fail the insert.
            transaction.connection.execute("PRAGMA defer_foreign_keys = ON")
            columns = self._columns(transaction, table)
            # An older store does not have each of these tables.
            for rows in self._wreck.numbered(table, columns) if columns else ():
                self._insert(transaction, table, columns, rows)
            if "message_id" in columns:
                transaction.connection.execute(
                    f"DELETE FROM {table} WHERE message_id NOT IN (SELECT id FROM message)"
                )

    def _copy_deletions(self) -> None:
        """Copy the deletions at VoIP.ms, whether or not their messages are stored."""
        with self._database.writing(durable=True) as transaction:
            connection = transaction.connection
            connection.execute("PRAGMA defer_foreign_keys = ON")
            for table in _DELETIONS:
                columns = self._columns(transaction, table)
                if table == "server_deletion":
                    self._insert(transaction, table, columns, self._wreck.keyed(table, columns))
                elif columns:
                    for rows in self._wreck.numbered(table, columns):
                        self._insert(transaction, table, columns, rows)
            for table in _DELETIONS[1:]:
                connection.execute(
                    f"DELETE FROM {table} WHERE deletion_id NOT IN (SELECT id FROM deletion)"
                )
            connection.execute(
                "DELETE FROM deletion_hidden WHERE message_id NOT IN (SELECT id FROM message)"
            )

    def _copy_conversations(self, transaction: Transaction) -> None:
        connection = transaction.connection
        columns = there = self._columns(transaction, "conversation")
        if "archived" in self._wreck.columns("conversation"):  # The older name of `done`.
            columns, there = [*columns, "done"], [*there, "archived"]
        for rows in self._wreck.numbered("conversation", there):
            self._insert(transaction, "conversation", columns, rows)
        connection.executemany(
            "INSERT OR IGNORE INTO conversation (id, did, contact, title_shown, number_shown, "
            "last_at, rev) VALUES (?1, ?2, ?3, ?4, ?4, 0, 0)",
            [
                (key, did, contact, line(formatted(contact)))
                for key, (did, contact) in self._wreck.pairs().items()
            ],
        )
        connection.execute("UPDATE conversation SET rev = 0")
        found = connection.execute("SELECT id FROM conversation").fetchall()
        self._conversations = {conversation_id for (conversation_id,) in found}

    def _copy_messages(self) -> None:
        """Copy and index messages. Texts without a known conversation become a draft."""
        with self._database.writing() as transaction:
            columns = self._columns(transaction, "message")
        for rows in self._wreck.numbered("message", columns):
            self._copy_batch(columns, rows)
        if "message" in self._wreck.holes:
            for rows in self._wreck.strays("message", columns):
                self._copy_batch(columns, rows)
        if self._lost:
            _save_as_draft(self._database, list(dict.fromkeys(self._lost)))

    def _copy_batch(self, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        key, text, conversation, server_id = (
            columns.index(name) for name in ("id", "text", "conversation_id", "server_id")
        )
        with self._database.writing(durable=True) as transaction:
            transaction.copies()
            new = self._missing(transaction, columns, rows)
            kept = [row for row in new if row[conversation] in self._conversations]
            self._insert(transaction, "message", columns, kept, indexed=0)
            search_index.index(transaction.connection, [row[key] for row in kept])
        self._lost += [
            row[text]
            for row in new
            if row[conversation] not in self._conversations and row[server_id] is None and row[text]
        ]

    def _missing(
        self, transaction: Transaction, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> list[tuple[Any, ...]]:
        """Return the rows of messages that are not stored yet and were not deleted."""
        key, kind, server_id, server_date = (
            columns.index(name) for name in ("id", "kind", "server_id", "server_date")
        )
        found = transaction.connection.execute(
            "SELECT id FROM message WHERE id IN (SELECT value FROM json_each(?))",
            (id_list([row[key] for row in rows]),),
        ).fetchall()
        known = {message_id for (message_id,) in found}
        missing = [row for row in rows if row[key] not in known]
        valid = [row for row in missing if is_believable("message", columns, row)]
        if len(valid) < len(missing):
            self._wreck.holes.add("message")
        buried = tombstones.Buried(
            transaction.connection,
            [row[server_id] for row in valid if isinstance(row[server_id], int)],
        )
        return [
            row
            for row in valid
            if row[key] in self._hidden
            or not buried.has(Kind(row[kind]), row[server_id], row[server_date])
        ]

    def _columns(self, transaction: Transaction, table: str) -> list[str]:
        """Return the columns that both stores have: the damaged store may be older."""
        info = transaction.connection.execute(f"PRAGMA table_info({table})").fetchall()
        there = set(self._wreck.columns(table))
        return [name for _, name, *_ in info if name in there]

    def _insert(
        self,
        transaction: Transaction,
        table: str,
        columns: Sequence[str],
        rows: Sequence[tuple[Any, ...]],
        **instead: int,
    ) -> None:
        """Insert the valid rows; rows that violate the tables' constraints are left out."""
        if not columns:
            return
        # SQLite refuses values without a placeholder.
        values = [
            f"coalesce({instead[n]}, ?)" if n in instead else _KNOWN.get((table, n), "?")
            for n in columns
        ]
        valid = [row for row in rows if is_believable(table, columns, row)]
        if len(valid) < len(rows):
            self._wreck.holes.add(table)
        transaction.connection.executemany(
            f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join(values)})",
            valid,
        )

    def _copy_watermarks(self, transaction: Transaction) -> None:
        """Keep the watermarks of polls, and fetch history again: it may have gaps."""
        columns = self._columns(transaction, "mark")
        self._insert(transaction, "mark", columns, self._wreck.keyed("mark", columns), full_at=0)
        found = transaction.connection.execute("SELECT kind, server_at FROM mark").fetchall()
        transaction.connection.executemany(
            "INSERT OR IGNORE INTO window (kind, first_day, last_day, rows, finished_at) "
            "VALUES (?1, ?2, ?2, 0, ?3)",
            [(kind, eastern.day(from_ms(at)).isoformat(), at) for kind, at in found],
        )


def _make_safe(transaction: Transaction) -> None:
    """Hold what was queued, and mark messages in flight without an attempt as unconfirmed."""
    overrides.hold_all(transaction, problem_texts.FROM_A_DAMAGED)
    delete_undo.take_back_all(transaction)
    pending_changes.hold_all(transaction)
    transaction.connection.execute(
        "UPDATE message SET state = 'unconfirmed', problem_code = ?, problem_words = ? "
        "WHERE state IN ('sending', 'unknown') AND NOT EXISTS "
        f"(SELECT 1 FROM attempt AS a WHERE a.message_id = message.id AND a.{OPEN_ATTEMPT})",
        problem_texts.TRACE_LOST,
    )


def _save_as_draft(database: Database, texts: Sequence[str]) -> None:
    from mmstui.store.drafts import Drafts

    drafts = Drafts(database)
    before = drafts.draft("", "") or Draft()
    text = "\n\n".join(filter(None, (before.text, *texts)))
    drafts.save("", "", replace(before, text=text))
