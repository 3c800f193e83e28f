"""Pages of a thread: reads rows, and the rows around them that decide how they are folded.

A page holds the messages whose first row is in it. Rows before it may be the first rows of its
parts and legs, or the messages that its tapbacks mean; rows after it may belong to its messages.
Most pages need few of either: they are looked for by time and by the look of a text.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Final

from mmstui.domain.folding import LOOK_BACK, folded, may_mean_earlier
from mmstui.domain.message_parts import APART, IDS_APART, LONGEST, REACH, SHORTEST
from mmstui.domain.messages import Message
from mmstui.domain.text.tapbacks import begins_as_one, parse
from mmstui.store.sqlite.codec import Key, id_list

#: Makes messages of rows.
Complete = Callable[[sqlite3.Connection, list[Any]], list[Message]]
#: Incoming rows beside which there are others that they may be one message with. The rules are in
#: `domain.message_parts`; this only finds the few rows that need them.
_GROUPED: Final = f"""
    SELECT m.id FROM json_each(?) AS wanted CROSS JOIN message AS m ON m.id = wanted.value
    WHERE m.direction = 'in' AND EXISTS (
        SELECT 1 FROM message AS o WHERE o.conversation_id = m.conversation_id
        AND o.at BETWEEN m.at - {APART} AND m.at + {APART} AND o.id <> m.id AND o.kind = m.kind
        AND o.direction = 'in' AND o.dropped = 0 AND CASE m.kind
            WHEN 'mms' THEN o.at = m.at AND o.text = m.text
            ELSE abs(o.server_id - m.server_id) <= {IDS_APART}
                AND length(iif(o.tie < m.tie, o.text, m.text)) BETWEEN {SHORTEST} AND {LONGEST}
            END)
"""
#: Rows after a page that are looked at: more than come within seconds.
_NEAR: Final = 200
_KEY: Final = "(m.at, m.tie, m.id)"


class ThreadReader:
    """Reads rows of one conversation and folds them, within one snapshot."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        select: str,
        complete: Complete,
        conversation_id: int,
        *,
        signs: bool = True,
    ) -> None:
        """`select` reads the columns of messages; `complete` makes messages of them."""
        self._connection = connection
        self._select = select
        self._complete = complete
        self._conversation_id = conversation_id
        self._signs = signs

    def page(self, before: Key | None, after: Key | None, limit: int) -> list[Message]:
        """Return the messages between two keys, oldest first: at most `limit`.

        Those next to `after` if it is the only key, else the newest.
        """
        upwards = after is not None and before is None
        rows: list[Message] = []
        shown: list[Message] = []
        missing = limit
        while missing > 0:
            start, end = after, before
            if rows and upwards:
                start = rows[-1].key
            elif rows:
                end = rows[0].key
            more = self._rows(start, end, missing, upwards=upwards)
            rows = [*rows, *more] if upwards else [*more, *rows]
            if more:
                shown = self._shown(rows)
            if len(more) < missing:
                break
            # Rows that are folded into others leave room for as many further ones.
            missing = limit - len(shown)
        return shown[:limit] if upwards else shown[-limit:]

    def containing(self, row: Message) -> Message:
        """Return the message that a row is, or is a part of."""
        while True:
            after = self._after(row)
            around = [*self._before([row, *after]), row, *after]
            found = next(
                each for each in folded(around, signs=self._signs) if row.id in each.row_ids
            )
            if found.id == row.id:
                return found
            # More may belong to its first row than is near this one.
            row = next(each for each in around if each.id == found.id)

    def _shown(self, rows: Sequence[Message]) -> list[Message]:
        first, last = rows[0].key, rows[-1].key
        after = self._after(rows[-1])
        before = self._before([*rows, *after])
        around = folded([*before, *rows, *after], signs=self._signs)
        return [message for message in around if first <= message.key <= last]

    def _before(self, rows: Sequence[Message]) -> list[Message]:
        """Return the rows before others that decide how those are folded."""
        first = rows[0].key
        near = self._rows((first[0] - REACH, 0, 0), first, -1, upwards=False)
        count = len(near)
        for place, row in enumerate((*near, *rows[:LOOK_BACK]), -len(near)):
            if may_mean_earlier(row):
                count = max(count, LOOK_BACK - place)
                break
        if count == len(near):
            return near
        if not (rows := self._rows(None, first, count, upwards=False)):
            return []
        # The first of these may be a leg or a part of a row before them.
        start = (rows[0].key[0] - REACH, 0, 0)
        return [*self._rows(start, rows[0].key, -1, upwards=False), *rows]

    def _after(self, last: Message) -> list[Message]:
        """Return the rows after another that may belong to it, or to one before it."""
        texts = self._connection.execute(
            "SELECT m.at, m.direction, m.text FROM message AS m WHERE m.conversation_id = ? "
            f"AND m.dropped = 0 AND {_KEY} > (?, ?, ?) ORDER BY m.at, m.tie, m.id LIMIT ?",
            (self._conversation_id, *last.key, max(LOOK_BACK, _NEAR)),
        ).fetchall()
        count, until = 0, last.key[0] + REACH
        for place, (at, direction, text) in enumerate(texts, 1):
            if direction == "in" and begins_as_one(text):
                until = at + REACH
            if at <= until:
                count = place
        return self._rows(last.key, None, count, upwards=True) if count else []

    def _rows(
        self, after: Key | None, before: Key | None, limit: int, *, upwards: bool
    ) -> list[Message]:
        """Return at most `limit` rows between two keys, oldest first; -1: all."""
        conditions, values = ["m.conversation_id = ?", "m.dropped = 0"], [self._conversation_id]
        for sign, key in (("<", before), (">", after)):
            if key is not None:
                conditions.append(f"{_KEY} {sign} (?, ?, ?)")
                values.extend(key)
        order = "ASC" if upwards else "DESC"
        rows = self._connection.execute(
            f"{self._select} WHERE {' AND '.join(conditions)} "
            f"ORDER BY m.at {order}, m.tie {order}, m.id {order} LIMIT ?",
            (*values, limit),
        ).fetchall()
        if not upwards:
            rows.reverse()
        return self._complete(self._connection, rows)


def folded_ids(connection: sqlite3.Connection, ids: Sequence[int]) -> set[int]:
    """Return those of some rows that may be shown together with others, or as a sign on another."""
    found = {row_id for (row_id,) in connection.execute(_GROUPED, (id_list(ids),)).fetchall()}
    texts = connection.execute(
        "SELECT id, text FROM message WHERE direction = 'in' "
        "AND id IN (SELECT value FROM json_each(?))",
        (id_list(ids),),
    ).fetchall()
    return found | {row_id for row_id, text in texts if parse(text) is not None}
