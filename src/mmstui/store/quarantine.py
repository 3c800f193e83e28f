"""Rows that are not believed, kept as they came: they never cost the others."""

from __future__ import annotations

import json
import sqlite3

from mmstui.domain.sanitise import without_surrogates
from mmstui.domain.wire import ServerMessage

#: Enough to see what came, not enough to fill the disk with.
_MOST_CHARACTERS = 20_000


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
