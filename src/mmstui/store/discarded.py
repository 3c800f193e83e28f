"""Drafts that the user has discarded, for the undo stack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mmstui.store.transaction import Transaction

_COLUMNS = ("did", "contact", "text", "attachments", "from_did", "recipients")


def take(transaction: Transaction, did: str, contact: str) -> dict[str, Any] | None:
    """Delete a draft, and return it for `put_back`; None when there is none."""
    found = transaction.connection.execute(
        f"DELETE FROM draft WHERE did = ? AND contact = ? RETURNING {', '.join(_COLUMNS)}",
        (did, contact),
    ).fetchone()
    return None if found is None else dict(zip(_COLUMNS, found, strict=True))


def put_back(
    transaction: Transaction, draft: Mapping[str, Any], now_ms: int
) -> Sequence[int] | None:
    """Put a draft back; return its conversation. None: another draft is there, which stays."""
    put = transaction.connection.execute(
        f"INSERT INTO draft ({', '.join(_COLUMNS)}, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (did, contact) DO NOTHING RETURNING did",
        (*(draft[name] for name in _COLUMNS), now_ms),
    ).fetchone()
    if put is None:
        return None
    found = transaction.connection.execute(
        "SELECT id FROM conversation WHERE did = ? AND contact = ?",
        (draft["did"], draft["contact"]),
    ).fetchall()
    return [conversation_id for (conversation_id,) in found]
