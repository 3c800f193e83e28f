"""What the user says about a message that is not settled: again, wait, away with it, back again.

Each is compare-and-set on the state, so that a key pressed in two inboxes acts once.
"""

from __future__ import annotations

from collections.abc import Sequence

from mmstui.domain.messages import Kind
from mmstui.domain.problems import SMS_TOO_LONG
from mmstui.store import problem_texts
from mmstui.store.codec import id_list
from mmstui.store.database import Transaction
from mmstui.store.ownership import OPEN_ATTEMPT


def send_again(transaction: Transaction, message_id: int, now_ms: int) -> bool:
    """From failed, held or unconfirmed to queued. An SMS that was too long goes as MMS.

    An attempt that was never found stays open: if both turn up, the message went twice.
    """
    return _changed(
        transaction,
        "UPDATE message SET state = 'queued', due_at = NULL, due_is_network = 0, acted_at = ?2, "
        "kind = iif(problem_code = ?3, ?4, kind), problem_code = NULL, problem_words = NULL "
        "WHERE id = ?1 AND dropped = 0 AND state IN ('failed', 'unconfirmed', 'held') "
        "RETURNING conversation_id",
        (message_id, now_ms, SMS_TOO_LONG, Kind.MMS),
    )


def hold(transaction: Transaction, message_id: int) -> bool:
    """A queued message waits for the user's word."""
    return _changed(
        transaction,
        "UPDATE message SET state = 'held', due_at = NULL, due_is_network = 0, "
        "problem_code = ?2, problem_words = ?3 "
        "WHERE id = ?1 AND dropped = 0 AND state = 'queued' RETURNING conversation_id",
        (message_id, *problem_texts.HELD),
    )


def hold_all(transaction: Transaction, why: tuple[str, str]) -> int:
    """Every queued message waits for the user's word; how many those are."""
    found = transaction.connection.execute(
        "UPDATE message SET state = 'held', due_at = NULL, due_is_network = 0, "
        "problem_code = ?, problem_words = ? "
        "WHERE dropped = 0 AND state = 'queued' RETURNING conversation_id",
        why,
    ).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in found)
    return len(found)


def drop(transaction: Transaction, message_id: int) -> bool:
    """Take back a message that is neither sent nor on its way.

    It stays in the store, hidden: a row of the server that turns out to be one of its attempts is
    known by it and comes back to nobody.
    """
    return _changed(
        transaction,
        "UPDATE message SET dropped = 1, state = iif(state = 'queued', 'held', state), "
        "problem_code = iif(state = 'queued', ?2, problem_code), "
        "problem_words = iif(state = 'queued', ?3, problem_words), "
        "due_at = NULL, due_is_network = 0 WHERE id = ?1 AND dropped = 0 "
        "AND state IN ('queued', 'held', 'failed', 'unknown', 'unconfirmed') "
        "RETURNING conversation_id",
        (message_id, *problem_texts.HELD),
    )


def withdraw(transaction: Transaction, message_ids: Sequence[int]) -> list[int]:
    """Which of these surely never went and may not go any more, all of it decided now.

    An attempt that is open, or whose end nobody has told, may have reached VoIP.ms. The caller
    takes them out of the store, in the same transaction.
    """
    found = transaction.connection.execute(
        "SELECT m.id FROM message AS m WHERE m.id IN (SELECT value FROM json_each(?)) "
        "AND m.dropped = 0 AND m.state IN ('queued', 'held', 'failed') AND NOT EXISTS ("
        "SELECT 1 FROM attempt AS a WHERE a.message_id = m.id AND "
        f"(a.{OPEN_ATTEMPT} OR a.ended_at IS NULL OR a.server_id IS NOT NULL))",
        (id_list(message_ids),),
    ).fetchall()
    return [message_id for (message_id,) in found]


def undo_drop(transaction: Transaction, message_id: int) -> bool:
    """Bring a dropped message back as it stands by now. What was queued comes back held."""
    return _changed(
        transaction,
        "UPDATE message SET dropped = 0 WHERE id = ?1 AND dropped = 1 RETURNING conversation_id",
        (message_id,),
    )


def _changed(transaction: Transaction, sql: str, values: tuple[int | str, ...]) -> bool:
    found = transaction.connection.execute(sql, values).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in found)
    return bool(found)
