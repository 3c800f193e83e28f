"""Which attempt owns which row of the server, and the effect on the attempt's message.

A row that an attempt owns is not a message of its own: its data goes to our message, and the
attempt keeps a copy (`taken`), so that the row can be given back. Ownership by VoIP.ms's answer is
final. Ownership by reconciliation is not: an attempt that was answered with that id takes the row.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from mmstui.domain.messages import Direction, Kind, State
from mmstui.domain.records import record, replace
from mmstui.store.deleting import deleted_rows
from mmstui.store.media.media_rows import add_urls
from mmstui.store.searching import search_index
from mmstui.store.sending.problem_texts import GIVEN_BACK
from mmstui.store.sqlite.codec import UNNAMED_TIE
from mmstui.store.sqlite.database import Transaction

#: The start of an attempt by the server's clock, as far as it is known. A difference that may be 0
#: counts as 0: the bounds vary between attempts, and the order of sending must not change.
STARTED_AT_SERVER = (
    "started_at + CASE WHEN skew_most IS NULL OR skew > 0 THEN skew "
    "WHEN skew_most < 0 THEN skew_most ELSE 0 END"
)
#: Attempts that may still be found. SQLite uses the index `attempt_open` only for this exact text.
OPEN_ATTEMPT = "state IN ('sending', 'unknown', 'unconfirmed')"


@record
class Attempt:
    """One try to send a message. Times in ms. `in_flight`: no end is recorded."""

    id: int
    message_id: int
    conversation_id: int
    kind: Kind
    state: str
    server_id: int | None
    answered: bool
    in_flight: bool
    started_at: int
    skew: int


@record
class Row:
    """A row of the server that an attempt owns, with all data needed to give it back."""

    text: str
    date: str | None
    at: int
    carrier: str
    polled: int
    urls: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, text: str) -> Row:
        """Return a row from the JSON in the column `taken`."""
        values = json.loads(text)
        return cls(**{**values, "urls": tuple(values["urls"])})


_ATTEMPT = (
    "SELECT a.id, a.message_id, m.conversation_id, a.kind, a.state, a.server_id, a.answered, "
    "a.ended_at IS NULL, a.started_at, a.skew "
    "FROM attempt AS a JOIN message AS m ON m.id = a.message_id WHERE "
)


def attempt(connection: sqlite3.Connection, attempt_id: int) -> Attempt | None:
    """Return an attempt by its id; None when there is none."""
    return _from_row(connection.execute(f"{_ATTEMPT} a.id = ?", (attempt_id,)).fetchone())


def owner_of(connection: sqlite3.Connection, kind: Kind, server_id: int) -> Attempt | None:
    """Return the attempt that owns a row of the server; None when none does."""
    found = connection.execute(f"{_ATTEMPT} a.kind = ? AND a.server_id = ?", (kind, server_id))
    return _from_row(found.fetchone())


def _from_row(
    row: tuple[int, int, int, str, str, int | None, int, int, int, int] | None,
) -> Attempt | None:
    if row is None:
        return None
    (attempt_id, message_id, conversation_id, kind, state, server_id, answered, in_flight,
     started_at, skew) = row  # fmt: skip
    return Attempt(
        attempt_id, message_id, conversation_id, Kind(kind), state, server_id,
        bool(answered), bool(in_flight), started_at, skew,
    )  # fmt: skip


def take(transaction: Transaction, attempt_id: int, row_id: int, *, answered: bool = False) -> None:
    """Merge a stored row of the server into the message of the attempt that sent it."""
    connection = transaction.connection
    (server_id,) = connection.execute(
        "SELECT server_id FROM message WHERE id = ?", (row_id,)
    ).fetchone()
    row = _row_of(connection, row_id)
    # The files that VoIP.ms lists are kept only for a message without copies of our own.
    connection.execute(
        "UPDATE media SET message_id = ours.message_id FROM attempt AS ours "
        "WHERE media.message_id = ?1 AND ours.id = ?2 AND NOT EXISTS ("
        "SELECT 1 FROM media AS own WHERE own.message_id = ours.message_id)",
        (row_id, attempt_id),
    )
    deleted_rows.taken(connection, row_id, attempt_id)
    remove_message(connection, row_id)
    own(transaction, attempt_id, server_id, row, answered=answered)


def own(
    transaction: Transaction,
    attempt_id: int,
    server_id: int,
    row: Row | None,
    *,
    answered: bool = False,
) -> None:
    """Give a row of the server to an attempt. `row` is None when only its id is known."""
    (message_id,) = transaction.connection.execute(
        "UPDATE attempt SET state = 'sent', server_id = ?, answered = ?, taken = ?, "
        "near_id = NULL, code = NULL, words = NULL WHERE id = ? RETURNING message_id",
        (
            server_id,
            int(answered),
            None if row is None else json.dumps(_as_json(row)),
            attempt_id,
        ),
    ).fetchone()
    settle(transaction, message_id)
    deleted_rows.found(transaction.connection, attempt_id)


def _as_json(row: Row) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(row)


def release(transaction: Transaction, owner: Attempt) -> Row | None:
    """Reopen an attempt by taking its row away, and return the row as far as it is known."""
    connection = transaction.connection
    row = _owned_row(connection, owner)
    connection.execute(
        "UPDATE attempt SET server_id = NULL, answered = 0, taken = NULL, polls = 0, "
        "state = CASE WHEN ended_at IS NULL THEN 'sending' ELSE 'unknown' END, "
        "code = ?, words = ? WHERE id = ?",
        (*GIVEN_BACK, owner.id),
    )
    # The user deleted our message, not the message that this row belongs to.
    if owner.server_id is not None:
        date = None if row is None else row.date
        deleted_rows.lost(connection, owner.id, owner.message_id, owner.kind, owner.server_id, date)
    settle(transaction, owner.message_id)
    return row


def give_back(transaction: Transaction, owner: Attempt, now_ms: int) -> None:
    """Turn a row that reconciliation gave to an attempt by mistake into a message of its own."""
    row = release(transaction, owner)
    if row is not None and owner.server_id is not None:
        _restore(transaction, owner, owner.server_id, row, now_ms)


def _restore(
    transaction: Transaction, owner: Attempt, server_id: int, row: Row, now_ms: int
) -> None:
    connection = transaction.connection
    (restored,) = connection.execute(
        "INSERT INTO message (conversation_id, kind, server_id, direction, state, text, at, tie, "
        "server_date, carrier_status, polled) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?3, ?8, ?9, ?10) RETURNING id",
        (
            owner.conversation_id, owner.kind, server_id, Direction.OUT, State.SENT,
            row.text, row.at, row.date, row.carrier, row.polled,
        ),
    ).fetchone()  # fmt: skip
    search_index.index(connection, [restored])
    if row.urls:
        add_urls(connection, [(restored, row.urls)], now_ms)
    elif owner.kind is Kind.MMS:
        ask_for_files(connection, [restored], now_ms)
    transaction.touch([owner.conversation_id])


def settle(transaction: Transaction, message_id: int) -> None:
    """Update a message to the state of its attempts: sent, sent twice, or open again."""
    connection = transaction.connection
    turned_up = connection.execute(
        f"SELECT kind, server_id, {STARTED_AT_SERVER}, taken FROM attempt "
        "WHERE message_id = ? AND server_id IS NOT NULL ORDER BY id",
        (message_id,),
    ).fetchall()
    state, kind, server_id, conversation_id = connection.execute(
        "SELECT state, kind, server_id, conversation_id FROM message WHERE id = ?", (message_id,)
    ).fetchone()
    transaction.touch([conversation_id])
    if not turned_up:
        if state == State.SENT:
            _open_again(connection, message_id)
        return
    if (kind, server_id) not in {(row[0], row[1]) for row in turned_up}:
        _set_server_id(connection, message_id, *turned_up[0])
    connection.execute(
        "UPDATE message SET state = 'sent', problem_code = NULL, problem_words = NULL, "
        "due_at = NULL, due_is_network = 0, twice = ? WHERE id = ?",
        (int(len(turned_up) > 1), message_id),
    )


def _set_server_id(
    connection: sqlite3.Connection,
    message_id: int,
    kind: str,
    server_id: int,
    started_at: int,
    taken: str | None,
) -> None:
    row = None if taken is None else Row.from_json(taken)
    connection.execute(
        "UPDATE message SET kind = ?1, server_id = ?2, tie = ?2, server_date = ?3, at = ?4, "
        "carrier_status = ?5, polled = ?6, missed_at = NULL, gone = 0 WHERE id = ?7",
        (
            kind,
            server_id,
            None if row is None else row.date,
            started_at if row is None else row.at,
            "" if row is None else row.carrier,
            0 if row is None else row.polled,
            message_id,
        ),
    )
    search_index.follow(connection, message_id)


def _open_again(connection: sqlite3.Connection, message_id: int) -> None:
    states = connection.execute(
        f"SELECT state, started_at, code, words FROM attempt "
        f"WHERE message_id = ? AND {OPEN_ATTEMPT} ORDER BY id DESC",
        (message_id,),
    ).fetchall()
    if not states:
        return
    # The newest attempt decides, but `unknown` comes before `unconfirmed`.
    state, started_at, code, words = next((s for s in states if s[0] != "unconfirmed"), states[0])
    connection.execute(
        "UPDATE message SET state = ?1, server_id = NULL, tie = ?2, server_date = NULL, at = ?3, "
        "carrier_status = '', polled = 0, missed_at = NULL, gone = 0, twice = 0, "
        "problem_code = ?4, problem_words = ?5 WHERE id = ?6",
        (state, UNNAMED_TIE + message_id, started_at, code, words, message_id),
    )
    search_index.follow(connection, message_id)


def _row_of(connection: sqlite3.Connection, row_id: int) -> Row:
    text, date, at, carrier, polled = connection.execute(
        "SELECT text, server_date, at, carrier_status, polled FROM message WHERE id = ?", (row_id,)
    ).fetchone()
    urls = connection.execute(
        "SELECT url FROM media WHERE message_id = ? AND url IS NOT NULL ORDER BY position",
        (row_id,),
    ).fetchall()
    return Row(text, date, at, carrier, polled, tuple(url for (url,) in urls))


def _owned_row(connection: sqlite3.Connection, owner: Attempt) -> Row | None:
    """Return the row an attempt owns, with what polls have updated in our message since."""
    (taken,) = connection.execute("SELECT taken FROM attempt WHERE id = ?", (owner.id,)).fetchone()
    if taken is None:
        return None
    row = Row.from_json(taken)
    since = connection.execute(
        "SELECT carrier_status, polled FROM message WHERE id = ? AND kind = ? AND server_id = ?",
        (owner.message_id, owner.kind, owner.server_id),
    ).fetchone()
    return row if since is None else replace(row, carrier=since[0], polled=since[1])


def remove_message(connection: sqlite3.Connection, message_id: int) -> None:
    """Delete a message with its files and index entry. It must have no attempts."""
    search_index.unindex(connection, [message_id])
    connection.execute(
        f"UPDATE attempt SET near_id = NULL WHERE {OPEN_ATTEMPT} AND near_id = ?", (message_id,)
    )
    connection.execute("DELETE FROM message WHERE id = ?", (message_id,))


def ask_for_files(connection: sqlite3.Connection, message_ids: list[int], now_ms: int) -> None:
    """Add a request for the files of these MMS (getMediaMMS), unless there is one already."""
    connection.executemany(
        "INSERT INTO media_question (message_id, since, due_at) VALUES (?1, ?2, ?2) "
        "ON CONFLICT (message_id) DO NOTHING",
        [(message_id, now_ms) for message_id in message_ids],
    )
