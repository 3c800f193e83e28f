"""What the user deletes, from here, at VoIP.ms, or both.

Until it has begun it is taken back; after that it is stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from mmstui.center.queries import Reading
from mmstui.domain.deletions import Asked, Outlook, Place, Stopped

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


class Deleting(Reading):
    """The part of `MessageCenter` that deletes."""

    if TYPE_CHECKING:

        def wake(self) -> None: ...

    def outlook(self, conversation_id: int) -> Outlook:
        """What deleting a conversation would take with it. Counts: not on an event loop, please."""
        return self._store.deleting.outlook(conversation_id)

    def outlook_of(self, message_ids: Sequence[int]) -> Outlook:
        """What deleting some messages would take with it."""
        return self._store.deleting.outlook_of(message_ids)

    def delete_conversation(
        self, conversation_id: int, place: Place, newest: int
    ) -> Future[Asked | None]:
        """Delete a conversation up to the message `newest` of its outlook.

        Done when the word is on disk: what goes from here is hidden then. Its value is None when
        there was nothing to delete any more.
        """
        return self._told(
            self._store.submit(
                self._store.deleting.delete_conversation, conversation_id, place, newest
            )
        )

    def delete_message(self, message_id: int, place: Place) -> Future[Asked | None]:
        """Delete one message, in the same way."""
        return self._told(
            self._store.submit(self._store.deleting.delete_message, message_id, place)
        )

    def last_deletion(self) -> Asked | None:
        """What was deleted last and can still be taken back."""
        return self._store.deleting.last()

    def take_back(self) -> Future[Asked | None]:
        """Take that back, as a whole; None when there is nothing, or it has begun."""
        return self._told(self._store.submit(self._store.deleting.take_back))

    def stop_deleting(self) -> Future[Stopped | None]:
        """Delete no more at VoIP.ms of what has begun; None when nothing of it is left there."""
        return self._told(self._store.submit(self._store.deleting.stop))

    def _told(self, future: Future[T]) -> Future[T]:
        future.add_done_callback(lambda _: self.wake())
        return future
