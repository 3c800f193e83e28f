"""Marks messages as read. What the user does with conversations is in `triage`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mmstui.store.sqlite.codec import id_list
from mmstui.store.sqlite.database import Database
from mmstui.store.triage import marks

#: Above the id of every message.
_NEWER: Final = 2**62


class Flags:
    """Flags of messages. Setting a flag twice changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark_conversation_read(self, conversation_id: int, before: int = _NEWER) -> None:
        """Mark the messages of a conversation as read, or those with ids below `before`.

        What a snooze or a reminder brought back has then been seen.
        """
        now_ms = self._database.now_ms()
        with self._database.writing() as transaction:
            changed = transaction.connection.execute(
                "UPDATE message SET unread = 0 WHERE unread = 1 AND conversation_id = ? AND id < ?",
                (conversation_id, before),
            ).rowcount
            if changed:
                transaction.touch({conversation_id})
            marks.change(transaction, [conversation_id], lambda _, each: each.seen(now_ms))

    def mark_read(self, message_ids: Sequence[int]) -> None:
        """Mark messages as read; what a snooze or a reminder brought back has then been seen."""
        now_ms = self._database.now_ms()
        with self._database.writing() as transaction:
            changed = transaction.connection.execute(
                "UPDATE message SET unread = 0 WHERE unread = 1 "
                "AND id IN (SELECT value FROM json_each(?)) RETURNING conversation_id",
                (id_list(message_ids),),
            ).fetchall()
            ids = {conversation_id for (conversation_id,) in changed}
            transaction.touch(ids)
            marks.change(transaction, sorted(ids), lambda _, each: each.seen(now_ms))
