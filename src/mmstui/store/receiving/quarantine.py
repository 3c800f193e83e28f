"""Listed rows that could not be stored, kept as they came, so that the other rows are stored."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from mmstui.domain.account import SetAside
from mmstui.domain.text.sanitise import without_surrogates
from mmstui.store.reading.status_counts import SET_ASIDE_SEEN
from mmstui.store.sqlite.codec import from_ms, id_list, to_ms
from mmstui.store.sqlite.database import Database

if TYPE_CHECKING:
    from mmstui.domain.wire import ServerMessage

#: Longer rows are cut: enough to see what came, without filling the disk.
_MOST_CHARACTERS = 20_000


class Quarantine:
    """Rows in quarantine, for the user and for a later version that understands them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, limit: int) -> list[SetAside]:
        """Return the newest rows, newest first."""
        return [
            _row(*found)
            for found in self._database.read(
                "SELECT id, kind, raw, reason, seen_at FROM quarantine ORDER BY id DESC LIMIT ?",
                (limit,),
            )
        ]

    def after(self, row_id: int, limit: int) -> list[SetAside]:
        """Return the next rows above an id, in order."""
        return [
            _row(*found)
            for found in self._database.read(
                "SELECT id, kind, raw, reason, seen_at FROM quarantine WHERE id > ? "
                "ORDER BY id LIMIT ?",
                (row_id, limit),
            )
        ]

    def count(self) -> int:
        """Return the number of rows."""
        ((count,),) = self._database.read("SELECT count(*) FROM quarantine")
        return int(count)

    def looked_at(self, row_id: int, now: datetime) -> None:
        """Record that the user has seen the rows up to this id."""
        with self._database.writing() as transaction:
            transaction.connection.execute(
                "INSERT INTO signal (name, at, value) VALUES (?1, ?2, ?3) "
                "ON CONFLICT (name) DO UPDATE SET at = ?2, value = ?3 "
                "WHERE CAST(value AS INTEGER) < ?3",
                (SET_ASIDE_SEEN, to_ms(now), row_id),
            )

    def take_out(self, row_ids: Sequence[int]) -> None:
        """Remove rows that are stored as messages now."""
        with self._database.writing() as transaction:
            transaction.connection.execute(
                "DELETE FROM quarantine WHERE id IN (SELECT value FROM json_each(?))",
                (id_list(row_ids),),
            )
            # SQLite may reuse the highest id for a row that the user has not seen.
            transaction.connection.execute(
                "UPDATE signal SET value = min(CAST(value AS INTEGER), "
                "(SELECT coalesce(max(id), 0) FROM quarantine)) WHERE name = ?",
                (SET_ASIDE_SEEN,),
            )


def _row(row_id: int, kind: str, raw: str, reason: str, seen_at: int) -> SetAside:
    return SetAside(row_id, kind, raw, reason, from_ms(seen_at))


def put(connection: sqlite3.Connection, kind: str, raw: str, reason: str, now_ms: int) -> int:
    """Add a row; return 1, or 0 if the same row is there already."""
    raw = without_surrogates(raw)[:_MOST_CHARACTERS]
    return connection.execute(
        "INSERT INTO quarantine (kind, raw, reason, seen_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (kind, raw, reason) DO NOTHING",
        (kind, raw, reason, now_ms),
    ).rowcount


def as_json(row: ServerMessage) -> str:
    """Return an understood row as JSON, without fields that change from poll to poll."""
    return json.dumps(
        {
            "kind": row.kind,
            "id": row.server_id,
            "date": row.date,
            "direction": row.direction,
            "did": row.did,
            "contact": row.contact,
            "text": row.text,
        }
    )
