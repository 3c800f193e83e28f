"""The thread: a widget that lays out and paints only the visible messages.

It has its own scroll position and draws its own scrollbar, so that a step or a page is one repaint,
however long the thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar, Final

from textual import events, on
from textual.actions import parse
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message as Posted

from mmstui.center.inbox import Inbox
from mmstui.domain.messages import Conversation, Message
from mmstui.domain.searching.search_query import Query
from mmstui.tui.layout import WHEEL
from mmstui.tui.thread import commands as thread_commands
from mmstui.tui.thread.actions import ON_MESSAGE, ON_THREAD, ThreadActions
from mmstui.tui.thread.rows import RowsAhead, ThreadRows
from mmstui.tui.thread.seen import SEEN_AFTER, ReadMarks, SeenTimer
from mmstui.tui.thread.viewport import ThreadViewport
from mmstui.tui.thread.window import ThreadWindow
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.key_count import times

#: The ways of the cursor, by the name in a command's action.
WAYS: Final[dict[str, Callable[[ThreadViewport], None]]] = {
    "down": lambda viewport: viewport.step(1),
    "up": lambda viewport: viewport.step(-1),
    "page_down": lambda viewport: viewport.page(1),
    "page_up": lambda viewport: viewport.page(-1),
    "half_down": lambda viewport: viewport.page(0.5),
    "half_up": lambda viewport: viewport.page(-0.5),
    "first": ThreadViewport.first,
    "last": ThreadViewport.last,
}
#: What the footer names and a message may not allow. To ask for the bindings in force is a sixth of
#: a line of a thread, and with all actions it would be at each second one.
_IN_FOOTER: Final = tuple(each.id for each in thread_commands.FOOTER if each.id in ON_MESSAGE)


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
        self.source = source
        self.clock = clock
        self.marks = ReadMarks(self, SeenTimer(monotonic, seen_after))
        self._history = ""
        #: What was read and painted ahead, for `open`, if its conversation has not changed since.
        self.ahead: RowsAhead | None = None
        self._offered: tuple[object, ...] = ()

    def on_mount(self) -> None:
        """Take the app's knowledge of who looks at the terminal."""
        self.marks.attention = getattr(self.app, "attention", self.marks.attention)

    # Content.

    def open(self, conversation: Conversation) -> None:
        """Show a conversation at its end, or at its first unread message if that is further up."""
        self.marks.reset()
        ahead, self.ahead = self.ahead, None
        wanted = conversation, self.geometry()
        if ahead is None or (ahead.window.conversation, ahead.window.geometry) != wanted:
            ahead = None
        window = ahead.window if ahead else ThreadWindow(self.source, *wanted, self.clock)
        window.history = self._history
        self.viewport, self.painted_cursor = ThreadViewport(window, self._rows), None
        if self.has_focus:
            self.viewport.point_at_visible()
        self.repaint()
        if ahead is not None and ahead.palette is self._inks:
            self._strips |= ahead.strips

    def show_words(self, words: str) -> None:
        """Show a sentence (ready to paint) instead of a conversation."""
        self.marks.reset()
        self.viewport, self._words = None, words
        self.repaint()

    def changed(self, conversation: Conversation) -> None:
        """Update after a change of the store; the scroll position stays, the end stays the end."""
        viewport = self.viewport
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
        if (viewport := self.viewport) is not None:
            viewport.window.history = words
            if not viewport.window.older:
                self.repaint()

    def to_end(self) -> None:
        """Scroll to the newest message."""
        if self.viewport is not None:
            self.viewport.end()
            self.repaint()

    def show_message(self, message_id: int) -> bool:
        """Move the cursor to a message, loaded or not; return False if it is not in the thread."""
        if self.viewport is None or not self.viewport.show(message_id):
            return False
        self.painted_cursor = message_id
        self.repaint()
        return True

    def highlight(self, query: Query | None) -> None:
        """Highlight a query's hits; None, or opening another conversation, ends that."""
        if self.viewport is not None:
            self.viewport.window.highlight(query)
            self.repaint()

    def draw_pictures(self, drawn: bool) -> None:
        """Draw thumbnails, or the names of keys instead; the scroll position stays."""
        self._pictures = drawn
        if self.viewport is not None:
            self.viewport.window.set_geometry(self.geometry())
        self.repaint()

    def set_zone(self, zone: tzinfo) -> None:
        """Set the time zone of times and days."""
        self._zone = zone
        self.on_resize()

    @property
    def message(self) -> Message | None:
        """The message under the cursor."""
        return None if self.viewport is None else self.viewport.message

    @property
    def conversation(self) -> Conversation | None:
        """The conversation that is shown."""
        return None if self.viewport is None else self.viewport.window.conversation

    @property
    def at_end(self) -> bool:
        """Whether the view is at the end, and stays there."""
        return self.viewport is None or self.viewport.at_end

    # Geometry.

    def on_resize(self) -> None:
        """Lay out the visible messages again."""
        if self.viewport is not None:
            self.viewport.window.set_geometry(self.geometry())
            self.viewport.rows = self._rows
            if not self.viewport.moved:
                # The cursor was set automatically, at another size.
                self.viewport.cursor = None
                if self.has_focus:
                    self.viewport.point_at_visible()
        self.repaint()

    def repaint(self) -> None:
        """Repaint, and update the footer and the messages that count as seen."""
        super().repaint()
        self._update_offers()
        self.call_next(self.marks.update)

    # Moving.

    def _move(self, how: Callable[[ThreadViewport], None]) -> None:
        """Move, and repaint all, or only the cursor's previous and new messages."""
        if (viewport := self.viewport) is None:
            return
        cursor, visible_rows = viewport.cursor, viewport.visible_rows()
        how(viewport)
        self.painted_cursor = viewport.cursor
        if viewport.visible_rows() == visible_rows:
            self._refresh_messages(cursor, viewport.cursor)
        else:
            self.refresh()
            self.call_next(self.marks.update)
        self._update_offers()

    def _update_offers(self) -> None:
        """Update the footer when the message under the cursor allows others of its actions."""
        offered = tuple(self.check_action("message", (each,)) for each in _IN_FOOTER)
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    def _refresh_messages(self, *ids: int | None) -> None:
        if (viewport := self.viewport) is None:
            return
        pad, width = self._rows - len(viewport.positions()), self.size.width
        rows = [
            Region(0, y, width, 1)
            for y, position in enumerate(viewport.positions(), pad)
            if viewport.window.messages[position.nth].id in ids
        ]
        if rows:
            self.refresh(*rows)

    def action_move(self, way: str) -> None:
        """Move the cursor, as often as was counted before the key."""
        how, count = WAYS[way], times(self)

        def move(viewport: ThreadViewport) -> None:
            for _ in range(count):
                how(viewport)

        self._move(move)

    def scroll_lines(self, lines: int) -> None:
        """Scroll by rows; the cursor stays on its message."""
        self._move(lambda viewport: viewport.scroll(lines))

    def action_message(self, command: str) -> None:
        """Do what a command does, with the message under the cursor if it needs one."""
        if (run := ON_THREAD.get(command)) is not None:
            run(self)
        elif self.message is not None:
            ON_MESSAGE[command].run(self, self.message)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the commands that the message under the cursor allows."""
        if action != "message":
            return True
        command, message = str(parameters[0]), self.message
        return command in ON_THREAD or bool(message and ON_MESSAGE[command].allowed(message))

    def offers(self, action: str) -> bool:
        """Return whether the footer shows an action."""
        _, name, parameters = parse(action)
        return bool(self.check_action(name, parameters))

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

    @on(events.MouseScrollDown)
    @on(events.MouseScrollUp)
    def _scrolled(self, event: events.MouseEvent) -> None:
        """Scroll."""
        event.stop()
        self.scroll_lines(WHEEL if isinstance(event, events.MouseScrollDown) else -WHEEL)
