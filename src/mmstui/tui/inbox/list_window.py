"""What is on screen of the conversation list: ids in order, rows, cursor, scroll position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from mmstui.tui.inbox.marked_rows import MarkedRows
from mmstui.tui.layout import THUMB

#: Instead of a conversation's id.
NO_ROW: Final = 0

if TYPE_CHECKING:
    from typing import Protocol

    from mmstui.domain.messages import Conversation

    class Rows(Protocol):
        """Where rows are read."""

        def conversations(self, ids: Sequence[int]) -> dict[int, Conversation]:
            """Return conversations by id, without ids that do not exist."""


class ListWindow:
    """Conversations in order, with a cursor and a scroll position in rows."""

    def __init__(self, rows: Rows) -> None:
        self._source = rows
        self._rows: dict[int, Conversation] = {}
        self.ids: list[int] = []  #: what is listed
        self.cursor = 0
        #: The conversation whose thread is open beside the list.
        self.opened: int | None = None
        self.thread_shown = False  #: whether a thread is open there, perhaps not a stored one yet
        #: The conversation that keys act on: painted under the cursor, or reached by a key since.
        #: None before the first frame; `NO_ROW` if the list was painted empty.
        self.painted_id: int | None = None
        #: What the user has marked, and what was listed when the last frame was painted.
        self.marked = MarkedRows()
        self.painted_ids: Sequence[int] = self.ids
        self.top = 0
        self.row_lines = 2  #: lines of a row
        self.page = 1  #: whole rows that fit on screen

    @property
    def cursor_id(self) -> int | None:
        """The id of the conversation under the cursor."""
        return self.ids[self.cursor] if self.ids else None

    def row(self, index: int) -> Conversation | None:
        """Return the row at an index; None if there is none, or its conversation is gone."""
        if not 0 <= index < len(self.ids):
            return None
        conversation_id = self.ids[index]
        if conversation_id not in self._rows:
            # Read together with the other missing rows on screen.
            wanted = [number for number in self._visible_ids if number not in self._rows]
            if conversation_id not in wanted:
                wanted.append(conversation_id)
            self._rows.update(self._source.conversations(wanted))
        return self._rows.get(conversation_id)

    @property
    def _visible_ids(self) -> list[int]:
        return self.ids[self.top : self.top + self.page]

    def in_view(self, index: int) -> bool:
        """Return whether a row is on screen."""
        return self.top <= index < self.top + self.page

    def scroll(self, top: int) -> bool:
        """Set the top row; return whether it changed."""
        before, self.top = self.top, max(0, min(top, len(self.ids) - self.page))
        return before != self.top

    def bring_into_view(self) -> None:
        """Scroll to the cursor if it is not on screen."""
        self.scroll(self.top)
        if self.ids and not self.in_view(self.cursor):
            self.scroll(self.cursor - self.page // 2)

    @property
    def thumb(self) -> tuple[int, int]:
        """The thumb's first line and the line after its last; equal if there is none."""
        area, total = self.page * self.row_lines, len(self.ids)
        if total <= self.page:
            return 0, 0
        length = min(area, max(THUMB, area * self.page // total))
        start = (area - length) * self.top // max(1, total - self.page)
        return start, start + length
