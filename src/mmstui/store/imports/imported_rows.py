"""Recognition of imported messages when VoIP.ms lists them, so that they are not doubled.

An imported message has no server id before VoIP.ms has listed it: a wrong id in a file would
otherwise hide the message that has it, and move the watermark by which sent messages are found.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from typing import NamedTuple, TypeVar

from mmstui.domain import limits
from mmstui.domain.archive import SAME_TIME, same_text
from mmstui.domain.messages import Kind
from mmstui.domain.text.sanitise import without_surrogates
from mmstui.domain.times import eastern
from mmstui.domain.wire import ServerMessage
from mmstui.store.deleting.tombstones import ends_of
from mmstui.store.searching import search_index
from mmstui.store.sqlite.codec import id_list, to_ms

T = TypeVar("T")

_MS = timedelta(milliseconds=1)
SAME_MS = SAME_TIME // _MS
NEAR_MS = limits.NEAR_MATCH // _MS


class Candidate(NamedTuple):
    """A stored message that a row may be. `claim`: its server id, or the one that a file gave."""

    id: int
    at: int
    direction: str
    text: str
    kind: str
    claim: int | None


@dataclass(slots=True)
class Recognised:
    """Server ids of rows that imported messages are: those that are here, and deleted ones."""

    adopted: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)


def digest(text: str) -> int:
    """Return a number for a text, by which a deleted message is known without its text."""
    made = blake2b(same_text(without_surrogates(text)).encode(), digest_size=8).digest()
    return int.from_bytes(made, signed=True)


def windows(rows: Iterable[tuple[int, T]]) -> Iterator[tuple[int, int, list[tuple[int, T]]]]:
    """Group rows, given with their times in ms, into spans that are far from each other.

    Yields first and last time at which a message may be one of the rows, and the rows.
    """
    group: list[tuple[int, T]] = []
    for row in sorted(rows, key=lambda row: row[0]):
        if group and row[0] - group[-1][0] > 2 * SAME_MS:
            yield group[0][0] - SAME_MS, group[-1][0] + SAME_MS, group
            group = []
        group.append(row)
    if group:
        yield group[0][0] - SAME_MS, group[-1][0] + SAME_MS, group


def agree(same_kind: bool, near: bool, same_words: bool) -> bool:
    """Return whether two messages with one id and the same ends are the same.

    One of the three may differ: an SMS mirrors the MMS, which VoIP.ms lists without its emoji.
    """
    return same_kind + near + same_words >= 2


def recognise(
    connection: sqlite3.Connection, rows: Sequence[ServerMessage], now_ms: int
) -> Recognised:
    """Give imported messages the server ids of the rows, of one kind, that they turn out to be.

    The rows must be new to the store.
    """
    found = Recognised()
    if not rows or not _has_any(connection):
        return found
    owners = _owners(connection, rows)
    for row in rows:
        if (message := owners.get(row.server_id)) is not None:
            _adopt(connection, message, row)
            found.adopted.add(row.server_id)
    left = [row for row in rows if row.server_id not in found.adopted]
    found.deleted = {row.server_id for row in left if _was_deleted(connection, row, now_ms)}
    return found


def _has_any(connection: sqlite3.Connection) -> bool:
    (has_any,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM imported) OR EXISTS (SELECT 1 FROM imported_tombstone)"
    ).fetchone()
    return bool(has_any)


def _owners(
    connection: sqlite3.Connection, rows: Sequence[ServerMessage]
) -> Mapping[int, Candidate]:
    """Return the imported message of each row, by server id; no message is that of two rows."""
    owners = dict(_by_claim(connection, rows))
    taken = {message.id for message in owners.values()}
    threads: dict[tuple[str, str], list[tuple[int, ServerMessage]]] = defaultdict(list)
    for row in rows:
        if row.server_id not in owners:
            threads[row.did, row.contact] += [(at, row) for at in times(row)]
    for (did, contact), dated in threads.items():
        for first, last, group in windows(dated):
            here = connection.execute(
                "SELECT m.id, m.at, m.direction, m.text, m.kind, i.server_id "
                "FROM conversation AS c CROSS JOIN message AS m ON m.conversation_id = c.id "
                "AND m.at BETWEEN ? AND ? CROSS JOIN imported AS i ON i.message_id = m.id "
                "WHERE c.did = ? AND c.contact = ?",
                (first, last, did, contact),
            ).fetchall()
            pairs = [
                (abs(at - message.at), row.server_id, message)
                for at, row in group
                for message in map(Candidate._make, here)
                if abs(at - message.at) <= SAME_MS
                and message.claim in {None, row.server_id}
                and _same_words(message, row)
            ]
            for _, server_id, message in sorted(pairs, key=lambda pair: pair[:2]):
                if server_id not in owners and message.id not in taken:
                    owners[server_id] = message
                    taken.add(message.id)
    return owners


def _by_claim(
    connection: sqlite3.Connection, rows: Sequence[ServerMessage]
) -> Iterator[tuple[int, Candidate]]:
    by_id = {row.server_id: row for row in rows}
    here = connection.execute(
        "SELECT m.id, m.at, m.direction, m.text, m.kind, i.server_id, c.did, c.contact "
        "FROM json_each(?) AS wanted CROSS JOIN imported AS i ON i.server_id = wanted.value "
        "CROSS JOIN message AS m ON m.id = i.message_id "
        "CROSS JOIN conversation AS c ON c.id = m.conversation_id ORDER BY m.id DESC",
        (id_list([*by_id]),),
    ).fetchall()
    for *columns, did, contact in here:
        message = Candidate._make(columns)
        row = by_id[message.claim or 0]
        ends = (did, contact, message.direction)
        if ends == (row.did, row.contact, row.direction) and agree(
            message.kind == row.kind,
            min(abs(at - message.at) for at in times(row)) <= NEAR_MS,
            _same_words(message, row),
        ):
            yield row.server_id, message


def times(row: ServerMessage) -> tuple[int, ...]:
    """Return the instants in ms that a row's date may mean."""
    at = to_ms(row.at)
    if not eastern.is_ambiguous(row.date):
        return (at,)
    return tuple({at, *(to_ms(eastern.parse(row.date, fold=fold)) for fold in (0, 1))})


