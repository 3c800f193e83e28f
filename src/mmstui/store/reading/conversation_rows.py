"""Rows of the conversation list, recomputed whenever their messages change.

A few statements refresh any number of rows, inside the transaction that changed the messages.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from mmstui.domain.message_parts import APART, REACH
from mmstui.domain.messages import NEEDS_USER, OPEN_STATES
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.sanitise import line
from mmstui.store.deleting.legs import FILES
from mmstui.store.sqlite.codec import id_list

_URGENCY = " ".join(f"WHEN '{state}' THEN {rank}" for rank, state in enumerate(OPEN_STATES))
_BY_URGENCY = " ".join(f"WHEN {rank} THEN '{state}'" for rank, state in enumerate(OPEN_STATES))
_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)

# What the aggregates of `sql_functions` take, which count and join rows as a thread shows them.
# Over no rows they are NULL: findings/sqlite3-aggregate-of-no-rows.sh.
_ROW = "m.at, m.tie, m.id, m.kind, m.direction, m.server_id, m.text"

#: A value of `done`: also after the messages of this transaction; stored as 1.
DONE_WITH_REPLY = 2

# Later than any message: how old a message is does not matter then.
_EVER = 1 << 60
# A message of ours that only the user can help brings its conversation back, as a new one does.
_IN_NEED = f"""(coalesce(fresh.urgency, {len(OPEN_STATES)}) <= {OPEN_STATES.index(NEEDS_USER[-1])}
    AND CASE fresh.urgency {_BY_URGENCY} END IS NOT conversation.state)"""
_WOKEN = f"(({_IN_NEED}) OR (fresh.came AND NOT snooze_strict))"

# A conversation without messages is dated by its draft, else it keeps the date it had.
_REFRESH = f"""
WITH touched (id) AS (SELECT value FROM json_each(:ids)),
added (id, messages, came_at, went_at) AS MATERIALIZED (
    SELECT conversation_id, count(*),
        max(CASE direction WHEN 'in' THEN iif(unread, {_EVER}, at) END),
        max(CASE direction WHEN 'out' THEN iif(origin NOT IN ('server', 'import'), {_EVER}, at) END)
    FROM message WHERE id > :added_after AND dropped = 0 GROUP BY +conversation_id
),
fresh AS MATERIALIZED (
    SELECT
        c.id AS id, c.did AS did, c.contact AS contact,
        (SELECT m.id FROM message AS m
         WHERE m.conversation_id = c.id AND m.dropped = 0
         ORDER BY m.at DESC, m.tie DESC, m.id DESC LIMIT 1) AS last_id,
        (SELECT min(CASE m.state {_URGENCY} END) FROM message AS m
         WHERE m.conversation_id = c.id AND m.state IN ({_OPEN})
           AND m.state NOT IN ('received', 'sent') AND m.dropped = 0) AS urgency,
        coalesce((SELECT shown_count({_ROW}, CASE m.kind WHEN 'mms' THEN {FILES} ELSE (
            SELECT o.id FROM message AS o WHERE o.conversation_id = m.conversation_id
            AND o.kind = 'sms' AND o.direction = 'in' AND o.dropped = 0
            AND (o.at, o.tie, o.id) < (m.at, m.tie, m.id) AND o.at >= m.at - {APART}
            ORDER BY o.at DESC, o.tie DESC, o.id DESC LIMIT 1) END)
         FROM message AS m WHERE m.conversation_id = c.id AND m.unread = 1), 0) AS unread,
        coalesce(added.came_at > c.last_at, 0) AS came,
        coalesce(added.went_at > c.last_at, 0) AS went,
        c.remind_at IS NOT NULL AND EXISTS (
            SELECT 1 FROM message AS a JOIN message AS m ON m.conversation_id = c.id
            WHERE a.id = c.remind_about AND m.at > max(a.at, coalesce(a.scheduled_at, 0))
            AND m.direction = 'in' AND m.dropped = 0
        ) AS answered,
        CASE WHEN c.total >= 0 AND :added_after IS NOT NULL
            THEN c.total + coalesce(added.messages, 0)
            ELSE (SELECT count(*) FROM message AS m WHERE m.conversation_id = c.id)
                - (SELECT count(*) FROM message AS m
                   WHERE m.conversation_id = c.id AND m.dropped = 1)
        END AS total,
        (SELECT p.name_shown FROM contact AS p
         WHERE p.number = c.contact AND p.name_shown <> ''
         ORDER BY length(p.entry), p.entry LIMIT 1) AS name
    FROM touched CROSS JOIN conversation AS c ON c.id = touched.id
    LEFT JOIN added ON added.id = c.id
)
UPDATE conversation SET
    title_shown = coalesce(fresh.name, number_shown),
    named = fresh.name IS NOT NULL,
    preview_shown = shown_line(CASE WHEN last.kind = 'sms' AND last.direction = 'in' THEN (
        SELECT last_text({_ROW}) FROM message AS m
        WHERE m.conversation_id = fresh.id AND m.at >= last.at - {REACH} AND m.dropped = 0
        AND m.kind = 'sms' AND m.direction = 'in') ELSE last.text END),
    preview_direction = coalesce(last.direction, 'in'),
    media_kind = (SELECT file_kind(f.type, f.name_shown) FROM media AS f
                  WHERE f.message_id = last.id ORDER BY f.position LIMIT 1),
    state = CASE fresh.urgency {_BY_URGENCY} END,
    draft_shown = coalesce(nullif(shown_line(d.text), ''), shown_files(d.attachments), ''),
    listed = last.id IS NOT NULL OR d.did IS NOT NULL,
    done = CASE WHEN done = {DONE_WITH_REPLY} THEN 1
        WHEN fresh.came OR fresh.went OR {_IN_NEED} THEN 0 ELSE done END,
    snoozed_until = iif({_WOKEN}, NULL, snoozed_until),
    remind_at = iif(fresh.answered, NULL, remind_at),
    remind_about = iif(fresh.answered, NULL, remind_about),
    last_at = coalesce(last.at, d.updated_at, last_at),
    order_at = max(coalesce(last.at, d.updated_at, last_at), back_at,
                   iif({_WOKEN}, 0, coalesce(snoozed_until, 0))),
    last_did_use = max(last_did_use, iif(last.direction = 'out', last.at, 0)),
    unread = fresh.unread,
    total = fresh.total,
    rev = :rev
