"""The queue of changes for VoIP.ms, and their results. The table's name, `errand`, is an older one.

Every change of state is a compare-and-set, so that a key pressed in two inboxes acts only once. At
most one change per subject is in flight. Wanted names show at once: the store's phonebook is the
last answer of VoIP.ms with the changes under way applied to it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from mmstui.domain.did_settings import DidField, storable
from mmstui.domain.pending_changes import ChangeKind, ChangeState, PendingChange
from mmstui.domain.text.sanitise import line, without_surrogates
from mmstui.domain.triage import Verb
from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.store.account import phonebook
from mmstui.store.account.did_rows import put_did
from mmstui.store.sqlite.codec import from_ms, moment, to_ms
from mmstui.store.sqlite.database import Database, Transaction
from mmstui.store.triage.undo_steps import push

_COLUMNS = (
    "id, kind, subject, wanted, seen, state, words, made_at, ended_at, secret, forced, asked_at"
)
_KINDS = {kind.value for kind in ChangeKind}
_STATES = {state.value for state in ChangeState}
#: How long finished changes are kept.
_REMEMBERED = timedelta(days=1)
#: The note on a change that was waiting when the store was copied or damaged.
HELD_WORDS = "It waited when this store was copied or damaged, and may have been done since."
#: The note on a change whose address has a password that this process does not know.
FORGOTTEN = (
    "mmstui never stores the password in an address, and the mmstui that is connected now does not "
    "know it."
)


class PendingChanges:
    """The pending changes of one account. Passwords in addresses are kept in memory only."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._whole: dict[int, dict[str, str]] = {}

    # The user

    def add(
        self,
        kind: ChangeKind,
        subject: str,
        wanted: Mapping[str, str],
        seen: Mapping[str, str] | None = None,
    ) -> int:
        """Queue a change and return its id. It replaces a waiting change of the same fields.

        A change that is in flight stays; the new one follows it.
        """
        wanted = {name: without_surrogates(value) for name, value in wanted.items()}
        kept = _storable(wanted) if kind is ChangeKind.DID else wanted
        seen = _storable(seen or {}) if kind is ChangeKind.DID else seen or {}
        now_ms = self._database.now_ms()
        with self._database.writing(durable=True) as transaction:
            if kind is ChangeKind.DID:
                transaction.note("change", now_ms, subject)
            else:
                replaced = waiting(transaction.connection, subject)
                step = {"kind": kind, "subject": subject, "wanted": kept, "seen": dict(seen)}
                push(transaction, Verb.NAME, {**step, "replaced": replaced}, now_ms)
            change_id = insert(
                transaction, kind, subject, kept, seen, now_ms, secret=kept != wanted
            )
            # Before the commit: the worker may read the row at once and needs the passwords.
            if kept != wanted:
                self._whole[change_id] = dict(wanted)
            phonebook.lay_over(transaction)
        return change_id

    def take_back(self, change_id: int) -> bool:
        """Delete a change; False if it is in flight or done."""
        with self._database.writing(durable=True) as transaction:
            found = transaction.connection.execute(
                "DELETE FROM errand WHERE id = ? AND state NOT IN ('doing', 'done') RETURNING id",
                (change_id,),
            ).fetchall()
            if found:
                self._whole.pop(change_id, None)
                phonebook.lay_over(transaction)
        return bool(found)

    def again(self, change_id: int) -> bool:
        """Queue a change again, to be forced over any conflict; False if under way or done."""
        with self._database.writing(durable=True) as transaction:
            found = transaction.connection.execute(
                "UPDATE errand SET state = 'waiting', forced = 1, words = '', ended_at = NULL, "
                "due_at = NULL WHERE id = ? "
                "AND state IN ('refused', 'stale', 'different', 'held') RETURNING id",
                (change_id,),
            ).fetchall()
            if found:
                phonebook.lay_over(transaction)
        return bool(found)

    def all(self) -> list[PendingChange]:
        """Return every stored change, in the order of requests."""
        rows = self._database.read(f"SELECT {_COLUMNS} FROM errand ORDER BY id")
        return [change for row in rows if (change := _change(row)) is not None]

    # The worker

    def next_waiting(self, now: datetime) -> PendingChange | None:
        """Return the next change that is due and whose subject has none in flight."""
        rows = self._database.read(
            f"SELECT {_COLUMNS} FROM errand WHERE state = 'waiting' "
            "AND coalesce(due_at, 0) <= ? AND subject NOT IN "
            "(SELECT subject FROM errand WHERE state = 'doing') ORDER BY id LIMIT 1",
            (to_ms(now),),
        )
        return _change(rows[0]) if rows else None

    def next_due_at(self) -> datetime | None:
        """Return when the first waiting change is due; None when none waits."""
        ((due,),) = self._database.read(
            "SELECT min(coalesce(due_at, 0)) FROM errand WHERE state = 'waiting'"
        )
        return moment(due)

    def whole(self, change: PendingChange) -> dict[str, str] | None:
        """Return the wanted fields with their passwords; None if this process lacks them."""
        return self._whole.get(change.id) if change.secret else dict(change.wanted)

    def begin(self, change_id: int) -> bool:
        """Mark a change as in flight; False if another process was first."""
        with self._database.writing(durable=True) as transaction:
            found = transaction.connection.execute(
                "UPDATE errand SET state = 'doing' WHERE id = ?1 AND state = 'waiting' "
                "AND NOT EXISTS (SELECT 1 FROM errand AS other WHERE other.state = 'doing' "
                "AND other.subject = errand.subject) RETURNING id",
                (change_id,),
            ).fetchall()
        return bool(found)

    def asks(self, change_id: int, now: datetime) -> None:
        """Record, before the request leaves, that VoIP.ms is asked to make an entry."""
        with self._database.writing(durable=True) as transaction:
            transaction.connection.execute(
                "UPDATE errand SET asked_at = ? WHERE id = ? AND state = 'doing'",
                (to_ms(now), change_id),
            )

    def back(self, change_id: int, due: datetime | None = None) -> None:
        """Put a change that was not carried out back into the queue."""
        with self._database.writing(durable=True) as transaction:
            transaction.connection.execute(
                "UPDATE errand SET state = 'waiting', due_at = ? WHERE id = ? AND state = 'doing'",
                (None if due is None else to_ms(due), change_id),
            )

    def interrupted(self) -> None:
        """Queue the changes again that a former leader left in flight."""
        with self._database.writing(durable=True) as transaction:
            transaction.connection.execute(
                "UPDATE errand SET state = 'waiting' WHERE state = 'doing'"
            )

    def end(
        self,
        change_id: int,
        state: ChangeState,
        words: str = "",
        *,
        did: ServerDid | None = None,
        entries: Sequence[PhonebookEntry] | None = None,
    ) -> None:
        """Record a change's result, with the DID or the phonebook as read afterwards."""
        with self._database.writing(durable=True) as transaction:
            transaction.connection.execute(
                "UPDATE errand SET state = ?, words = ?, ended_at = ? "
                "WHERE id = ? AND state = 'doing'",
                (state, line(words), self._database.now_ms(), change_id),
            )
            if state is ChangeState.DONE:
                self._whole.pop(change_id, None)
            if did is not None:
                put_did(transaction, did)
            if entries is not None:
                phonebook.replace(transaction, entries)
            else:
                phonebook.lay_over(transaction)


