"""Deletions at VoIP.ms for the worker, one row for each (kind, id).

Every write is on the disk when its method returns, except `missed` and `listed`. SMS and MMS ids
are separate sequences, so nothing here is selected by id alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from mmstui.domain.deletions import Progress, ServerDelete
from mmstui.domain.messages import Direction, Kind
from mmstui.domain.text.sanitise import line, without_surrogates
from mmstui.store.deleting import delete_cancel, delete_undo
from mmstui.store.deleting.delete_preview import LEAVING
from mmstui.store.sqlite.codec import from_ms, id_list, moment, to_ms
from mmstui.store.sqlite.database import Database
from mmstui.store.sqlite.transaction import Transaction

_OPEN = LEAVING
#: An answer that took this long to arrive may still list a message that was deleted since.
_LATE_LIST = timedelta(minutes=15)


class ServerDeletes:
    """Jobs and results of the delete worker."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def wanted(self, limit: int = 500) -> list[ServerDelete]:
        """Return unfinished deletions in the order of requests; messages not listed come last."""
        rows = self._database.read(
            "SELECT s.kind, s.server_id, s.did, s.contact, s.direction, s.at, s.server_date, "
            "s.state, s.tries, s.missed_at, d.begun AND s.state <> 'stopping' "
            "FROM server_deletion AS s JOIN deletion AS d ON d.id = s.deletion_id "
            f"WHERE s.{_OPEN} "
            "ORDER BY s.missed_at IS NOT NULL, s.deletion_id, s.at, s.kind, s.server_id LIMIT ?",
            (limit,),
        )
        return [
            ServerDelete(
                Kind(kind), server_id, did, contact, Direction(direction), from_ms(at), date,
                Progress(state), tries, moment(missed_at), bool(due),
            )
            for kind, server_id, did, contact, direction, at, date, state, tries, missed_at, due
            in rows
        ]  # fmt: skip

    def next_due_at(self) -> datetime | None:
        """Return when the next deletion may begin; None when none waits for its undo window."""
        ((due,),) = self._database.read("SELECT min(due_at) FROM deletion WHERE begun = 0")
        return moment(due)

    def begin(self, kind: Kind, server_id: int) -> bool:
        """Record, before the first byte leaves, that VoIP.ms is asked to delete a message.

        Returns False when the request must not be sent: the deletion was undone, cancelled or has
        ended, or its undo window is still open.
        """
        with self._database.writing(durable=True) as transaction:
            found = transaction.connection.execute(
                "UPDATE server_deletion SET state = 'deleting' "
                "WHERE kind = ? AND server_id = ? AND state IN ('waiting', 'deleting') "
                "AND deletion_id IN (SELECT id FROM deletion WHERE begun = 1) "
                "RETURNING message_id",
                (kind, server_id),
            ).fetchall()
            _touch(transaction, [message_id for (message_id,) in found])
        return bool(found)

    def answered(self, kind: Kind, server_id: int) -> None:
        """Count a request answered with success or with an unknown id; a list must confirm it."""
        with self._database.writing(durable=True) as transaction:
            transaction.connection.execute(
                "UPDATE server_deletion SET tries = tries + 1 "
                f"WHERE kind = ? AND server_id = ? AND {_OPEN}",
                (kind, server_id),
            )

    def missed(self, kind: Kind, server_ids: Sequence[int], now: datetime) -> None:
        """Note messages without a delete request that a list lacks. `now`: VoIP.ms's clock."""
        self._note(kind, server_ids, "missed_at = coalesce(missed_at, ?)", to_ms(now))

    def listed(self, kind: Kind, server_ids: Sequence[int]) -> None:
        """Note that a list has these messages again."""
        self._note(kind, server_ids, "missed_at = ?", None)

    def _note(self, kind: Kind, server_ids: Sequence[int], what: str, value: int | None) -> None:
        with self._database.writing() as transaction:
            transaction.connection.execute(
                f"UPDATE server_deletion SET {what} WHERE kind = ? AND {_OPEN} "
                "AND server_id IN (SELECT value FROM json_each(?))",
                (value, kind, id_list(server_ids)),
            )

    def ended(self, kind: Kind, server_ids: Sequence[int]) -> None:
        """Finish the deletion of messages that VoIP.ms no longer lists.

        The result is `done` after a delete request, else `gone`. Messages that stay here are marked
        as gone at the server.
        """
        with self._database.writing(durable=True) as transaction:
            ended = transaction.connection.execute(
                "UPDATE server_deletion SET state = iif(state = 'waiting', 'gone', 'done'), "
                f"ended_at = ?, missed_at = NULL WHERE kind = ? AND {_OPEN} "
                "AND server_id IN (SELECT value FROM json_each(?)) RETURNING server_id",
                (self._database.now_ms(), kind, id_list(server_ids)),
            ).fetchall()
            changed = transaction.connection.execute(
                "UPDATE message SET gone = 1 WHERE kind = ? AND gone = 0 AND server_id IN "
                "(SELECT value FROM json_each(?)) RETURNING conversation_id",
                (kind, id_list([server_id for (server_id,) in ended])),
            ).fetchall()
            transaction.touch(conversation_id for (conversation_id,) in changed)

    def failed(self, kind: Kind, server_id: int, code: str, words: str) -> None:
        """Record a final failure and show the message that was hidden here, with the reason."""
        with self._database.writing(durable=True) as transaction:
            connection = transaction.connection
            found = connection.execute(
                "UPDATE server_deletion SET state = 'failed', ended_at = ?, code = ?, words = ? "
                f"WHERE kind = ? AND server_id = ? AND {_OPEN} RETURNING message_id",
                (self._database.now_ms(), *_safe(code, words), kind, server_id),
            ).fetchall()
            ids = [message_id for (message_id,) in found]
            delete_undo.show(transaction, ids)
            _touch(transaction, ids)

    def released(self, kind: Kind, server_ids: Sequence[int]) -> None:
        """Keep messages that VoIP.ms still lists after the user cancelled their deletion."""
        with self._database.writing(durable=True) as transaction:
            delete_cancel.release(transaction, kind, server_ids)

    def is_mms(self, server_id: int) -> None:
        """Change a deletion of an SMS into one of the MMS that the SMS row mirrors.

        If the user had deleted both, the deletion belongs to the earlier request, as it does when
        one message is deleted twice: undoing or ending the later request must not drop it.
        """
        with self._database.writing(durable=True) as transaction:
            connection = transaction.connection
            connection.execute(
                "UPDATE server_deletion SET deletion_id = min(deletion_id, mirror.earlier) "
                "FROM (SELECT deletion_id AS earlier FROM server_deletion "
                f"WHERE kind = 'sms' AND server_id = ?1 AND {_OPEN}) AS mirror "
                f"WHERE kind = 'mms' AND server_id = ?1 AND {_OPEN}",
                (server_id,),
            )
            connection.execute(
                "UPDATE OR IGNORE server_deletion SET kind = 'mms' "
                f"WHERE kind = 'sms' AND server_id = ? AND {_OPEN}",
                (server_id,),
            )
            connection.execute(
                f"DELETE FROM server_deletion WHERE kind = 'sms' AND server_id = ? AND {_OPEN}",
                (server_id,),
            )