FROM fresh
LEFT JOIN message AS last ON last.id = fresh.last_id
LEFT JOIN draft AS d ON d.did = fresh.did AND d.contact = fresh.contact AND NOT EXISTS (
    SELECT 1 FROM draft AS later WHERE later.did = d.did AND later.contact = d.contact
    AND (later.updated_at, later.person) > (d.updated_at, d.person))
WHERE conversation.id = fresh.id
"""


def refresh(
    connection: sqlite3.Connection,
    conversation_ids: Iterable[int],
    rev: int,
    *,
    added_after: int | None = None,
) -> None:
    """Recompute these conversations' rows from messages, files, draft and phonebook.

    `added_after` is the highest message id before the transaction. Messages above that id are added
    to the totals; a total is counted in full only where messages were removed, since counting a
    thread of 20,000 takes a millisecond. None: count every total in full.

    A new message moves its conversation out of those that are done; a new incoming one also ends a
    snooze that is not strict, and an answer a reminder. New are messages above `added_after` that
    are later than the others, or unread, or written here: history that a backfill or an import
    brings is not.
    """
    ids = id_list(sorted(conversation_ids))
    connection.execute(_REFRESH, {"ids": ids, "rev": rev, "added_after": added_after})


def highest_message_id(connection: sqlite3.Connection) -> int:
    """Return the highest message id ever used, 0 before the first message.

    Ids are never reused: a mark on the screen, or an undo, would act on another message.
    """
    (highest,) = connection.execute(
        "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'message'"
    ).fetchone()
    return int(highest)


def added_to(connection: sqlite3.Connection, added_after: int) -> list[int]:
    """Return the ids of the conversations that have messages above an id."""
    return [
        conversation_id
        for (conversation_id,) in connection.execute(
            "SELECT DISTINCT +conversation_id FROM message WHERE id > ?", (added_after,)
        ).fetchall()
    ]


def ensure(
    connection: sqlite3.Connection, pairs: Sequence[tuple[str, str]], rev: int
) -> dict[tuple[str, str], int]:
    """Return the ids of the conversations between these DIDs and contacts; make missing ones.

    A new conversation is not listed before it has a message or a draft and was refreshed.
    """
    wanted = dict.fromkeys(pairs)
    shown = [(did, contact, line(formatted(contact)), rev) for did, contact in wanted]
    connection.executemany(
        "INSERT INTO conversation (did, contact, title_shown, number_shown, last_at, rev) "
        "VALUES (?1, ?2, ?3, ?3, 0, ?4) ON CONFLICT (did, contact) DO NOTHING",
        shown,
    )
    found = {}
    for did, contact in wanted:
        (found[did, contact],) = connection.execute(
            "SELECT id FROM conversation WHERE did = ? AND contact = ?", (did, contact)
        ).fetchone()
    return found
