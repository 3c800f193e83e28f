"""What is to be deleted at VoIP.ms, one row for each (kind, id): the worker's side of it.

Every mark and every result is on the disk when its method returns. The two kinds have ids of their
own, so that nothing here goes by an id alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from mmstui.domain.deletions import Progress, ServerDelete
from mmstui.domain.messages import Direction, Kind
from mmstui.domain.sanitise import line, without_surrogates
from mmstui.store import delete_cancel, delete_undo
from mmstui.store.codec import from_ms, id_list, moment, to_ms
from mmstui.store.database import Database
from mmstui.store.delete_preview import LEAVING
from mmstui.store.transaction import Transaction

_OPEN = LEAVING
#: An answer that was on its way for so long may still list what has been deleted since.
_LATE_LIST = timedelta(minutes=15)


class ServerDeletes:
    """What the worker takes and gives back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def wanted(self, limit: int = 500) -> list[ServerDelete]:
        """What is not ended, asked for first in front; last, what looks have not listed."""
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
        """When the next deletion may begin; None when none waits for that."""
        ((due,),) = self._database.read("SELECT min(due_at) FROM deletion WHERE begun = 0")
        return moment(due)

    def begin(self, kind: Kind, server_id: int) -> bool:
        """Mark, before the first byte leaves, that VoIP.ms is asked to delete it.

        False when it is not to be asked: taken back, stopped, ended, or the time to take it back
        not over.
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
        """VoIP.ms said that it is deleted, or that it knows no such message; a list is to tell."""
        with self._database.writing(durable=True) as transaction:
            transaction.connection.execute(
                "UPDATE server_deletion SET tries = tries + 1 "
                f"WHERE kind = ? AND server_id = ? AND {_OPEN}",
                (kind, server_id),
            )

    def missed(self, kind: Kind, server_ids: Sequence[int], now: datetime) -> None:
        """A look did not list these, which VoIP.ms was not asked to delete yet; by its clock."""
        self._note(kind, server_ids, "missed_at = coalesce(missed_at, ?)", to_ms(now))

    def listed(self, kind: Kind, server_ids: Sequence[int]) -> None:
        """A look lists them again."""
        self._note(kind, server_ids, "missed_at = ?", None)

    def _note(self, kind: Kind, server_ids: Sequence[int], what: str, value: int | None) -> None:
        with self._database.writing() as transaction:
            transaction.connection.execute(
                f"UPDATE server_deletion SET {what} WHERE kind = ? AND {_OPEN} "
                "AND server_id IN (SELECT value FROM json_each(?))",
                (value, kind, id_list(server_ids)),
            )

    def ended(self, kind: Kind, server_ids: Sequence[int]) -> None:
        """VoIP.ms lists them no more: done where it was asked to, else gone without us.

        What stays here says so from now on.
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
        """It is not deleted, for good: what was hidden here is seen again, with the reason."""
        with self._database.writing(durable=True) as transaction:
            connection = transaction.connection
            found = connection.execute(
                "UPDATE server_deletion SET state = 'failed', ended_at = ?, code = ?, words = ? "
                f"WHERE kind = ? AND server_id = ? AND {_OPEN} RETURNING message_id",
                (self._database.now_ms(), *_said(code, words), kind, server_id),
            ).fetchall()
            ids = [message_id for (message_id,) in found]
            delete_undo.show(transaction, ids)
            _touch(transaction, ids)

    def released(self, kind: Kind, server_ids: Sequence[int]) -> None:
        """VoIP.ms lists these still, and the user has stopped it: they stay."""
        with self._database.writing(durable=True) as transaction:
            delete_cancel.release(transaction, kind, server_ids)

    def is_mms(self, server_id: int) -> None:
        """What was taken for an SMS is the mirror of an MMS: that is what is to be deleted.

        Where the user had both deleted, the earlier word counts, as it does for one number asked
        for twice: taking back the later one, or its end, must not forget it.
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
    """Whether it was deleted at VoIP.ms so short a time ago that a list of before may be late."""
    since = now_ms - _LATE_LIST // timedelta(milliseconds=1)
    found = connection.execute(
        "SELECT 1 FROM server_deletion WHERE kind = ? AND server_id = ? AND state = 'done' "
        "AND ended_at >= ?",
        (kind, server_id, since),
    ).fetchone()
    return found is not None


def asked_for(connection: sqlite3.Connection, kind: Kind, server_ids: Sequence[int]) -> set[int]:
    """Which of these VoIP.ms was asked to delete: that it lists them no more is no wonder."""
    found = connection.execute(
        "SELECT server_id FROM server_deletion WHERE kind = ? "
        "AND state IN ('deleting', 'stopping', 'done') "
        "AND server_id IN (SELECT value FROM json_each(?))",
        (kind, id_list(server_ids)),
    ).fetchall()
    return {server_id for (server_id,) in found}


def notes(
    connection: sqlite3.Connection, message_ids: Sequence[int]
) -> dict[int, tuple[Progress, str]]:
    """By message: what is to be told of its deletion at VoIP.ms. The words are ready to paint."""
    told = connection.execute(
        "SELECT 1 FROM server_deletion "
        "WHERE state IN ('waiting', 'deleting', 'stopping', 'failed') LIMIT 1"
    ).fetchone()
    if told is None:
        return {}
    found = connection.execute(
        "SELECT s.message_id, iif(d.begun AND s.state = 'waiting', 'deleting', s.state), "
        "coalesce(s.words, '') FROM json_each(?) AS wanted "
        "CROSS JOIN server_deletion AS s ON s.message_id = wanted.value "
        "JOIN deletion AS d ON d.id = s.deletion_id "
        "WHERE s.state IN ('waiting', 'deleting', 'stopping', 'failed')",
        (id_list(message_ids),),
    ).fetchall()
    return {message_id: (Progress(state), words) for message_id, state, words in found}


def _touch(transaction: Transaction, message_ids: Iterable[int]) -> None:
    found = transaction.connection.execute(
        "SELECT DISTINCT conversation_id FROM message WHERE id IN (SELECT value FROM json_each(?))",
        (id_list(list(message_ids)),),
    ).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in found)


def _said(code: str, words: str) -> tuple[str, str]:
    # Both may hold what the service said.
    return line(without_surrogates(code)), line(without_surrogates(words))
