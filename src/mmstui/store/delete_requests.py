"""The user's word to delete: what it would take, asking for it, and taking that back.

From the moment it is asked, what is to go from here is hidden and its tombstones stand; what is to
go from VoIP.ms has a row each. Nothing has left this machine, and no text has left the store, until
the deletion has begun: until then it is taken back as a whole, by whatever process.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from mmstui.domain import limits
from mmstui.domain.deletions import Asked, Outlook, Place, Stopped
from mmstui.store import delete_cancel, delete_preview, delete_undo, problem_texts, tombstones
from mmstui.store.codec import from_ms, id_list
from mmstui.store.database import Database
from mmstui.store.delete_preview import LEAVING, THERE
from mmstui.store.transaction import Transaction

#: Messages taken out of the store in one transaction: others need not wait longer for it.
_AT_ONCE = 500


class Deleting:
    """What the user deletes, from here, at VoIP.ms, or both."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # What it would take.

    def outlook(self, conversation_id: int) -> Outlook:
        """What deleting a whole conversation would take with it."""
        with self._database.reading() as connection:
            ids = _of_conversation(connection, conversation_id)
            ((draft,),) = connection.execute(
                "SELECT count(*) FROM draft AS d JOIN conversation AS c "
                "ON c.did = d.did AND c.contact = d.contact WHERE c.id = ?",
                (conversation_id,),
            ).fetchall()
            return delete_preview.outlook(connection, ids, draft=bool(draft))

    def outlook_of(self, message_ids: Sequence[int]) -> Outlook:
        """What deleting some messages would take with it."""
        with self._database.reading() as connection:
            return delete_preview.outlook(connection, message_ids, draft=False)

    # The user's word.

    def delete_conversation(self, conversation_id: int, place: Place, newest: int) -> Asked | None:
        """Delete what the user saw of a conversation: its messages up to `newest`, by our ids.

        None when there is nothing to delete there. On the disk when it returns.
        """
        with self._database.writing(durable=True) as transaction:
            ids = _of_conversation(transaction.connection, conversation_id, newest)
            return self._ask(transaction, conversation_id, ids, place, whole=True)

    def delete_message(self, message_id: int, place: Place) -> Asked | None:
        """Delete one message. None when it is gone already, or on its way."""
        with self._database.writing(durable=True) as transaction:
            found = transaction.connection.execute(
                "SELECT conversation_id FROM message "
                "WHERE id = ? AND dropped = 0 AND state <> 'sending'",
                (message_id,),
            ).fetchone()
            if found is None:
                return None
            return self._ask(transaction, found[0], [message_id], place, whole=False)

    def _ask(
        self,
        transaction: Transaction,
        conversation_id: int,
        message_ids: Sequence[int],
        place: Place,
        *,
        whole: bool,
    ) -> Asked | None:
        connection, now_ms = transaction.connection, self._database.now_ms()
        wait = limits.TAKE_BACK_FOR // timedelta(milliseconds=1)
        (deletion_id,) = connection.execute(
            "INSERT INTO deletion (did, contact, place, asked_at, due_at) "
            "SELECT did, contact, ?2, ?3, ?4 FROM conversation WHERE id = ?1 RETURNING id",
            (conversation_id, place, now_ms, now_ms + wait),
        ).fetchone()
        # The user has decided anew about what could not be deleted there.
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
            # What is on its way stays, and if that is all, so does the past.
            if whole and hidden:
                _bury(connection, deletion_id, conversation_id, now_ms)
            tombstones.bury_messages(connection, hidden, now_ms)
        if not here and not there:
            connection.execute("DELETE FROM deletion WHERE id = ?", (deletion_id,))
            return None
        transaction.touch([conversation_id])
        return _asked(connection, deletion_id)

    # Taking it back.

    def last(self) -> Asked | None:
        """What was deleted last and can be taken back; None when there is nothing."""
        with self._database.reading() as connection:
            found = _last(connection)
            return None if found is None else _asked(connection, found)

    def take_back(self) -> Asked | None:
        """Take back, as a whole, what was deleted last; None when all has begun.

        What was queued comes back held: it may have been deleted for a reason.
        """
        with self._database.writing(durable=True) as transaction:
            found = _last(transaction.connection)
            if found is None:
                return None
            asked = _asked(transaction.connection, found)
            delete_undo.take_back(transaction, found)
            return asked

    def stop(self) -> Stopped | None:
        """Delete no more at VoIP.ms of all that has begun; None when nothing of it is left there.

        What was not asked for yet is seen here again.
        """
        with self._database.writing(durable=True) as transaction:
            return delete_cancel.stop(transaction)

    # What has begun.

    def begin_due(self) -> bool:
        """Begin what the user has had his time to take back; whether there was any."""
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
            # What the screen says of it has changed.
            for pair in begun:
                found = transaction.connection.execute(
                    "SELECT id FROM conversation WHERE did = ? AND contact = ?", pair
                ).fetchall()
                transaction.touch(conversation_id for (conversation_id,) in found)
        return bool(begun)

    def remove_begun(self) -> int:
        """Take out of the store what has begun to be deleted, and waits for nothing at VoIP.ms.

        Some of it at a time; how many that were.
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
            tombstones.remove(transaction, ids, self._database.now_ms(), hidden=True)
        tombstones.delete_files(self._database, paths)
        return len(ids)


def _of_conversation(
    connection: sqlite3.Connection, conversation_id: int, newest: int | None = None
) -> list[int]:
    found = connection.execute(
        "SELECT id FROM message WHERE conversation_id = ?1 AND dropped = 0 "
        "AND (?2 IS NULL OR id <= ?2)",
        (conversation_id, newest),
    ).fetchall()
    return [message_id for (message_id,) in found]


def _ask_there(connection: sqlite3.Connection, deletion_id: int, message_ids: Sequence[int]) -> int:
    """A row for each that VoIP.ms has, but for those that are leaving already; how many."""
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
    """Hide messages but for those on their way; which. What was queued goes no more."""
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
