"""Deletions here whose undo window has passed, as another process carries them out."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from mmstui.domain import limits
from mmstui.domain.deletions import Place
from mmstui.store import Store
from mmstui.store.deleting.delete_requests import Deleting
from mmstui.store.sqlite.database import Database


def delete_messages(store: Store, message_ids: Iterable[int]) -> int:
    """Delete messages here; return how many were deleted."""
    asked = [store.deleting.delete_message(each, Place.HERE) for each in message_ids]
    _remove(store)
    return sum(each is not None for each in asked)


def delete_conversation(store: Store, conversation_id: int) -> int:
    """Delete a conversation here; return how many messages were deleted."""
    asked = store.deleting.delete_conversation(conversation_id, Place.HERE, sys.maxsize)
    _remove(store)
    return 0 if asked is None else asked.here


def _remove(store: Store) -> None:
    later = limits.TAKE_BACK_FOR.total_seconds() + 1
    database = Database.open(
        store.database.folder, store.account, clock=lambda: store.database.clock() + later
    )
    try:
        deleting = Deleting(database)
        deleting.begin_due()
        while deleting.remove_begun():
            pass
    finally:
        database.close()
