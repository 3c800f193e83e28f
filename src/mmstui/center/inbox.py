"""Conversations and messages: synchronous reads, and read marks through the store's writer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from mmstui.domain.messages import Message
from mmstui.domain.views import AnyView, SavedSearch
from mmstui.store import Store
from mmstui.store.reading.inbox import Inbox as StoredInbox

if TYPE_CHECKING:
    from concurrent.futures import Future

    from mmstui.domain.message_details import Details
    from mmstui.domain.times.days import Span


class Inbox(StoredInbox):
    """The conversation list, threads, and the user's read marks."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.database)
        self._store = store
        #: Messages that were seen here and stay unread, because only an answer or a key reads them.
        self.seen: set[int] = set()

    def listed(
        self,
        view: AnyView,
        zone: tzinfo,
        *,
        dids: frozenset[str] | None = None,
        during: Sequence[Span] | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> list[int]:
        """Return the conversations of a view or of a saved search, in the order of the list.

        A saved search may take a while: `stop` ends it, with any result. Its days are those of
        `zone`. At most `MOST_FOUND`.
        """
        if not isinstance(view, SavedSearch):
            return self.conversation_ids(view=view, dids=dids, during=during)
        from mmstui.domain.searching.search_operators import parse_search

        found = self._store.searching.conversations(
            parse_search(view.query, zone), dids=dids, during=during, blocked=False, stop=stop
        )
        return self.conversation_ids(
            everything=True, dids=dids, during=during, among=found,
            oldest_first=view.longest_waiting_first,
        )  # fmt: skip

    def newest_during(self, conversation_id: int, during: Sequence[Span]) -> Message | None:
        """Return the newest message of a conversation within spans, which are in order."""
        found = (self.newest_between(conversation_id, *span) for span in reversed(during))
        return next((message for message in found if message is not None), None)

    def details(self, message_id: int) -> Details | None:
        """Return all that is known of a message; None when it is deleted."""
        return self._store.details(message_id)

    def mark_read(self, message_ids: Sequence[int]) -> Future[None]:
        """Mark messages as read."""
        return self._store.submit(self._store.flags.mark_read, tuple(message_ids))

    def mark_opened(self, conversation_id: int) -> Future[None]:
        """Mark all messages of a conversation as read."""
        return self._store.submit(self._store.flags.mark_conversation_read, conversation_id)

    def mark_answered(self, conversation_id: int, message_id: int) -> Future[None]:
        """Mark the messages as read that were here when a message of ours was written."""
        mark = self._store.flags.mark_conversation_read
        return self._store.submit(mark, conversation_id, message_id)

    def mark_unread(self, conversation_id: int) -> Future[tuple[int, ...]]:
        """Mark the newest incoming message of a conversation as unread."""
        return self._store.submit(self._store.triage.unread, (conversation_id,))
