"""Deletions here, at VoIP.ms, or both.

A deletion can be undone until it has begun, and cancelled after that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from mmstui.domain.deletions import Asked, Outlook, Place, Stopped
from mmstui.domain.messages import Message
from mmstui.store import Store

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


class Deletions:
    """The user's deletions. A write is committed when its future is done."""

    def __init__(self, store: Store, wake: Callable[[], None]) -> None:
        """`wake` tells the workers of this process that there is work."""
        self._store = store
        self._wake = wake

    def preview(self, conversation_id: int) -> Outlook:
        """Return what deleting a conversation would delete. Counts rows: call it in a thread."""
        return self._store.deleting.outlook(conversation_id)

    def preview_of_many(self, conversation_ids: Sequence[int]) -> Outlook:
        """Return what deleting several conversations would delete. Call it in a thread."""
        return self._store.deleting.outlook_of_many(conversation_ids)

    def preview_of(self, message_ids: Sequence[int]) -> Outlook:
        """Return what deleting these messages would delete."""
        return self._store.deleting.outlook_of(message_ids)

    def delete_conversation(
        self, conversation_id: int, place: Place, newest: int
    ) -> Future[Asked | None]:
        """Delete a conversation up to the message `newest` of its preview.

        The future is done when the request is on the disk: messages deleted here are hidden then.
        Its value is None when there was nothing left to delete.
        """
        delete = self._store.deleting.delete_conversation
        return self._woken(self._store.submit(delete, conversation_id, place, newest))

    def delete_conversations(
        self, conversation_ids: Sequence[int], place: Place, newest: int
    ) -> Future[tuple[Asked, ...]]:
        """Delete several conversations as one step of undo. See `delete_conversation`."""
        delete = self._store.deleting.delete_conversations
        return self._woken(self._store.submit(delete, tuple(conversation_ids), place, newest))

    def delete_message(self, message: Message, place: Place) -> Future[Asked | None]:
        """Delete a message with all rows that are shown as it. See `delete_conversation`."""
        delete = partial(self._store.deleting.delete_message, rows=message.row_ids)
        return self._woken(self._store.submit(delete, message.id, place))

    def last(self) -> Asked | None:
        """Return the last deletion that can still be undone."""
        return self._store.deleting.last()

    def undo(self) -> Future[Asked | None]:
        """Undo the last deletion as a whole; None when there is none, or it has begun."""
        return self._woken(self._store.submit(self._store.deleting.take_back))

    def stop(self) -> Future[Stopped | None]:
        """Cancel what is not yet deleted at VoIP.ms; None when nothing is left to cancel."""
        return self._woken(self._store.submit(self._store.deleting.stop))

    def _woken(self, future: Future[T]) -> Future[T]:
        future.add_done_callback(lambda _: self._wake())
        return future