def _same_words(message: Candidate, row: ServerMessage) -> bool:
    return message.direction == row.direction and same_text(message.text) == same_text(
        without_surrogates(row.text)
    )


def _adopt(connection: sqlite3.Connection, message: Candidate, row: ServerMessage) -> None:
    """Make an imported message VoIP.ms's own: what a list says counts more than a file."""
    # VoIP.ms may list an MMS without its text.
    text = without_surrogates(row.text) or message.text
    if message.text != text:
        search_index.unindex(connection, [message.id])
    connection.execute(
        "UPDATE message SET kind = ?1, server_id = ?2, tie = ?2, text = ?3, origin = 'server' "
        "WHERE id = ?4",
        (row.kind, row.server_id, text, message.id),
    )
    if message.text != text:
        search_index.index(connection, [message.id])
    connection.execute("DELETE FROM imported WHERE message_id = ?", (message.id,))
    if row.kind is Kind.MMS:
        # Files that the archive only named can be fetched now.
        connection.execute("DELETE FROM media WHERE message_id = ? AND path IS NULL", (message.id,))


def _was_deleted(connection: sqlite3.Connection, row: ServerMessage, now_ms: int) -> bool:
    """Return whether a row is an imported message that was deleted here; note its id then."""
    dated = times(row)
    here = connection.execute(
        "SELECT id, at, server_id FROM imported_tombstone WHERE did = ? AND contact = ? "
        "AND direction = ? AND digest = ? AND (server_id = ? OR server_id IS NULL "
        "AND at BETWEEN ? AND ?)",
        (
            row.did, row.contact, row.direction, digest(row.text), row.server_id,
            min(dated) - SAME_MS, max(dated) + SAME_MS,
        ),
    ).fetchall()  # fmt: skip
    near = [
        (server_id is None, min(abs(at - one) for at in dated), key)
        for key, one, server_id in here
        if server_id is not None or min(abs(at - one) for at in dated) <= SAME_MS
    ]
    if not near:
        return False
    *_, key = min(near)
    connection.execute(
        "UPDATE imported_tombstone SET server_id = ? WHERE id = ?", (row.server_id, key)
    )
    connection.execute(
        "INSERT INTO tombstone (kind, server_id, server_date, deleted_at, ends) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (row.kind, row.server_id, row.date, now_ms, ends_of(row)),
    )
    return True
