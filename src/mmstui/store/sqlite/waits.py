"""Due times in the store, and their correction after the machine's clock was set."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from mmstui.domain import limits
from mmstui.store.sending.due import QUEUED
from mmstui.store.sqlite.codec import to_ms
from mmstui.store.sqlite.database import Database
from mmstui.store.sqlite.transaction import Transaction

_MS: Final = timedelta(milliseconds=1)
#: For times at which waits began: they are never in the future.
_PAST: Final = timedelta(0)
#: ms by which two processes may read the start of the same clock differently.
_SAME_START: Final = 500


class _Date(NamedTuple):
    """A column of times, and how far in the future they may be."""

    table: str
    column: str
    where: str
    longest: timedelta


#: The undo windows of deletions.
_UNDO: Final = _Date("deletion", "due_at", "begun = 0", limits.TAKE_BACK_FOR)
_DUE: Final = (
    _Date("message", "due_at", QUEUED, limits.LONGEST_PAUSE),
    _Date("media", "due_at", "state = 'pending'", limits.MEDIA_WAIT),
    _Date("media_question", "due_at", "true", limits.MEDIA_WAIT),
    _Date("errand", "due_at", "state = 'waiting'", limits.MAKE_AGAIN),
    _UNDO,
    _Date("media", "since", "state = 'pending'", _PAST),
    _Date("media_question", "since", "true", _PAST),
    _Date("errand", "asked_at", "state IN ('waiting', 'doing')", _PAST),
)
#: The user's last actions. They are not moved ahead: after a machine was stopped and its clock set,
#: the user would seem to have been there just now.
_ACTED: Final = (
    _Date("message", "acted_at", QUEUED, _PAST),
    _Date("signal", "at", "name = 'action'", _PAST),
)


class Waits:
    """Corrections of due times."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def bound(self) -> None:
        """Shorten every wait that is longer than it can be: another clock wrote its time.

        Such a time becomes due now; an undo window starts again.
        """
        now_ms = self._database.now_ms()
        if any(_is_far(self._database.reader(), date, now_ms) for date in _DUE):
            with self._database.writing(durable=True) as transaction:
                _bound(transaction, now_ms)

    def clock_was_set(self, by: timedelta, start: datetime) -> None:
        """Move due times after the clock was set ahead, or back if `by` is negative.

        `start`: when `Pace.elapsed` was 0, by the clock as it is now. Nothing moves if another
        process has moved the due times to that clock: after somebody removed the lock's file, two
        processes lead for some seconds.
        """
        now_ms, by_ms = self._database.now_ms(), by // _MS
        with self._database.writing(durable=True) as transaction:
            if not _note_start(transaction, to_ms(start)):
                return
            for date in _DUE if by_ms > 0 else _DUE + _ACTED:
                _shift(transaction, date, now_ms, by_ms)
            _bound(transaction, now_ms)


def _note_start(transaction: Transaction, start_ms: int) -> bool:
    """Note the clock that the due times are moved to; return False if it was noted before."""
    changed = transaction.connection.execute(
        "INSERT INTO signal (name, at) VALUES ('clock', ?1) ON CONFLICT (name) "
        f"DO UPDATE SET at = ?1 WHERE abs(at - ?1) >= {_SAME_START}",
        (start_ms,),
    ).rowcount
    return changed > 0


def _is_far(connection: sqlite3.Connection, date: _Date, now_ms: int) -> bool:
    return (
        connection.execute(
            f"SELECT 1 FROM {date.table} WHERE {date.where} AND {date.column} > ? LIMIT 1",
            (now_ms + date.longest // _MS,),
        ).fetchone()
        is not None
    )


def _bound(transaction: Transaction, now_ms: int) -> None:
    for date in _DUE:
        far = now_ms + date.longest // _MS
        end = far if date is _UNDO else now_ms
        _update(transaction, date, str(end), f"{date.column} > {far}")


def _shift(transaction: Transaction, date: _Date, now_ms: int, by_ms: int) -> None:
    """Move the times written by the old clock; their size tells them from the new clock's.

    After a small step back, size tells nothing. Then all move, and some end a little early; but an
    undo window may end late and never early, so it moves only if the old clock surely wrote it.
    """
    longest = date.longest // _MS
    if by_ms > 0:
        old = f"{date.column} <= {now_ms - by_ms + longest}"
    elif -by_ms > longest or date is _UNDO:
        old = f"{date.column} > {now_ms + longest}"
    else:
        old = "true"
    _update(transaction, date, f"{date.column} + {by_ms}", old)


def _update(transaction: Transaction, date: _Date, value: str, where: str) -> None:
    changed = transaction.connection.execute(
        f"UPDATE {date.table} SET {date.column} = {value} WHERE {date.where} AND {where} "
        f"RETURNING {'conversation_id' if date.table == 'message' else 'NULL'}"
    ).fetchall()
    if date.table == "message":
        transaction.touch(conversation_id for (conversation_id,) in changed)
