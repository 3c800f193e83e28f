"""Triage: the user's marks on conversations. Each change is one step of the undo stack."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from mmstui.domain.triage import Verb
from mmstui.store.sqlite.codec import id_list, moment, to_ms
from mmstui.store.sqlite.database import Database
from mmstui.store.triage import marks
from mmstui.store.triage.marks import Marks
from mmstui.store.triage.undo_steps import push

#: The rank of the first pinned conversation; later ones get lower ranks.
_FIRST_RANK: Final = 1 << 30

Ids = tuple[int, ...]


class Triage:
    """The user's marks on conversations. Each method returns the conversations that it changed.

    What is so already is no change, and no step of the undo stack. With `newest`, the id of the
    last message that the user can have seen, a conversation with a later unread one is not hidden.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def done(self, conversation_ids: Sequence[int], newest: int | None = None) -> Ids:
        """Take conversations out of the inbox and of what is unread, until a new message.

        A snooze ends; a reminder stays, unless it is what brought the conversation back.
        """
        now_ms = self._database.now_ms()

        def rule(_: int, each: Marks) -> Marks:
            seen = each.seen(now_ms)
            return seen._replace(done=1, snoozed_until=None, snooze_strict=0, back_at=0)

        return self._change(Verb.DONE, conversation_ids, rule, newest)

    def not_done(self, conversation_ids: Sequence[int]) -> Ids:
        """Bring conversations back into the inbox."""
        return self._change(Verb.NOT_DONE, conversation_ids, lambda _, each: each._replace(done=0))

    def snooze(
        self,
        conversation_ids: Sequence[int],
        until: datetime,
        *,
        strict: bool = False,
        newest: int | None = None,
    ) -> Ids:
        """Hide conversations until an instant, or until they write. `strict`: whatever comes."""
        now_ms, until_ms = self._database.now_ms(), to_ms(until)

        def rule(_: int, each: Marks) -> Marks:
            return each.seen(now_ms)._replace(
                done=0, snoozed_until=until_ms, snooze_strict=int(strict)
            )

        return self._change(Verb.SNOOZE, conversation_ids, rule, newest)

    def wake(self, conversation_ids: Sequence[int]) -> Ids:
        """End snoozes now."""

        def rule(_: int, each: Marks) -> Marks:
            return each._replace(snoozed_until=None, snooze_strict=0)

        return self._change(Verb.WAKE, conversation_ids, rule)

    def remind(self, message_id: int, at: datetime) -> Ids:
        """Bring a message's conversation up at an instant, if nobody has answered by then.

        Replaces an earlier reminder of the conversation. The first answer after the message ends
        the reminder.
        """
        found = self._database.read(
            "SELECT conversation_id FROM message WHERE id = ? AND dropped = 0", (message_id,)
        )

        def rule(_: int, each: Marks) -> Marks:
            return each._replace(remind_at=to_ms(at), remind_about=message_id)

        return self._change(Verb.REMIND, [number for (number,) in found], rule)

    def forget_reminder(self, conversation_ids: Sequence[int]) -> Ids:
        """Delete reminders."""

        def rule(_: int, each: Marks) -> Marks:
            return each._replace(remind_at=None, remind_about=None)

        return self._change(Verb.FORGET, conversation_ids, rule)

    def mute(self, conversation_ids: Sequence[int], until: datetime | None) -> Ids:
        """Make no notices until an instant (`FOREVER`: until unmuted); None: unmute."""
        until_ms = None if until is None else to_ms(until)
        verb = Verb.UNMUTE if until is None else Verb.MUTE
        return self._change(verb, conversation_ids, lambda _, m: m._replace(muted_until=until_ms))

    def pin(self, conversation_ids: Sequence[int]) -> Ids:
        """Pin conversations to the top, below those that are pinned already, in this order."""
        rows = self._database.read("SELECT min(pinned) FROM conversation WHERE pinned > 0")
        lowest = _FIRST_RANK if rows[0][0] is None else rows[0][0]
        ranks = {number: lowest - place for place, number in enumerate(conversation_ids, 1)}

        def rule(number: int, each: Marks) -> Marks:
            return each._replace(pinned=each.pinned or ranks[number])

        return self._change(Verb.PIN, conversation_ids, rule)

    def unpin(self, conversation_ids: Sequence[int]) -> Ids:
        """Unpin conversations."""
        return self._change(Verb.UNPIN, conversation_ids, lambda _, each: each._replace(pinned=0))

    def move_pinned(self, conversation_id: int, other: int) -> Ids:
        """Let two pinned conversations change places."""
        rows = self._database.read(
            "SELECT id, pinned FROM conversation WHERE id IN (?, ?) AND pinned > 0",
            (conversation_id, other),
        )
        ranks = dict(rows)
        if len(ranks) < 2:
            return ()
        swapped = {conversation_id: ranks[other], other: ranks[conversation_id]}
        return self._change(
            Verb.MOVE, list(swapped), lambda number, m: m._replace(pinned=swapped[number])
        )

    def block(self, conversation_ids: Sequence[int]) -> Ids:
        """Take conversations out of every view but their own; VoIP.ms receives and charges on."""
        return self._change(Verb.BLOCK, conversation_ids, lambda _, each: each._replace(blocked=1))

    def unblock(self, conversation_ids: Sequence[int]) -> Ids:
        """Bring blocked conversations back."""
        return self._change(
            Verb.UNBLOCK, conversation_ids, lambda _, each: each._replace(blocked=0)
        )

    def unread(self, conversation_ids: Sequence[int]) -> Ids:
        """Mark the newest incoming message of each conversation as unread."""
        with self._database.writing(durable=True) as transaction:
            changed = transaction.connection.execute(
                "UPDATE message SET unread = 1 WHERE unread = 0 AND id IN (SELECT (SELECT m.id "
                "FROM message AS m WHERE m.conversation_id = asked.value AND m.direction = 'in' "
                "AND m.dropped = 0 ORDER BY m.at DESC, m.tie DESC, m.id DESC LIMIT 1) "
                "FROM json_each(?) AS asked) RETURNING id, conversation_id",
                (id_list(conversation_ids),),
            ).fetchall()
            ids = {number for _, number in changed}
            transaction.touch(ids)
            if changed:
                body = {"messages": [message_id for message_id, _ in changed]}
                push(transaction, Verb.UNREAD, body, self._database.now_ms())
        return tuple(number for number in dict.fromkeys(conversation_ids) if number in ids)

    def read(self, conversation_ids: Sequence[int]) -> Ids:
        """Mark all messages of conversations as read; the user has seen what came back."""
        now_ms = self._database.now_ms()
        with self._database.writing(durable=True) as transaction:
            changed = transaction.connection.execute(
                "UPDATE message SET unread = 0 WHERE unread = 1 AND dropped = 0 "
                "AND conversation_id IN (SELECT value FROM json_each(?)) "
                "RETURNING id, conversation_id",
                (id_list(conversation_ids),),
            ).fetchall()
            seen = marks.change(transaction, conversation_ids, lambda _, m: m.seen(now_ms))
            ids = {number for _, number in changed}
            transaction.touch(ids)
            ids |= {number for number, _ in seen}
            if ids:
                body = {"messages": [message_id for message_id, _ in changed], "rows": seen}
                push(transaction, Verb.READ, body, now_ms)
        return tuple(number for number in dict.fromkeys(conversation_ids) if number in ids)

    def seen(self, conversation_ids: Sequence[int]) -> Ids:
        """Note that the user has seen conversations that a snooze or a reminder brought back.

        They keep their place in the list. This is no step of the undo stack.
        """
        now_ms = self._database.now_ms()
        with self._database.writing() as transaction:
            changed = marks.change(transaction, conversation_ids, lambda _, m: m.seen(now_ms))
        return tuple(number for number, _ in changed)

    def next_due(self, now: datetime) -> datetime | None:
        """Return when the next snooze or reminder after `now` comes due: lists differ then."""
        ((due,),) = self._database.read(
            "SELECT min(due) FROM (SELECT min(snoozed_until) AS due FROM conversation "
            "WHERE snoozed_until > ?1 UNION ALL SELECT min(remind_at) FROM conversation "
            "WHERE remind_at > ?1)",
            (to_ms(now),),
        )
        return moment(due)

    def _change(
        self,
        verb: Verb,
        conversation_ids: Sequence[int],
        rule: Callable[[int, Marks], Marks],
        newest: int | None = None,
    ) -> Ids:
        with self._database.writing(durable=True) as transaction:
            if newest is not None and (left := marks.unseen(transaction, conversation_ids, newest)):
                conversation_ids = [number for number in conversation_ids if number not in left]
            changed = marks.change(transaction, conversation_ids, rule)
            if changed:
                push(transaction, verb, {"rows": changed}, self._database.now_ms())
        return tuple(number for number, _ in changed)
