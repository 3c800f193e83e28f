"""What the center finds. Searches take a few milliseconds: on a thread, where keys are pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mmstui.center.queries import Key, Reading
from mmstui.domain.days import Span
from mmstui.domain.messages import Message
from mmstui.domain.search_query import Query


def _never() -> bool:
    return False


class Searching(Reading):
    """The part of `MessageCenter` that searches.

    `stop` is asked again and again whether the answer is still wanted; it is empty if not.
    """

    def search(
        self,
        query: Query,
        *,
        dids: frozenset[str] | None = None,
        during: Sequence[Span] | None = None,
        limit: int = 50,
        stop: Callable[[], bool] = _never,
    ) -> list[Message]:
        """Messages that a query finds, the newest first.

        `dids`: only those of these DIDs; `during`: only those in one of these spans.
        """
        return self._store.searching.newest(query, dids=dids, during=during, limit=limit, stop=stop)

    def search_thread(
        self, conversation_id: int, query: Query, *, stop: Callable[[], bool] = _never
    ) -> list[Key]:
        """Keys of the messages of a conversation that a query finds, the newest first."""
        return self._store.searching.in_thread(conversation_id, query, stop=stop)

    def indexed_anew(self) -> float | None:
        """How much has been indexed anew for this mmstui, from 0 to 1; None: all."""
        return self._store.searching.indexed_anew()

    def find_listed(self, query: Query, *, stop: Callable[[], bool] = _never) -> frozenset[int]:
        """Conversations of the list that a query finds by name, number, DID or last message."""
        return self._store.searching.listed(query, stop=stop)
