"""The loaded part of a thread, as lines: read by keyset, laid out only where it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from mmstui.center import Key
from mmstui.center.inbox import Inbox
from mmstui.domain.messages import Conversation, Message
from mmstui.domain.sanitise import display
from mmstui.domain.search_query import Query
from mmstui.tui.thread.hits import marked
from mmstui.tui.thread.layout import Geometry, Line, lay_out, lead

#: Messages read when a thread is opened, and each time older or newer ones are wanted.
FIRST: Final = 200
MORE: Final = 400
#: Older ones are read when the view comes this near to the first.
NEAR: Final = 60
#: More than this are not kept: the far end is let go.
MOST: Final = 1200
#: A key below that of every message.
BELOW_ALL: Final[Key] = (-(1 << 62), 0, 0)


class Anchor(NamedTuple):
    """A line that stays where it is whatever comes above or below.

    `line` counts from the message's own first line; what stands above it is negative.
    """

    message_id: int
    line: int


class Spot(NamedTuple):
    """A line of the loaded part: which message, and the line from the top of its lead."""

    nth: int
    line: int


class ThreadLines:
    """A window on one conversation. `older` and `newer` say that the store has more that way."""

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
        self.older = self.newer = False
        #: How many messages are believed to stand before the window: for the scrollbar only.
        self.base = 0
        self.unpaintable: frozenset[int] = frozenset()
        self._query: Query | None = None
        #: What is said above the first message of all, ready to paint.
        self.history = history
        self._bodies: dict[int, tuple[Message, tuple[Line, ...]]] = {}
        self._leads: dict[int, tuple[Message | None, Message, tuple[Line, ...]]] = {}
        self.new = 0
        self.new_at: int | None = None
        self.read_newest()
        self._find_new()

    # Reading.

    def read_newest(self) -> None:
        """The newest page, and nothing else."""
        self._take(self._source.thread(self.conversation.id, limit=FIRST))
        self.newer = False
        self.older = len(self.messages) >= FIRST
        self.base = max(0, self.conversation.total - len(self.messages)) if self.older else 0

    def read_oldest(self) -> None:
        """The first page of the conversation, and nothing else."""
        self._take(self._source.thread(self.conversation.id, after=BELOW_ALL, limit=FIRST))
        self.older = False
        self.newer = len(self.messages) >= FIRST
        self.base = 0

    def read_around(self, message_id: int) -> bool:
        """The page around a message; False when it is not of this conversation."""
        found = [
            each
            for each in self._source.messages([message_id])
            if each.conversation_id == self.conversation.id
        ]
        if not found:
            return False
        read, key, half = self._source.thread, found[0].key, FIRST // 2
        before = read(self.conversation.id, before=key, limit=half)
        after = read(self.conversation.id, after=key, limit=half)
        self._take([*before, *found, *after])
        self.older, self.newer = len(before) >= half, len(after) >= half
        missing = max(0, self.conversation.total - len(self.messages))
        self.base = (missing // 2 if self.newer else missing) if self.older else 0
        return True

    def read_again(self) -> None:
        """Read once more what is loaded: something in the store has changed."""
        if not self.messages:
            self.read_newest()
            return
        first = self.messages[0]
        known = [
            each
            for each in self._source.messages([first.id])
            if each.conversation_id == self.conversation.id
        ]
        # The first one may have moved (its time became known) or gone: from its old place on.
        limit = len(self.messages) + MORE
        rest = self._source.thread(self.conversation.id, after=first.key, limit=limit)
        rest_ids = {each.id for each in rest}
        self._take([*(each for each in known if each.id not in rest_ids), *rest])
        self.newer = len(rest) >= limit
        if not self.older and self.messages:
            # History may have come that is older than all there was.
            key = self.messages[0].key
            self.older = bool(self._source.thread(self.conversation.id, before=key, limit=1))
            self.base = max(0, self.conversation.total - len(self.messages)) if self.older else 0
        self.trim(0)

    def read_more(self, first: int, last: int) -> bool:
        """Read older or newer ones if the lines looked at are near an end; True if any came."""
        came = False
        if self.older and first < NEAR and self.messages:
            key = self.messages[0].key
            page = self._source.thread(self.conversation.id, before=key, limit=MORE)
            self._take([*page, *self.messages])
            self.older = len(page) >= MORE
            self.base = max(0, self.base - len(page)) if self.older else 0
            came = bool(page)
            first, last = first + len(page), last + len(page)
        if self.newer and last >= len(self.messages) - NEAR and self.messages:
            key = self.messages[-1].key
            page = self._source.thread(self.conversation.id, after=key, limit=MORE)
            self._take([*self.messages, *page])
            self.newer = len(page) >= MORE
            came = came or bool(page)
        if came:
            self.trim(first)
        return came

    def trim(self, looked_at: int) -> None:
        """Let go of what is far from the index looked at, when very much is loaded."""
        extra = len(self.messages) - MOST
        if extra <= 0:
            return
        if looked_at < len(self.messages) // 2:
            self._take(self.messages[:-extra])
            self.newer = True
        else:
            self._take(self.messages[extra:])
            self.older = True
            self.base += extra

    def _take(self, messages: list[Message]) -> None:
        self.messages = messages
        if len(self._bodies) > 2 * MOST:
            self._bodies.clear()
            self._leads.clear()

    def _find_new(self) -> None:
        """The rule of what is new stands where it stood at opening until the thread is left."""
        while self.older and self.messages[0].unread and len(self.messages) < MOST:
            self.read_more(0, 0)
        unread = [each.id for each in self.messages if each.unread]
        all_here = not (self.older and self.messages[0].unread)
        self.new = len(unread) if all_here else max(len(unread), self.conversation.unread)
        self.new_at = unread[0] if unread else None

    # Lines.

    def set_geometry(self, geometry: Geometry) -> bool:
        """Lay out for another width; True if it is another."""
        if geometry == self.geometry:
            return False
        self.geometry = geometry
        self._bodies.clear()
        self._leads.clear()
        return True

    def mark(self, query: Query | None) -> None:
        """Mark what a query finds, in the messages that it finds; None takes the marks off."""
        if query != self._query:
            self._query = query
            self._bodies.clear()

    def give_up_picture(self, media_id: int) -> None:
        """A picture that cannot be painted: its key is named instead."""
        self.unpaintable |= {media_id}
        self._bodies = {
            number: found
            for number, found in self._bodies.items()
            if all(media.id != media_id for media in found[0].media)
        }

    def body(self, index: int) -> tuple[Line, ...]:
        """The lines of a message."""
        message = self.messages[index]
        found = self._bodies.get(message.id)
        if found is not None and (found[0] is message or found[0] == message):
            return found[1]
        lines = lay_out(message, self.geometry, self.unpaintable)
        if self._query and self._query.matches(display(message.text)):
            lines = marked(lines, display(message.text), self._query)
        self._bodies[message.id] = (message, lines)
        return lines

    def lead(self, index: int) -> tuple[Line, ...]:
        """The lines above a message: blank, day, what is new."""
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
        """How many lines a message takes, with those above it."""
        return len(self.lead(index)) + len(self.body(index))

    def line(self, spot: Spot) -> Line:
        """One line."""
        above = self.lead(spot.nth)
        if spot.line < len(above):
            return above[spot.line]
        return self.body(spot.nth)[spot.line - len(above)]

    # Places.

    def index_of(self, message_id: int) -> int | None:
        """Where a message stands in the window, None if it does not."""
        for index in range(len(self.messages) - 1, -1, -1):
            if self.messages[index].id == message_id:
                return index
        return None

    def spot(self, anchor: Anchor) -> Spot | None:
        """Where an anchored line stands now."""
        if (index := self.index_of(anchor.message_id)) is None:
            return None
        line = anchor.line + len(self.lead(index))
        if line < 0:
            # What stood above it is something else now: older messages, where all was blank.
            return self.walk(Spot(index, 0), line)
        return Spot(index, min(line, self.height(index) - 1))

    def anchor(self, spot: Spot) -> Anchor:
        """The anchor of a line."""
        return Anchor(self.messages[spot.nth].id, spot.line - len(self.lead(spot.nth)))

    def end(self) -> Spot:
        """The last line. Only where there are messages."""
        last = len(self.messages) - 1
        return Spot(last, self.height(last) - 1)

    def walk(self, spot: Spot, lines: int) -> Spot:
        """The line so many below, above when negative; the first or last one if there are fewer."""
        index, line = spot.nth, spot.line + lines
        while line < 0 and index > 0:
            index -= 1
            line += self.height(index)
        while (height := self.height(index)) <= line and index < len(self.messages) - 1:
            line -= height
            index += 1
        return Spot(index, min(max(0, line), self.height(index) - 1))

    def from_spot(self, top: Spot, rows: int) -> list[Spot]:
        """The lines from one on, at most so many."""
        spots: list[Spot] = []
        index, line = top
        while len(spots) < rows and index < len(self.messages):
            height = self.height(index)
            spots.extend(
                Spot(index, at) for at in range(line, min(height, line + rows - len(spots)))
            )
            index, line = index + 1, 0
        return spots

    def share(self, first: int, last: int) -> tuple[float, float]:
        """Which part of the whole conversation two indexes enclose, from 0 to 1."""
        total = max(self.conversation.total, self.base + len(self.messages), 1)
        return (self.base + first) / total, (self.base + last + 1) / total
