"""Flags that the user sets: read, unread, archived, pinned, muted, snoozed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mmstui.store.codec import id_list, to_ms
from mmstui.store.database import Database


class Flags:
    """Flags of messages and conversations. Setting a flag twice changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark_read(self, message_ids: Sequence[int]) -> None:
        """Mark messages as read."""
        with self._database.writing() as transaction:
            changed = transaction.connection.execute(
                "UPDATE message SET unread = 0 WHERE unread = 1 "
                "AND id IN (SELECT value FROM json_each(?)) RETURNING conversation_id",
                (id_list(message_ids),),
            ).fetchall()
            transaction.touch(conversation_id for (conversation_id,) in changed)

    def mark_unread(self, conversation_id: int) -> None:
        """Mark the newest incoming message of a conversation as unread."""
        with self._database.writing() as transaction:
            changed = transaction.connection.execute(
                "UPDATE message SET unread = 1 WHERE unread = 0 AND id = ("
                "SELECT id FROM message "
                "WHERE conversation_id = ? AND direction = 'in' AND dropped = 0 "
                "ORDER BY at DESC, tie DESC, id DESC LIMIT 1) RETURNING conversation_id",
                (conversation_id,),
            ).fetchall()
            transaction.touch(conversation_id for (conversation_id,) in changed)

    def set_archived(self, conversation_ids: Sequence[int], archived: bool) -> None:
        """Archive conversations, or bring them back into the list."""
        self._set("archived", conversation_ids, int(archived))

    def set_pinned(self, conversation_ids: Sequence[int], pinned: bool) -> None:
        """Pin conversations to the top of the list, or unpin them."""
        self._set("pinned", conversation_ids, int(pinned))

    def set_muted(self, conversation_ids: Sequence[int], until: datetime | None) -> None:
        """Mute notifications of new messages until then; None: unmute."""
        self._set("muted_until", conversation_ids, None if until is None else to_ms(until))

    def set_snoozed(self, conversation_ids: Sequence[int], until: datetime | None) -> None:
        """Hide conversations from the list until then; None: show them again."""
        self._set("snoozed_until", conversation_ids, None if until is None else to_ms(until))

    def _set(self, column: str, conversation_ids: Sequence[int], value: int | None) -> None:
        with self._database.writing(durable=True) as transaction:
            changed = transaction.connection.execute(
                f"UPDATE conversation SET {column} = ?1 WHERE {column} IS NOT ?1 "
                "AND id IN (SELECT value FROM json_each(?2)) RETURNING id",
                (value, id_list(conversation_ids)),
            ).fetchall()
            transaction.touch(conversation_id for (conversation_id,) in changed)
