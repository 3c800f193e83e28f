"""Counts for the header and `mmstui status`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Final

from mmstui.domain import limits
from mmstui.domain.kinds import OPEN_STATES, History, Leaving, State
from mmstui.domain.text.sanitise import line
from mmstui.store.sqlite.instants import from_ms, to_ms

#: The signal with the number of that day's sends that were deleted here.
SENDS_DELETED = "sends_deleted"
#: The signal with the highest id of a row set aside that the user has looked at.
SET_ASIDE_SEEN: Final = "set_aside_seen"
#: The condition for unfinished rows of `server_deletion`.
LEAVING: Final = "state IN ('waiting', 'deleting', 'stopping')"
#: Signals with words for what fails, the worst first.
_TROUBLES = ("trouble", "poll_trouble")


def fields(
    connection: sqlite3.Connection,
    now: datetime,
    day: tuple[datetime, datetime],
    sends_limit: int,
    held: Callable[[], bool],
) -> dict[str, Any]:
    """Return the fields of a `Status`, read inside the caller's transaction.

    `day`: the Eastern day of `now`. `held`: as in `leader`.
    """
    conversations, messages = connection.execute(
        "SELECT count(*), coalesce(sum(total), 0) FROM conversation WHERE listed = 1"
    ).fetchone()
    conversations_unread, unread = connection.execute(
        "SELECT count(*), coalesce(sum(unread), 0) FROM conversation WHERE unread > 0 "
        "AND done = 0 AND blocked = 0 AND (snoozed_until IS NULL OR snoozed_until <= ?)",
        (to_ms(now),),
    ).fetchone()
    (drafts,) = connection.execute("SELECT count(*) FROM draft").fetchone()
    signals = {
        name: (from_ms(at), value)
        for name, at, value in connection.execute("SELECT name, at, value FROM signal").fetchall()
    }
    last_sync, offline = signals.get("last_sync"), signals.get("offline")
    access = signals.get("access")
    leader_pid, leader_silent_since = leader(signals.get("leader"), now, held)
    return {
        "unread": unread,
        "conversations_unread": conversations_unread,
        "conversations": conversations,
        "messages": messages,
        "outbox": outbox(connection),
        "drafts": drafts,
        "sends_today": sends_between(connection, *day),
        "sends_limit": sends_limit,
        "limit_reached": "day_limit" in signals and signals["day_limit"][0] >= day[0],
        "last_sync": last_sync[0] if last_sync else None,
        "checking": "checking" in signals,
        "offline_since": offline[0] if offline else None,
        "refused": access[1] if access else None,
        "refused_at": access[0] if access else None,
        "seen_address": line(signals["address"][1]) if access and "address" in signals else "",
        "leader_pid": leader_pid,
        "leader_silent_since": leader_silent_since,
        "progress": line(signals["progress"][1]) if "progress" in signals else "",
        "trouble": next((line(signals[name][1]) for name in _TROUBLES if name in signals), ""),
        "leaving": leaving(connection),
        "indexing": indexed_anew(connection),
        "history": _history(signals["history"][1]) if "history" in signals else None,
        "set_aside": not _is_empty(connection),
        "set_aside_new": _unseen(connection),
    }


def leader(
    beat: tuple[datetime, str] | None, now: datetime, held: Callable[[], bool]
) -> tuple[int | None, datetime | None]:
    """Return the leader's process, and since when it is silent, from its last heartbeat.

    `held` returns whether some process has the leader's lock: a silent leader without the lock was
    killed and does not count.
    """
    if beat is None:
        return None, None
    at, value = beat
    silent = abs(now - at) > limits.SILENT_AFTER
    if silent and not held():
        return None, None
    return _pid(value), at if silent else None


def indexed_anew(connection: sqlite3.Connection) -> float | None:
    """Return how much of an older version's full-text index has moved, 0 to 1; None when all has.

    An estimate from message ids, some of which are of messages that are gone.
    """
    found = connection.execute(
        "SELECT CAST(value AS REAL) / (SELECT max(id) FROM message) FROM meta "
        "WHERE key = 'old_index_up_to' AND value <> '0'"
    ).fetchone()
    return None if found is None else 1 - min(found[0] or 0.0, 1.0)


def outbox(connection: sqlite3.Connection) -> dict[State, int]:
    """Return the number of messages in each open state, most urgent first, without zeros."""
    counts = dict(
        connection.execute(
            "SELECT state, count(*) FROM message "
            "WHERE state NOT IN ('received', 'sent') AND dropped = 0 GROUP BY state"
        ).fetchall()
    )
    return {state: counts[state.value] for state in OPEN_STATES if state.value in counts}


def leaving(connection: sqlite3.Connection) -> Leaving:
    """Return the progress of deletions at VoIP.ms. Messages not listed count as deleted there."""
    # From indexes alone: a long conversation has thousands of these rows.
    (failed,) = connection.execute(
        # A failed deletion does not count once another program has deleted the message.
        "SELECT count(*) FROM server_deletion AS s JOIN message AS m ON m.id = s.message_id "
        "WHERE s.state = 'failed' AND m.gone = 0"
    ).fetchone()
    (ended,) = connection.execute(
        "SELECT count(*) FROM server_deletion WHERE state IN ('done', 'gone')"
    ).fetchone()
    in_hand = connection.execute(
        f"SELECT DISTINCT deletion_id FROM server_deletion WHERE {LEAVING}"
    ).fetchall()
    if not in_hand:
        return Leaving(failed=failed, ended=ended)
    from mmstui.store.sqlite.codec import id_list

    ids = id_list([deletion_id for (deletion_id,) in in_hand])
    (total,) = connection.execute(
        "SELECT count(*) FROM server_deletion "
        "WHERE deletion_id IN (SELECT value FROM json_each(?))",
        (ids,),
    ).fetchone()
    left, stopping, answered = connection.execute(
        "SELECT count(*), coalesce(sum(state = 'stopping'), 0), coalesce(sum(tries > 0), 0) "
        f"FROM server_deletion WHERE {LEAVING} AND missed_at IS NULL"
    ).fetchone()
    (begun,) = connection.execute(
        "SELECT max(begun) FROM deletion WHERE id IN (SELECT value FROM json_each(?))", (ids,)
    ).fetchone()
    return Leaving(
        total,
        left,
        begun=bool(begun),
        stopping=0 < left == stopping,
        answered=answered,
        failed=failed,
        ended=ended,
    )


def sends_between(connection: sqlite3.Connection, since: datetime, until: datetime) -> int:
    """Return the sends of an Eastern day that count towards the account's limit.

    Counts messages that any client sent that day, open attempts that may have been sent, and sends
    that were deleted here since.
    """
    first, end = to_ms(since), to_ms(until)
    (sent,) = connection.execute(
        "SELECT count(*) FROM message "
        "WHERE direction = 'out' AND at >= ? AND at < ? AND state = 'sent'",
        (first, end),
    ).fetchone()
    (maybe,) = connection.execute(
        "SELECT count(*) FROM attempt WHERE state IN ('sending', 'unknown', 'unconfirmed') "
        "AND started_at >= ? AND started_at < ?",
        (first, end),
    ).fetchone()
    deleted = connection.execute(
        "SELECT CAST(value AS INTEGER) FROM signal WHERE name = ? AND at >= ? AND at < ?",
        (SENDS_DELETED, first, end),
    ).fetchone()
    return int(sent) + int(maybe) + (int(deleted[0]) if deleted else 0)


def eastern_day(now: datetime) -> tuple[datetime, datetime]:
    """Return the start of the Eastern day of `now` and its end, 23 to 25 hours later."""
    from mmstui.domain.times.zones import EASTERN

    return day_in(EASTERN, now)


def day_in(zone: tzinfo, now: datetime) -> tuple[datetime, datetime]:
    """Return the start and the end of the day of `now` in a zone."""
    today = now.astimezone(zone).date()
    first, end = (datetime.combine(day, time(), zone) for day in (today, today + timedelta(days=1)))
    return first, end


def _history(value: str) -> History | None:
    day, _, state = value.partition(" ")
    try:
        reached = date.fromisoformat(day)
    except ValueError:
        return None
    return History(reached, done=state in {"done", "limited"}, limited=state == "limited")


def _pid(value: str) -> int | None:
    number = value.split("-")[0].strip()
    return int(number) if number.isascii() and number.isdigit() else None


def _is_empty(connection: sqlite3.Connection) -> bool:
    """Return whether the quarantine is empty."""
    return connection.execute("SELECT 1 FROM quarantine LIMIT 1").fetchone() is None


def _unseen(connection: sqlite3.Connection) -> int:
    """Return the number of unseen rows, at most a hundred: the query runs after every change."""
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM quarantine WHERE id > coalesce("
        "(SELECT CAST(value AS INTEGER) FROM signal WHERE name = ?), 0) LIMIT ?)",
        (SET_ASIDE_SEEN, limits.SET_ASIDE_COUNTED),
    ).fetchone()
    return int(count)
