"""Counts of what a deletion would remove, for the delete dialog."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from mmstui.domain.deletions import Outlook
from mmstui.store.reading.status_counts import LEAVING as LEAVING
from mmstui.store.sqlite.codec import id_list, moment

#: The rows at VoIP.ms of some messages: one per message, and further rows of messages that were
#: sent twice. `at` is by VoIP.ms's clock as far as its difference from ours is known.
THERE = """
    SELECT m.kind, m.server_id, m.id AS message_id, m.direction,
        coalesce((SELECT a.started_at + a.skew FROM attempt AS a WHERE a.message_id = m.id
            AND m.server_date IS NULL AND a.kind = m.kind AND a.server_id = m.server_id), m.at)
        AS at,
        m.server_date
    FROM message AS m WHERE m.id IN (SELECT value FROM json_each(?1))
    AND m.server_id IS NOT NULL AND m.gone = 0
    UNION ALL
    SELECT a.kind, a.server_id, m.id, m.direction,
        coalesce(json_extract(a.taken, '$.at'), a.started_at + a.skew),
        json_extract(a.taken, '$.date')
    FROM attempt AS a JOIN message AS m ON m.id = a.message_id
    WHERE a.message_id IN (SELECT value FROM json_each(?1)) AND a.server_id IS NOT NULL
    AND (a.kind <> m.kind OR a.server_id <> coalesce(m.server_id, 0))
"""


def outlook(connection: sqlite3.Connection, message_ids: Sequence[int], *, draft: bool) -> Outlook:
    """Return the counts for deleting these messages."""
    ids = (id_list(message_ids),)
    messages, gone, unsent, unknown, sending, first_at, last_at, newest = connection.execute(
        "SELECT count(*), coalesce(sum(gone), 0), "
        "coalesce(sum(state IN ('queued', 'held', 'failed', 'scheduled')), 0), "
        "coalesce(sum(state IN ('unknown', 'unconfirmed')), 0), "
        "coalesce(sum(state = 'sending'), 0), min(at), max(at), coalesce(max(id), 0) "
        "FROM message WHERE dropped = 0 AND id IN (SELECT value FROM json_each(?))",
        ids,
    ).fetchone()
    there = dict.fromkeys(("sms", "mms", "leaving"), 0)
    there |= connection.execute(
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM server_deletion AS s WHERE s.kind = t.kind "
        f"AND s.server_id = t.server_id AND s.{LEAVING}) THEN 'leaving' ELSE t.kind END AS what, "
        f"count(*) FROM ({THERE}) AS t GROUP BY what",
        ids,
    ).fetchall()
    files, to_come = connection.execute(
        "SELECT coalesce(sum(state = 'here'), 0), coalesce(sum(state = 'pending'), 0) "
        "FROM media WHERE message_id IN (SELECT value FROM json_each(?))",
        ids,
    ).fetchone()
    return Outlook(
        messages=messages - sending,
        sms=there["sms"],
        mms=there["mms"],
        gone=gone,
        leaving=there["leaving"],
        files=files,
        files_to_come=to_come,
        unsent=unsent,
        unknown=unknown,
        sending=sending,
        draft=draft,
        first_at=moment(first_at),
        last_at=moment(last_at),
        newest=newest,
    )
