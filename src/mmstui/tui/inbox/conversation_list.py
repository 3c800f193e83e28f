"""The list of conversations: ids in order, and the rows that are on screen.

It uses the line API and has its own scroll position: this costs neither 10,000 widgets nor a
second frame for a scrollbar. The row under the cursor never moves by itself: rows are repainted in
place at once, but their order changes only after a while without keys, and the cursor stays on its
conversation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import var

from mmstui.center.inbox import Inbox
from mmstui.domain.days import Span
from mmstui.domain.messages import Conversation
from mmstui.domain.problems import StoreProblem
from mmstui.tui.deletion import commands as deletion_commands
from mmstui.tui.inbox import commands as inbox_commands
from mmstui.tui.inbox import list_commands
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.inbox.list_order import ListOrder, Order
from mmstui.tui.inbox.list_paint import Empty as Empty
from mmstui.tui.inbox.list_paint import PaintedList
from mmstui.tui.inbox.list_viewport import ListViewport
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.flow_wanted import FlowWanted

if TYPE_CHECKING:
    from mmstui.domain.search_query import Query

#: Seconds in which a row that came under the cursor by itself cannot be deleted by accident.
DELETE_GUARD: Final = 1.0


class ConversationList(PaintedList, can_focus=True):
    """A list of conversations, newest first, with a cursor."""

    DEFAULT_CSS = """
    ConversationList { background: $surface; height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *list_commands.MOVES,
            list_commands.REPLY,
            deletion_commands.DELETE,
            deletion_commands.UNDO,
            footer=(
                list_commands.DOWN,
                list_commands.OPEN,
                inbox_commands.NEW,
                inbox_commands.UNREAD_ONLY,
                inbox_commands.DIDS,
                inbox_commands.NEXT_UNREAD,
                inbox_commands.CHECK,
            ),
        ),
    ]

    class Opened(FlowWanted):
        """A conversation was chosen; `reply`: focus its box."""

        def __init__(self, conversation: Conversation, *, reply: bool = False) -> None:
            super().__init__()
            self.conversation = conversation
            self.reply = reply

    class DeleteWanted(FlowWanted):
        """The user wants to delete a conversation; a dialog asks first."""

        def __init__(self, conversation: Conversation) -> None:
            super().__init__()
            self.conversation = conversation

    class Unreadable(Message):
        """The store could not be read."""

        def __init__(self, problem: StoreProblem) -> None:
            super().__init__()
            self.problem = problem

    #: The conversation under the cursor. Watch this reactive instead of a message, so that a
    #: watcher's widget is painted in the same frame.
    under_cursor: var[Conversation | None] = var(None)

    def __init__(
        self,
        source: Inbox,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        monotonic: Callable[[], float] = time.monotonic,
        id: str | None = None,
    ) -> None:
        super().__init__(ListViewport(source), clock=clock, zone=zone, id=id)
        self._order = ListOrder(self, self._viewport, self._order_read, monotonic=monotonic)
        self._monotonic = monotonic
        self._cursor_shifted_at = float("-inf")
        self._ticked_at = clock()
        self._today = self._ticked_at.astimezone(zone).date()

    # State for other widgets.

    @property
    def cursor_id(self) -> int | None:
        """The id of the conversation under the cursor."""
        return self._viewport.cursor_id

    @property
    def cursor_conversation(self) -> Conversation | None:
        """The row under the cursor."""
        return self._viewport.row(self._viewport.cursor)

    @property
    def target(self) -> Conversation | None:
        """The row that keys act on: the one painted under the cursor; None if it is gone.

        Until the next repaint, another row may be under the cursor.
        """
        if self._painted_id in {None, self.cursor_id}:
            return self.cursor_conversation
        return self._viewport.read_row(self._painted_id)

    @property
    def ids(self) -> Sequence[int]:
        """The ids of all conversations in the list, in its order."""
        return self._viewport.ids

    @property
    def during(self) -> Sequence[Span] | None:
        """The spans of the days that are shown; None: any time."""
        return self._viewport.during

    def neighbour(self, conversation_id: int | None, step: int) -> Conversation | None:
        """Return the row `step` rows below a conversation; the cursor's if that is not listed."""
        index = self._viewport.index_of(conversation_id)
        return self._viewport.row(self._viewport.cursor if index is None else index + step)

    # Methods for other widgets.

    async def read(self, filters: Filters, zone: tzinfo) -> Order | None:
        """Read the conversations that pass filters; None if a later call superseded this one.

        Days are those of `zone`. This may take a while, and does not change the list: call `show`.
        """
        return await self._order.read(filters, zone, self._during(filters, zone))

    def empty_order(self, filters: Filters, zone: tzinfo) -> Order:
        """Return the empty order to show while `read` takes long."""
        return self._order.empty_order(filters, zone, self._during(filters, zone))

    def show(self, order: Order) -> None:
        """Show another order; the cursor stays on its conversation if that is still listed."""
        viewport = self._viewport
        viewport.filters, viewport.during, self._zone = order.filters, order.during, order.zone
        self._today = self._clock().astimezone(order.zone).date()
        viewport.forget_rows()
        self.refresh()
        self._set_order(order.ids, keep_cursor=False)
        self._order.shown(order)

    async def read_unread(self) -> list[int]:
        """Return the unread conversations that pass the filters, in the order of the list."""
        return await self._order.ids(self._viewport.filters.changed(unread_only=True), self.during)

    def find(self, query: Query | None, found: frozenset[int] | None = None) -> None:
        """Show only the results of a search, with its hits marked; None ends the search.

        The cursor stays on its conversation, or moves to the first result.
        """
        before = self.cursor_id
        self._query, self._viewport.results = query, found
        self.refresh()
        self._set_order(self._viewport.order, keep_cursor=False)
        if self.cursor_id != before and self.ids:
            self._move(0)

    def apply(self, changed: Sequence[int], everything: bool = False) -> None:
        """Repaint changed conversations at once; change their order when nobody is typing."""
        if everything:
            self._viewport.forget_rows()
            self.refresh()
        elif places := self._viewport.refresh_rows(changed):
            self._refresh_rows(*places)
        self._order.changed()

    def key_pressed(self) -> None:
        """Note that a key was pressed, so that the order does not change for a while."""
        self._order.key_pressed()

    def set_empty(self, empty: Empty) -> None:
        """Set the text of an empty list."""
        if empty != self._empty:
            self._empty = empty
            if not self.ids:
                self.refresh()

    def select(self, conversation_id: int) -> bool:
        """Move the cursor to a conversation; return False if it is not in the list."""
        index = self._viewport.index_of(conversation_id)
        if index is not None:
            self._move(index)
        return index is not None

    def set_open_thread(self, shown: bool, conversation_id: int | None) -> None:
        """Note whether a thread is shown beside the list, and which; None: not a stored one yet."""
        viewport = self._viewport
        if (shown, conversation_id) != (self._thread_shown, viewport.opened):
            before, self._thread_shown, viewport.opened = viewport.opened, shown, conversation_id
            ends = (viewport.index_of(before), viewport.index_of(conversation_id), viewport.cursor)
            self._refresh_rows(*(index for index in ends if index is not None))
            self._restore_order()

    def visit(self, conversation_id: int) -> None:
        """Move the cursor to a conversation; a filtered-out one gets a row while it is there."""
        count = len(self.ids)
        index = self._viewport.visit(conversation_id)
        if len(self.ids) != count:
            self.refresh()
            if count == 0:
                self.refresh_bindings()
        if index is not None:
            self._move(index)
            self._highlight()

    def _restore_order(self) -> None:
        """Reorder rows that were kept in place for the cursor or the open thread."""
        if self._viewport.displaced:
            self.call_later(self._order.changed)

    def clock_ticked(self, next_due: Callable[[datetime], datetime | None]) -> None:
        """List what has come back; after midnight, update times and the days of the filter.

        `next_due` returns when the first snooze or reminder after an instant comes due.
        """
        before, self._ticked_at = self._ticked_at, self._clock()
        if (due := next_due(before)) is not None and due <= self._ticked_at:
            self.refresh()
            self._order.changed()
        if (today := self._ticked_at.astimezone(self._zone).date()) == self._today:
            return
        self._today = today
        self.refresh()
        if self._viewport.filters.days is not None:
            self._viewport.during = self._during(self._viewport.filters, self._zone)
            self._order.changed()

    # Order.

    def _during(self, filters: Filters, zone: tzinfo) -> Sequence[Span] | None:
        return None if filters.days is None else filters.days.spans(self._clock(), zone)

    def _order_read(self, order: list[int]) -> None:
        self._set_order(order, keep_cursor=True)

    def unreadable(self, problem: StoreProblem) -> None:
        """Tell the screen that the store could not be read."""
        self.post_message(self.Unreadable(problem))

    def _set_order(self, order: list[int], *, keep_cursor: bool) -> None:
        viewport, before, empty = self._viewport, self.cursor_id, not self.ids
        if viewport.set_order(order, keep_cursor=keep_cursor):
            self.refresh()
        else:
            self._refresh_rows()
        if self.is_mounted and empty != (not self.ids):
            self.refresh_bindings()
        if self.cursor_id != before:
            if keep_cursor and before is not None:
                self._cursor_shifted_at = self._monotonic()
            self._highlight()

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the list's own keys while it is empty."""
        return bool(self.ids) or action.startswith("screen.")

    def action_down(self) -> None:
        """Move the cursor one row down."""
        self._move(self._viewport.cursor + 1)

    def action_up(self) -> None:
        """Move the cursor one row up."""
        self._move(self._viewport.cursor - 1)

    def action_page_down(self) -> None:
        """Move the cursor one page down."""
        self._move_page(self._viewport.page)

    def action_page_up(self) -> None:
        """Move the cursor one page up."""
        self._move_page(-self._viewport.page)

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self._move(0)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self._move(len(self.ids) - 1)

    def action_open(self) -> None:
        """Open the conversation under the cursor."""
        if (row := self.target) is not None:
            self.post_message(self.Opened(row))

    def action_reply(self) -> None:
        """Open the conversation under the cursor and focus its box."""
        if (row := self.target) is not None:
            self.post_message(self.Opened(row, reply=True))

    def action_delete(self) -> None:
        """Ask how to delete the conversation under the cursor."""
        row = self.target
        if row is None:
            self.notify("This conversation is not here any more.", markup=False, timeout=3)
        elif (
            row.id == self.cursor_id and self._monotonic() - self._cursor_shifted_at < DELETE_GUARD
        ):
            words = f"The row above is gone. d again deletes {row.title}."
            self.notify(words, markup=False, timeout=5)
        else:
            self.post_message(self.DeleteWanted(row))

    def _move(self, index: int) -> None:
        viewport = self._viewport
        before, top = viewport.cursor, viewport.top
        viewport.move(index)
        if viewport.top != top:
            self.refresh()
        elif viewport.cursor != before:
            self._refresh_rows(before, viewport.cursor)
        if viewport.cursor != before:
            self._highlight()
            self._restore_order()
        self._note_move()

    def _move_page(self, rows: int) -> None:
        viewport = self._viewport
        before = (viewport.cursor, viewport.top)
        viewport.move_page(rows)
        if before != (viewport.cursor, viewport.top):
            self.refresh()
            self._highlight()
            self._restore_order()
        self._note_move()

    def _note_move(self) -> None:
        """Note that the user moved the cursor, and so means the row under it."""
        self._painted_id, self._cursor_shifted_at = self.cursor_id, float("-inf")

    def _highlight(self) -> None:
        self.under_cursor = self.cursor_conversation

    # Mouse.

    def on_click(self, event: events.Click) -> None:
        """Open the row under the pointer."""
        index = self._viewport.top + (event.y - self._air) // 2
        if event.y >= self._air and index < len(self.ids) and self._viewport.in_view(index):
            self._move(index)
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down; the cursor stays."""
        event.stop()
        if self._viewport.scroll(self._viewport.top + 1):
            self.refresh()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up; the cursor stays."""
        event.stop()
        if self._viewport.scroll(self._viewport.top - 1):
            self.refresh()

    # Lifecycle.

    def on_mount(self) -> None:
        """Read the order and paint the first rows."""
        self._set_order(self._viewport.read(self._viewport.filters, None), keep_cursor=False)
        self.watch(self, "has_focus", self._refresh_cursor, init=False)

    def on_unmount(self) -> None:
        self._order.close()
