"""The user's requests to delete: preview, request and undo.

From the request on, messages to delete here are hidden and have tombstones, and each message to
delete at VoIP.ms has a row in `server_deletion`. Until the deletion begins, nothing was sent to
VoIP.ms and no text was removed from the store, so any process can undo the whole deletion.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from mmstui.domain import limits
from mmstui.domain.deletions import Asked, Outlook, Place, Stopped
from mmstui.domain.triage import Verb
from mmstui.store.deleting import delete_cancel, delete_preview, delete_undo, legs, tombstones
from mmstui.store.deleting.delete_preview import LEAVING, THERE
from mmstui.store.sending import problem_texts
from mmstui.store.sqlite.codec import from_ms, id_list
from mmstui.store.sqlite.database import Database
from mmstui.store.sqlite.transaction import Transaction
from mmstui.store.triage.undo_steps import push

#: Messages removed from the store in one transaction, so that other writers need not wait long.
_AT_ONCE = 500


class Deleting:
    """Deletions that the user requests: here, at VoIP.ms, or both."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Preview

    def outlook(self, conversation_id: int) -> Outlook:
        """Return what deleting a whole conversation would remove."""
        return self.outlook_of_many([conversation_id])

    def outlook_of_many(self, conversation_ids: Sequence[int]) -> Outlook:
        """Return what deleting several whole conversations would remove, all counts together."""
        with self._database.reading() as connection:
            among = (id_list(conversation_ids),)
            ids = connection.execute(
                "SELECT id FROM message WHERE dropped = 0 "
                "AND conversation_id IN (SELECT value FROM json_each(?))",
                among,
            ).fetchall()
            ((drafts,),) = connection.execute(
                "SELECT count(*) FROM draft AS d JOIN conversation AS c ON c.did = d.did "
                "AND c.contact = d.contact WHERE c.id IN (SELECT value FROM json_each(?))",
                among,
            ).fetchall()
            numbers = [message_id for (message_id,) in ids]
            return delete_preview.outlook(connection, numbers, draft=bool(drafts))

    def outlook_of(self, message_ids: Sequence[int]) -> Outlook:
        """Return what deleting some messages would remove."""
        with self._database.reading() as connection:
            return delete_preview.outlook(connection, message_ids, draft=False)

    # Request

    def delete_conversation(self, conversation_id: int, place: Place, newest: int) -> Asked | None:
        """Delete the messages of a conversation that the user saw: those up to id `newest`.

        Returns None when there is nothing to delete. The request is on the disk on return.
        """
        return next(iter(self.delete_conversations([conversation_id], place, newest)), None)

    def delete_conversations(
        self, conversation_ids: Sequence[int], place: Place, newest: int
    ) -> tuple[Asked, ...]:
        """Delete the messages of conversations that the user saw: all or nothing, one undo step.

        Returns a request for each conversation of which anything was left to delete.
        """
        with self._database.writing(durable=True) as transaction:
            asked = []
            for number in dict.fromkeys(conversation_ids):
                ids = _of_conversation(transaction.connection, number, newest)
                asked += self._ask(transaction, number, ids, place, whole=True)
            self._push(transaction, asked)
            return tuple(asked)

    def delete_message(
        self, message_id: int, place: Place, *, rows: Sequence[int] = ()
    ) -> Asked | None:
        """Delete a message and the other `rows` that are shown with it.

        None when all are gone or are being sent.
        """
        with self._database.writing(durable=True) as transaction:
            found = transaction.connection.execute(
                "SELECT conversation_id, id FROM message WHERE dropped = 0 AND state <> 'sending' "
                "AND id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (id_list([message_id, *rows]),),
            ).fetchall()
            if not found:
                return None
            conversation_id = found[0][0]
            ids = [row_id for here, row_id in found if here == conversation_id]
            asked = self._ask(transaction, conversation_id, ids, place, whole=False)
            self._push(transaction, asked)
            return asked[0] if asked else None

    def _push(self, transaction: Transaction, asked: Sequence[Asked]) -> None:
        if asked:
            body = {"deletions": [each.id for each in asked]}
            push(transaction, Verb.DELETE, body, self._database.now_ms())

    def _ask(
        self,
        transaction: Transaction,
        conversation_id: int,
        message_ids: Sequence[int],
        place: Place,
        *,
        whole: bool,
    ) -> list[Asked]:
        """Request a deletion; return it, or an empty list when there is nothing to delete."""
        connection, now_ms = transaction.connection, self._database.now_ms()
        wait = limits.TAKE_BACK_FOR // timedelta(milliseconds=1)
        made = connection.execute(
            "INSERT INTO deletion (did, contact, place, asked_at, due_at) "
            "SELECT did, contact, ?2, ?3, ?4 FROM conversation WHERE id = ?1 RETURNING id",
            (conversation_id, place, now_ms, now_ms + wait),
        ).fetchone()
        if made is None:
            return []
        (deletion_id,) = made
        # The new request replaces earlier deletions of these messages that failed at VoIP.ms.
        connection.execute(
            "DELETE FROM server_deletion WHERE state = 'failed' "
            "AND message_id IN (SELECT value FROM json_each(?))",
            (id_list(message_ids),),
        )
        there = here = 0
        if place.there:
            there = _ask_there(connection, deletion_id, message_ids)
        if place.here and message_ids:
            hidden = _hide(connection, deletion_id, message_ids)
            here = len(hidden)
            # A message that is being sent stays; if all stay, the conversation needs no tombstone.
            if whole and hidden:
                _bury(connection, deletion_id, conversation_id, now_ms)
            tombstones.bury_messages(connection, hidden, now_ms)
            legs.bury(connection, deletion_id, hidden)
        if not here and not there:
            connection.execute("DELETE FROM deletion WHERE id = ?", (deletion_id,))
            return []
        transaction.touch([conversation_id])
        return [_asked(connection, deletion_id)]

    # Undo

    def last(self) -> Asked | None:
        """Return the last deletion that can be undone; None when there is none."""
        with self._database.reading() as connection:
            found = _last(connection)
            return None if found is None else _asked(connection, found)

    def take_back(self) -> Asked | None:
        """Undo the last deletion as a whole, with those of the same step; None: all have begun.

        Messages that were queued come back held: the user may have deleted them to stop them.
        """
        with self._database.writing(durable=True) as transaction:
            found = _last(transaction.connection)
            if found is None:
                return None
            asked = _asked(transaction.connection, found)
            for deletion_id in delete_undo.together(transaction.connection, found):
                delete_undo.take_back(transaction, deletion_id)
            return asked

    def stop(self) -> Stopped | None:
        """Cancel the running deletions at VoIP.ms; None when nothing of them is left to delete.

        Messages without a delete request so far become visible again.
        """
        with self._database.writing(durable=True) as transaction:
            return delete_cancel.stop(transaction)

    # Running deletions

    def begin_due(self) -> bool:
        """Begin the deletions whose undo window has passed; return whether there were any."""
        now_ms = self._database.now_ms()
        due = self._database.read(
            "SELECT 1 FROM deletion WHERE begun = 0 AND due_at <= ? LIMIT 1", (now_ms,)
        )
        if not due:
            return False
        with self._database.writing(durable=True) as transaction:
            begun = transaction.connection.execute(
                "UPDATE deletion SET begun = 1 WHERE begun = 0 AND due_at <= ? "
                "RETURNING did, contact",
                (now_ms,),
            ).fetchall()
            # Conversation rows show which messages are being deleted.
            for pair in begun:
                found = transaction.connection.execute(
                    "SELECT id FROM conversation WHERE did = ? AND contact = ?", pair
                ).fetchall()
                transaction.touch(conversation_id for (conversation_id,) in found)
        return bool(begun)

    def remove_begun(self) -> int:
        """Remove hidden messages of begun deletions that wait for nothing at VoIP.ms.

        Removes up to 500 messages; returns their number.
        """
        found = self._database.read(
            "SELECT h.message_id FROM deletion_hidden AS h "
            "JOIN deletion AS d ON d.id = h.deletion_id AND d.begun = 1 "
            "WHERE NOT EXISTS (SELECT 1 FROM server_deletion AS s "
            f"WHERE s.message_id = h.message_id AND s.{LEAVING}) LIMIT ?",
            (_AT_ONCE,),
        )
        ids = [message_id for (message_id,) in found]
        if not ids:
            return 0
        with self._database.writing(durable=True) as transaction:
            connection = transaction.connection
            paths = tombstones.paths_of(connection, ids)
            connection.execute(
                "DELETE FROM deletion_hidden WHERE message_id IN (SELECT value FROM json_each(?))",
                (id_list(ids),),
            )
            tombstones.remove(transaction, ids, self._database.now_ms())
        tombstones.delete_files(self._database, paths)
        return len(ids)


