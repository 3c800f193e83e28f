"""The user's decisions about unsettled messages: send again, hold, drop, undo.

Each is a compare-and-set on the state, so that a key pressed in two inboxes acts only once.
"""

from __future__ import annotations

from collections.abc import Sequence

from mmstui.domain.messages import Kind
from mmstui.domain.problems import SMS_TOO_LONG
from mmstui.store.sending import problem_texts
from mmstui.store.sending.ownership import OPEN_ATTEMPT
from mmstui.store.sqlite.codec import id_list
from mmstui.store.sqlite.database import Transaction


def send_again(transaction: Transaction, message_id: int, now_ms: int) -> bool:
    """Queue a message that waits for the user or its time; an SMS that was too long becomes MMS.

    An attempt that was never found stays open: if both turn up, the message was sent twice.
    """
    return _changed(
        transaction,
        "UPDATE message SET state = 'queued', due_at = NULL, due_is_network = 0, acted_at = ?2, "
        "kind = iif(problem_code = ?3, ?4, kind), problem_code = NULL, problem_words = NULL, "
        "scheduled_at = NULL WHERE id = ?1 AND dropped = 0 "
        "AND state IN ('failed', 'unconfirmed', 'held', 'scheduled') "
        "RETURNING conversation_id",
        (message_id, now_ms, SMS_TOO_LONG, Kind.MMS),
    )


def schedule(transaction: Transaction, message_id: int, at_ms: int) -> bool:
    """Let a scheduled or held message go at a time."""
    return _changed(
        transaction,
        "UPDATE message SET state = 'scheduled', scheduled_at = ?2, due_at = NULL, "
        "due_is_network = 0, problem_code = NULL, problem_words = NULL "
        "WHERE id = ?1 AND dropped = 0 AND state IN ('scheduled', 'held') "
        "RETURNING conversation_id",
        (message_id, at_ms),
    )


def hold(transaction: Transaction, message_id: int) -> bool:
    """Hold a queued or scheduled message until the user sends it."""
    return _changed(
        transaction,
        "UPDATE message SET state = 'held', due_at = NULL, due_is_network = 0, "
        "scheduled_at = NULL, problem_code = ?2, problem_words = ?3 "
        "WHERE id = ?1 AND dropped = 0 AND state IN ('queued', 'scheduled') "
        "RETURNING conversation_id",
        (message_id, *problem_texts.HELD),
    )


def hold_all(transaction: Transaction, why: tuple[str, str]) -> int:
    """Hold every queued or scheduled message; return their number."""
    found = transaction.connection.execute(
        "UPDATE message SET state = 'held', due_at = NULL, due_is_network = 0, "
        "scheduled_at = NULL, problem_code = ?, problem_words = ? "
        "WHERE dropped = 0 AND state IN ('queued', 'scheduled') RETURNING conversation_id",
        why,
    ).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in found)
    return len(found)


def drop(transaction: Transaction, message_id: int) -> bool:
    """Drop a message that is neither sent nor being sent.

    It stays in the store, hidden: if VoIP.ms lists one of its attempts after all, that row is
    recognised and does not appear as a new message. A scheduled one keeps its time.
    """
    return _changed(
        transaction,
        "UPDATE message SET dropped = 1, state = iif(state = 'queued', 'held', state), "
        "problem_code = iif(state = 'queued', ?2, problem_code), "
        "problem_words = iif(state = 'queued', ?3, problem_words), "
        "due_at = NULL, due_is_network = 0 WHERE id = ?1 AND dropped = 0 "
        "AND state IN ('queued', 'held', 'failed', 'unknown', 'unconfirmed', 'scheduled') "
        "RETURNING conversation_id",
        (message_id, *problem_texts.HELD),
    )


def withdraw(transaction: Transaction, message_ids: Sequence[int]) -> list[int]:
    """Return those of these messages that were certainly never sent and are not being sent.

    A message with an open attempt, or with one without a recorded end, may have reached VoIP.ms.
    The caller must delete the messages in the same transaction, so that none is sent in between.
    """
    found = transaction.connection.execute(
        "SELECT m.id FROM message AS m WHERE m.id IN (SELECT value FROM json_each(?)) "
        "AND m.dropped = 0 AND m.state IN ('queued', 'held', 'failed', 'scheduled') "
        "AND NOT EXISTS ("
        "SELECT 1 FROM attempt AS a WHERE a.message_id = m.id AND "
        f"(a.{OPEN_ATTEMPT} OR a.ended_at IS NULL OR a.server_id IS NOT NULL))",
        (id_list(message_ids),),
    ).fetchall()
    return [message_id for (message_id,) in found]


def undo_drop(transaction: Transaction, message_id: int) -> bool:
    """Undo a drop. A message that was queued comes back held."""
    return _changed(
        transaction,
        "UPDATE message SET dropped = 0 WHERE id = ?1 AND dropped = 1 RETURNING conversation_id",
        (message_id,),
    )


def _changed(transaction: Transaction, sql: str, values: tuple[int | str, ...]) -> bool:
    found = transaction.connection.execute(sql, values).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in found)
    return bool(found)