def lately_deleted(connection: sqlite3.Connection, kind: Kind, server_id: int, now_ms: int) -> bool:
    """Return whether a message was deleted so recently that a late list may still have it."""
    since = now_ms - _LATE_LIST // timedelta(milliseconds=1)
    found = connection.execute(
        "SELECT 1 FROM server_deletion WHERE kind = ? AND server_id = ? AND state = 'done' "
        "AND ended_at >= ?",
        (kind, server_id, since),
    ).fetchone()
    return found is not None


def is_leaving(connection: sqlite3.Connection, kind: Kind, server_id: int, now_ms: int) -> bool:
    """Return whether VoIP.ms is asked to delete a message, or has done so lately.

    Then one list may lack the message while an earlier one that arrives later still has its mirror.
    """
    asked = connection.execute(
        "SELECT 1 FROM server_deletion WHERE kind = ? AND server_id = ? "
        "AND state IN ('deleting', 'stopping')",
        (kind, server_id),
    ).fetchone()
    return asked is not None or lately_deleted(connection, kind, server_id, now_ms)


def asked_for(connection: sqlite3.Connection, kind: Kind, server_ids: Sequence[int]) -> set[int]:
    """Return those of these ids that VoIP.ms was asked to delete: lists lack them for a reason."""
    found = connection.execute(
        "SELECT server_id FROM server_deletion WHERE kind = ? "
        "AND state IN ('deleting', 'stopping', 'done') "
        "AND server_id IN (SELECT value FROM json_each(?))",
        (kind, id_list(server_ids)),
    ).fetchall()
    return {server_id for (server_id,) in found}


def _touch(transaction: Transaction, message_ids: Iterable[int]) -> None:
    found = transaction.connection.execute(
        "SELECT DISTINCT conversation_id FROM message WHERE id IN (SELECT value FROM json_each(?))",
        (id_list(list(message_ids)),),
    ).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in found)


def _safe(code: str, words: str) -> tuple[str, str]:
    # Both may contain text from VoIP.ms.
    return line(without_surrogates(code)), line(without_surrogates(words))