def join(transaction: Transaction, deletion_id: int, message_ids: Sequence[int]) -> None:
    """Add messages that came since to a deletion here.

    VoIP.ms is asked to delete them only while the user can still undo it.
    """
    connection = transaction.connection
    found = connection.execute(
        "SELECT place, asked_at, begun FROM deletion WHERE id = ?", (deletion_id,)
    ).fetchone()
    if found is None:
        return
    place, asked_at, begun = found
    if Place(place).there and not begun:
        _ask_there(connection, deletion_id, message_ids)
    _hide(connection, deletion_id, message_ids)
    tombstones.bury_messages(connection, message_ids, asked_at)
    legs.bury(connection, deletion_id, message_ids)
    transaction.touch(_conversations_of(connection, message_ids))


def _conversations_of(connection: sqlite3.Connection, message_ids: Sequence[int]) -> list[int]:
    found = connection.execute(
        "SELECT DISTINCT conversation_id FROM message WHERE id IN (SELECT value FROM json_each(?))",
        (id_list(message_ids),),
    ).fetchall()
    return [conversation_id for (conversation_id,) in found]


def _of_conversation(
    connection: sqlite3.Connection, conversation_id: int, newest: int
) -> list[int]:
    found = connection.execute(
        "SELECT id FROM message WHERE conversation_id = ? AND dropped = 0 AND id <= ?",
        (conversation_id, newest),
    ).fetchall()
    return [message_id for (message_id,) in found]


