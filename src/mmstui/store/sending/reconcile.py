"""Reconciliation: finds messages whose answer was lost in VoIP.ms's history.

Runs inside the transaction that brought new facts: rows of a poll, an attempt that became unknown,
or a list of files. Checks every stored outgoing row that no message of ours owns, whenever the row
was stored. `domain.matching` has the rules.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence, Set
from datetime import timedelta

from mmstui.domain import limits
from mmstui.domain.files.file_types import type_by_name
from mmstui.domain.matching import Candidate, OpenAttempt, Verdicts, match
from mmstui.domain.messages import Kind
from mmstui.domain.times.clock_skew import Skew
from mmstui.store.media.media_rows import name_of
from mmstui.store.sending import ownership, problem_texts
from mmstui.store.sending.ownership import OPEN_ATTEMPT
from mmstui.store.sqlite.codec import from_ms, id_list, moment, to_ms
from mmstui.store.sqlite.database import Transaction

#: Rows dated earlier than this before an attempt are not even near matches.
_LOOK_BACK = timedelta(days=2)
_NONE = timedelta(0)


class Reconciled:
    """The result: attempts settled, and attempts and rows that wait for a list of files."""

    __slots__ = ("pending_attempts", "pending_rows", "settled")

    def __init__(self) -> None:
        self.settled = 0
        self.pending_attempts: set[int] = set()
        self.pending_rows: set[int] = set()


def reconcile(transaction: Transaction, skews: Mapping[Kind, Skew] | None = None) -> Reconciled:
    """Settle every open attempt whose row is stored.

    `skews`: the difference of the clocks by the answers that listed the rows. If it contradicts the
    difference known when an attempt began, a clock was set in between, and dates decide nothing.
    """
    connection = transaction.connection
    result = Reconciled()
    for conversation_id, attempts in _open_attempts(connection, skews or {}).items():
        found = _found_before(connection, conversation_id, attempts)
        everyone = [*attempts, *(attempt for attempt, _ in found)]
        pairs = [(attempt.id, row.row_id) for attempt, row in found]
        candidates = _candidates(connection, conversation_id, everyone)
        verdicts = Verdicts(tuple(pairs))
        if candidates:
            verdicts = match(everyone, [*candidates, *(row for _, row in found)], pairs)
        _apply(transaction, verdicts, set(pairs))
        _note_near(transaction, conversation_id, attempts, verdicts)
        result.settled += len(verdicts.owned) - len(found)
        result.pending_attempts.update(attempt_id for attempt_id, _ in verdicts.pending)
        result.pending_rows.update(row_id for _, row_id in verdicts.pending)
    return result


def _apply(transaction: Transaction, verdicts: Verdicts, found: Set[tuple[int, int]]) -> None:
    """Give rows to attempts. An attempt may exchange its row for a later row that fits better."""
    connection = transaction.connection
    changed = [pair for pair in verdicts.owned if pair not in found]
    moved = {-attempt_id for attempt_id, _ in changed} & {row_id for _, row_id in found}
    loose: dict[int, tuple[int, ownership.Row | None]] = {}
    for row_id in moved:
        holder = ownership.attempt(connection, -row_id)
        if holder is not None and holder.server_id is not None:
            loose[row_id] = (holder.server_id, ownership.release(transaction, holder))
    for attempt_id, row_id in changed:
        if row_id in loose:
            ownership.own(transaction, attempt_id, *loose[row_id])
        else:
            ownership.take(transaction, attempt_id, row_id)


def conversations_with_open_mms(connection: sqlite3.Connection) -> set[int]:
    """Return the conversations with an open attempt of an MMS that has files."""
    return {
        conversation_id
        for (conversation_id,) in connection.execute(
            "SELECT m.conversation_id FROM attempt AS a JOIN message AS m ON m.id = a.message_id "
            f"WHERE a.{OPEN_ATTEMPT} AND a.kind = 'mms' "
            "AND EXISTS (SELECT 1 FROM media AS f WHERE f.message_id = m.id)"
        ).fetchall()
    }


def _open_attempts(
    connection: sqlite3.Connection, skews: Mapping[Kind, Skew]
) -> dict[int, list[OpenAttempt]]:
    """Return the open attempts by conversation."""
    found: dict[int, list[OpenAttempt]] = {}
    for conversation_id, attempt, _, _ in _attempts(connection, f"a.{OPEN_ATTEMPT}", (), skews):
        found.setdefault(conversation_id, []).append(attempt)
    return found


def _found_before(
    connection: sqlite3.Connection, conversation_id: int, attempts: Sequence[OpenAttempt]
) -> list[tuple[OpenAttempt, Candidate]]:
    """Return the conversation's attempts with rows found earlier and not confirmed by an answer.

    Such a row has its attempt's id, negated, as its own id: it is no message of its own.
    """
    since = min(attempt.started_at for attempt in attempts) - limits.LOOKED_FOR
    rows = _attempts(
        connection,
        "a.answered = 0 AND a.server_id IS NOT NULL AND a.taken IS NOT NULL "
        "AND a.started_at >= ? AND m.conversation_id = ?",
        (to_ms(since), conversation_id),
        {},
    )
    return [
        (attempt, _owned_row(attempt, server_id, ownership.Row.from_json(taken)))
        for _, attempt, server_id, taken in rows
    ]


def _owned_row(attempt: OpenAttempt, server_id: int, row: ownership.Row) -> Candidate:
    types = tuple(type_by_name(name_of(url)) for url in row.urls)
    return Candidate(
        row_id=-attempt.id,
        kind=attempt.kind,
        server_id=server_id,
        did=attempt.did,
        contact=attempt.contact,
        text=row.text,
        date=row.date or "",
        at=from_ms(row.at),
        media_types=types or (None if attempt.kind is Kind.MMS else ()),
    )


def _attempts(
    connection: sqlite3.Connection,
    conditions: str,
    values: Sequence[int],
    skews: Mapping[Kind, Skew],
) -> list[tuple[int, OpenAttempt, int, str]]:
    """Return (conversation id, attempt, server id, owned row) where the conditions hold."""
    rows = connection.execute(
        "SELECT a.id, a.message_id, a.kind, c.did, c.contact, m.text, a.watermark, a.started_at, "
        "a.skew, a.skew_most, a.looked, a.seen, iif(a.code = ?, NULL, a.ended_at), "
        "m.conversation_id, a.server_id, a.taken FROM attempt AS a "
        "JOIN message AS m ON m.id = a.message_id "
        f"JOIN conversation AS c ON c.id = m.conversation_id WHERE {conditions}",
        (problem_texts.INTERRUPTED[0], *values),
    ).fetchall()
    types = _own_files(connection, [row[1] for row in rows if row[2] == Kind.MMS])
    found = []
    for (
        attempt_id, message_id, kind, did, contact, text, watermark, started_at, least, most,
        looked, seen, ended_at, conversation_id, server_id, taken,
    ) in rows:  # fmt: skip
        attempt = OpenAttempt(
            id=attempt_id,
            message_id=message_id,
            kind=Kind(kind),
            did=did,
            contact=contact,
            text=text,
            media_types=types.get(message_id, ()),
            watermark=watermark,
            started_at=from_ms(started_at),
            skew=_skew(least, most, skews.get(Kind(kind))),
            looked=bool(looked),
            seen=frozenset((number, date) for number, date in json.loads(seen or "[]")),
            ended_at=moment(ended_at),
        )
        found.append((conversation_id, attempt, server_id, taken))
    return found


def _skew(least: int, most: int | None, now: Skew | None) -> Skew | None:
    """Return the difference of the clocks at an attempt, as known then and as known now."""
    if most is None:
        return now
    then = Skew(timedelta(milliseconds=least), timedelta(milliseconds=most))
    return then if now is None else then.meet(now)


def _own_files(
    connection: sqlite3.Connection, message_ids: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Return the types of the files that we sent; files listed by VoIP.ms have an address."""
    types: dict[int, tuple[str, ...]] = {}
    for message_id, mime in connection.execute(
        "SELECT message_id, type FROM media WHERE url IS NULL "
        "AND message_id IN (SELECT value FROM json_each(?)) ORDER BY message_id, position",
        (id_list(message_ids),),
    ).fetchall():
        types[message_id] = (*types.get(message_id, ()), mime)
    return types


