"""The phonebook in the store: VoIP.ms's last answer with the user's pending changes applied.

`told_contact` keeps the rows of VoIP.ms; `contact`, which names conversations, is made from it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from mmstui.domain.pending_changes import ENTRY, NEW, ChangeKind
from mmstui.domain.text.sanitise import line
from mmstui.domain.wire import PhonebookEntry
from mmstui.store.sqlite.transaction import Transaction

#: Entry, number, name and note, ready to paint.
Row = tuple[str, str, str, str]


def replace(transaction: Transaction, entries: Sequence[PhonebookEntry]) -> None:
    """Store the phonebook of VoIP.ms and update the titles of conversations."""
    told = {e.id: (e.id, e.number, line(e.name), line(e.note)) for e in entries}
    connection = transaction.connection
    if _rows(connection, "told_contact") != set(told.values()):
        connection.execute("DELETE FROM told_contact")
        connection.executemany("INSERT INTO told_contact VALUES (?, ?, ?, ?)", told.values())
    lay_over(transaction)


def lay_over(transaction: Transaction) -> None:
    """Rebuild the shown names from VoIP.ms's phonebook and the changes under way."""
    connection = transaction.connection
    before = _rows(connection, "contact")
    wanted = {row[0]: row for row in _rows(connection, "told_contact")}
    for kind, subject, fields in connection.execute(
        "SELECT kind, subject, wanted FROM errand WHERE state IN ('waiting', 'doing') "
        "AND kind <> ?1 ORDER BY id",
        (ChangeKind.DID,),
    ).fetchall():
        _apply(wanted, kind, subject, json.loads(fields))
    after = set(wanted.values())
    if before == after:
        return
    connection.executemany(
        "DELETE FROM contact WHERE entry = ?", [(row[0],) for row in before - after]
    )
    connection.executemany("INSERT INTO contact VALUES (?, ?, ?, ?)", after - before)
    changed = {number for _, number, *_ in before ^ after}
    found = connection.execute(
        "SELECT id FROM conversation WHERE contact IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(changed)),),
    ).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in found)


def _apply(rows: dict[str, Row], kind: str, subject: str, wanted: dict[str, str]) -> None:
    entry = subject.removeprefix(ENTRY)
    if kind == ChangeKind.NO_NAME:
        rows.pop(entry, None)
        return
    _, number, name, note = rows.get(entry, ("", subject.removeprefix(NEW), "", ""))
    if subject.startswith(NEW) or entry in rows:
        rows[entry] = (
            entry,
            wanted.get("number", number),
            line(wanted.get("name", name)),
            line(wanted.get("note", note)),
        )


def _rows(connection: sqlite3.Connection, table: str) -> set[Row]:
    return set(
        connection.execute(f"SELECT entry, number, name_shown, note_shown FROM {table}").fetchall()
    )
