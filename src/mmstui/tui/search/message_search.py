"""A search in all messages: query, filters, results and cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Final

from mmstui.domain.messages import Conversation, Message
from mmstui.domain.searching.search_operators import Search, parse_search
from mmstui.domain.searching.search_query import Query
from mmstui.domain.times.days import Span
from mmstui.tui.ui.formatting import count_of

if TYPE_CHECKING:
    from mmstui.center import Key, MessageCenter
    from mmstui.tui.search.runner import Stop
    from mmstui.tui.search.session import Origin

NOTHING: Final = parse_search("", UTC)
#: Hits fetched at first; the limit doubles when the cursor reaches the end.
FIRST: Final = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that matches, with its conversation."""

    message: Message
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a search: the newest hits, and whether there are older ones."""

    search: Search
    hits: tuple[Hit, ...] = ()
    more: bool = False

    @property
    def query(self) -> Query:
        """The words to mark in the hits."""
        return self.search.words

    @property
    def words(self) -> str:
        """The count in words: `9 messages in 8 conversations, newest first`."""
        if not self.hits:
            return ""
        if self.more:
            return f"the newest {len(self.hits):,} messages; older ones come as you go down"
        conversations = len({hit.conversation.id for hit in self.hits})
        messages = count_of(len(self.hits), "message")
        return f"{messages} in {count_of(conversations, 'conversation')}, newest first"


@dataclass(slots=True)
class MessageSearch:
    """A search in the messages that pass filters.

    `dids` None: of all; `during` None: at any time. `labels` and `days` name the filters, ready to
    paint.
    """

    dids: frozenset[str] | None = None
    labels: str = ""
    during: Sequence[Span] | None = None
    days: str = ""
    text: str = ""  #: the query as typed
    result: SearchResult = field(default_factory=lambda: SearchResult(NOTHING))
    cursor: int = 0
    stale: bool = False  #: the store has changed since the search began
    origin: Origin | None = None  #: where the user was before
    opened: bool = False  #: a hit was opened since
    pending_steps: int = 0  #: steps to take once the hits are read

    @property
    def only(self) -> str:
        """The filters in words: `Ottawa, today`; "" for none."""
        return ", ".join(filter(None, (self.labels, self.days)))

    @property
    def where(self) -> str:
        """The filters in the middle of a sentence: ` at Ottawa in these days`."""
        at = f" at {self.labels}" if self.labels else ""
        return f"{at} in these days" if self.days else at

    @property
    def hit(self) -> Hit | None:
        """The hit under the cursor."""
        hits = self.result.hits
        return hits[self.cursor] if 0 <= self.cursor < len(hits) else None

    def keys_in(self, conversation_id: int) -> list[Key]:
        """Return the keys of the hits in a conversation, the newest first."""
        return [
            hit.message.key for hit in self.result.hits if hit.conversation.id == conversation_id
        ]

    def point_at(self, message_id: int) -> None:
        """Move the cursor to a hit; leave it where it is if the message is none."""
        ids = [hit.message.id for hit in self.result.hits]
        if message_id in ids:
            self.cursor = ids.index(message_id)

    def search(
        self, center: MessageCenter, wanted: Search, limit: int = FIRST
    ) -> Callable[[Stop], SearchResult]:
        """Return a function that searches; it runs on the search thread."""
        dids, during = self.dids, self.during

        def run(stop: Stop) -> SearchResult:
            messages = center.search.find(wanted, dids=dids, during=during, limit=limit, stop=stop)
            rows = center.inbox.conversations(list({m.conversation_id for m in messages}))
            hits = [Hit(m, rows[m.conversation_id]) for m in messages if m.conversation_id in rows]
            return SearchResult(wanted, tuple(hits), len(messages) >= limit)

        return run

    def search_more(self, center: MessageCenter) -> Callable[[Stop], SearchResult]:
        """Return a search with the same query for twice as many hits."""
        return self.search(center, self.result.search, 2 * max(FIRST, len(self.result.hits)))

    def search_again(self, center: MessageCenter) -> Callable[[Stop], SearchResult]:
        """Return a search with the same query that includes the hit at the cursor."""
        wanted, hits, at = self.result.search, self.result.hits, self.hit

        def run(stop: Stop) -> SearchResult:
            limit = max(FIRST, len(hits))
            result = self.search(center, wanted, limit)(stop)
            # New messages may have pushed that hit beyond the limit.
            while (
                at and result.more and result.hits and result.hits[-1].message.key > at.message.key
            ):
                limit *= 2
                result = self.search(center, wanted, limit)(stop)
            return result

        return run

    def update(self, result: SearchResult) -> None:
        """Take a new result; the cursor stays on its hit, or moves to the next older one."""
        at, self.result = self.hit, result
        if at is None:
            self.cursor = 0
            return
        ids = [hit.message.id for hit in result.hits]
        if at.message.id in ids:
            self.cursor = ids.index(at.message.id)
        else:
            older = (i for i, hit in enumerate(result.hits) if hit.message.key < at.message.key)
            self.cursor = next(older, max(0, len(ids) - 1))

    def next_conversation(self, step: int) -> int | None:
        """Return the index of the first hit of the next conversation, from newest to oldest.

        With a negative step: the index of the last hit of the previous conversation.
        """
        if (hit := self.hit) is None:
            return None
        order = list(dict.fromkeys(each.conversation.id for each in self.result.hits))
        place = order.index(hit.conversation.id) + step
        if not 0 <= place < len(order):
            return None
        hits = self.result.hits
        places = [at for at, each in enumerate(hits) if each.conversation.id == order[place]]
        return places[0 if step > 0 else -1]
