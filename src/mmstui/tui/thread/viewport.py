"""The viewport of a thread: visible rows, cursor, scroll position, and every way of moving."""

from __future__ import annotations

from collections.abc import Sequence

from mmstui.domain.messages import Conversation, Message
from mmstui.tui.thread.window import Anchor, RowPosition, ThreadWindow


class ThreadViewport:
    """A view of a thread, `rows` high.

    `cursor` is a message's id, None before it is set; `moved`: the user set it. Without an anchor
    the view stays at the end, whatever arrives.
    """

    def __init__(self, window: ThreadWindow, rows: int) -> None:
        self.window = window
        self.cursor: int | None = None
        self.moved = False
        self._rows = rows
        self._anchor: Anchor | None = None
        self._positions: list[RowPosition] | None = None
        self._shown: int | None = None
        if window.new_at is not None:
            index = window.index_of(window.new_at) or 0
            # `positions` clamps it: the first unread message is on top only if not all fit.
            self._anchor = window.anchor(RowPosition(index, 0))

    # Visible rows.

    @property
    def rows(self) -> int:
        """Height of the view in rows."""
        return self._rows

    @rows.setter
    def rows(self, rows: int) -> None:
        other, self._rows = rows != self._rows, rows
        self._positions = None
        if other and self._shown is not None:
            # Shown at another size: with more rows, the message's context fits too.
            self.show(self._shown)

    def reset(self) -> None:
        """Drop the computed rows after a change of the layout."""
        self._positions = None

    def positions(self) -> list[RowPosition]:
        """Return the visible rows, at most `rows`; near an end, load more of the thread."""
        if self._positions is None:
            self._positions = self._compute() if self.window.messages else []
        return self._positions

    def visible_rows(self) -> list[tuple[int, int]]:
        """Return a value for comparing views: message ids and their rows."""
        return [
            (self.window.messages[position.nth].id, position.row) for position in self.positions()
        ]

    def _compute(self) -> list[RowPosition]:
        window = self.window
        positions = window.rows_from(self._top(), self._rows)
        anchor = self._anchor and window.anchor(positions[0])
        if window.read_more(positions[0].nth, positions[-1].nth):
            self._anchor = anchor
            positions = window.rows_from(self._top(), self._rows)
        return positions

    def _top(self) -> RowPosition:
        last = self.window.walk(self.window.end(), 1 - self._rows)
        top = None if self._anchor is None else self.window.position(self._anchor)
        if top is None or (top >= last and not self.window.newer):
            self._anchor = None
            return last
        return min(top, last)

    @property
    def at_end(self) -> bool:
        """Whether the view is at the end, and stays there."""
        self.positions()
        return self._anchor is None

    @property
    def message(self) -> Message | None:
        """The message under the cursor."""
        index = None if self.cursor is None else self.window.index_of(self.cursor)
        return None if index is None else self.window.messages[index]

    def thumb(self) -> tuple[float, float] | None:
        """Return the visible part of the conversation, from 0 to 1; None at its end."""
        positions = self.positions()
        if self._anchor is None or not positions:
            return None
        return self.window.share(positions[0].nth, positions[-1].nth)

    def fully_visible_unread(self) -> list[int]:
        """Return unread rows of messages that are visible to the end: these can have been read."""
        return [
            row_id
            for position in self.positions()
            for row_id in self.window.messages[position.nth].unread_ids
            if position.row == self.window.height(position.nth) - 1
        ]

    def newest_visible(self) -> int:
        """Return the highest id among the rows of visible messages; 0 without messages."""
        shown = {position.nth for position in self.positions()}
        return max((max(self.window.messages[nth].row_ids) for nth in shown), default=0)

    def unread_below(self) -> int:
        """Return how many new messages are below the view, or not whole in it."""
        window, positions = self.window, self.positions()
        if self.at_end or not positions or not window.conversation.unread:
            return 0
        last = positions[-1]
        below = last.nth + (last.row == window.height(last.nth) - 1)
        new = [bool(message.unread_ids) for message in window.messages]
        # The newest may not be loaded: what is new is here, above, or below.
        return max(sum(new[below:]), window.conversation.unread - sum(new) if window.newer else 0)

    # Moving.

    def _scroll_to(self, top: RowPosition) -> None:
        self._anchor = self.window.anchor(top)
        self._positions = self._shown = None

    def scroll(self, rows: int) -> None:
        """Scroll by rows, down if positive; the cursor stays on its message."""
        if positions := self.positions():
            self._scroll_to(self.window.walk(positions[0], rows))

    def point(self, index: int) -> None:
        """Move the cursor to a loaded message, scrolling no further than needed."""
        self.cursor, self.moved = self.window.messages[index].id, True
        positions = self.positions()
        above = len(self.window.lead(index))
        start = RowPosition(index, 0 if above < self._rows - 1 else above)
        end = RowPosition(index, self.window.height(index) - 1)
        if start < positions[0]:
            self._scroll_to(start)
        elif end > positions[-1]:
            # A message taller than the view is shown from its first row.
            self._scroll_to(min(self.window.walk(end, 1 - self._rows), start))

    def point_at_visible(self) -> None:
        """Set the cursor to the newest visible message if it is not set."""
        if self.cursor is None and (positions := self.positions()):
            self.cursor = self.window.messages[positions[-1].nth].id

    def step(self, delta: int) -> None:
        """Move the cursor by a message, or scroll within a message taller than the view."""
        window, positions = self.window, self.positions()
        if not positions:
            return
        first, last = positions[0], positions[-1]
        index = window.index_of(self.cursor) if self.cursor is not None else None
        if index is None or not first.nth <= index <= last.nth:
            self.point(first.nth if delta > 0 else last.nth)
            return
        hidden_below = index == last.nth and last.row < window.height(index) - 1
        hidden_above = index == first.nth and first.row > len(window.lead(index))
        if hidden_below if delta > 0 else hidden_above:
            self.scroll(delta * max(1, self._rows // 2))
            return
        self.point(min(max(0, index + delta), len(window.messages) - 1))

    def page(self, delta: float) -> None:
        """Move by a page or a part of one, with the cursor; at an end, move only the cursor."""
        before = self.positions()
        if not before:
            return
        rows = max(1, int(abs(delta) * (self._rows - 2)))
        self.scroll(rows if delta > 0 else -rows)
        after = self.positions()
        if after[0] != before[0]:
            index = after[-1 if delta > 0 else 0].nth
        else:
            index = len(self.window.messages) - 1 if delta > 0 else 0
        self.cursor, self.moved = self.window.messages[index].id, True

    def first(self) -> None:
        """Move the cursor to the oldest message of the conversation."""
        if self.window.older:
            self.window.read_oldest()
        if self.window.messages:
            self._scroll_to(RowPosition(0, 0))
            self.point(0)

    def last(self) -> None:
        """Move the cursor to the newest message."""
        self.end()
        if self.window.messages:
            self.point(len(self.window.messages) - 1)

    def end(self) -> None:
        """Scroll to the newest message."""
        if self.window.newer:
            self.window.read_newest()
        self._anchor = None
        self._positions = self._shown = None

    def show(self, message_id: int) -> bool:
        """Move the cursor to a message, loaded or not; return False if it is not in the thread."""
        window = self.window
        if window.index_of(message_id) is None and not window.read_around(message_id):
            return False
        index = window.index_of(message_id) or 0
        # What was asked for may be a row of a message.
        message_id = window.messages[index].id
        self.cursor, self.moved = message_id, True
        self._scroll_to(window.walk(RowPosition(index, 0), -(self._rows // 3)))
        self._shown = message_id
        return True

    def changed(self, conversation: Conversation) -> None:
        """Update after a change of the store; the scroll position stays, the end stays the end."""
        window = self.window
        window.conversation = conversation
        order = [message.id for message in window.messages]
        if self._anchor is None and not window.newer:
            window.read_newest()
        else:
            window.read_again()
            self._read_above()
        left = {message.id for message in window.messages}
        if self._anchor is not None and self._anchor.message_id not in left:
            neighbour = _neighbour(order, self._anchor.message_id, left)
            self._anchor = None if neighbour is None else Anchor(neighbour, 0)
        if self.cursor is not None and self.cursor in order and self.cursor not in left:
            self.cursor = _neighbour(order, self.cursor, left)
        self._positions = None

    def _read_above(self) -> None:
        """Load the messages above the anchor, on which its row depends."""
        if self._anchor is not None:
            index = self.window.index_of(self._anchor.message_id)
            if index is not None:
                self.window.read_more(index, index)


def _neighbour(order: Sequence[int], gone: int, left: set[int]) -> int | None:
    """Return the remaining message next to a gone one: the one below, else the one above."""
    if gone not in order:
        return None
    index = order.index(gone)
    return next((each for each in (*order[index:], *reversed(order[:index])) if each in left), None)
