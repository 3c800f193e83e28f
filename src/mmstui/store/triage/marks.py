"""The user's marks on conversations: done, blocked, pinned, muted, snoozed, reminders.

A change reads the marks, applies a rule to each conversation, and writes what differs. An undo puts
back what it finds as the change left it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from mmstui.domain.records import NamedTuple
from mmstui.store.sqlite.codec import id_list
from mmstui.store.sqlite.transaction import Transaction


class Marks(NamedTuple):
    """The marks of a conversation, by their columns. Times are in ms."""

    done: int
    blocked: int
    pinned: int
    muted_until: int | None
    snoozed_until: int | None
    snooze_strict: int
    remind_at: int | None
    remind_about: int | None
    back_at: int

    def seen(self, now_ms: int) -> Marks:
        """Return the marks after the user has seen what came back by a snooze or a reminder.

        It stays where it came up. What a reminder brought back is not done any more.
        """
        snooze, reminder = (
            at is not None and at <= now_ms for at in (self.snoozed_until, self.remind_at)
        )
        due = (self.snoozed_until if snooze else 0) or 0, (self.remind_at if reminder else 0) or 0
        return self._replace(
            done=0 if reminder else self.done,
            snoozed_until=None if snooze else self.snoozed_until,
            snooze_strict=0 if snooze else self.snooze_strict,
            remind_at=None if reminder else self.remind_at,
            remind_about=None if reminder else self.remind_about,
            back_at=max(self.back_at, *due),
        )


#: For each changed conversation: its id, and by column the value before and after.
Changed = list[tuple[int, dict[str, tuple[Any, Any]]]]
#: A change to one of these values, from another, takes a conversation out of the inbox.
_HIDING = ("done", "blocked", "snoozed_until")


def change(
    transaction: Transaction, conversation_ids: Sequence[int], rule: Callable[[int, Marks], Marks]
) -> Changed:
    """Apply a rule to the marks of conversations; return what changed, in the given order."""
    changed: Changed = []
    for conversation_id, before in _read(transaction, conversation_ids):
        after = rule(conversation_id, before)
        differing = {
            name: (old, new)
            for name, old, new in zip(Marks._fields, before, after, strict=True)
            if old != new
        }
        if differing:
            changed.append((conversation_id, differing))
    _write(transaction, [(number, _pick(values, 1)) for number, values in changed])
    return changed


def unseen(transaction: Transaction, ids: Sequence[int], newest: int) -> set[int]:
    """Return those conversations that have an unread message above the id `newest`."""
    found = transaction.connection.execute(
        "SELECT DISTINCT +conversation_id FROM message WHERE id > ? AND +unread = 1 "
        "AND dropped = 0 AND +conversation_id IN (SELECT value FROM json_each(?))",
        (newest, id_list(ids)),
    ).fetchall()
    return {conversation_id for (conversation_id,) in found}


def forget_reminder_about(transaction: Transaction, message_id: int) -> Changed:
    """Delete the reminder of a message that will not go."""
    found = transaction.connection.execute(
        "SELECT id FROM conversation WHERE remind_at IS NOT NULL AND remind_about = ?",
        (message_id,),
    ).fetchall()
    return change(
        transaction,
        [number for (number,) in found],
        lambda _, each: each._replace(remind_at=None, remind_about=None),
    )


def put_back(transaction: Transaction, changed: Sequence[Any], newest: int) -> list[int]:
    """Undo a change; return the conversations where anything was put back.

    A mark that was changed again since stays. So does a conversation that would be hidden, if it
    has messages above the id `newest`: nobody has seen them.
    """
    current = dict(_read(transaction, [number for number, _ in changed]))
    news = _with_news(transaction, list(current), newest)
    back: list[tuple[int, dict[str, Any]]] = []
    for number, differing in changed:
        found = current[number]._asdict() if number in current else {}
        values = {
            name: old
            for name, (old, new) in differing.items()
            if found.get(name, ...) == new and not (old and number in news and name in _HIDING)
        }
        if values:
            back.append((number, values))
    _write(transaction, back)
    return [number for number, _ in back]


def _read(transaction: Transaction, ids: Sequence[int]) -> list[tuple[int, Marks]]:
    rows = transaction.connection.execute(
        f"SELECT id, {', '.join(Marks._fields)} FROM conversation "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (id_list(ids),),
    ).fetchall()
    found = {number: Marks(*marks) for number, *marks in rows}
    return [(number, found[number]) for number in dict.fromkeys(ids) if number in found]


def _write(transaction: Transaction, rows: Sequence[tuple[int, dict[str, Any]]]) -> None:
    if not rows:
        return
    # One statement a row, and another for its place, would take half of the time of an undo of 200.
    alike: defaultdict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
    for number, values in rows:
        alike[tuple(values.items())].append(number)
    for pairs, numbers in alike.items():
        # An expression sees a row as it was before: what is set is named by its parameter.
        now = {name: f":{name}" for name, _ in pairs}
        back_at, snoozed = (now.get(name, name) for name in ("back_at", "snoozed_until"))
        # Not `touch`: counting 200 rows anew takes longer than a key may. Only an answer matters.
        transaction.connection.execute(
            f"UPDATE conversation SET {', '.join(f'{name} = :{name}' for name in now)}, "
            f"rev = :rev, order_at = max(last_at, {back_at}, coalesce({snoozed}, 0)) "
            "WHERE id IN (SELECT value FROM json_each(:ids))",
            dict(pairs) | {"rev": transaction.rev, "ids": id_list(numbers)},
        )
    transaction.touch(number for number, values in rows if values.get("remind_at"))


def _pick(values: dict[str, tuple[Any, Any]], which: int) -> dict[str, Any]:
    return {name: pair[which] for name, pair in values.items()}


def _with_news(transaction: Transaction, ids: Sequence[int], newest: int) -> set[int]:
    found = transaction.connection.execute(
        "SELECT DISTINCT +conversation_id FROM message WHERE id > ? AND dropped = 0 "
        "AND +conversation_id IN (SELECT value FROM json_each(?))",
        (newest, id_list(ids)),
    ).fetchall()
    return {conversation_id for (conversation_id,) in found}
