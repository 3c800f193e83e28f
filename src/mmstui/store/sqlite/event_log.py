"""What happened in the store since a cursor, as events of `domain.events`.

New messages are those with higher ids than before. Which of them a poll saw first is in the table
`arrival`, which the poll's transaction writes. The table `event` is written by triggers. Revisions
tell which rows of the conversation list changed.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from mmstui.domain.events import (
    ConversationsChanged,
    ConversationsRead,
    DeletionsChanged,
    DirectoryChanged,
    EventBatch,
    EverythingChanged,
    Ids,
    MessagesArrived,
    PendingChangesChanged,
    StatesChanged,
    StatusChanged,
    StoreEvent,
    merged,
)
from mmstui.domain.records import record
from mmstui.store.reading import conversation_rows
from mmstui.store.sqlite import revisions
from mmstui.store.sqlite.database import Database

#: With more new messages than this, history is not named: reading 5,000 ids takes 30 ms.
MANY_MESSAGES: Final = 1_000
#: So many of the last rows of `event` are kept, see the trigger `event_pruned`.
KEPT: Final = 10_000

_TOPICS: Final[dict[str, Callable[[Ids], StoreEvent]]] = {
    "state": StatesChanged,
    "read": ConversationsRead,
    "directory": lambda _: DirectoryChanged(),
    "errand": lambda _: PendingChangesChanged(),
    "deletion": lambda _: DeletionsChanged(),
}

_ALL: Final = "id > ?1"
#: Messages that a poll saw first, and those queued here: what was sent since has a row in `event`.
_NOT_HISTORY: Final = (
    "id IN (SELECT polled.id FROM arrival CROSS JOIN message AS polled "
    "ON polled.id BETWEEN first AND last WHERE first > ?1 UNION ALL "
    "SELECT id FROM message WHERE state NOT IN ('received', 'sent') AND +id > ?1)"
)


@record
class Cursor:
    """A point in time of a store: its revision, its last event, and its highest message id."""

    rev: int
    seq: int
    message_id: int


class EventLog:
    """Reads what happened. Every call sees one snapshot of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cursor(self) -> Cursor:
        """Return the cursor of now."""
        with self._database.reading() as connection:
            return self._now(connection, revisions.changes(self._database, 0).rev)

    def since(self, before: Cursor) -> tuple[EventBatch, Cursor]:
        """Return what happened after a cursor, and the cursor of now."""
        with self._database.reading() as connection:
            changes = revisions.changes(self._database, before.rev)
            now = self._now(connection, changes.rev)
            events = [
                *_arrived(connection, before.message_id, now.message_id),
                *_noted(connection, before.seq, now.seq),
                ConversationsChanged(changes.conversation_ids),
                StatusChanged(),
            ]
        if changes.everything:
            events.append(EverythingChanged())
        return merged(events), now

    @staticmethod
    def _now(connection: sqlite3.Connection, rev: int) -> Cursor:
        (seq,) = connection.execute(
            "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'event'"
        ).fetchone()
        return Cursor(rev, int(seq), conversation_rows.highest_message_id(connection))


def note_arrival(connection: sqlite3.Connection, message_ids: Sequence[int]) -> None:
    """Record that a poll has just stored these messages, which were never here before."""
    ids = sorted(message_ids)
    starts = [n for n, message_id in enumerate(ids) if n == 0 or ids[n - 1] != message_id - 1]
    connection.executemany(
        "INSERT INTO arrival (first, last) VALUES (?, ?)",
        [(ids[n], ids[end - 1]) for n, end in pairwise([*starts, len(ids)])],
    )


def _arrived(connection: sqlite3.Connection, since: int, now: int) -> Iterator[StoreEvent]:
    """Yield the events of messages with ids above `since`."""
    if now < since:
        # Another store, for example after a copy was restored.
        yield EverythingChanged()
    if now <= since:
        return
    ranges = connection.execute(
        "SELECT first, last FROM arrival WHERE first > ? ORDER BY first", (since,)
    ).fetchall()
    which = _ALL if now - since <= MANY_MESSAGES else _NOT_HISTORY
    firsts = [first for first, _ in ranges]
    queued: list[int] = []
    found: defaultdict[tuple[bool, bool], list[tuple[int, int]]] = defaultdict(list)
    for message_id, conversation_id, direction, origin in connection.execute(
        f"SELECT id, conversation_id, direction, origin FROM message WHERE {which} AND dropped = 0",
        (since,),
    ).fetchall():
        if origin == "server":
            place = bisect_right(firsts, message_id) - 1
            polled_first = place >= 0 and message_id <= ranges[place][1]
            found[direction == "in", polled_first].append((message_id, conversation_id))
        elif origin != "import":
            queued.append(message_id)
    yield StatesChanged(tuple(queued))
    for (incoming, polled_first), pairs in found.items():
        message_ids, conversation_ids = zip(*pairs, strict=True)
        yield MessagesArrived(message_ids, conversation_ids, incoming, polled_first)


def _noted(connection: sqlite3.Connection, since: int, now: int) -> Iterator[StoreEvent]:
    """Yield the events that triggers noted."""
    if not 0 <= now - since <= KEPT:
        # Not all of them are here any more, or it is another store.
        yield from (EverythingChanged(), DirectoryChanged())
        yield from (PendingChangesChanged(), DeletionsChanged())
    if now == since:
        return
    subjects: defaultdict[str, list[int]] = defaultdict(list)
    for topic, subject in connection.execute(
        "SELECT topic, subject FROM event WHERE seq > ?", (since,)
    ).fetchall():
        subjects[topic].append(subject)
    for topic, found in subjects.items():
        yield _TOPICS[topic](tuple(found))
