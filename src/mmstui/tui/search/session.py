"""The search session of the inbox: what is searched for in the list, the thread, all messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from mmstui.center import Key
from mmstui.domain.messages import Conversation

if TYPE_CHECKING:
    from mmstui.domain.searching.search_operators import Search
    from mmstui.domain.searching.search_query import Query
    from mmstui.tui.search.message_search import MessageSearch


class ThreadPosition(NamedTuple):
    """The scroll position in a thread: a message, or the end."""

    message_id: int | None
    at_end: bool


class Origin(NamedTuple):
    """The position before all messages were searched."""

    conversation: Conversation | None
    position: ThreadPosition
    row: int | None
    in_thread: bool


@dataclass(slots=True)
class ListSearch:
    """A search in the conversations of the list."""

    text: str = ""  #: the query as typed
    query: Search | None = None  #: the search whose results are shown
    told: str = ""  #: what is wrong with its operators, ready to paint


@dataclass(slots=True)
class ThreadHits:
    """The hits of a query in the open thread: their keys, the newest first."""

    conversation_id: int
    text: str = ""
    query: Query | None = None
    keys: list[Key] = field(default_factory=list)
    complete: bool = False  #: `keys` is the answer to `query`
    pending_steps: int = 0  #: steps to take once the hits are known
    before: ThreadPosition | None = None  #: the position to return to
    search: MessageSearch | None = None  #: the search in all messages that led here

    @property
    def searched(self) -> bool:
        """Whether there is anything to find: words, or a search by operators alone."""
        return bool(self.query) or self.search is not None

    def index_of(self, key: Key | None) -> int | None:
        """Return the index of a hit; None if the key is no hit."""
        return self.keys.index(key) if key in self.keys else None

    def next_key(self, key: Key | None, step: int) -> Key | None:
        """Return the next older hit with a step of 1, the next newer one with -1."""
        if key is None:
            return self.keys[0] if self.keys else None
        if step > 0:
            return next((each for each in self.keys if each < key), None)
        return next((each for each in reversed(self.keys) if each > key), None)


@dataclass(slots=True)
class SearchSession:
    """All searches of the inbox. The bar shows the thread's query, else the list's."""

    listed: ListSearch | None = None
    hits: ThreadHits | None = None
