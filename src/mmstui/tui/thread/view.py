"""The thread: a widget that lays out and paints only the visible messages.

It has its own scroll position and draws its own scrollbar, so that a step or a page is one repaint,
however long the thread.
"""

from __future__ import annotations

import math
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
from mmstui.tui.jobs import job
from mmstui.tui.layout import WHEEL
from mmstui.tui.terminal.attention import ASK_AGAIN, Attention
from mmstui.tui.thread import commands as thread_commands
from mmstui.tui.thread.actions import ThreadActions
from mmstui.tui.thread.rows import ThreadRows
from mmstui.tui.thread.seen import SEEN_AFTER, SeenTimer
from mmstui.tui.thread.viewport import ThreadViewport
from mmstui.tui.thread.window import ThreadWindow
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.formatting import ago

_MIN_DELAY: Final = 0.02


class ThreadView(ThreadActions, ThreadRows, can_focus=True):
    """A thread with a cursor. Without a conversation it shows a sentence, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*thread_commands.ALL, footer=thread_commands.FOOTER)
    ]
    DEFAULT_CSS = """
    ThreadView { width: 1fr; height: 1fr; background: $background; }
    """

    @dataclass
    class Seen(Posted):
        """Unread messages were on screen long enough to count as read. Each is reported once."""

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
        """`pictures`: draw thumbnails; `seen_after` is in seconds."""
        super().__init__(zone, pictures=pictures, id=id)
        self._source = source
        self._clock = clock
        self._seen = SeenTimer(monotonic, seen_after)
        self._seen_timer: Timer | None = None
        self._attended = False
        #: Whether somebody can look at the terminal.
        self.attention = Attention({})
        self._history = ""
        self._offered: tuple[object, ...] = ()

    def on_mount(self) -> None:
        """Take the app's knowledge of who looks at the terminal."""
        self.attention = getattr(self.app, "attention", self.attention)

    # Content.

    def open(self, conversation: Conversation) -> None:
        """Show a conversation at its end, or at its first unread message if that is further up."""
        self._seen.reset()
        window = ThreadWindow(
            self._source, conversation, self._geometry(), self._clock, self._history
        )
        self._viewport, self.painted_cursor = ThreadViewport(window, self._rows), None
        if self.has_focus:
            self._viewport.point_at_visible()
        self.repaint()

    def show_words(self, words: str) -> None:
        """Show a sentence (ready to paint) instead of a conversation."""
        self._seen.reset()
        self._viewport, self._words = None, words
        self.repaint()

    def changed(self, conversation: Conversation) -> None:
        """Update after a change of the store; the scroll position stays, the end stays the end."""
        viewport = self._viewport
        if viewport is None or viewport.window.conversation.id != conversation.id:
            self.open(conversation)
            return
        viewport.changed(conversation)
        self.repaint()

    def set_history(self, words: str) -> None:
        """Set the words above the oldest message of all: the progress of the backfill."""
        if words == self._history:
            return
        self._history = words
        if (viewport := self._viewport) is not None:
            viewport.window.history = words
            if not viewport.window.older:
                self.repaint()

    def to_end(self) -> None:
        """Scroll to the newest message."""
        if self._viewport is not None:
            self._viewport.end()
            self.repaint()

    def show_message(self, message_id: int) -> bool:
        """Move the cursor to a message, loaded or not; return False if it is not in the thread."""
        if self._viewport is None or not self._viewport.show(message_id):
            return False
        self.painted_cursor = message_id
        self.repaint()
        return True

    def highlight(self, query: Query | None) -> None:
        """Highlight a query's hits; None, or opening another conversation, ends that."""
        if self._viewport is not None:
            self._viewport.window.highlight(query)
            self.repaint()

    def draw_pictures(self, drawn: bool) -> None:
        """Draw thumbnails, or the names of keys instead; the scroll position stays."""
        self._pictures = drawn
        if self._viewport is not None:
            self._viewport.window.set_geometry(self._geometry())
        self.repaint()

    def set_zone(self, zone: tzinfo) -> None:
        """Set the time zone of times and days."""
        self._zone = zone
        self.on_resize()

    @property
    def message(self) -> Message | None:
        """The message under the cursor."""
        return None if self._viewport is None else self._viewport.message

    @property
    def shown(self) -> Sequence[Message]:
        """The loaded messages, oldest first."""
        return () if self._viewport is None else self._viewport.window.messages

    @property
    def moved(self) -> bool:
        """Whether the user moved the cursor."""
        return self._viewport is not None and self._viewport.moved

    @property
    def who(self) -> str:
        """The contact's name or number, ready to paint."""
        row = None if self._viewport is None else self._viewport.window.conversation
        return "" if row is None else row.title

    def newest_messages(self) -> Sequence[Message]:
        """Return the newest messages of the conversation, oldest first, wherever the view is."""
        row = None if self._viewport is None else self._viewport.window.conversation
        return () if row is None else self._source.thread(row.id)

    def ago(self, message: Message) -> str:
        """Return how long ago a message was sent, in words."""
        return ago(self._clock() - message.at)

    @property
    def at_end(self) -> bool:
        """Whether the view is at the end, and stays there."""
        return self._viewport is None or self._viewport.at_end

    # Geometry.

    def on_resize(self) -> None:
        """Lay out the visible messages again."""
        if self._viewport is not None:
            self._viewport.window.set_geometry(self._geometry())
            self._viewport.rows = self._rows
            if not self._viewport.moved:
                # The cursor was set automatically, at another size.
                self._viewport.cursor = None
                if self.has_focus:
                    self._viewport.point_at_visible()
        self.repaint()

    def repaint(self) -> None:
        """Repaint, and update the footer and the messages that count as seen."""
        super().repaint()
        self._update_offers()
        self.call_next(self._update_seen)

    # Moving.

    def _move(self, how: Callable[[ThreadViewport], None]) -> None:
        """Move, and repaint all, or only the cursor's previous and new messages."""
        if (viewport := self._viewport) is None:
            return
        cursor, visible_rows = viewport.cursor, viewport.visible_rows()
        how(viewport)
        self.painted_cursor = viewport.cursor
        if viewport.visible_rows() == visible_rows:
            self._refresh_messages(cursor, viewport.cursor)
        else:
            self.refresh()
            self.call_next(self._update_seen)
        self._update_offers()

    def _update_offers(self) -> None:
        """Update the footer when other actions are available for the message under the cursor."""
        offered = tuple(self.offers(action) for action in self.DEPENDENT)
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    def _refresh_messages(self, *ids: int | None) -> None:
        if (viewport := self._viewport) is None:
            return
        pad, width = self._rows - len(viewport.positions()), self.size.width
        rows = [
            Region(0, y, width, 1)
            for y, position in enumerate(viewport.positions(), pad)
            if viewport.window.messages[position.nth].id in ids
        ]
        if rows:
            self.refresh(*rows)

    def step(self, delta: int) -> None:
        """Move the cursor by messages."""
        self._move(lambda viewport: viewport.step(delta))

    def page(self, delta: int) -> None:
        """Move the cursor by pages."""
        self._move(lambda viewport: viewport.page(delta))

    def to_first(self) -> None:
        """Move the cursor to the oldest message of the conversation."""
        self._move(ThreadViewport.first)

    def to_last(self) -> None:
        """Move the cursor to the newest message."""
        self._move(ThreadViewport.last)

    def scroll_lines(self, lines: int) -> None:
        """Scroll by rows; the cursor stays on its message."""
        self._move(lambda viewport: viewport.scroll(lines))

    # Events.

    def on_focus(self) -> None:
        """Show the cursor."""
        self._move(ThreadViewport.point_at_visible)

    def on_blur(self) -> None:
        """Repaint the cursor without focus."""
        self._move(lambda viewport: None)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked message."""
        line = event.y - self._pad
        if 0 <= line < len(self._positions):
            self._move(lambda viewport: viewport.point(self._positions[line].nth))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.scroll_lines(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.scroll_lines(-WHEEL)

    # Read marks.

    def set_attended(self, attended: bool) -> None:
        """Note whether this thread or its compose box has focus."""
        self._attended = attended
        self._update_seen()

    def _update_seen(self) -> None:
        """Note which unread messages are on screen, and schedule a check whether they were read."""
        # Not `is_current`, which is also True for a dimmed screen below a dialog.
        watched = self._attended and self._viewport is not None and self.screen.is_active
        visible = (
            self._viewport.fully_visible_unread() if watched and self._viewport is not None else ()
        )
        delay = self._seen.update(visible)
        if self._seen_timer is not None:
            self._seen_timer.stop()
            self._seen_timer = None
        if delay is not None:
            # Textual never fires a timer whose time is over before it has started.
            self._seen_timer = self.set_timer(max(_MIN_DELAY, delay), self._report_seen)

    def _report_seen(self) -> None:
        self._seen_timer = None
        # A dialog may have covered the thread meanwhile.
        if not self.screen.is_active:
            self._seen.update(())
        elif self._attended and self._seen.is_due:
            if not self.attention.follows_focus:
                self._ask_whether_seen()
                return
            self._post_seen(math.inf)
        self._update_seen()

    def _post_seen(self, until: float) -> None:
        if self._attended and self.screen.is_active and (seen := self._seen.seen(until)):
            self.post_message(self.Seen(seen))

    def _ask_later(self) -> None:
        self._seen_timer = self.set_timer(ASK_AGAIN, self._report_seen)

    @job(
        "Not known whether you saw the new messages: they stay unread.",
        group="seen",
        exclusive=True,
        recover=_ask_later,
        repeats=True,
    )
    async def _ask_whether_seen(self) -> None:
        """Post what was seen in tmux or screen; ask again later about the others."""
        self._post_seen(await self.attention.seen_until())
        if self._seen.is_due:
            self._ask_later()
        else:
            self._update_seen()
