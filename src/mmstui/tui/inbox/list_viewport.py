"""The viewport of the conversation list: ids in order, cached rows, cursor, scroll position.

It does not paint: its methods return what to repaint.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import tzinfo
from itertools import chain
from operator import attrgetter
from typing import Final

from mmstui.center.inbox import Inbox
from mmstui.domain.messages import Conversation
from mmstui.domain.times.days import Span
from mmstui.domain.triage import Verb
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.inbox.list_window import ListWindow
from mmstui.tui.inbox.taken_rows import TakenRows

#: Maximum rows in the cache beyond those on screen.
KEPT: Final = 2000
_NOT_SHOWN: Final = ("rev", "total")


class ListViewport(ListWindow):
    """The window as filters, searches, keys and changes of the store move it."""

    def __init__(self, source: Inbox) -> None:
        super().__init__(source)
        self._source: Inbox = source
        self.filters = Filters()
        self.results: frozenset[int] | None = None  #: the results of a search; None: no search
        #: The spans of the days filter; None: any time.
        self.during: Sequence[Span] | None = None
        self.order: list[int] = []  #: all that pass the filters
        #: Whether a row stays at its old index, not where the store orders it.
        self.displaced = False
        #: The message that came last before the rows were read.
        self.newest = source.newest_id()
        self._visited: int | None = None
        self._return_to: int | None = None
        #: Conversations that the user has acted on since the filters were set: they stay listed.
        self.touched: set[int] = set()
        #: Conversations that were taken away, as long as the store may not know yet.
        self.leaving: set[int] = set()
        self._taken = TakenRows()
        self._view = self.filters.view

    # Rows.

    @property
    def target(self) -> Conversation | None:
        """The row that keys act on: the one painted under the cursor; None if it is gone.

        Until the next repaint, another row may be under the cursor.
        """
        if self.painted_id in {None, self.cursor_id}:
            return self.row(self.cursor)
        return self.read_row(self.painted_id)

    @property
    def target_ids(self) -> list[int]:
        """The conversations that a verb acts on: the marked ones, else the `target`.

        A mark never makes a key hit what the last frame did not list.
        """
        if marked := self.marked.among(self.painted_ids):
            return marked
        row = self.target
        return [row.id] if row is not None else []

    def neighbour(self, conversation_id: int | None, step: int) -> Conversation | None:
        """Return the row `step` rows below a conversation; the cursor's if that is not listed."""
        index = self.index_of(conversation_id)
        return self.row(self.cursor if index is None else index + step)

    def index_of(self, conversation_id: int | None) -> int | None:
        """Return the index of a conversation; None if it is not listed."""
        try:
            return self.ids.index(conversation_id) if conversation_id is not None else None
        except ValueError:
            return None

    def read_row(self, conversation_id: int | None) -> Conversation | None:
        """Read a conversation from the store, listed or not; None if it is gone."""
        found = self._source.conversations([conversation_id] if conversation_id else [])
        row = next(iter(found.values()), None)
        return row if row is not None and (row.total or row.draft or row.state) else None

    def forget_rows(self) -> None:
        """Clear the cache, so that all rows are read again."""
        self._rows.clear()
        self.newest = self._source.newest_id()

    def refresh_rows(self, changed: Collection[int]) -> list[int]:
        """Read changed conversations again; return the visible indexes whose rows look different.

        Backfill changes the counts of every row: repainting a page of the list several times a
        second would be felt over a slow line.
        """
        self.newest = self._source.newest_id()
        visible = set(self._visible_ids)
        before = {number: self._rows.get(number) for number in changed if number in visible}
        for number in changed:
            self._rows.pop(number, None)
        if len(self._rows) > KEPT:
            self._rows = {n: row for n, row in self._rows.items() if n in visible}
        if not before:
            return []
        self._rows.update(self._source.conversations(list(before)))
        other = {
            number
            for number, row in before.items()
            if row is None or not _look_same(row, self._rows.get(number))
        }
        return [i for i, number in enumerate(self._visible_ids, self.top) if number in other]

    # Order.

    def read(
        self,
        filters: Filters,
        during: Sequence[Span] | None,
        zone: tzinfo,
        stop: Callable[[], bool] = lambda: False,
    ) -> list[int]:
        """Read the ids that pass filters, in the store's order. On any thread."""
        return self._source.listed(filters.view, zone, dids=filters.dids, during=during, stop=stop)

    def set_order(self, order: list[int], *, keep_cursor: bool) -> bool:
        """Show another order, limited to the search's results; return whether the lines changed.

        The cursor keeps its conversation, and in the middle of the list its line on screen. With
        `keep_cursor` the rows under the cursor and of the open thread stay at their place: a reply
        does not move a row to the top, and a row read under a filter for unread ones stays listed.
        If a filter hides the row under the cursor, the cursor returns to it when it is listed
        again, unless the user has moved the cursor meanwhile. Another view begins at its top.
        """
        switched, self._view = self._view != self.filters.view, self.filters.view
        cursor_id, line, painted_state = self.cursor_id, self.cursor - self.top, self.painted_state
        if self.leaving:
            order = [number for number in order if number not in self.leaving]
        self.order, results = order, self.results
        ids = order if results is None else [number for number in order if number in results]
        self.displaced = False
        if self.filters.any:
            ids = self._with_touched(ids)
        if keep_cursor:
            for kept_id in {cursor_id, self.opened} - {None}:
                ids = self._keep_in_place(ids, kept_id)
        self.ids = ids
        index = self.index_of(cursor_id)
        if not keep_cursor:
            if self._return_to is None and index is None:
                self._return_to = cursor_id
            elif (back := self.index_of(self._return_to)) is not None:
                index, self._return_to = back, None
        last = max(0, len(ids) - 1)
        self.cursor = index if index is not None else 0 if switched else min(self.cursor, last)
        # A list at the top stays there, so that new rows are seen to arrive.
        self.scroll(0 if self.top == 0 else self.cursor - line)
        self.bring_into_view()
        return painted_state != self.painted_state

    def _with_touched(self, ids: list[int]) -> list[int]:
        """Return an order with the touched rows that it lacks, each below the row above it."""
        if not self.touched:
            return ids
        listed = set(ids)
        lost = [number for number in self.ids if number in self.touched and number not in listed]
        kept = self._source.conversations(lost) if lost else {}
        if not kept:
            return ids
        below: dict[int | None, list[int]] = {}
        above: int | None = None
        for number in self.ids:
            if number in kept:
                below.setdefault(above, []).append(number)
            elif number in listed:
                above = number
        first, pairs = below.get(None, []), ((number, below.get(number, ())) for number in ids)
        return [*first, *(each for number, more in pairs for each in (number, *more))]

    def _keep_in_place(self, ids: list[int], conversation_id: int | None) -> list[int]:
        """Return the order with a conversation kept below all rows that were above it."""
        index = self.index_of(conversation_id)
        if index is None or conversation_id is None:
            return ids
        listed = conversation_id in ids
        if listed and conversation_id == self._visited:
            self._visited = None
            return ids
        left_out = self.filters.any or self.results is not None or conversation_id == self.opened
        if not listed and not (left_out and self.read_row(conversation_id)):
            return ids
        others = [number for number in ids if number != conversation_id]
        above = set(self.ids[:index])
        end = max((nth for nth, number in enumerate(others, 1) if number in above), default=0)
        if listed and ids.index(conversation_id) >= end:
            return ids
        self.displaced = True
        return [*others[:end], conversation_id, *others[end:]]

    def visit(self, conversation_id: int) -> int | None:
        """Return the index of a conversation; insert it for a visit if it is not listed.

        None if it is gone from the store.
        """
        index = self.index_of(conversation_id)
        if index is None and self.read_row(conversation_id) is not None:
            # A new conversation is the newest; one that filters hide is inserted at the cursor.
            index = self.cursor if self.filters.any or self.results is not None else 0
            self.ids = [*self.ids[:index], conversation_id, *self.ids[index:]]
            if self.cursor >= index and len(self.ids) > 1:
                self.cursor += 1
            self._visited = conversation_id
            self.displaced = True
        return index

    def after(
        self, gone: frozenset[int], *, upwards: bool, around: bool = True
    ) -> Conversation | None:
        """Return the row for the cursor once some rows are dealt with; None if none is left.

        The cursor's own if it is not one of them, else the next one below, or above; `around`: else
        one on the other side.
        """
        here, last = self.cursor, len(self.ids)
        below, above = range(here + 1, last), range(here - 1, -1, -1)
        others = (above, below) if upwards else (below, above) if around else (below,)
        order = (index for index in chain([here], *others) if index < last)
        rows = (self.row(index) for index in order if self.ids[index] not in gone)
        return next((row for row in rows if row is not None), None)

    def take_away(self, gone: frozenset[int], verb: Verb) -> bool:
        """Remove rows; return whether any was there. The cursor may be on another row then."""
        before, self._return_to = self.ids, None
        self.touched.difference_update(gone)
        self.marked.discard(gone)
        self.leaving.update(gone)
        shows_all = self.ids is self.order
        self.order = self._taken.take(self.order, gone, verb)
        self.ids = self.order if shows_all else [n for n in before if n not in gone]
        above = sum(number in gone for number in before[: self.cursor])
        self.cursor = max(0, min(self.cursor - above, len(self.ids) - 1))
        self.scroll(self.top - sum(number in gone for number in before[: self.top]))
        self.bring_into_view()
        return len(self.ids) < len(before)

    def put_back(self, ids: Collection[int], verb: Verb) -> list[int] | None:
        """Return the order with what a key took away and undo has brought back; None: read it."""
        order = self._taken.put_back(self.order, ids, verb)
        if order is not None:
            self.leaving.difference_update(ids)
            for number in ids:
                self._rows.pop(number, None)
        return order

    # Moving.

    def move(self, index: int, *, keep_line: bool = False) -> None:
        """Move the cursor to a row; `keep_line`: and scroll by as much.

        Beyond an edge the list scrolls by half a page: over a slow line, a full repaint for each
        step is too slow.
        """
        self._return_to = None
        before, self.cursor = self.cursor, max(0, min(index, len(self.ids) - 1))
        half = self.page // 2
        if keep_line:
            self.scroll(self.top + index - before)
            self.bring_into_view()
        elif self.in_view(self.cursor):
            return
        elif abs(self.cursor - before) > 1 or self.cursor > self.top:
            self.scroll(self.cursor - half)
        else:
            self.scroll(self.cursor - (self.page - half - 1))

    # What the screen shows.

    @property
    def painted_state(self) -> object:
        """What the painted lines depend on, besides the contents of the rows."""
        return self._visible_ids, self.cursor - self.top, self.thumb, bool(self.ids)


#: What a row shows: not the count of its messages.
_look: Final = attrgetter(*(n for n in Conversation.__annotations__ if n not in _NOT_SHOWN))


def _look_same(row: Conversation, other: Conversation | None) -> bool:
    return other is not None and bool(_look(row) == _look(other))
