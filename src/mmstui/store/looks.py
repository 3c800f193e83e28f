"""Rows that VoIP.ms lists no more: kept here, and shown as gone at the server.

A row counts as gone when a complete poll had listed it and two complete looks an hour apart do
not. Seen again, it is unmarked (that happens where rows are merged).
"""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime, time, timedelta

from mmstui.domain import eastern
from mmstui.domain.messages import Kind
from mmstui.store.codec import UNNAMED_TIE, id_list, to_ms
from mmstui.store.database import Transaction
from mmstui.store.polls import PollCoverage

#: Two looks so far apart are believed.
_APART = timedelta(hours=1)
_PAGE = 500


def note_missing(
    transaction: Transaction, kind: Kind, coverage: PollCoverage, listed: Set[int]
) -> None:
    """Note what a complete look, not cut at its limit, should have listed and did not.

    `listed`: the server ids of the look.
    """
    connection = transaction.connection
    missed, gone = [], []
    server_ms = to_ms(coverage.server_time)
    believed = server_ms - _APART // timedelta(milliseconds=1)
    for message_id, server_id, missed_at in _expected(transaction, kind, coverage):
        if server_id in listed:
            continue
        if missed_at is None:
            missed.append(message_id)
        elif missed_at <= believed:
            gone.append(message_id)
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


def _expected(
    transaction: Transaction, kind: Kind, coverage: PollCoverage
) -> list[tuple[int, int, int | None]]:
    """Rows of the covered days that a complete poll has listed: (id, server id, missed at)."""
    begin = to_ms(datetime.combine(coverage.first_day, time(), eastern.EASTERN))
    expected: list[tuple[int, int, int | None]] = []
    below = UNNAMED_TIE
    while True:
        # Down the server's ids, which rise with time: there is no index of all rows by time.
        page = transaction.connection.execute(
            "SELECT id, server_id, missed_at, at, polled, gone FROM message "
            "WHERE kind = ? AND server_id IS NOT NULL AND server_id < ? "
            "ORDER BY server_id DESC LIMIT ?",
            (kind, below, _PAGE),
        ).fetchall()
        expected.extend(
            (message_id, server_id, missed_at)
            for message_id, server_id, missed_at, at, polled, gone in page
            if at >= begin and polled and not gone
        )
        if len(page) < _PAGE or all(row[3] < begin for row in page):
            return expected
        below = page[-1][1]
