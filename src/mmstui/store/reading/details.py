"""Everything that the store knows of one message, with its attempts."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import Any

from mmstui.domain.message_details import Attempt, Details, NearMatch, Outcome, Place
from mmstui.domain.messages import Kind, Message
from mmstui.store.reading.inbox import Inbox
from mmstui.store.sqlite.codec import did_label, from_ms, moment
from mmstui.store.sqlite.database import Database


def details(database: Database, inbox: Inbox, message_id: int) -> Details | None:
    """Return a message as shown with its history; None when it is gone or was dropped."""
    message = inbox.containing(message_id)
    if message is None:
        return None
    with database.reading() as connection:
        found = connection.execute(
            "SELECT m.origin, m.queued_at, m.request_id, m.missed_at, c.title_shown, c.named, "
            "d.note_shown, d.city_shown FROM message AS m "
            "JOIN conversation AS c ON c.id = m.conversation_id "
            "LEFT JOIN did AS d ON d.number = c.did WHERE m.id = ?",
            (message.id,),
        ).fetchone()
        if found is None:
            return None
        origin, queued_at, request_id, missed_at, title, named, note, city = found
        return Details(
            message=message,
            name=title if named else "",
            did_label=did_label(message.did, note, city),
            origin=origin,
            queued_at=moment(queued_at),
            request_id=request_id,
            missed_at=moment(missed_at),
            place=_place(connection, message),
            attempts=_attempts(connection, message.id),
        )


def _attempts(connection: sqlite3.Connection, message_id: int) -> tuple[Attempt, ...]:
    rows = connection.execute(
        "SELECT a.kind, a.started_at, a.ended_at, a.state, a.server_id, a.answered, a.code, "
        "a.words, a.polls, a.skew, json_extract(a.taken, '$.at'), near.id, near.server_id, "
        "near.server_date, near.at, near.text "
        "FROM attempt AS a LEFT JOIN message AS near ON near.id = a.near_id "
        "WHERE a.message_id = ? ORDER BY a.id",
        (message_id,),
    ).fetchall()
    return tuple(_attempt(number, *row) for number, row in enumerate(rows, 1))


def _attempt(
    number: int,
    kind: str,
    started_at: int,
    ended_at: int | None,
    state: str,
    server_id: int | None,
    answered: int,
    code: str | None,
    words: str | None,
    looks: int,
    skew: int,
    row_at: int | None,
    *near: Any,
) -> Attempt:
    return Attempt(
        number=number,
        kind=Kind(kind),
        started_at=from_ms(started_at),
        ended_at=moment(ended_at),
        outcome=Outcome(state),
        server_id=server_id,
        answered=bool(answered),
        code=code or "",
        words=words or "",
        looks=looks,
        near=_near(started_at + skew, *near),
        after=None if row_at is None or answered else _span(row_at - started_at - skew),
    )


def _near(
    began: int,
    row_id: int | None,
    server_id: int | None,
    server_date: str | None,
    at: int | None,
    text: str | None,
) -> NearMatch | None:
    if row_id is None or at is None:
        return None
    return NearMatch(server_id, server_date, from_ms(at), text or "", _span(at - began))


def _span(milliseconds: int) -> timedelta:
    return timedelta(milliseconds=milliseconds)


def _place(connection: sqlite3.Connection, message: Message) -> Place | None:
    """Return the message's position in its batch, counting dropped messages too."""
    found = connection.execute(
        "SELECT id FROM message WHERE batch = ? ORDER BY id", (message.batch,)
    ).fetchall()
    ids = [message_id for (message_id,) in found]
    return Place(ids.index(message.id) + 1, len(ids)) if message.id in ids else None
