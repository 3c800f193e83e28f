"""Complete polls, counted for the attempts that they did not list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from mmstui.domain import limits
from mmstui.domain.messages import Kind
from mmstui.domain.records import record
from mmstui.domain.times import eastern
from mmstui.domain.times.clock_skew import PROMPT
from mmstui.store.sending import problem_texts
from mmstui.store.sending.ownership import OPEN_ATTEMPT
from mmstui.store.sqlite.codec import from_ms, to_ms
from mmstui.store.sqlite.database import Transaction

#: A larger difference of clocks means a wrong clock, not the time that an answer took.
_WRONG_CLOCK = timedelta(minutes=2)
_NO_TIME = timedelta(0)
_MS = timedelta(milliseconds=1)
_SECOND = timedelta(seconds=1)


@record
class PollCoverage:
    """What a complete poll of one kind covers.

    `first_day`: the Eastern day from which on the poll has every row. `server_time`: the `Date` of
    its answer. `limit_reached`: the poll was cut at its limit, and is complete only because it
    reached known rows.
    """

    first_day: date
    server_time: datetime
    limit_reached: bool = False


def is_prompt(asked_at: datetime, now: datetime) -> bool:
    """Return whether answers requested at `asked_at` came promptly, both times by our clock."""
    return _NO_TIME <= now - asked_at <= _WRONG_CLOCK


def count(
    transaction: Transaction,
    kind: Kind,
    coverage: PollCoverage,
    *,
    asked_ms: int,
    now_ms: int,
    pending: Collection[int],
) -> None:
    """Count a complete poll for the attempts it covers; mark those with enough as unconfirmed.

    `asked_ms`, `now_ms`: when the poll began and ended, by our clock. If the answers came promptly,
    they show which clock is wrong; otherwise the machine may have slept. `pending`: attempts that a
    list of files may still settle; they stay unknown.
    """
    connection = transaction.connection
    lost = connection.execute(
        "SELECT a.id, a.message_id, m.conversation_id, a.started_at, a.ended_at, a.skew, "
        "coalesce(a.skew_most, a.skew) - a.skew, a.polls "
        "FROM attempt AS a JOIN message AS m ON m.id = a.message_id "
        f"WHERE a.{OPEN_ATTEMPT} AND a.state = 'unknown' AND a.kind = ?",
        (kind,),
    ).fetchall()
    server_ms, prompt = to_ms(coverage.server_time), is_prompt(from_ms(asked_ms), from_ms(now_ms))
    # The server's clock is at least so much ahead of ours, and at most.
    least = _without_travel(server_ms - now_ms)
    ahead = least if prompt else _without_travel(server_ms - asked_ms)
    for attempt_id, message_id, conversation_id, started_at, ended_at, skew, doubt, polls in lost:
        # Where the difference of the clocks was unknown at the start, the current one counts.
        started = from_ms(started_at + (skew or ahead))
        if started > coverage.server_time + _WRONG_CLOCK:
            if prompt:
                connection.execute(
                    "UPDATE attempt SET skew = ? WHERE id = ?", (server_ms - started_at, attempt_id)
                )
            continue
        earliest = from_ms(started_at + (skew or least))
        if coverage.first_day > eastern.day(earliest) or coverage.server_time < started:
            continue
        # If the machine slept, the bytes may have left long after the attempt started.
        ended = max(started, from_ms((ended_at or started_at) + (skew or ahead)))
        if ended > coverage.server_time + _WRONG_CLOCK:
            if not prompt:
                continue
            ended = coverage.server_time
            connection.execute(
                "UPDATE attempt SET ended_at = ? WHERE id = ?",
                (server_ms - (skew or ahead), attempt_id),
            )
        # `skew` is the least difference of the clocks: by the largest, the bytes left later. Its
        # last second is that of `Date`, which cuts off `server_time` too.
        doubtful = min(max(doubt * _MS - _SECOND, _NO_TIME), PROMPT)
        late = coverage.server_time - ended >= limits.UNCONFIRMED_AFTER + doubtful
        # The last poll that counts must be a late one, so early polls count up to one less.
        counted = min(polls + 1, limits.UNCONFIRMED_POLLS - (0 if late else 1))
        if counted > polls:
            connection.execute("UPDATE attempt SET polls = ? WHERE id = ?", (counted, attempt_id))
        if late and counted >= limits.UNCONFIRMED_POLLS and attempt_id not in pending:
            _give_up(transaction, attempt_id, message_id)
            transaction.touch([conversation_id])


def _without_travel(ahead: int) -> int:
    """Return a difference of clocks in ms; 0 if it is the time that an answer took."""
    return 0 if -(_WRONG_CLOCK // _MS) <= ahead < 0 else ahead


def conclude(transaction: Transaction, pending: Collection[int]) -> None:
    """Mark attempts as unconfirmed that enough polls have looked for, unless files may settle them.

    Called when a list of files has come or never will: the next poll that covers the attempt may be
    an hour away.
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
