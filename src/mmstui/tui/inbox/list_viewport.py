"""Where one is in the list of conversations: ids in order, the rows in sight, a cursor, a top.

No painting here: each change says what is to be painted again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from mmstui.center.inbox import Inbox
from mmstui.domain.days import Span
from mmstui.domain.messages import Conversation
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.layout import THUMB

#: Rows kept in memory beyond those on screen.
KEPT: Final = 2000


class ListPlace:
    """Conversations in order and a place among them. Rows are counted in two lines each."""

    def __init__(self, source: Inbox) -> None:
        self._source = source
        self._rows: dict[int, Conversation] = {}
        self.filters = Filters()
        self.only: frozenset[int] | None = None  #: of these, those that a search found
        #: The days of the filter as instants; None: at any time.
        self.during: Sequence[Span] | None = None
        self.order: list[int] = []  #: what the filters let through
        self.ids: list[int] = []  #: what is shown of it
        self.cursor = 0
        #: The conversation whose thread is open beside the list.
        self.opened: int | None = None
        #: Whether a row stands where it stood, and not where the store's order has it.
        self.displaced = False
        self._visiting: int | None = None
        self._left: int | None = None
        self.top = 0
        self.page = 1  #: how many whole rows fit

    # Rows.

    @property
    def cursor_id(self) -> int | None:
        """The conversation under the cursor."""
        return self.ids[self.cursor] if self.ids else None

    def row(self, index: int) -> Conversation | None:
        """A row by its place in the order; None if it is not there, or gone."""
        if not 0 <= index < len(self.ids):
            return None
        conversation_id = self.ids[index]
        if conversation_id not in self._rows:
            # In one go with what else is missing on screen.
            wanted = [number for number in self._in_sight if number not in self._rows]
            if conversation_id not in wanted:
                wanted.append(conversation_id)
            self._rows.update(self._source.conversations(wanted))
        return self._rows.get(conversation_id)

    def index_of(self, conversation_id: int | None) -> int | None:
        """The place of a conversation in the order."""
        try:
            return self.ids.index(conversation_id) if conversation_id is not None else None
        except ValueError:
            return None

    def look_up(self, conversation_id: int | None) -> Conversation | None:
        """A conversation as the store has it now, in the list or not; None if it is gone."""
        found = self._source.conversations([conversation_id] if conversation_id else [])
        row = next(iter(found.values()), None)
        return row if row is not None and (row.total or row.draft or row.state) else None

    def forget_rows(self) -> None:
        """All rows are to be read anew."""
        self._rows.clear()

    def read_again(self, changed: Collection[int]) -> list[int]:
        """These conversations changed; gives the places in sight that now read otherwise.

        History that is fetched changes every row's count: over a slow line it would be felt if a
        page of the list were painted for that, several times a second.
        """
        in_sight = set(self._in_sight)
        before = {number: self._rows.get(number) for number in changed if number in in_sight}
        for number in changed:
            self._rows.pop(number, None)
        if len(self._rows) > KEPT:
            self._rows = {n: row for n, row in self._rows.items() if n in in_sight}
        if not before:
            return []
        self._rows.update(self._source.conversations(list(before)))
        other = {
            number
            for number, row in before.items()
            if row is None or not _looks_like(row, self._rows.get(number))
        }
        return [i for i, number in enumerate(self._in_sight, self.top) if number in other]

    @property
    def _in_sight(self) -> list[int]:
        return self.ids[self.top : self.top + self.page]

    # Order.

    def read(self, filters: Filters, during: Sequence[Span] | None) -> list[int]:
        """The order of what filters let through, as the store has it now. On any thread."""
        return self._source.conversation_ids(
            dids=filters.dids, unread_only=filters.unread_only, during=during
        )

    def take(self, order: list[int], *, keep_cursor: bool) -> bool:
        """Another order; whether other lines are in sight now. Of it stays what a search found.

        The cursor keeps its conversation, and in the middle of the list its line. With
        `keep_cursor` the rows under the cursor and of the open thread stay where they stood: one
        that was answered there does not jump to the top, and one that a filter no longer lets
        through was read there. A row that a filter took from under the cursor gets it back when
        it is there again, if nobody has moved meanwhile.
        """
        cursor_id, line, frame = self.cursor_id, self.cursor - self.top, self.frame
        self.order, only = order, self.only
        ids = order if only is None else [number for number in order if number in only]
        self.displaced = False
        if keep_cursor:
            for stays in {cursor_id, self.opened} - {None}:
                ids = self._standing(ids, stays)
        self.ids = ids
        place = self.index_of(cursor_id)
        if not keep_cursor:
            if self._left is None and place is None:
                self._left = cursor_id
            elif (back := self.index_of(self._left)) is not None:
                place, self._left = back, None
        last = max(0, len(ids) - 1)
        self.cursor = min(self.cursor, last) if place is None else place
        # At its top the list stays there, so that what is new is seen to arrive.
        self.scroll(0 if self.top == 0 else self.cursor - line)
        self.bring_into_view()
        return frame != self.frame

    def _standing(self, ids: list[int], conversation_id: int | None) -> list[int]:
        """The order in which a conversation still stands below all that stood above it."""
        place = self.index_of(conversation_id)
        if place is None or conversation_id is None:
            return ids
        listed = conversation_id in ids
        if listed and conversation_id == self._visiting:
            self._visiting = None
            return ids
        left_out = self.filters.any or self.only is not None or conversation_id == self.opened
        if not listed and not (left_out and self.look_up(conversation_id)):
            return ids
        others = [number for number in ids if number != conversation_id]
        above = set(self.ids[:place])
        end = max((nth for nth, number in enumerate(others, 1) if number in above), default=0)
        if listed and ids.index(conversation_id) >= end:
            return ids
        self.displaced = True
        return [*others[:end], conversation_id, *others[end:]]

    def visit(self, conversation_id: int) -> int | None:
        """The place of a conversation; one that is not in the list gets one, for a visit.

        None for one that is not there any more.
        """
        place = self.index_of(conversation_id)
        if place is None and self.look_up(conversation_id) is not None:
            # A new one is the newest; another is shown though the filters leave it out.
            place = self.cursor if self.filters.any or self.only is not None else 0
            self.ids = [*self.ids[:place], conversation_id, *self.ids[place:]]
            if self.cursor >= place and len(self.ids) > 1:
                self.cursor += 1
            self._visiting = conversation_id
            self.displaced = True
        return place

    # Moving.

    def in_view(self, index: int) -> bool:
        """Whether a row is on screen."""
        return self.top <= index < self.top + self.page

    def scroll(self, top: int) -> bool:
        """Another row on top; whether that changed anything."""
        before, self.top = self.top, max(0, min(top, len(self.ids) - self.page))
        return before != self.top

    def move(self, index: int) -> None:
        """Put the cursor on a row.

        Beyond an edge the list moves by half a page: over a slow line a whole repaint for each
        step is too much.
        """
        self._left = None
        before, self.cursor = self.cursor, max(0, min(index, len(self.ids) - 1))
        if self.in_view(self.cursor):
            return
        half = self.page // 2
        if abs(self.cursor - before) > 1 or self.cursor > self.top:
            self.scroll(self.cursor - half)
        else:
            self.scroll(self.cursor - (self.page - half - 1))

    def turn(self, rows: int) -> None:
        """A page on or back: the cursor keeps its line."""
        self._left = None
        self.cursor = max(0, min(self.cursor + rows, len(self.ids) - 1))
        self.scroll(self.top + rows)
        self.bring_into_view()

    def bring_into_view(self) -> None:
        """Scroll to the cursor, if it is not in sight."""
        self.scroll(self.top)
        if self.ids and not self.in_view(self.cursor):
            self.scroll(self.cursor - self.page // 2)

    # What is seen.

    @property
    def frame(self) -> object:
        """What the list's lines depend on, but for what the rows themselves say."""
        return self._in_sight, self.cursor - self.top, self.thumb, bool(self.ids)

    @property
    def thumb(self) -> tuple[int, int]:
        """Where the scrollbar's thumb begins and ends, in lines; the same where there is none."""
        area, total = self.page * 2, len(self.ids)
        if total <= self.page:
            return 0, 0
        length = min(area, max(THUMB, area * self.page // total))
        start = (area - length) * self.top // max(1, total - self.page)
        return start, start + length


def _looks_like(row: Conversation, other: Conversation | None) -> bool:
    """Whether two rows read the same: how many messages a conversation has is not shown."""
    return other is not None and replace(row, rev=0, total=0) == replace(other, rev=0, total=0)
