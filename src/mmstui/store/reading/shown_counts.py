"""Counts of messages as they are shown: legs of a group text are one, and so are parts of a text.

A reaction counts as a message, as it does among the unread ones. Only rows within seconds of others
can be folded, and an index alone tells which these are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from mmstui.domain.message_parts import APART, IDS_APART, REACH, SHORTEST, Row, groups
from mmstui.store.deleting import legs
from mmstui.store.sqlite.codec import id_list

_TIMES: Final = (
    "SELECT id, at FROM message WHERE conversation_id = ? AND at >= ? ORDER BY at, tie, id"
)
_NEAR: Final = f"""
    SELECT m.id, m.at, m.kind, m.direction, m.server_id, m.text,
        iif(m.kind = 'mms', {legs.FILES}, NULL)
    FROM json_each(?) AS near CROSS JOIN message AS m ON m.id = near.value
    WHERE m.direction = 'in' AND m.dropped = 0
"""
#: Earlier than any message.
_EVER: Final = -(1 << 60)


def totals(connection: sqlite3.Connection, conversation_ids: Sequence[int]) -> dict[int, int]:
    """Return the number of messages of some conversations, as shown."""
    found = dict(
        connection.execute(
            "SELECT id, total FROM conversation WHERE id IN (SELECT value FROM json_each(?))",
            (id_list(conversation_ids),),
        ).fetchall()
    )
    for conversation_id in found:
        folded = _folded(connection, conversation_id, _EVER)
        found[conversation_id] -= sum(len(group) - 1 for group in folded)
    return found


def new_since(connection: sqlite3.Connection, message_id: int) -> int:
    """Return how many messages, as shown, the rows above an id are; a further leg is none."""
    rows = connection.execute(
        "SELECT conversation_id, count(*), min(at) FROM message "
        "WHERE id > ? AND dropped = 0 GROUP BY +conversation_id",
        (message_id,),
    ).fetchall()
    count = 0
    for conversation_id, number, first in rows:
        count += number
        for group in _folded(connection, conversation_id, first - REACH):
            new = sum(row_id > message_id for row_id in group)
            count -= new if new < len(group) else new - 1
    return count


def _folded(
    connection: sqlite3.Connection, conversation_id: int, first: int
) -> Iterator[list[int]]:
    """Yield the rows of each message that several rows are, from a time on."""
    times = connection.execute(_TIMES, (conversation_id, first)).fetchall()
    near = {n for one, two in pairwise(times) if two[1] - one[1] <= APART for n in (one[0], two[0])}
    if not near:
        return
    order = {row_id: place for place, (row_id, _) in enumerate(times)}
    found = connection.execute(_NEAR, (id_list(sorted(near)),)).fetchall()
    found.sort(key=lambda columns: order[columns[0]])
    for run in _runs(found):
        rows = [
            Row(at, kind, direction, server_id, text, legs.files(files))
            for _, at, kind, direction, server_id, text, files in run
        ]
        for group in groups(rows):
            if len(group) > 1:
                yield [run[index][0] for index in group]


def _runs(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield rows that follow each other within seconds, if any two may be one message."""
    run: list[tuple[Any, ...]] = []
    for row in rows:
        if run and row[1] - run[-1][1] > APART:
            if _may_fold(run):
                yield run
            run = []
        run.append(row)
    if _may_fold(run):
        yield run


def _may_fold(run: Sequence[tuple[Any, ...]]) -> bool:
    """Return whether any two rows may be one message: a test that is faster than the rules."""
    sms = [(server_id, text) for _, _, kind, _, server_id, text, _ in run if kind == "sms"]
    mms = [(at, text) for _, at, kind, _, _, text, _ in run if kind == "mms"]
    if len(set(mms)) < len(mms):
        return True
    return any(
        len(one[1]) >= SHORTEST and one[0] and two[0] and 0 < two[0] - one[0] <= IDS_APART
        for one, two in pairwise(sms)
    )
