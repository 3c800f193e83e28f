"""Watermarks of polls: how far each kind was polled, and deletions undone since."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from mmstui.domain.messages import Kind
from mmstui.domain.records import record
from mmstui.store.receiving.polls import PollCoverage
from mmstui.store.sqlite.codec import from_ms, to_ms

#: A poll without changes moves the watermark only this often: a write wakes all other processes.
_OFTEN = timedelta(minutes=5)

#: The condition for messages that a complete poll has listed.
KNOWN = "polled BETWEEN 1 AND (SELECT mark.polls FROM mark WHERE mark.kind = m.kind)"


@record
class Mark:
    """The last complete poll of a kind, by our clock and by the server's.

    `server_at` may lag some minutes while polls bring nothing. `full_at`: the last full overlap by
    our clock, or the epoch when there was none.
    """

    completed_at: datetime
    server_at: datetime
    full_at: datetime


def marks(connection: sqlite3.Connection) -> dict[Kind, Mark]:
    """Return the watermark of each kind that was polled completely."""
    return {
        Kind(kind): Mark(from_ms(completed_at), from_ms(server_at), from_ms(full_at))
        for kind, completed_at, server_at, full_at in connection.execute(
            "SELECT kind, completed_at, server_at, full_at FROM mark"
        ).fetchall()
    }


def times_taken_back(connection: sqlite3.Connection) -> int:
    """Return how often the tombstone of a conversation was removed by an undo.

    Rows fetched before an undo lack rows that are wanted after it, so they are not complete.
    """
    found = connection.execute("SELECT value FROM meta WHERE key = 'taken_back'").fetchone()
    return 0 if found is None else int(found[0])


def take_back(connection: sqlite3.Connection, since_ms: int) -> None:
    """Record the undo of a conversation's tombstone that stood since `since_ms`.

    Windows finished since then, and polls, left its messages out: the windows are fetched again,
    and the next poll covers the last days in full.
    """
    connection.execute("DELETE FROM window WHERE finished_at >= ?", (since_ms,))
    connection.execute("UPDATE mark SET full_at = 0")
    connection.execute(
        "INSERT INTO meta (key, value) VALUES ('taken_back', '1') "
        "ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
    )


def number(connection: sqlite3.Connection, kind: Kind, *, transactions: int) -> int:
    """Return the poll number to mark rows with, for a poll of that many transactions.

    A poll of several transactions uses the next number, which is valid once the last transaction
    has moved the watermark: rows of an incomplete poll must not count as known.
    """
    row = connection.execute("SELECT polls FROM mark WHERE kind = ?", (kind,)).fetchone()
    reached = 1 if row is None else int(row[0])
    return reached + (transactions > 1)


def move_mark(
    connection: sqlite3.Connection,
    kind: Kind,
    coverage: PollCoverage,
    now: datetime,
    *,
    polls: int,
    news: bool,
) -> None:
    """Record a complete poll. `polls`: its number; `news`: other rows were written too."""
    mark = marks(connection).get(kind)
    if mark is not None and not news:
        still_fresh = abs(coverage.server_time - mark.server_at) < _OFTEN
        if still_fresh and abs(now - mark.completed_at) < _OFTEN:
            return
    connection.execute(
        "INSERT INTO mark (kind, completed_at, server_at, polls) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (kind) DO UPDATE SET completed_at = ?2, server_at = ?3, polls = ?4",
        (kind, to_ms(now), to_ms(coverage.server_time), polls),
    )