def _ask_there(connection: sqlite3.Connection, deletion_id: int, message_ids: Sequence[int]) -> int:
    """Add a row for each message at VoIP.ms not being deleted already; return their number."""
    return connection.execute(
        "INSERT INTO server_deletion (kind, server_id, deletion_id, message_id, did, contact, "
        "direction, at, server_date, state) "
        "SELECT t.kind, t.server_id, d.id, t.message_id, d.did, d.contact, t.direction, t.at, "
        f"t.server_date, 'waiting' FROM ({THERE}) AS t JOIN deletion AS d ON d.id = ?2 "
        "WHERE true ON CONFLICT (kind, server_id) DO UPDATE SET "
        "deletion_id = excluded.deletion_id, message_id = excluded.message_id, "
        "did = excluded.did, contact = excluded.contact, direction = excluded.direction, "
        "at = excluded.at, server_date = excluded.server_date, state = 'waiting', tries = 0, "
        "missed_at = NULL, ended_at = NULL, code = NULL, words = NULL "
        f"WHERE NOT server_deletion.{LEAVING}",
        (id_list(message_ids), deletion_id),
    ).rowcount


def _bury(
    connection: sqlite3.Connection, deletion_id: int, conversation_id: int, now_ms: int
) -> None:
    connection.execute(
        "UPDATE deletion SET buried = 1, before_at = (SELECT t.before_at "
        "FROM conversation_tombstone AS t WHERE t.did = deletion.did "
        "AND t.contact = deletion.contact) WHERE id = ?",
        (deletion_id,),
    )
    tombstones.bury_conversation(connection, conversation_id, now_ms)


def _hide(
    connection: sqlite3.Connection, deletion_id: int, message_ids: Sequence[int]
) -> list[int]:
    """Hide messages that are not being sent, hold queued ones, and return the hidden ids."""
    connection.execute(
        "INSERT INTO deletion_hidden (message_id, deletion_id, unread) "
        "SELECT id, ?2, unread FROM message WHERE id IN (SELECT value FROM json_each(?1)) "
        "AND state <> 'sending' AND dropped = 0",
        (id_list(message_ids), deletion_id),
    )
    hidden = connection.execute(
        "UPDATE message SET dropped = 1, unread = 0, due_at = NULL, due_is_network = 0, "
        "problem_code = iif(state = 'queued', ?2, problem_code), "
        "problem_words = iif(state = 'queued', ?3, problem_words), "
        "state = iif(state = 'queued', 'held', state) "
        "WHERE id IN (SELECT message_id FROM deletion_hidden WHERE deletion_id = ?1) "
        "RETURNING id",
        (deletion_id, *problem_texts.HELD),
    ).fetchall()
    return [message_id for (message_id,) in hidden]


def _last(connection: sqlite3.Connection) -> int | None:
    found = connection.execute(
        "SELECT id FROM deletion WHERE begun = 0 ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return None if found is None else int(found[0])


def _asked(connection: sqlite3.Connection, deletion_id: int) -> Asked:
    row: Sequence[Any] = connection.execute(
        "SELECT d.id, d.place, d.did, d.contact, d.asked_at, d.due_at, "
        "(SELECT count(*) FROM deletion_hidden AS h WHERE h.deletion_id = d.id), "
        "(SELECT count(*) FROM server_deletion AS s WHERE s.deletion_id = d.id) "
        "FROM deletion AS d WHERE d.id = ?",
        (deletion_id,),
    ).fetchone()
    found, place, did, contact, asked_at, due_at, here, there = row
    return Asked(found, Place(place), did, contact, from_ms(asked_at), from_ms(due_at), here, there)
