"""The order of sending: first in, first out per conversation, and not before the due time."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from mmstui.domain import limits
from mmstui.store.sending import problem_texts
from mmstui.store.sqlite.database import Transaction

#: SQLite uses the index `message_open` only for this exact text.
_OPEN = "state NOT IN ('received', 'sent')"
QUEUED = f"{_OPEN} AND state = 'queued'"

# Only `queued` and `sending` block later messages; those that wait for the user do not.
_NONE_BEFORE = f"""NOT EXISTS (
    SELECT 1 FROM message AS f
    WHERE f.{_OPEN} AND f.conversation_id = m.conversation_id AND f.dropped = 0
      AND (f.state = 'sending' OR (f.state = 'queued' AND f.id < m.id)))"""

#: A scheduled message goes by itself only if a sender was there at its time, and not much later.
_PROMPT = limits.SCHEDULED_PROMPT // timedelta(milliseconds=1)
_LATEST = limits.SCHEDULED_LATEST // timedelta(milliseconds=1)
_SCHEDULED = f"{_OPEN} AND state = 'scheduled' AND dropped = 0"
_DUE = f"{_SCHEDULED} AND scheduled_at <= :now"
_LATE = f"""{_OPEN} AND state IN ('scheduled', 'queued') AND dropped = 0
    AND scheduled_at < :now - iif(state = 'queued', {_LATEST}, {_PROMPT})"""

_HEADS = f"m.{_OPEN} AND m.state = 'queued' AND m.dropped = 0 AND {_NONE_BEFORE}"

# The user's last action in any inbox counts for all inboxes. A time far in the future was written
# by a wrong clock: it does not say when the user acted.
_LEFT_ALONE = f"""{QUEUED} AND hold_after IS NOT NULL
    AND abs(:now - max(coalesce(acted_at, at),
                       coalesce((SELECT s.at FROM signal AS s WHERE s.name = 'action'), 0)))
        > hold_after"""


def has_come(connection: sqlite3.Connection, now_ms: int) -> bool:
    """Return whether a message is due to be held or queued: see `hold_or_queue`."""
    return bool(
        connection.execute(
            f"SELECT 1 FROM message WHERE {_LEFT_ALONE} "
            f"UNION ALL SELECT 1 FROM message WHERE {_DUE} "
            f"UNION ALL SELECT 1 FROM message WHERE {_LATE} LIMIT 1",
            {"now": now_ms},
        ).fetchone()
    )


def hold_or_queue(transaction: Transaction, now_ms: int) -> None:
    """Hold what was left alone or is late, and queue the scheduled messages whose time it is.

    Nobody wants Friday's "I'm outside" to be sent on Monday.
    """
    for where, (code, sentence) in ((_LATE, problem_texts.LATE), (_LEFT_ALONE, problem_texts.AWAY)):
        _update(
            transaction,
            "state = 'held', due_at = NULL, due_is_network = 0, scheduled_at = NULL, "
            "problem_code = :code, problem_words = :words",
            where,
            {"now": now_ms, "code": code, "words": sentence},
        )
    _update(transaction, "state = 'queued', acted_at = :now", _DUE, {"now": now_ms})


def _update(
    transaction: Transaction, change: str, where: str, values: dict[str, int | str]
) -> None:
    changed = transaction.connection.execute(
        f"UPDATE message SET {change} WHERE {where} RETURNING conversation_id", values
    ).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in changed)


def head(connection: sqlite3.Connection, now_ms: int) -> tuple[int, str, str, str, str] | None:
    """Return the oldest queued message that is due: (message id, kind, DID, contact, text)."""
    found: tuple[int, str, str, str, str] | None = connection.execute(
        "SELECT m.id, m.kind, c.did, c.contact, m.text FROM message AS m "
        "JOIN conversation AS c ON c.id = m.conversation_id "
        f"WHERE {_HEADS} AND (m.due_at IS NULL OR m.due_at <= ?) ORDER BY m.id LIMIT 1",
        (now_ms,),
    ).fetchone()
    return found


def next_due(connection: sqlite3.Connection) -> int | None:
    """Return when the next message is due, in ms: 0 for one due now, None when none waits."""
    (due,) = connection.execute(
        f"SELECT min(due) FROM (SELECT min(coalesce(m.due_at, 0)) AS due FROM message AS m "
        f"WHERE {_HEADS} UNION ALL SELECT min(scheduled_at) FROM message WHERE {_SCHEDULED})"
    ).fetchone()
    return None if due is None else int(due)


def end_network_waits(transaction: Transaction) -> None:
    """Make messages due that waited only because the network was down."""
    freed = transaction.connection.execute(
        "UPDATE message SET due_at = NULL, due_is_network = 0 "
        f"WHERE {QUEUED} AND due_is_network = 1 RETURNING conversation_id"
    ).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in freed)
