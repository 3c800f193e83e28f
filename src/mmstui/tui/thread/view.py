"""A conversation's messages: only what is seen is laid out and painted.

It keeps its own place and draws its own scrollbar, so that a step or a page is one repaint, however
long the thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message as Posted
from textual.timer import Timer

from mmstui.center.inbox import Inbox
from mmstui.domain.messages import Conversation, Message
from mmstui.domain.search_query import Query
from mmstui.tui.layout import WHEEL
from mmstui.tui.thread import commands as thread_commands
from mmstui.tui.thread.actions import ThreadActions
from mmstui.tui.thread.rows import ThreadRows
from mmstui.tui.thread.seen import SEEN_AFTER, SeenWatch
from mmstui.tui.thread.viewport import ThreadPlace
from mmstui.tui.thread.window import ThreadLines
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.formatting import ago

_SOON: Final = 0.02


class ThreadView(ThreadActions, ThreadRows, can_focus=True):
    """The thread. Without a conversation it shows a sentence, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*thread_commands.ALL, footer=thread_commands.FOOTER)
    ]
    DEFAULT_CSS = """
    ThreadView { width: 1fr; height: 1fr; background: $background; }
    """

    @dataclass
    class Seen(Posted):
        """Unread messages that have been before a person's eyes. Each is told of once."""

        message_ids: tuple[int, ...]

    def __init__(
        self,
        source: Inbox,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        pictures: bool = True,
        seen_after: float = SEEN_AFTER,
        monotonic: Callable[[], float] = time.monotonic,
        id: str | None = None,
    ) -> None:
        """`pictures` is whether thumbnails are drawn; `seen_after` is in seconds."""
        super().__init__(zone, pictures=pictures, id=id)
        self._source = source
        self._clock = clock
        self._seen = SeenWatch(monotonic, seen_after)
        self._seen_timer: Timer | None = None
        self._attended = False
        self._history = ""
        self._offered: tuple[object, ...] = ()

    # What is shown.

    def open(self, conversation: Conversation) -> None:
        """Show a conversation at its newest message, or from what is new if that is more."""
        self._seen.forget()
        lines = ThreadLines(
            self._source, conversation, self._geometry(), self._clock, self._history
        )
        self._place, self.painted_cursor = ThreadPlace(lines, self._rows), None
        if self.has_focus:
            self._place.point_in_sight()
        self.repaint()

    def show_words(self, words: str) -> None:
        """Show no conversation, but a sentence (ready to paint)."""
        self._seen.forget()
        self._place, self._words = None, words
        self.repaint()

    def changed(self, conversation: Conversation) -> None:
        """The store has changed: what is in sight stays where it is, the end stays the end."""
        place = self._place
        if place is None or place.lines.conversation.id != conversation.id:
            self.open(conversation)
            return
        place.changed(conversation)
        self.repaint()

    def say_history(self, words: str) -> None:
        """What stands above the oldest message of all: how far history has come."""
        if words == self._history:
            return
        self._history = words
        if (place := self._place) is not None:
            place.lines.history = words
            if not place.lines.older:
                self.repaint()

    def to_end(self) -> None:
        """Show the newest message."""
        if self._place is not None:
            self._place.end()
            self.repaint()

    def show_message(self, message_id: int) -> bool:
        """Put the cursor on a message, wherever it is in the conversation; False without it."""
        if self._place is None or not self._place.show(message_id):
            return False
        self.painted_cursor = message_id
        self.repaint()
        return True

    def mark(self, query: Query | None) -> None:
        """Mark what a query finds; None, or another conversation, takes the marks off."""
        if self._place is not None:
            self._place.lines.mark(query)
            self.repaint()

    def draw_pictures(self, drawn: bool) -> None:
        """Draw thumbnails, or name the keys in their place; what is in sight stays there."""
        self._pictures = drawn
        if self._place is not None:
            self._place.lines.set_geometry(self._geometry())
        self.repaint()

    def set_zone(self, zone: tzinfo) -> None:
        """Times on another clock."""
        self._zone = zone
        self.on_resize()

    @property
    def message(self) -> Message | None:
        """The message under the cursor."""
        return None if self._place is None else self._place.message

    @property
    def shown(self) -> Sequence[Message]:
        """The loaded messages, oldest first."""
        return () if self._place is None else self._place.lines.messages

    @property
    def moved(self) -> bool:
        """Whether the user put the cursor where it is."""
        return self._place is not None and self._place.moved

    @property
    def who(self) -> str:
        """Name or number of the contact, ready to paint."""
        row = None if self._place is None else self._place.lines.conversation
        return "" if row is None else row.title

    def newest_messages(self) -> Sequence[Message]:
        """The newest of the conversation, oldest first, also where older ones are shown."""
        row = None if self._place is None else self._place.lines.conversation
        return () if row is None else self._source.thread(row.id)

    def ago(self, message: Message) -> str:
        """How long ago a message was."""
        return ago(self._clock() - message.at)

    @property
    def at_end(self) -> bool:
        """Whether the newest message is in sight, and stays so."""
        return self._place is None or self._place.at_end

    # Geometry.

    def on_resize(self) -> None:
        """Lay out again what is seen."""
        if self._place is not None:
            self._place.lines.set_geometry(self._geometry())
            self._place.rows = self._rows
            if not self._place.moved:
                # Put there before there was a size, or a smaller one.
                self._place.cursor = None
                if self.has_focus:
                    self._place.point_in_sight()
        self.repaint()

    def repaint(self) -> None:
        """Nothing that was painted holds any more, nor what was offered and seen."""
        super().repaint()
        self._offer()
        self.call_next(self._look)

    # Moving.

    def _move(self, how: Callable[[ThreadPlace], None]) -> None:
        """Move, and repaint all, or only the messages that the cursor left and reached."""
        if (place := self._place) is None:
            return
        cursor, sight = place.cursor, place.sight()
        how(place)
        self.painted_cursor = place.cursor
        if place.sight() == sight:
            self._refresh_messages(cursor, place.cursor)
        else:
            self.refresh()
            self.call_next(self._look)
        self._offer()

    def _offer(self) -> None:
        """The footer follows what may be done with the message under the cursor."""
        offered = tuple(self.offers(action) for action in self.DEPENDENT)
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    def _refresh_messages(self, *ids: int | None) -> None:
        if (place := self._place) is None:
            return
        pad, width = self._rows - len(place.spots()), self.size.width
        rows = [
            Region(0, y, width, 1)
            for y, spot in enumerate(place.spots(), pad)
            if place.lines.messages[spot.nth].id in ids
        ]
        if rows:
            self.refresh(*rows)

    def step(self, delta: int) -> None:
        """The cursor one message on."""
        self._move(lambda place: place.step(delta))

    def page(self, delta: int) -> None:
        """The cursor one page on."""
        self._move(lambda place: place.page(delta))

    def to_first(self) -> None:
        """The cursor to the oldest message of the conversation."""
        self._move(ThreadPlace.first)

    def to_last(self) -> None:
        """The cursor to the newest message."""
        self._move(ThreadPlace.last)

    def scroll_lines(self, lines: int) -> None:
        """Scroll; the cursor stays on its message."""
        self._move(lambda place: place.scroll(lines))

    # Events.

    def on_focus(self) -> None:
        """The bar is here now."""
        self._move(ThreadPlace.point_in_sight)

    def on_blur(self) -> None:
        """The bar is elsewhere."""
        self._move(lambda place: None)

    def on_click(self, event: events.Click) -> None:
        """The cursor to the message that was clicked."""
        line = event.y - self._pad
        if 0 <= line < len(self._spots):
            self._move(lambda place: place.point(self._spots[line].nth))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls."""
        event.stop()
        self.scroll_lines(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls."""
        event.stop()
        self.scroll_lines(-WHEEL)

    # Before a person's eyes.

    def attend(self, attended: bool) -> None:
        """Whether the keys go to this thread or to its compose box."""
        self._attended = attended
        self._look()

    def _look(self) -> None:
        """Note which unread messages are in sight, and look again when it has been long enough."""
        # Not `is_current`: a screen that is seen dimmed below a dialog is that too.
        watched = self._attended and self._place is not None and self.screen.is_active
        in_sight = self._place.read_through() if watched and self._place is not None else ()
        delay = self._seen.look(in_sight)
        if self._seen_timer is not None:
            self._seen_timer.stop()
            self._seen_timer = None
        if delay is not None:
            # Textual never fires a timer that is due before it has begun.
            self._seen_timer = self.set_timer(max(_SOON, delay), self._tell_seen)

    def _tell_seen(self) -> None:
        self._seen_timer = None
        # A dialog may have come before the thread meanwhile.
        if not self.screen.is_active:
            self._seen.look(())
        elif self._attended and (seen := self._seen.seen()):
            self.post_message(self.Seen(seen))
        self._look()
