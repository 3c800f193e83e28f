"""Send attempts: started before the first byte leaves, ended by the answer.

Every update of a message's state names the states it may start from, so that a late writer changes
nothing. An answer of VoIP.ms always wins, even after its attempt was marked `unknown`: nothing else
is certain.
"""

from __future__ import annotations

import json
from datetime import timedelta

from mmstui.domain import limits
from mmstui.domain.messages import Direction, Kind, State
from mmstui.domain.times.clock_skew import Before
from mmstui.store.sending import ownership, problem_texts
from mmstui.store.sending.ownership import Attempt
from mmstui.store.sqlite.database import Transaction

_MS = timedelta(milliseconds=1)
Problem = tuple[str, str]  #: VoIP.ms's status or a code of ours, and a sentence

#: Final states of attempts that did not reach VoIP.ms: no poll can list their message.
_OVER = frozenset({"failed", "requeued"})


def begin(
    transaction: Transaction, message_id: int, owner: str, now_ms: int, before: Before
) -> int | None:
    """Start an attempt and return its id; None when the message must not be sent now."""
    connection = transaction.connection
    begun = connection.execute(
        "UPDATE message SET state = 'sending', due_at = NULL, due_is_network = 0, "
        "problem_code = NULL, problem_words = NULL "
        "WHERE id = ?1 AND state = 'queued' AND dropped = 0 AND NOT EXISTS ("
        "SELECT 1 FROM message AS other WHERE other.state NOT IN ('received', 'sent') "
        "AND other.state = 'sending' AND other.conversation_id = message.conversation_id) "
        "RETURNING conversation_id, kind",
        (message_id,),
    ).fetchone()
    if begun is None:
        return None
    conversation_id, kind = begun
    attempt_id = connection.execute(
        "INSERT INTO attempt (message_id, kind, owner, started_at, watermark, skew, skew_most, "
        "looked, seen, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'sending')",
        (
            message_id, kind, owner, now_ms, watermark(transaction, Kind(kind)),
            0 if before.skew is None else before.skew.least // _MS,
            None if before.skew is None else -(-before.skew.most // _MS),
            int(before.looked),
            json.dumps(before.seen) if before.seen else None,
        ),
    ).lastrowid  # fmt: skip
    transaction.touch([conversation_id])
    return attempt_id


def watermark(transaction: Transaction, kind: Kind) -> int:
    """Return the watermark: the highest known server id of a kind, or 0. New ids are above it."""
    tables = ("message", "attempt", "tombstone")
    highest = ", ".join(
        f"coalesce((SELECT server_id FROM {table} WHERE kind = ?1 AND server_id IS NOT NULL "
        "ORDER BY server_id DESC LIMIT 1), 0)"
        for table in tables
    )
    (known,) = transaction.connection.execute(f"SELECT max({highest})", (kind,)).fetchone()
    return int(known)


def answered(transaction: Transaction, attempt_id: int, server_id: int, now_ms: int) -> None:
    """Record that VoIP.ms accepted an attempt's message under `server_id`.

    The answered id wins over the result of reconciliation: a row stored under that id is merged
    into our message, another attempt's row of that id moves to this attempt, and a row that this
    attempt owns under another id is given back.
    """
    connection = transaction.connection
    attempt = ownership.attempt(connection, attempt_id)
    if attempt is None or attempt.answered:
        return
    _end_flight(transaction, attempt, now_ms)
    if attempt.server_id == server_id:
        connection.execute("UPDATE attempt SET answered = 1 WHERE id = ?", (attempt_id,))
        return
    if attempt.server_id is not None:
        ownership.give_back(transaction, attempt, now_ms)
    holder = ownership.owner_of(connection, attempt.kind, server_id)
    if holder is None:
        believed = _merge_stored(transaction, attempt, server_id)
    else:
        believed = not holder.answered and holder.conversation_id == attempt.conversation_id
        if believed:
            row = ownership.release(transaction, holder)
            ownership.own(transaction, attempt.id, server_id, row, answered=True)
    if not believed:
        # An answer with the id of another message is invalid, so the result is unknown.
        _unknown(transaction, attempt, problem_texts.ID_TAKEN)


def _merge_stored(transaction: Transaction, attempt: Attempt, server_id: int) -> bool:
    connection = transaction.connection
    stored = connection.execute(
        "SELECT id, conversation_id, direction, origin FROM message "
        "WHERE kind = ? AND server_id = ?",
        (attempt.kind, server_id),
    ).fetchone()
    if stored is None:
        if attempt.kind is Kind.MMS:
            _remove_mirror(transaction, attempt, server_id)
        ownership.own(transaction, attempt.id, server_id, None, answered=True)
        return True
    row_id, *what = stored
    if what != [attempt.conversation_id, Direction.OUT, "server"]:
        return False
    ownership.take(transaction, attempt.id, row_id, answered=True)
    return True


def _remove_mirror(transaction: Transaction, attempt: Attempt, server_id: int) -> None:
    """Remove the SMS row that is the mirror of an MMS, if a poll stored it before the answer came.

    What the user said of that row stands: it stays if its deletion was asked for. An SMS that only
    has the same id comes back with the next complete list of MMS (`merge`).
    """
    connection = transaction.connection
    near = limits.NEAR_MATCH // _MS
    mirror = connection.execute(
        "SELECT m.id FROM message AS m WHERE m.kind = 'sms' AND m.server_id = ?1 "
        "AND m.conversation_id = ?2 AND m.direction = 'out' AND m.origin = 'server' "
        "AND m.dropped = 0 AND abs(m.at - ?3) <= ?4 "
        "AND NOT EXISTS (SELECT 1 FROM server_deletion AS d WHERE d.message_id = m.id)",
        (server_id, attempt.conversation_id, attempt.started_at + attempt.skew, near),
    ).fetchone()
    if mirror is not None:
        ownership.remove_message(connection, mirror[0])


def refused(transaction: Transaction, attempt_id: int, problem: Problem, now_ms: int) -> None:
    """Record that VoIP.ms refused the message."""
    _not_sent(transaction, attempt_id, "failed", State.FAILED, problem, now_ms)


def held(transaction: Transaction, attempt_id: int, problem: Problem, now_ms: int) -> None:
    """Record a refusal that is not the message's fault: the message waits for the user."""
    _not_sent(transaction, attempt_id, "failed", State.HELD, problem, now_ms)


def requeued(
    transaction: Transaction,
    attempt_id: int,
    due_ms: int | None,
    *,
    network: bool,
    now_ms: int,
    problem: Problem = ("", ""),
) -> None:
    """Queue a message again that was not sent: no byte left, or VoIP.ms asked to wait.

    The message is not sent before `due_ms`. It keeps VoIP.ms's words, except when only the network
    failed.
    """
    attempt = _close(transaction, attempt_id, "requeued", problem, now_ms)
    if attempt is None:
        return
    code, words = ("", "") if network else problem
    # A message that the user deleted meanwhile must not be sent.
    transaction.connection.execute(
        "UPDATE message SET state = iif(dropped, 'held', 'queued'), due_at = ?2, "
        "due_is_network = ?3, problem_code = nullif(?5, ''), problem_words = nullif(?6, '') "
        f"WHERE id = ?1 AND {_MAY_END}",
        (attempt.message_id, due_ms, int(network), attempt.id, code, words),
    )


def unknown(transaction: Transaction, attempt_id: int, problem: Problem, now_ms: int) -> bool:
    """Mark an attempt without a usable answer. Return True if polls must look for its message."""
    attempt = ownership.attempt(transaction.connection, attempt_id)
    if attempt is None or not attempt.in_flight:
        return False
    _end_flight(transaction, attempt, now_ms)
    if attempt.state != "sending":
        return False  # A poll listed the message while the request was running.
    _unknown(transaction, attempt, problem)
    return True


def take_over(transaction: Transaction, owner: str, now_ms: int) -> int:
    """Mark the attempts that other processes left open as unknown; return their number."""
    left = transaction.connection.execute(
        "SELECT id FROM attempt WHERE ended_at IS NULL AND owner <> ? ORDER BY id", (owner,)
    ).fetchall()
    return sum(unknown(transaction, each, problem_texts.INTERRUPTED, now_ms) for (each,) in left)


#: Whether attempt ?4 may set the message's state: the newest attempt of a message without an end.
_MAY_END = (
    "state IN ('sending', 'unknown', 'unconfirmed') "
    "AND ?4 = (SELECT max(id) FROM attempt WHERE message_id = ?1)"
)


def _not_sent(
    transaction: Transaction,
    attempt_id: int,
    end: str,
    state: State,
    problem: Problem,
    now_ms: int,
) -> None:
    attempt = _close(transaction, attempt_id, end, problem, now_ms)
    if attempt is None:
        return
    transaction.connection.execute(
        "UPDATE message SET state = ?2, problem_code = ?3, problem_words = ?5 "
        f"WHERE id = ?1 AND {_MAY_END}",
        (attempt.message_id, state, problem[0], attempt.id, problem[1]),
    )


def _close(
    transaction: Transaction, attempt_id: int, end: str, problem: Problem, now_ms: int
) -> Attempt | None:
    """End an attempt that did not reach VoIP.ms; None when its end is recorded already."""
    attempt = ownership.attempt(transaction.connection, attempt_id)
    if attempt is None or attempt.answered or attempt.state in _OVER:
        return None
    if attempt.server_id is not None:
        ownership.give_back(transaction, attempt, now_ms)
    transaction.connection.execute(
        "UPDATE attempt SET state = ?, ended_at = coalesce(ended_at, ?), near_id = NULL, "
        "code = nullif(?, ''), words = nullif(?, '') WHERE id = ?",
        (end, now_ms, *problem, attempt.id),
    )
    transaction.touch([attempt.conversation_id])
    return attempt


def _end_flight(transaction: Transaction, attempt: Attempt, now_ms: int) -> None:
    transaction.connection.execute(
        "UPDATE attempt SET ended_at = coalesce(ended_at, ?) WHERE id = ?", (now_ms, attempt.id)
    )


def _unknown(transaction: Transaction, attempt: Attempt, problem: Problem) -> None:
    transaction.connection.execute(
        "UPDATE attempt SET state = 'unknown', code = ?, words = ? "
        f"WHERE id = ? AND {ownership.OPEN_ATTEMPT}",
        (*problem, attempt.id),
    )
    transaction.connection.execute(
        "UPDATE message SET state = 'unknown', problem_code = ?, problem_words = ? "
        "WHERE id = ? AND state = 'sending'",
        (*problem, attempt.message_id),
    )
    transaction.touch([attempt.conversation_id])
