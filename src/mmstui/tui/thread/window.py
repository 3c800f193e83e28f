"""The loaded part of a thread as rows: read by keyset, laid out only where it is visible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from mmstui.center import Key
from mmstui.center.inbox import Inbox
from mmstui.domain.messages import Conversation, Message
from mmstui.domain.searching.search_query import Query
from mmstui.domain.text.sanitise import display
from mmstui.tui.thread.hits import highlighted
from mmstui.tui.thread.layout import Geometry, LaidOutRow, lay_out, lead

#: Messages read when a thread is opened, and each time that more are needed.
FIRST: Final = 200
MORE: Final = 400
#: More messages are read when the view comes so near to an end of the loaded ones.
NEAR: Final = 60
#: Maximum of loaded messages: those at the far end are dropped.
MOST: Final = 1200
#: A key lower than that of every message.
BELOW_ALL: Final[Key] = (-(1 << 62), 0, 0)


class Anchor(NamedTuple):
    """A row that keeps its position when rows above or below change.

    `row` counts from the message's own first row; it is negative for rows above that.
    """

    message_id: int
    row: int


class RowPosition(NamedTuple):
    """A row of the loaded part: the message's index, and the row from the top of its lead."""

    nth: int
    row: int


class ThreadWindow:
    """A window on one conversation. `older`, `newer`: the store has more in that direction."""

    def __init__(
        self,
        source: Inbox,
        conversation: Conversation,
        geometry: Geometry,
        now: Callable[[], datetime],
        history: str = "",
    ) -> None:
        self._source = source
        self._now = now
        self.conversation = conversation
        self.geometry = geometry
        self.messages: list[Message] = []
        self._places: dict[int, int] = {}
        self.older = self.newer = False
        #: Estimated number of messages before the window, for the scrollbar only.
        self.base = 0
        self.unpaintable: frozenset[int] = frozenset()
        self._query: Query | None = None
        #: Shown above the first message of all, ready to paint.
        self.history = history
        self._bodies: dict[int, tuple[Message, tuple[LaidOutRow, ...]]] = {}
        self._leads: dict[int, tuple[Message | None, Message, tuple[LaidOutRow, ...]]] = {}
        self.new = 0
        self.new_at: int | None = None
        self.read_newest()
        self._find_new()

    # Reading.

    def read_newest(self) -> None:
        """Load only the newest page."""
        self._set_messages(self._source.thread(self.conversation.id, limit=FIRST))
        self.newer = False
        self.older = len(self.messages) >= FIRST
        self.base = max(0, self.conversation.total - len(self.messages)) if self.older else 0

    def read_oldest(self) -> None:
        """Load only the first page of the conversation."""
        self._set_messages(self._source.thread(self.conversation.id, after=BELOW_ALL, limit=FIRST))
        self.older = False
        self.newer = len(self.messages) >= FIRST
        self.base = 0

    def read_around(self, message_id: int) -> bool:
        """Load only the page around a message; return False if it is not in the conversation."""
        found = self._source.containing(message_id)
        if found is None or found.conversation_id != self.conversation.id:
            return False
        read, key, half = self._source.thread, found.key, FIRST // 2
        before = read(self.conversation.id, before=key, limit=half)
        after = read(self.conversation.id, after=key, limit=half)
        self._set_messages([*before, found, *after])
        self.older, self.newer = len(before) >= half, len(after) >= half
        missing = max(0, self.conversation.total - len(self.messages))
        self.base = (missing // 2 if self.newer else missing) if self.older else 0
        return True

    def read_again(self) -> None:
        """Read the loaded messages again after a change of the store."""
        if not self.messages:
            self.read_newest()
            return
        first = self.messages[0]
        known = self._source.containing(first.id)
        if known is not None and known.conversation_id != self.conversation.id:
            known = None
        # The first message may have moved (its time became known) or be gone: read from its key on.
        limit = len(self.messages) + MORE
        key = min(first.key, first.key if known is None else known.key)
        rest = self._source.thread(self.conversation.id, after=key, limit=limit)
        rest_ids = {each.id for each in rest}
        kept = [] if known is None or known.id in rest_ids else [known]
        self._set_messages([*kept, *rest])
        self.newer = len(rest) >= limit
        if not self.older and self.messages:
            # The backfill may have brought older messages.
            key = self.messages[0].key
            self.older = bool(self._source.thread(self.conversation.id, before=key, limit=1))
            self.base = max(0, self.conversation.total - len(self.messages)) if self.older else 0
        self.trim(0)

    def shows_end_of(self, conversation: Conversation) -> bool:
        """Return whether the last messages here are the last of a row that was read just now."""
        here = self.conversation
        return not self.newer and (here.id, here.rev) == (conversation.id, conversation.rev)

    def read_more(self, first: int, last: int) -> bool:
        """Load more if visible indexes are near an end; return whether messages were added."""
        added = False
        if self.older and first < NEAR and self.messages:
            key = self.messages[0].key
            page = self._source.thread(self.conversation.id, before=key, limit=MORE)
            self._set_messages([*page, *self.messages])
            self.older = len(page) >= MORE
            self.base = max(0, self.base - len(page)) if self.older else 0
            added = bool(page)
            first, last = first + len(page), last + len(page)
        if self.newer and last >= len(self.messages) - NEAR and self.messages:
            key = self.messages[-1].key
            page = self._source.thread(self.conversation.id, after=key, limit=MORE)
            self._set_messages([*self.messages, *page])
            self.newer = len(page) >= MORE
            added = added or bool(page)
        if added:
            self.trim(first)
        return added

    def trim(self, looked_at: int) -> None:
        """Drop messages far from an index if too many are loaded."""
        extra = len(self.messages) - MOST
        if extra <= 0:
            return
        if looked_at < len(self.messages) // 2:
            self._set_messages(self.messages[:-extra])
            self.newer = True
        else:
            self._set_messages(self.messages[extra:])
            self.older = True
            self.base += extra

    def _set_messages(self, messages: list[Message]) -> None:
        self.messages = messages
        self._places = {message.id: index for index, message in enumerate(messages)}
        if len(self._bodies) > 2 * MOST:
            self._bodies.clear()
            self._leads.clear()

    def _find_new(self) -> None:
        """Find the first unread message; the rule above it stays until the thread is closed."""
        while self.older and self.messages[0].unread and len(self.messages) < MOST:
            self.read_more(0, 0)
        # A new sign stands on an older message: it is looked for only if nothing else is new.
        unread = [each.id for each in self.messages if each.unread] or [
            each.id for each in self.messages if each.unread_ids
        ]
        all_here = not (self.older and self.messages[0].unread)
        self.new = len(unread) if all_here else max(len(unread), self.conversation.unread)
        self.new_at = unread[0] if unread else None

    # Lines.

    def set_geometry(self, geometry: Geometry) -> bool:
        """Lay out for another geometry; return whether it is another."""
        if geometry == self.geometry:
            return False
        self.geometry = geometry
        self._bodies.clear()
        self._leads.clear()
        return True

    def highlight(self, query: Query | None) -> None:
        """Highlight a query's hits; None ends that."""
        if query != self._query:
            self._query = query
            self._bodies.clear()

    def mark_unpaintable(self, media_id: int) -> None:
        """Show a key's name instead of a picture that cannot be decoded."""
        self.unpaintable |= {media_id}
        self._bodies = {
            number: found
            for number, found in self._bodies.items()
            if all(media.id != media_id for media in found[0].media)
        }

    def body(self, index: int) -> tuple[LaidOutRow, ...]:
        """Return the rows of a message."""
        message = self.messages[index]
        found = self._bodies.get(message.id)
        if found is not None and (found[0] is message or found[0] == message):
            return found[1]
        lines = lay_out(message, self.geometry, self.unpaintable)
        if self._query and self._query.matches(display(message.text)):
            lines = highlighted(lines, display(message.text), self._query)
        self._bodies[message.id] = (message, lines)
        return lines

    def lead(self, index: int) -> tuple[LaidOutRow, ...]:
        """Return the rows above a message: blank, day, unread."""
        message = self.messages[index]
        before = self.messages[index - 1] if index else None
        found = self._leads.get(message.id)
        if found is not None and found[0] is before and found[1] is message and before is not None:
            return found[2]
        lines = lead(
            before,
            message,
            self.geometry,
            now=self._now(),
            new=self.new if message.id == self.new_at else 0,
            first=not self.older,
            history=self.history,
        )
        self._leads[message.id] = (before, message, lines)
        return lines

    def height(self, index: int) -> int:
        """Return the number of rows of a message, including those above it."""
        return len(self.lead(index)) + len(self.body(index))

    def row(self, position: RowPosition) -> LaidOutRow:
        """Return one row."""
        above = self.lead(position.nth)
        if position.row < len(above):
            return above[position.row]
        return self.body(position.nth)[position.row - len(above)]

    # Positions.

    def index_of(self, message_id: int) -> int | None:
        """Return the index of the message that a row is or belongs to, None if not loaded."""
        # Each command of a message asks for it, at each key.
        if (found := self._places.get(message_id)) is not None:
            return found
        for index, message in enumerate(self.messages):
            if len(message.rows) > 1 and message_id in message.row_ids:
                return index
        return None

    def position(self, anchor: Anchor) -> RowPosition | None:
        """Return the current position of an anchor."""
        if (index := self.index_of(anchor.message_id)) is None:
            return None
        row = anchor.row + len(self.lead(index))
        if row < 0:
            # The rows above it have changed: older messages were loaded.
            return self.walk(RowPosition(index, 0), row)
        return RowPosition(index, min(row, self.height(index) - 1))

    def anchor(self, position: RowPosition) -> Anchor:
        """Return the anchor of a row."""
        return Anchor(self.messages[position.nth].id, position.row - len(self.lead(position.nth)))

    def end(self) -> RowPosition:
        """Return the last row. Raises IndexError without messages."""
        last = len(self.messages) - 1
        return RowPosition(last, self.height(last) - 1)

    def walk(self, position: RowPosition, lines: int) -> RowPosition:
        """Return the row `lines` below, or above if negative, clamped to the loaded rows."""
        index, row = position.nth, position.row + lines
        while row < 0 and index > 0:
            index -= 1
            row += self.height(index)
        while (height := self.height(index)) <= row and index < len(self.messages) - 1:
            row -= height
            index += 1
        return RowPosition(index, min(max(0, row), self.height(index) - 1))

    def rows_from(self, top: RowPosition, rows: int) -> list[RowPosition]:
        """Return the rows from `top` on, at most `rows`."""
        positions: list[RowPosition] = []
        index, row = top
        while len(positions) < rows and index < len(self.messages):
            height = self.height(index)
            positions.extend(
                RowPosition(index, at)
                for at in range(row, min(height, row + rows - len(positions)))
            )
            index, row = index + 1, 0
        return positions

    def share(self, first: int, last: int) -> tuple[float, float]:
        """Return the part of the conversation between two indexes, from 0 to 1."""
        total = max(self.conversation.total, self.base + len(self.messages), 1)
        return (self.base + first) / total, (self.base + last + 1) / total
