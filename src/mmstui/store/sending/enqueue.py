"""Queue messages: the new outbox rows and the end of their draft are one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from mmstui.domain import limits
from mmstui.domain.messages import Attachment, Direction, Kind, MediaState, State
from mmstui.domain.outgoing import NOW, Seen, Then
from mmstui.domain.problems import Changed, RequestClash
from mmstui.domain.records import record
from mmstui.domain.triage import Verb
from mmstui.store.reading import conversation_rows
from mmstui.store.searching import search_index
from mmstui.store.sqlite.codec import UNNAMED_TIE, id_list, relative, to_ms
from mmstui.store.sqlite.database import Transaction
from mmstui.store.triage import marks
from mmstui.store.triage.marks import Marks
from mmstui.store.triage.undo_steps import push

#: VoIP.ms lists a message at most this long after its date.
_LATE_MS = limits.LISTED_LATE // timedelta(milliseconds=1)


@record
class Written:
    """A message to queue. `origin` is `inbox` or `command`, `writer` a Unix user."""

    did: str
    text: str
    attachments: tuple[Attachment, ...]
    kind: Kind
    origin: str
    hold_after: timedelta | None
    request_id: str | None
    writer: int
    then: Then = NOW

    def scheduled_ms(self, now_ms: int) -> int | None:
        """Return the time at which the message is to go; None for now."""
        at = None if self.then.at is None else to_ms(self.then.at)
        return None if at is None or at <= now_ms else at


def queue(
    transaction: Transaction,
    written: Written,
    contacts: Sequence[str],
    *,
    folder: Path,
    now_ms: int,
) -> list[int]:
    """Queue a message to each contact; return the message ids in the order of the contacts.

    Contacts that already have a message of this request id keep that message. Raises RequestClash
    when the request id was used with another text or other files, Changed when `then` forbids it.
    """
    contacts = list(dict.fromkeys(contacts))
    there = _ids_by_contact(transaction.connection, written, contacts)
    fresh = [contact for contact in contacts if contact not in there]
    first = _next_id(transaction.connection)
    batch = f"b{first}" if len(contacts) > 1 else None
    ids = {contact: first + place for place, contact in enumerate(fresh)}
    if not fresh:
        return [there[contact] for contact in contacts]
    conversations = conversation_rows.ensure(
        transaction.connection, [(written.did, contact) for contact in fresh], transaction.rev
    )
    of = {ids[contact]: conversations[written.did, contact] for contact in fresh}
    if written.then.unchanged_since is not None:
        _require_unchanged(transaction.connection, written.then.unchanged_since, of.values())
    if written.then.seen is not None:
        _require_seen(transaction.connection, written.then.seen, written.writer)
    for message_id, conversation_id in of.items():
        _insert(transaction, written, message_id, conversation_id, batch, folder, now_ms)
        if written.origin == "inbox" and batch is None:
            _mark_answered_read(transaction.connection, conversation_id)
    verb = Verb.SEND if written.scheduled_ms(now_ms) is None else Verb.SCHEDULE
    if written.origin != "inbox":
        transaction.note(verb, now_ms)
    else:
        push(transaction, verb, {"messages": list(of)}, now_ms)
        marks.change(transaction, list(of.values()), lambda _, each: each.seen(now_ms))
    _mark(transaction, written.then, of, now_ms)
    transaction.touch(conversations.values())
    return [{**there, **ids}[contact] for contact in contacts]


def _require_unchanged(
    connection: sqlite3.Connection, seen: int, conversation_ids: Iterable[int]
) -> None:
    """Raise Changed if the conversations have messages that came after this one."""
    for conversation_id in conversation_ids:
        found = connection.execute(
            "SELECT at FROM message WHERE id = ? AND conversation_id = ?", (seen, conversation_id)
        ).fetchone()
        if found is None:
            raise Changed(0)
        # Older history may be fetched after the message, and a late message be dated before it.
        (came,) = connection.execute(
            "SELECT count(*) FROM message "
            "WHERE conversation_id = ? AND id > ? AND at >= ? AND dropped = 0",
            (conversation_id, seen, found[0] - _LATE_MS),
        ).fetchone()
        if came:
            raise Changed(came)


def _require_seen(connection: sqlite3.Connection, seen: Seen, writer: int) -> None:
    """Raise Changed if others have written since what the writer has had on the screen."""
    came = connection.execute(
        "SELECT m.id, m.direction = 'out', m.written_by FROM message AS m "
        "JOIN conversation AS c ON c.id = m.conversation_id "
        "WHERE c.did = ?1 AND c.contact = ?2 AND m.id > ?3 AND m.dropped = 0 "
        "AND (m.direction = 'in' OR m.written_by IS NOT ?4) "
        # Older history may be fetched after the message, and a late message be dated before it.
        "AND m.at >= coalesce((SELECT at FROM message WHERE id = ?3), 0) - ?5 ORDER BY m.id",
        (seen.did, seen.contact, seen.message_id, writer, _LATE_MS),
    ).fetchall()
    if came:
        newest, answered, by = came[-1]
        raise Changed(len(came), newest, answered=bool(answered), answered_by=by)


def forget_draft(transaction: Transaction, did: str, contact: str) -> None:
    """Delete a draft that has become a message, and none of another person."""
    transaction.connection.execute(
        "DELETE FROM draft WHERE did = ? AND contact = ? AND person = ?",
        (did, contact, transaction.whose),
    )
    found = transaction.connection.execute(
        "SELECT id FROM conversation WHERE did = ? AND contact = ?", (did, contact)
    ).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in found)


def _ids_by_contact(
    connection: sqlite3.Connection, written: Written, contacts: Sequence[str]
) -> dict[str, int]:
    # From any DID: the default DID may have changed since the first call.
    if written.request_id is None:
        return {}
    found = connection.execute(
        "SELECT m.id, c.contact, m.text FROM message AS m "
        "JOIN conversation AS c ON c.id = m.conversation_id WHERE m.request_id = ? ORDER BY m.id",
        (written.request_id,),
    ).fetchall()
    for message_id, _, text in found:
        if text != written.text or _stored_sizes(connection, message_id) != _sizes_of(written):
            raise RequestClash(written.request_id)
    return {contact: message_id for message_id, contact, _ in found if contact in contacts}


def _stored_sizes(connection: sqlite3.Connection, message_id: int) -> list[tuple[str, int | None]]:
    return connection.execute(
        "SELECT type, bytes FROM media WHERE message_id = ? AND url IS NULL ORDER BY type, bytes",
        (message_id,),
    ).fetchall()


def _sizes_of(written: Written) -> list[tuple[str, int]]:
    return sorted((attachment.type, attachment.bytes) for attachment in written.attachments)


def _next_id(connection: sqlite3.Connection) -> int:
    last = conversation_rows.highest_message_id(connection)
    return int(last) + 1


def _insert(
    transaction: Transaction,
    written: Written,
    message_id: int,
    conversation_id: int,
    batch: str | None,
    folder: Path,
    now_ms: int,
) -> None:
    connection = transaction.connection
    hold_after = written.hold_after
    scheduled_ms = written.scheduled_ms(now_ms)
    state = State.QUEUED if scheduled_ms is None else State.SCHEDULED
    connection.execute(
        "INSERT INTO message (id, conversation_id, kind, direction, state, text, at, tie, batch, "
        "request_id, origin, hold_after, acted_at, queued_at, scheduled_at, written_by) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            message_id, conversation_id, written.kind, Direction.OUT, state, written.text,
            now_ms, UNNAMED_TIE + message_id, batch, written.request_id, written.origin,
            None if hold_after is None else hold_after // timedelta(milliseconds=1), now_ms, now_ms,
            scheduled_ms, written.writer,
        ),
    )  # fmt: skip
    _insert_files(connection, written, message_id, folder)
    search_index.index(connection, [message_id])


def _insert_files(
    connection: sqlite3.Connection, written: Written, message_id: int, folder: Path
) -> None:
    if not written.attachments:
        return
    from mmstui.store.media.durations import measured

    connection.executemany(
        "INSERT INTO media (message_id, position, name_shown, type, bytes, path, state, duration) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (message_id, place, one.name, one.type, one.bytes, relative(one.path, folder),
             MediaState.HERE, measured(folder / one.path, one.type))
            for place, one in enumerate(written.attachments)
        ],
    )  # fmt: skip


def _mark(transaction: Transaction, then: Then, of: Mapping[int, int], now_ms: int) -> None:
    """Set the marks that go with messages: a step of the undo stack, above that of the messages."""
    if not then.done and then.remind_at is None:
        return
    messages = {conversation_id: message_id for message_id, conversation_id in of.items()}

    def rule(conversation_id: int, each: Marks) -> Marks:
        if then.remind_at is not None:
            about = messages[conversation_id]
            each = each._replace(remind_at=to_ms(then.remind_at), remind_about=about)
        return each._replace(done=1) if then.done else each

    changed = marks.change(transaction, list(messages), rule)
    push(transaction, Verb.DONE if then.done else Verb.REMIND, {"rows": changed}, now_ms)
    if then.done:
        transaction.connection.execute(
            "UPDATE conversation SET done = ? WHERE id IN (SELECT value FROM json_each(?))",
            (conversation_rows.DONE_WITH_REPLY, id_list(list(messages))),
        )


def _mark_answered_read(connection: sqlite3.Connection, conversation_id: int) -> None:
    # Not later arrivals: the user had not seen them when writing.
    connection.execute(
        "UPDATE message SET unread = 0 WHERE conversation_id = ? AND unread = 1",
        (conversation_id,),
    )
