"""What the store already has of rows that VoIP.ms lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from mmstui.domain import limits
from mmstui.domain.messages import Kind
from mmstui.domain.wire import ServerMessage
from mmstui.store.sqlite.codec import from_ms, id_list

Same = tuple[str, str, str, str]  #: date, DID, contact, direction


def same_key(row: ServerMessage) -> Same:
    """Return what an SMS row has in common with the MMS row it mirrors, besides the id."""
    return (row.date, row.did, row.contact, row.direction)


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored message with the server id of a listed row."""

    id: int
    conversation_id: int
    did: str
    contact: str
    direction: str
    text: str
    date: str | None
    at: int
    carrier: str
    origin: str
    missed: bool

    def same_ends(self, row: ServerMessage) -> bool:
        """Return whether DID, contact and direction are those of the row."""
        return (self.did, self.contact, self.direction) == (row.did, row.contact, row.direction)

    def is_twin_of(self, row: ServerMessage) -> bool:
        """Return whether a row of the other kind with the same id mirrors this message.

        A message that was just sent has no server date yet; then its own time is compared, unless
        a list at hand says otherwise.
        """
        if not self.same_ends(row):
            return False
        if self.date is None:
            return abs(from_ms(self.at) - row.at) <= limits.NEAR_MATCH
        return self.date == row.date


_STORED = """
SELECT m.server_id, m.id, m.conversation_id, c.did, c.contact, m.direction, m.text, m.server_date,
       m.at, m.carrier_status, m.origin, m.missed_at IS NOT NULL OR m.gone
FROM json_each(?1) AS wanted
CROSS JOIN message AS m ON m.kind = ?2 AND m.server_id = wanted.value
CROSS JOIN conversation AS c ON c.id = m.conversation_id
"""


def stored(
    connection: sqlite3.Connection, kind: Kind, server_ids: Sequence[int]
) -> dict[int, Stored]:
    """Return the messages of a kind with these server ids."""
    if not server_ids:
        return {}
    found = connection.execute(_STORED, (id_list(server_ids), kind)).fetchall()
    return {server_id: Stored(*rest) for server_id, *rest in found}


def owned_besides(
    connection: sqlite3.Connection, kind: Kind, server_ids: Sequence[int]
) -> set[int]:
    """Return those of these server ids that attempts own, including messages sent twice."""
    found = connection.execute(
        "SELECT server_id FROM attempt WHERE kind = ? AND server_id IS NOT NULL "
        "AND server_id IN (SELECT value FROM json_each(?))",
        (kind, id_list(server_ids)),
    ).fetchall()
    return {server_id for (server_id,) in found}


def second_pass(connection: sqlite3.Connection, row: ServerMessage) -> bool:
    """Return whether a row of the ambiguous hour is in its second pass, by the stored row before.

    A page decides this for all its rows but the first, whose predecessor may be stored here.
    """
    found = connection.execute(
        "SELECT at FROM message WHERE kind = ? AND server_id IS NOT NULL AND server_id < ? "
        "ORDER BY server_id DESC LIMIT 1",
        (row.kind, row.server_id),
    ).fetchone()
    if found is None:
        return False
    ahead = from_ms(found[0]) - row.at
    return timedelta(minutes=1) < ahead <= timedelta(hours=1)


def known_urls(
    connection: sqlite3.Connection, message_ids: Sequence[int]
) -> dict[int, set[str | None]]:
    """Return the addresses of files by message id; None stands for a file of our own."""
    urls: dict[int, set[str | None]] = {}
    for message_id, url in connection.execute(
        "SELECT message_id, url FROM media WHERE message_id IN (SELECT value FROM json_each(?))",
        (id_list(message_ids),),
    ).fetchall():
        urls.setdefault(message_id, set()).add(url)
    return urls