def _candidates(
    connection: sqlite3.Connection, conversation_id: int, attempts: Sequence[OpenAttempt]
) -> list[Candidate]:
    began = [each.started_at + (each.skew.least if each.skew else _NONE) for each in attempts]
    since = min(began) - _LOOK_BACK
    rows = connection.execute(
        "SELECT m.id, m.kind, m.server_id, c.did, c.contact, m.text, m.server_date, m.at "
        "FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id "
        "WHERE m.conversation_id = ? AND m.at >= ? AND m.direction = 'out' "
        "AND m.origin = 'server' AND m.server_id > ?",
        (conversation_id, to_ms(since), min(attempt.watermark for attempt in attempts)),
    ).fetchall()
    mms = [row[0] for row in rows if row[1] == Kind.MMS]
    listed, asked = _listed_files(connection, mms) if mms else ({}, set())
    return [
        Candidate(
            row_id=row_id,
            kind=Kind(kind),
            server_id=server_id,
            did=did,
            contact=contact,
            text=text,
            date=date or "",
            at=from_ms(at),
            media_types=None
            if row_id in asked and row_id not in listed
            else listed.get(row_id, ()),
            more_media=row_id in asked,
        )
        for row_id, kind, server_id, did, contact, text, date, at in rows
    ]


def _listed_files(
    connection: sqlite3.Connection, row_ids: Sequence[int]
) -> tuple[dict[int, tuple[str, ...]], set[int]]:
    """Return the types of the listed files, and the rows whose list is still requested."""
    ids = (id_list(row_ids),)
    types: dict[int, tuple[str, ...]] = {}
    for row_id, mime, name in connection.execute(
        "SELECT message_id, type, name_shown FROM media "
        "WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY message_id, position",
        ids,
    ).fetchall():
        types[row_id] = (*types.get(row_id, ()), mime or type_by_name(name))
    asked = connection.execute(
        "SELECT message_id FROM media_question "
        "WHERE message_id IN (SELECT value FROM json_each(?))",
        ids,
    ).fetchall()
    return types, {row_id for (row_id,) in asked}


def _note_near(
    transaction: Transaction,
    conversation_id: int,
    attempts: Sequence[OpenAttempt],
    verdicts: Verdicts,
) -> None:
    """Store each attempt's near match, for the details of its message."""
    near = dict(reversed(verdicts.near))
    settled = {attempt_id for attempt_id, _ in verdicts.owned}
    for attempt in attempts:
        if attempt.id in settled:
            continue
        changed = transaction.connection.execute(
            "UPDATE attempt SET near_id = ?1 WHERE id = ?2 AND near_id IS NOT ?1",
            (near.get(attempt.id), attempt.id),
        ).rowcount
        if changed:
            transaction.touch([conversation_id])
