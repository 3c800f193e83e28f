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

    def __init__(self, lines: ThreadWindow, rows: int) -> None:
        self.lines = lines
        self.cursor: int | None = None
        self.moved = False
        self._rows = rows
        self._anchor: Anchor | None = None
        self._spots: list[RowPosition] | None = None
        self._shown: int | None = None
        if lines.new_at is not None:
            index = lines.index_of(lines.new_at) or 0
            # `spots` clamps it: the first unread message is on top only if these do not all fit.
            self._anchor = lines.anchor(RowPosition(index, 0))

    # Visible rows.

    @property
    def rows(self) -> int:
        """Height of the view in rows."""
        return self._rows

    @rows.setter
    def rows(self, rows: int) -> None:
        other, self._rows = rows != self._rows, rows
        self._spots = None
        if other and self._shown is not None:
            # Shown at another size: with more rows, the message's context fits too.
            self.show(self._shown)

    def forget(self) -> None:
        """Drop the computed rows after a change of the layout."""
        self._spots = None

    def spots(self) -> list[RowPosition]:
        """Return the visible rows, at most `rows`; near an end, load more of the thread."""
        if self._spots is None:
            self._spots = self._placed() if self.lines.messages else []
        return self._spots

    def sight(self) -> list[tuple[int, int]]:
        """Return a value for comparing views: message ids and their rows."""
        return [(self.lines.messages[spot.nth].id, spot.line) for spot in self.spots()]

    def _placed(self) -> list[RowPosition]:
        lines = self.lines
        spots = lines.from_spot(self._top(), self._rows)
        anchor = self._anchor and lines.anchor(spots[0])
        if lines.read_more(spots[0].nth, spots[-1].nth):
            self._anchor = anchor
            spots = lines.from_spot(self._top(), self._rows)
        return spots

    def _top(self) -> RowPosition:
        last = self.lines.walk(self.lines.end(), 1 - self._rows)
        top = None if self._anchor is None else self.lines.spot(self._anchor)
        if top is None or (top >= last and not self.lines.newer):
            self._anchor = None
            return last
        return min(top, last)

    @property
    def at_end(self) -> bool:
        """Whether the view is at the end, and stays there."""
        self.spots()
        return self._anchor is None

    @property
    def message(self) -> Message | None:
        """The message under the cursor."""
        index = None if self.cursor is None else self.lines.index_of(self.cursor)
        return None if index is None else self.lines.messages[index]

    def thumb(self) -> tuple[float, float] | None:
        """Return the visible part of the conversation, from 0 to 1; None at its end."""
        spots = self.spots()
        if self._anchor is None or not spots:
            return None
        return self.lines.share(spots[0].nth, spots[-1].nth)

    def read_through(self) -> list[int]:
        """Return unread messages whose last row is visible: only these can have been read."""
        return [
            self.lines.messages[spot.nth].id
            for spot in self.spots()
            if self.lines.messages[spot.nth].unread and spot.line == self.lines.height(spot.nth) - 1
        ]

    # Moving.

    def _go(self, top: RowPosition) -> None:
        self._anchor = self.lines.anchor(top)
        self._spots = self._shown = None

    def scroll(self, lines: int) -> None:
        """Scroll by rows, down if positive; the cursor stays on its message."""
        if spots := self.spots():
            self._go(self.lines.walk(spots[0], lines))

    def point(self, index: int) -> None:
        """Move the cursor to a loaded message, scrolling no further than needed."""
        self.cursor, self.moved = self.lines.messages[index].id, True
        spots = self.spots()
        above = len(self.lines.lead(index))
        start = RowPosition(index, 0 if above < self._rows - 1 else above)
        end = RowPosition(index, self.lines.height(index) - 1)
        if start < spots[0]:
            self._go(start)
        elif end > spots[-1]:
            # A message taller than the view is shown from its first row.
            self._go(min(self.lines.walk(end, 1 - self._rows), start))

    def point_in_sight(self) -> None:
        """Set the cursor to the newest visible message if it is not set."""
        if self.cursor is None and (spots := self.spots()):
            self.cursor = self.lines.messages[spots[-1].nth].id

    def step(self, delta: int) -> None:
        """Move the cursor by a message, or scroll within a message taller than the view."""
        lines, spots = self.lines, self.spots()
        if not spots:
            return
        first, last = spots[0], spots[-1]
        index = lines.index_of(self.cursor) if self.cursor is not None else None
        if index is None or not first.nth <= index <= last.nth:
            self.point(first.nth if delta > 0 else last.nth)
            return
        hidden_below = index == last.nth and last.line < lines.height(index) - 1
        hidden_above = index == first.nth and first.line > len(lines.lead(index))
        if hidden_below if delta > 0 else hidden_above:
            self.scroll(delta * max(1, self._rows // 2))
            return
        self.point(min(max(0, index + delta), len(lines.messages) - 1))

    def page(self, delta: int) -> None:
        """Move by a page, with the cursor; at an end, move only the cursor."""
        before = self.spots()
        if not before:
            return
        self.scroll(delta * max(1, self._rows - 2))
        after = self.spots()
        if after[0] != before[0]:
            index = after[-1 if delta > 0 else 0].nth
        else:
            index = len(self.lines.messages) - 1 if delta > 0 else 0
        self.cursor, self.moved = self.lines.messages[index].id, True

    def first(self) -> None:
        """Move the cursor to the oldest message of the conversation."""
        if self.lines.older:
            self.lines.read_oldest()
        if self.lines.messages:
            self._go(RowPosition(0, 0))
            self.point(0)

    def last(self) -> None:
        """Move the cursor to the newest message."""
        self.end()
        if self.lines.messages:
            self.point(len(self.lines.messages) - 1)

    def end(self) -> None:
        """Scroll to the newest message."""
        if self.lines.newer:
            self.lines.read_newest()
        self._anchor = None
        self._spots = self._shown = None

    def show(self, message_id: int) -> bool:
        """Move the cursor to a message, loaded or not; return False if it is not in the thread."""
        lines = self.lines
        if lines.index_of(message_id) is None and not lines.read_around(message_id):
            return False
        index = lines.index_of(message_id) or 0
        self.cursor, self.moved = message_id, True
        self._go(lines.walk(RowPosition(index, 0), -(self._rows // 3)))
        self._shown = message_id
        return True

    def changed(self, conversation: Conversation) -> None:
        """Update after a change of the store; the scroll position stays, the end stays the end."""
        lines = self.lines
        lines.conversation = conversation
        order = [message.id for message in lines.messages]
        if self._anchor is None and not lines.newer:
            lines.read_newest()
        else:
            lines.read_again()
            self._read_above()
        left = {message.id for message in lines.messages}
        if self._anchor is not None and self._anchor.message_id not in left:
            neighbour = _neighbour(order, self._anchor.message_id, left)
            self._anchor = None if neighbour is None else Anchor(neighbour, 0)
        if self.cursor is not None and self.cursor in order and self.cursor not in left:
            self.cursor = _neighbour(order, self.cursor, left)
        self._spots = None

    def _read_above(self) -> None:
        """Load the messages above the anchor, on which its row depends."""
        if self._anchor is not None:
            index = self.lines.index_of(self._anchor.message_id)
            if index is not None:
                self.lines.read_more(index, index)


def _neighbour(order: Sequence[int], gone: int, left: set[int]) -> int | None:
    """Return the remaining message next to a gone one: the one below, else the one above."""
    if gone not in order:
        return None
    place = order.index(gone)
    return next((each for each in (*order[place:], *reversed(order[:place])) if each in left), None)
