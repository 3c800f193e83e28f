"""Undoes what the user did, step by step: see undo_steps for how a step gets on the stack."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from mmstui.domain.triage import Refusal, Undone, Verb
from mmstui.store.deleting import delete_undo
from mmstui.store.sending import overrides
from mmstui.store.sqlite.codec import id_list
from mmstui.store.sqlite.database import Database
from mmstui.store.sqlite.transaction import Transaction
from mmstui.store.triage import discarded, marks, name_undo


class Step(NamedTuple):
    """A step of the stack. Messages above the id `newest` came later."""

    verb: Verb
    newest: int
    body: dict[str, Any]


class _Result(NamedTuple):
    """What undoing a step has changed. None instead: it was undone in another way.

    `ids` are of conversations; `messages` is what came back, if that was not the conversations.
    """

    ids: Sequence[int]
    messages: int | None = None
    refused: Refusal | None = None


class Undo:
    """The undo stack of one account."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def steps(self) -> list[Verb]:
        """Return the verbs of the stack, the last first."""
        rows = self._database.read(
            "SELECT verb FROM undo_step WHERE person = ? ORDER BY id DESC", (self._database.whose,)
        )
        return [Verb(verb) for (verb,) in rows if verb in set(Verb)]

    def undo(self) -> Undone | None:
        """Undo the last step and take it off the stack; None when there is nothing left.

        Undoing marks no message as read that was not read before.
        """
        with self._database.writing(durable=True) as transaction:
            while (step := _pop(transaction)) is not None:
                result = _UNDO[step.verb](transaction, step, self._database.now_ms())
                if result is not None:
                    if result.refused is None:
                        transaction.note(f"undo {step.verb}", self._database.now_ms())
                    return _undone(transaction, step.verb, result)
        return None


def _pop(transaction: Transaction) -> Step | None:
    while row := transaction.connection.execute(
        "DELETE FROM undo_step WHERE id = (SELECT max(id) FROM undo_step WHERE person = ?) "
        "RETURNING verb, newest, body",
        (transaction.whose,),
    ).fetchone():
        if row[0] in set(Verb):
            return Step(Verb(row[0]), row[1], json.loads(row[2]))
    return None


def _undone(transaction: Transaction, verb: Verb, result: _Result) -> Undone:
    ids = tuple(result.ids)
    title = transaction.connection.execute(
        "SELECT title_shown FROM conversation WHERE id = ?", ids[:1] or (0,)
    ).fetchone()
    count = len(ids) if result.messages is None else result.messages
    return Undone(verb, ids, count, title[0] if title else "", result.refused)


def _marks(transaction: Transaction, step: Step, _now_ms: int) -> _Result:
    ids = marks.put_back(transaction, step.body["rows"], step.newest)
    return _Result(ids, refused=None if ids else Refusal.CHANGED)


def _flags(transaction: Transaction, step: Step, _now_ms: int) -> _Result:
    """Messages that were marked by hand are again as they were: unread, or read."""
    found = transaction.connection.execute(
        "UPDATE message SET unread = ?1 WHERE unread = 1 - ?1 AND dropped = 0 "
        "AND id IN (SELECT value FROM json_each(?2)) RETURNING conversation_id",
        (int(step.verb is Verb.READ), id_list(step.body["messages"])),
    ).fetchall()
    flagged = {conversation_id for (conversation_id,) in found}
    transaction.touch(flagged)
    back = marks.put_back(transaction, step.body.get("rows", ()), step.newest)
    ids = sorted(flagged.union(back))
    return _Result(ids, refused=None if ids else Refusal.CHANGED)


def _deletion(transaction: Transaction, step: Step, _now_ms: int) -> _Result | None:
    """All deletions of the step that have not begun are undone; they begin together."""
    found = transaction.connection.execute(
        "SELECT d.id, c.id, d.begun, (SELECT count(*) FROM deletion_hidden AS h "
        "WHERE h.deletion_id = d.id), (SELECT count(*) FROM server_deletion AS s "
        "WHERE s.deletion_id = d.id) FROM deletion AS d "
        "LEFT JOIN conversation AS c ON c.did = d.did AND c.contact = d.contact "
        "WHERE d.id IN (SELECT value FROM json_each(?)) ORDER BY d.id",
        (id_list(delete_undo.of_step(step.body)),),
    ).fetchall()
    if not found:
        return None
    waiting = [row for row in found if not row[2]]
    ids = [row[1] for row in waiting or found if row[1] is not None]
    if not waiting:
        return _Result(ids, 0, Refusal.BEGUN)
    for deletion_id, *_ in waiting:
        delete_undo.take_back(transaction, deletion_id)
    return _Result(ids, sum(here or there for *_, here, there in waiting))


def _drop(transaction: Transaction, step: Step, _now_ms: int) -> _Result | None:
    if not overrides.undo_drop(transaction, step.body["message"]):
        return None
    marks.put_back(transaction, step.body.get("rows", ()), step.newest)
    return _Result(_conversations_of(transaction, [step.body["message"]]), 1)


def _send(transaction: Transaction, step: Step, _now_ms: int) -> _Result | None:
    """What has not left is held: its text is still there, and goes when the user says so."""
    messages = step.body["messages"]
    held = [each for each in messages if overrides.hold(transaction, each)]
    if held:
        return _Result(_conversations_of(transaction, held), len(held))
    ids = _conversations_of(transaction, messages)
    return _Result(ids, 0, Refusal.SENT) if ids else None


def _conversations_of(transaction: Transaction, message_ids: Sequence[int]) -> list[int]:
    found = transaction.connection.execute(
        "SELECT DISTINCT conversation_id FROM message WHERE dropped = 0 "
        "AND id IN (SELECT value FROM json_each(?))",
        (id_list(message_ids),),
    ).fetchall()
    return [conversation_id for (conversation_id,) in found]


def _discard(transaction: Transaction, step: Step, now_ms: int) -> _Result:
    tried = [discarded.put_back(transaction, each, now_ms) for each in step.body["drafts"]]
    back = [ids for ids in tried if ids is not None]
    return _Result(
        [number for ids in back for number in ids], len(back), None if back else Refusal.CHANGED
    )


def _name(transaction: Transaction, step: Step, now_ms: int) -> _Result:
    ids, refused = name_undo.put_back(transaction, step.body, now_ms)
    return _Result(ids, 0 if refused else 1, refused)


_UNDO: Final[dict[Verb, Callable[[Transaction, Step, int], _Result | None]]] = {
    **dict.fromkeys(Verb, _marks),
    Verb.UNREAD: _flags,
    Verb.READ: _flags,
    Verb.DELETE: _deletion,
    Verb.DROP: _drop,
    Verb.DISCARD: _discard,
    Verb.NAME: _name,
    Verb.SEND: _send,
    Verb.SCHEDULE: _send,
}
