"""What a complete poll says about attempts it did not list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mmstui.domain import eastern, limits
from mmstui.domain.messages import Kind
from mmstui.store import problem_texts
from mmstui.store.codec import from_ms, to_ms
from mmstui.store.database import Transaction
from mmstui.store.ownership import OPEN_ATTEMPT

#: Clocks that differ by more are wrong clocks, not the time an answer takes.
_WRONG_CLOCK = timedelta(minutes=2)
_NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class PollCoverage:
    """What a complete poll of one kind has seen.

    `first_day`: the Eastern day from which on it has seen every row. `server_time`: the `Date` of
    the answer. `limit_reached`: it was cut at its limit and complete only because it reached rows
    that were known.
    """

    first_day: date
    server_time: datetime
    limit_reached: bool = False


def is_prompt(asked_at: datetime, now: datetime) -> bool:
    """Whether answers asked for at a time are as old as they look, both by our clock."""
    return _NO_TIME <= now - asked_at <= _WRONG_CLOCK


def count(
    transaction: Transaction,
    kind: Kind,
    coverage: PollCoverage,
    *,
    now_ms: int,
    prompt: bool,
    pending: Collection[int],
) -> None:
    """Count a complete poll for the attempts it covers; give up looking where it was the last.

    `prompt`: its answers did not take long, so they tell which of two clocks is wrong; a machine
    may have slept over others. `pending`: attempts that a list of files still to come may settle.
    They stay unknown.
    """
    connection = transaction.connection
    lost = connection.execute(
        "SELECT a.id, a.message_id, m.conversation_id, a.started_at, a.ended_at, a.skew, a.polls "
        "FROM attempt AS a JOIN message AS m ON m.id = a.message_id "
        f"WHERE a.{OPEN_ATTEMPT} AND a.state = 'unknown' AND a.kind = ?",
        (kind,),
    ).fetchall()
    server_ms = to_ms(coverage.server_time)
    ahead = server_ms - now_ms if prompt else 0
    if -(_WRONG_CLOCK // timedelta(milliseconds=1)) <= ahead < 0:
        ahead = 0  # the time that the answer took
    for attempt_id, message_id, conversation_id, started_at, ended_at, skew, polls in lost:
        # What was not known of the server's clock when it began is known now.
        started = from_ms(started_at + (skew or ahead))
        if started > coverage.server_time + _WRONG_CLOCK:
            if prompt:
                connection.execute(
                    "UPDATE attempt SET skew = ? WHERE id = ?", (server_ms - started_at, attempt_id)
                )
            continue
        if coverage.first_day > eastern.day(started) or coverage.server_time < started:
            continue
        # Its bytes may have left long after its start, had the machine slept in between.
        ended = max(started, from_ms((ended_at or started_at) + (skew or ahead)))
        if ended > coverage.server_time + _WRONG_CLOCK:
            if not prompt:
                continue
            ended = coverage.server_time
            connection.execute(
                "UPDATE attempt SET ended_at = ? WHERE id = ?",
                (server_ms - (skew or ahead), attempt_id),
            )
        late = coverage.server_time - ended >= limits.UNCONFIRMED_AFTER
        # The last one that counts is a late one: earlier ones count for all but it.
        counted = min(polls + 1, limits.UNCONFIRMED_POLLS - (0 if late else 1))
        if counted > polls:
            connection.execute("UPDATE attempt SET polls = ? WHERE id = ?", (counted, attempt_id))
        if late and counted >= limits.UNCONFIRMED_POLLS and attempt_id not in pending:
            _give_up(transaction, attempt_id, message_id)
            transaction.touch([conversation_id])


def conclude(transaction: Transaction, pending: Collection[int]) -> None:
    """Give up attempts that enough polls have not found, and that no list of files can settle.

    For when such a list has come, or never will: the next poll that covers their day may be an
    hour away. Only a poll that was late enough counts as the last of enough.
    """
    waited = transaction.connection.execute(
        "SELECT a.id, a.message_id, m.conversation_id FROM attempt AS a "
        "JOIN message AS m ON m.id = a.message_id "
        f"WHERE a.{OPEN_ATTEMPT} AND a.state = 'unknown' AND a.polls >= ?",
        (limits.UNCONFIRMED_POLLS,),
    ).fetchall()
    for attempt_id, message_id, conversation_id in waited:
        if attempt_id not in pending:
            _give_up(transaction, attempt_id, message_id)
            transaction.touch([conversation_id])


def _give_up(transaction: Transaction, attempt_id: int, message_id: int) -> None:
    connection = transaction.connection
    connection.execute("UPDATE attempt SET state = 'unconfirmed' WHERE id = ?", (attempt_id,))
    connection.execute(
        "UPDATE message SET state = 'unconfirmed', problem_code = ?2, problem_words = ?3 "
        "WHERE id = ?1 AND state = 'unknown' AND NOT EXISTS (SELECT 1 FROM attempt AS a "
        "WHERE a.message_id = ?1 AND a.state IN ('sending', 'unknown'))",
        (message_id, *problem_texts.NOT_FOUND),
    )
