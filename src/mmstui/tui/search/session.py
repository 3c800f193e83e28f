"""A search of all messages: what is looked for, what was found, where one is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mmstui.domain.days import Span
from mmstui.domain.messages import Conversation, Message
from mmstui.domain.search_query import Query, parse
from mmstui.tui.ui.formatting import count_of

if TYPE_CHECKING:
    from mmstui.center import MessageCenter
    from mmstui.tui.search.runner import Stop

#: Messages looked for at first; scrolling to their end doubles it.
FIRST: Final = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found, in its conversation."""

    message: Message
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: the newest hits, and whether there are older ones."""

    query: Query
    hits: tuple[Hit, ...] = ()
    more: bool = False

    @property
    def words(self) -> str:
        """How many there are: `9 messages in 8 conversations, newest first`."""
        if not self.hits:
            return ""
        if self.more:
            return f"the newest {len(self.hits):,} messages; older ones come as you go down"
        conversations = len({hit.conversation.id for hit in self.hits})
        messages = count_of(len(self.hits), "message")
        return f"{messages} in {count_of(conversations, 'conversation')}, newest first"


@dataclass(slots=True)
class Hunt:
    """A search as it stands, of the messages that the filters leave.

    `dids` None: those of all; `during` None: of any time. `labels` and `days` name them, ready to
    paint.
    """

    dids: frozenset[str] | None = None
    labels: str = ""
    during: Sequence[Span] | None = None
    days: str = ""
    text: str = ""  #: as typed
    found: Found = field(default_factory=lambda: Found(parse("")))
    cursor: int = 0
    stale: bool = False  #: the store was written to since the answer was asked for

    @property
    def only(self) -> str:
        """What it is narrowed to: `Ottawa, today`; "" for nothing."""
        return ", ".join(filter(None, (self.labels, self.days)))

    @property
    def where(self) -> str:
        """The same in the middle of a sentence: ` at Ottawa in these days`."""
        at = f" at {self.labels}" if self.labels else ""
        return f"{at} in these days" if self.days else at

    @property
    def hit(self) -> Hit | None:
        """The hit one is at."""
        hits = self.found.hits
        return hits[self.cursor] if 0 <= self.cursor < len(hits) else None

    def search(
        self, center: MessageCenter, query: Query, limit: int = FIRST
    ) -> Callable[[Stop], Found]:
        """What is to be done on the thread that searches."""
        dids, during = self.dids, self.during

        def run(stop: Stop) -> Found:
            messages = center.search.newest(query, dids=dids, during=during, limit=limit, stop=stop)
            rows = center.inbox.conversations(list({m.conversation_id for m in messages}))
            hits = [Hit(m, rows[m.conversation_id]) for m in messages if m.conversation_id in rows]
            return Found(query, tuple(hits), len(messages) >= limit)

        return run

    def more(self, center: MessageCenter) -> Callable[[Stop], Found]:
        """The same search, for twice as many."""
        return self.search(center, self.found.query, 2 * max(FIRST, len(self.found.hits)))

    def again(self, center: MessageCenter) -> Callable[[Stop], Found]:
        """The same search in what the store has now, at least as far down as the hit one is at."""
        query, hits, at = self.found.query, self.found.hits, self.hit

        def run(stop: Stop) -> Found:
            limit = max(FIRST, len(hits))
            found = self.search(center, query, limit)(stop)
            # What is new may have pushed it out.
            while at and found.more and found.hits and found.hits[-1].message.key > at.message.key:
                limit *= 2
                found = self.search(center, query, limit)(stop)
            return found

        return run

    def take(self, found: Found) -> None:
        """Other hits of the same search: one stays at one's hit, or comes to the next older one."""
        at, self.found = self.hit, found
        if at is None:
            self.cursor = 0
            return
        ids = [hit.message.id for hit in found.hits]
        if at.message.id in ids:
            self.cursor = ids.index(at.message.id)
        else:
            older = (i for i, hit in enumerate(found.hits) if hit.message.key < at.message.key)
            self.cursor = next(older, max(0, len(ids) - 1))

    def next_conversation(self, step: int) -> int | None:
        """Where the hits of the next conversation begin, going from newest to oldest.

        Back from a conversation one comes to the oldest hit of the one before.
        """
        if (hit := self.hit) is None:
            return None
        order = list(dict.fromkeys(each.conversation.id for each in self.found.hits))
        place = order.index(hit.conversation.id) + step
        if not 0 <= place < len(order):
            return None
        hits = self.found.hits
        places = [at for at, each in enumerate(hits) if each.conversation.id == order[place]]
        return places[0 if step > 0 else -1]
