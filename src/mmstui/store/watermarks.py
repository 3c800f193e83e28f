"""How far the polls have come, and which windows of the past have been fetched."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from mmstui.domain.messages import Kind
from mmstui.store.codec import from_ms, to_ms
from mmstui.store.polls import PollCoverage

#: A poll that changes nothing moves the mark no more often: each write wakes the other processes.
_OFTEN = timedelta(minutes=5)

#: A message that a complete poll has listed.
KNOWN = "polled BETWEEN 1 AND (SELECT mark.polls FROM mark WHERE mark.kind = m.kind)"


@dataclass(frozen=True, slots=True)
class Mark:
    """The last complete poll of a kind, by our clock and by the server's.

    `server_at` may be some minutes behind when polls bring nothing. `full_at`: by our clock, the
    last full overlap; the beginning of time when there was none.
    """

    completed_at: datetime
    server_at: datetime
    full_at: datetime


def marks(connection: sqlite3.Connection) -> dict[Kind, Mark]:
    """The mark of each kind that has been polled completely."""
    return {
        Kind(kind): Mark(from_ms(completed_at), from_ms(server_at), from_ms(full_at))
        for kind, completed_at, server_at, full_at in connection.execute(
            "SELECT kind, completed_at, server_at, full_at FROM mark"
        ).fetchall()
    }


def times_taken_back(connection: sqlite3.Connection) -> int:
    """How often a conversation's tombstone was lifted.

    A list that was kept before left rows out that are wanted after: it does not count as whole.
    """
    found = connection.execute("SELECT value FROM meta WHERE key = 'taken_back'").fetchone()
    return 0 if found is None else int(found[0])


def take_back(connection: sqlite3.Connection, since_ms: int) -> None:
    """A conversation's tombstone is lifted that stood since `since_ms`.

    Windows of history finished since left its past out, and so did polls: the windows are to be
    fetched again, and the next poll looks at the last days as a whole.
    """
    connection.execute("DELETE FROM window WHERE finished_at >= ?", (since_ms,))
    connection.execute("UPDATE mark SET full_at = 0")
    connection.execute(
        "INSERT INTO meta (key, value) VALUES ('taken_back', '1') "
        "ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
    )


def number(connection: sqlite3.Connection, kind: Kind, *, transactions: int) -> int:
    """The number for rows of a poll that takes so many transactions.

    Those of several get a new number, which counts when the mark has reached it, in the last one:
    rows of a poll that is only half in are not known by a complete one.
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
    """The poll of a kind with this number was complete. `news`: something else is written too."""
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
