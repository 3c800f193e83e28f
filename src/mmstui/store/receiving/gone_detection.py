"""Detection of messages that VoIP.ms no longer lists: kept here, and marked as gone at the server.

A message counts as gone when a complete poll listed it once and two complete polls, at least an
hour apart, do not. The mark is removed when a list has the message again (where rows are merged).
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from mmstui.domain.messages import Kind
from mmstui.domain.times import eastern
from mmstui.store.sqlite.codec import UNNAMED_TIE, id_list, to_ms

if TYPE_CHECKING:
    from mmstui.store.receiving.polls import PollCoverage
    from mmstui.store.sqlite.database import Transaction

#: The least time between two polls without a message before the message counts as gone.
_APART = timedelta(hours=1)
_PAGE = 500


def note_missing(transaction: Transaction, kind: Kind, coverage: PollCoverage, listed: str) -> None:
    """Note messages that a complete poll, not cut at its limit, should have listed and did not.

    `listed`: the server ids of the poll, as `codec.id_list` makes them.
    """
    connection = transaction.connection
    server_ms = to_ms(coverage.server_time)
    begin = to_ms(datetime.combine(coverage.first_day, time(), eastern.EASTERN))
    missing = connection.execute(
        "SELECT id, missed_at FROM message WHERE kind = ?1 AND server_id IS NOT NULL "
        "AND server_id >= ?2 AND at >= ?3 AND polled > 0 AND gone = 0 "
        "AND server_id NOT IN (SELECT value FROM json_each(?4))",
        (kind, lowest_since(connection, kind, begin), begin, listed),
    ).fetchall()
    believed = server_ms - _APART // timedelta(milliseconds=1)
    missed = [message_id for message_id, missed_at in missing if missed_at is None]
    gone = [message_id for message_id, at in missing if at is not None and at <= believed]
    if missed:
        connection.execute(
            "UPDATE message SET missed_at = ? WHERE id IN (SELECT value FROM json_each(?))",
            (server_ms, id_list(missed)),
        )
    if gone:
        changed = connection.execute(
            "UPDATE message SET gone = 1 WHERE id IN (SELECT value FROM json_each(?)) "
            "RETURNING conversation_id",
            (id_list(gone),),
        ).fetchall()
        transaction.touch(conversation_id for (conversation_id,) in changed)


def lowest_since(connection: sqlite3.Connection, kind: Kind, begin: int) -> int:
    """Return a server id below which no row is as new as `begin`: ids rise with time, mostly.

    There is no index of all rows by time, so this goes down the ids from the newest, in pages.
    """
    below = UNNAMED_TIE
    while True:
        count, lowest, newest = connection.execute(
            "SELECT count(*), min(server_id), max(at) FROM (SELECT server_id, at FROM message "
            "WHERE kind = ? AND server_id IS NOT NULL AND server_id < ? "
            "ORDER BY server_id DESC LIMIT ?)",
            (kind, below, _PAGE),
        ).fetchone()
        if count < _PAGE or newest < begin:
            return 0 if lowest is None else int(lowest)
        below = lowest
