"""Drafts that the user has discarded, for the undo stack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mmstui.store.sqlite.transaction import Transaction

#: Selects the files of discarded drafts, as long as undo can bring these back.
PATHS = (
    "SELECT json_extract(f.value, '$.path') FROM undo_step AS u, "
    "json_each(u.body, '$.drafts') AS d, json_each(json_extract(d.value, '$.attachments')) AS f "
    "WHERE u.verb = 'discard'"
)
_COLUMNS = (
    "did",
    "contact",
    "text",
    "attachments",
    "from_did",
    "recipients",
    "reminder_at",
    "person",
)


def take(transaction: Transaction, did: str, contact: str) -> dict[str, Any] | None:
    """Delete a draft, and return it for `put_back`; None when there is none."""
    found = transaction.connection.execute(
        "DELETE FROM draft WHERE did = ? AND contact = ? AND person = ? "
        f"RETURNING {', '.join(_COLUMNS)}",
        (did, contact, transaction.whose),
    ).fetchone()
    transaction.touch(_conversation(transaction, did, contact))
    return None if found is None else dict(zip(_COLUMNS, found, strict=True))


def put_back(transaction: Transaction, draft: Mapping[str, Any], now_ms: int) -> list[int] | None:
    """Put a draft back; return its conversation. None: another draft is there, which stays."""
    put = transaction.connection.execute(
        f"INSERT INTO draft ({', '.join(_COLUMNS)}, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (did, contact, person) DO NOTHING RETURNING did",
        # A step of an older version has no person.
        (*(draft.get(name, 0) if name == "person" else draft[name] for name in _COLUMNS), now_ms),
    ).fetchone()
    if put is None:
        return None
    found = _conversation(transaction, draft["did"], draft["contact"])
    transaction.touch(found)
    return found


def _conversation(transaction: Transaction, did: str, contact: str) -> list[int]:
    """Return the conversation of a draft, if there is one."""
    found = transaction.connection.execute(
        "SELECT id FROM conversation WHERE did = ? AND contact = ?", (did, contact)
    ).fetchall()
    return [number for (number,) in found]
