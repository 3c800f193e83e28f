"""Stores rows that are new, with their files, conversations and index entries."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from mmstui.domain import limits
from mmstui.domain.archive import MOST_FILES
from mmstui.domain.messages import Direction, Kind, State
from mmstui.domain.text.sanitise import without_surrogates
from mmstui.domain.times import eastern
from mmstui.domain.wire import ServerMessage
from mmstui.store.media.media_rows import add_urls
from mmstui.store.reading import conversation_rows
from mmstui.store.receiving.existing_rows import second_pass
from mmstui.store.receiving.merge_terms import Merged, Terms
from mmstui.store.searching import search_index
from mmstui.store.sending import ownership
from mmstui.store.sqlite.codec import to_ms
from mmstui.store.sqlite.database import Transaction

_STATES = {Direction.IN: State.RECEIVED.value, Direction.OUT: State.SENT.value}
#: The time in ms and the server id of a row: its place in a thread, among rows of its kind.
_Place = tuple[int, int]
_BEFORE_ALL: _Place = (-(1 << 62), 0)


def insert(
    transaction: Transaction,
    kind: Kind,
    fresh: Sequence[ServerMessage],
    terms: Terms,
    merged: Merged,
) -> None:
    """Store rows of one kind."""
    connection = transaction.connection
    conversations = _conversations(transaction, fresh, terms)
    last = conversation_rows.highest_message_id(connection)
    times = [to_ms(instant(connection, row)) for row in fresh]
    entries = [
        search_index.IndexEntry(
            message_id,
            max(at // 1000, 1),
            conversations[row.did, row.contact],
            row.did,
            # With a lone surrogate, SQLite would refuse the whole page.
            without_surrogates(row.text),
        )
        for message_id, (row, at) in enumerate(zip(fresh, times, strict=True), last + 1)
    ]
    polled = terms.polled.get(kind, 0)
    reads = terms.new_is_unread and terms.answers_read
    read_up_to = _read_up_to(connection, fresh, times) if reads else {}
    connection.executemany(
        "INSERT INTO message (id, conversation_id, kind, server_id, tie, direction, state, "
        "text, at, server_date, unread, carrier_status, polled, indexed) "
        "VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        [
            (
                entry.id,
                entry.conversation_id,
                row.kind.value,
                row.server_id,
                row.direction.value,
                _STATES[row.direction],
                entry.text,
                at,
                row.date,
                terms.new_is_unread
                and row.direction is Direction.IN
                and (at, row.server_id) > read_up_to.get((row.did, row.contact), _BEFORE_ALL),
                without_surrogates(row.carrier_status),
                polled,
                entry.second,
            )
            for entry, row, at in zip(entries, fresh, times, strict=True)
        ],
    )
    search_index.put(connection, entries)
    for entry, row in zip(entries, fresh, strict=True):
        (merged.incoming if row.direction is Direction.IN else merged.outgoing).append(entry.id)
    transaction.touch({entry.conversation_id for entry in entries})
    if kind is Kind.MMS:
        numbered = [(entry.id, row) for entry, row in zip(entries, fresh, strict=True)]
        add_files(connection, numbered, terms.now_ms)


def _read_up_to(
    connection: sqlite3.Connection, fresh: Sequence[ServerMessage], times: Sequence[int]
) -> dict[tuple[str, str], _Place]:
    """Return by (DID, contact) the newest reply among the rows, which another client has sent.

    What precedes it is read (`mark_read_rules`), and need not be stored as unread first. While a
    row may turn out to be an attempt's, nothing is told from it here.
    """
    if connection.execute(
        f"SELECT 1 FROM attempt WHERE {ownership.OPEN_ATTEMPT} LIMIT 1"
    ).fetchall():
        return {}
    newest: dict[tuple[str, str], _Place] = {}
    for row, at in zip(fresh, times, strict=True):
        if row.direction is Direction.OUT:
            ends = row.did, row.contact
            newest[ends] = max(newest.get(ends, _BEFORE_ALL), (at, row.server_id))
    return newest


def _conversations(
    transaction: Transaction, fresh: Sequence[ServerMessage], terms: Terms
) -> dict[tuple[str, str], int]:
    have = terms.conversations
    missing = {(row.did, row.contact) for row in fresh} - have.keys()
    if missing:
        have.update(
            conversation_rows.ensure(transaction.connection, sorted(missing), transaction.rev)
        )
    return have


def add_files(
    connection: sqlite3.Connection, numbered: Sequence[tuple[int, ServerMessage]], now_ms: int
) -> None:
    """Add the files of rows, given with their message ids; ask for a list that is missing."""
    for message_id, row in numbered:
        since = files_wanted_since(row, now_ms)
        if row.media_urls:
            add_urls(connection, [(message_id, row.media_urls[:MOST_FILES])], since)
        else:
            ownership.ask_for_files(connection, [message_id], since)


def files_wanted_since(row: ServerMessage, now_ms: int) -> int:
    """Return since when the files of a row are wanted, in ms: what is old is tried only once."""
    old = now_ms - limits.MEDIA_LIFETIME // timedelta(milliseconds=1)
    at = to_ms(row.at)
    return at if at < old else now_ms


def instant(connection: sqlite3.Connection, row: ServerMessage) -> datetime:
    """Return a row's time; in the hour that comes twice, by the stored row before it."""
    if eastern.is_ambiguous(row.date):
        first, second = eastern.parse(row.date), eastern.parse(row.date, fold=1)
        if row.at == first and second_pass(connection, row):
            return second
    return row.at