def insert(
    transaction: Transaction,
    kind: ChangeKind,
    subject: str,
    wanted: Mapping[str, str],
    seen: Mapping[str, str],
    now_ms: int,
    *,
    secret: bool = False,
) -> int:
    """Queue a change in place of those that it replaces, and return its id."""
    connection = transaction.connection
    _make_room(connection, kind, subject, frozenset(wanted))
    connection.execute(
        "DELETE FROM errand WHERE state = 'done' AND ended_at < ?",
        (now_ms - _REMEMBERED // timedelta(milliseconds=1),),
    )
    (change_id,) = connection.execute(
        "INSERT INTO errand (kind, subject, wanted, seen, secret, state, made_at) "
        "VALUES (?, ?, ?, ?, ?, 'waiting', ?) RETURNING id",
        (kind, subject, json.dumps(dict(wanted)), json.dumps(dict(seen)), int(secret), now_ms),
    ).fetchone()
    return int(change_id)


def waiting(connection: sqlite3.Connection, subject: str) -> list[tuple[str, str, str]]:
    """Return the waiting changes of a subject: kind, and as JSON what is wanted and was seen."""
    return connection.execute(
        "SELECT kind, wanted, seen FROM errand WHERE subject = ? AND state = 'waiting' ORDER BY id",
        (subject,),
    ).fetchall()


def _make_room(
    connection: sqlite3.Connection, kind: ChangeKind, subject: str, names: frozenset[str]
) -> None:
    """Delete finished changes of a subject and those that the new change replaces."""
    rows = connection.execute(
        "SELECT id, kind, wanted, state FROM errand WHERE subject = ? AND state <> 'doing'",
        (subject,),
    ).fetchall()
    replaced = [
        (change_id,)
        for change_id, other, wanted, state in rows
        if state == "done" or kind is not ChangeKind.DID or other != kind
        or names & _fields(wanted).keys()
    ]  # fmt: skip
    connection.executemany("DELETE FROM errand WHERE id = ?", replaced)


def hold_all(transaction: Transaction) -> None:
    """Hold all changes that would be carried out: they may have been carried out since."""
    transaction.connection.execute(
        "UPDATE errand SET state = 'held', words = ?, due_at = NULL "
        "WHERE state IN ('waiting', 'doing')",
        (HELD_WORDS,),
    )
    phonebook.lay_over(transaction)


def _storable(fields: Mapping[str, str]) -> dict[str, str]:
    known = {DidField(name): value for name, value in fields.items()}
    return {str(name): value for name, value in storable(known).items()}


def _fields(text: str) -> dict[str, str]:
    """Return fields from JSON; an empty dict when the JSON is not an object."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _change(row: Sequence[Any]) -> PendingChange | None:
    (
        change_id, kind, subject, wanted, seen, state, words, made_at, ended_at, secret, forced,
        asked_at,
    ) = row  # fmt: skip
    if kind not in _KINDS or state not in _STATES:
        return None
    return PendingChange(
        change_id,
        ChangeKind(kind),
        subject,
        _fields(wanted),
        _fields(seen),
        ChangeState(state),
        line(words),
        from_ms(made_at),
        moment(ended_at),
        bool(secret),
        bool(forced),
        moment(asked_at),
    )
