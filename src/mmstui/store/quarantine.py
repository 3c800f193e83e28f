"""Rows that are not believed, kept as they came: they never cost the others."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from mmstui.domain.account import SetAside
from mmstui.domain.limits import SET_ASIDE_COUNTED
from mmstui.domain.sanitise import without_surrogates
from mmstui.domain.wire import ServerMessage
from mmstui.store.codec import from_ms, id_list, to_ms
from mmstui.store.database import Database

#: Enough to see what came, not enough to fill the disk with.
_MOST_CHARACTERS = 20_000
#: The signal whose value is the highest id that a person has looked at.
_SEEN: Final = "set_aside_seen"


class Quarantine:
    """What was set aside, for who wants to see it and for who can understand it now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, limit: int) -> list[SetAside]:
        """The newest rows, the newest first."""
        return [
            _row(*found)
            for found in self._database.read(
                "SELECT id, kind, raw, reason, seen_at FROM quarantine ORDER BY id DESC LIMIT ?",
                (limit,),
            )
        ]

    def after(self, row_id: int, limit: int) -> list[SetAside]:
        """The next rows above an id, in order."""
        return [
            _row(*found)
            for found in self._database.read(
                "SELECT id, kind, raw, reason, seen_at FROM quarantine WHERE id > ? "
                "ORDER BY id LIMIT ?",
                (row_id, limit),
            )
        ]

    def count(self) -> int:
        """How many there are."""
        ((count,),) = self._database.read("SELECT count(*) FROM quarantine")
        return int(count)

    def looked_at(self, row_id: int, now: datetime) -> None:
        """A person has seen the rows up to this id: they are new no more."""
        with self._database.writing() as transaction:
            transaction.connection.execute(
                "INSERT INTO signal (name, at, value) VALUES (?1, ?2, ?3) "
                "ON CONFLICT (name) DO UPDATE SET at = ?2, value = ?3 "
                "WHERE CAST(value AS INTEGER) < ?3",
                (_SEEN, to_ms(now), row_id),
            )

    def take_out(self, row_ids: Sequence[int]) -> None:
        """These have been understood after all: they stand among the messages."""
        with self._database.writing() as transaction:
            transaction.connection.execute(
                "DELETE FROM quarantine WHERE id IN (SELECT value FROM json_each(?))",
                (id_list(row_ids),),
            )
            # The highest id may be given again, to a row that nobody has seen.
            transaction.connection.execute(
                "UPDATE signal SET value = min(CAST(value AS INTEGER), "
                "(SELECT coalesce(max(id), 0) FROM quarantine)) WHERE name = ?",
                (_SEEN,),
            )


def _row(row_id: int, kind: str, raw: str, reason: str, seen_at: int) -> SetAside:
    return SetAside(row_id, kind, raw, reason, from_ms(seen_at))


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether all was understood."""
    return connection.execute("SELECT 1 FROM quarantine LIMIT 1").fetchone() is None


def unseen(connection: sqlite3.Connection) -> int:
    """How many rows nobody has looked at yet, up to a hundred: it is asked for at every change."""
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM quarantine WHERE id > coalesce("
        "(SELECT CAST(value AS INTEGER) FROM signal WHERE name = ?), 0) LIMIT ?)",
        (_SEEN, SET_ASIDE_COUNTED),
    ).fetchone()
    return int(count)


def put(connection: sqlite3.Connection, kind: str, raw: str, reason: str, now_ms: int) -> int:
    """Keep a row that is not believed; 0 when the same is here already, else 1."""
    raw = without_surrogates(raw)[:_MOST_CHARACTERS]
    return connection.execute(
        "INSERT INTO quarantine (kind, raw, reason, seen_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (kind, raw, reason) DO NOTHING",
        (kind, raw, reason, now_ms),
    ).rowcount


def as_json(row: ServerMessage) -> str:
    """A row that was understood, in one form: what changes from poll to poll is left out."""
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
