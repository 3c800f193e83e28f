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

    class Opened(Message):
        """A conversation was chosen; `reply`: focus its box."""

        def __init__(self, conversation: Conversation, *, reply: bool = False) -> None:
            super().__init__()
            self.conversation = conversation
            self.reply = reply

    class DeleteWanted(Message):
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
        self._order = ListOrder(self, self._place, self._taken, monotonic=monotonic)
        self._monotonic = monotonic
        self._slipped_at = float("-inf")

    # State for other widgets.

    @property
    def cursor_id(self) -> int | None:
        """The id of the conversation under the cursor."""
        return self._place.cursor_id

    @property
    def cursor_conversation(self) -> Conversation | None:
        """The row under the cursor."""
        return self._place.row(self._place.cursor)

    @property
    def meant(self) -> Conversation | None:
        """The row that keys act on: the one painted under the cursor; None if it is gone.

        Until the next repaint, another row may be under the cursor.
        """
        if self._meant in {None, self.cursor_id}:
            return self.cursor_conversation
        return self._place.look_up(self._meant)

    @property
    def ids(self) -> Sequence[int]:
        """The ids of all conversations in the list, in its order."""
        return self._place.ids

    @property
    def filters(self) -> Filters:
        """The filters of the list."""
        return self._place.filters

    @property
    def during(self) -> Sequence[Span] | None:
        """The spans of the days that are shown; None: any time."""
        return self._place.during

    def neighbour(self, conversation_id: int | None, step: int) -> Conversation | None:
        """Return the row `step` rows below a conversation; the cursor's if that is not listed."""
        index = self._place.index_of(conversation_id)
        return self._place.row(self._place.cursor if index is None else index + step)

    # Methods for other widgets.

    async def read(self, filters: Filters, zone: tzinfo) -> Order | None:
        """Read the conversations that pass filters; None if a later call superseded this one.

        Days are those of `zone`. This may take a while, and does not change the list: call `show`.
        """
        return await self._order.read(filters, zone, self._during(filters, zone))

    def nothing_yet(self, filters: Filters, zone: tzinfo) -> Order:
        """Return the empty order to show while `read` takes long."""
        return self._order.nothing_yet(filters, zone, self._during(filters, zone))

    def show(self, order: Order) -> None:
        """Show another order; the cursor stays on its conversation if that is still listed."""
        place = self._place
        place.filters, place.during, self._zone = order.filters, order.during, order.zone
        place.forget_rows()
        self.refresh()
        self._take(order.ids, keep_cursor=False)
        self._order.shown(order)

    async def read_unread(self) -> list[int]:
        """Return the unread conversations that pass the filters, in the order of the list."""
        return await self._order.ids(self.filters.changed(unread_only=True), self.during)

    def find(self, query: Query | None, found: frozenset[int] | None = None) -> None:
        """Show only the results of a search, with its hits marked; None ends the search.

        The cursor stays on its conversation, or moves to the first result.
        """
        before = self.cursor_id
        self._query, self._place.only = query, found
        self.refresh()
        self._take(self._place.order, keep_cursor=False)
        if self.cursor_id != before and self.ids:
            self._move(0)

    def apply(self, changed: Sequence[int], everything: bool = False) -> None:
        """Repaint changed conversations at once; change their order when nobody is typing."""
        if everything:
            self._place.forget_rows()
            self.refresh()
        elif places := self._place.read_again(changed):
            self._refresh_rows(*places)
        self._order.changed()

    def touched(self) -> None:
        """Note that a key was pressed, so that the order does not change for a while."""
        self._order.touched()

    def set_empty(self, empty: Empty) -> None:
        """Set the text of an empty list."""
        if empty != self._empty:
            self._empty = empty
            if not self.ids:
                self.refresh()

    def select(self, conversation_id: int) -> bool:
        """Move the cursor to a conversation; return False if it is not in the list."""
        index = self._place.index_of(conversation_id)
        if index is not None:
            self._move(index)
        return index is not None

    def say_open(self, shown: bool, conversation_id: int | None) -> None:
        """Note whether a thread is shown beside the list, and which; None: not a stored one yet."""
        place = self._place
        if (shown, conversation_id) != (self._thread_shown, place.opened):
            before, self._thread_shown, place.opened = place.opened, shown, conversation_id
            ends = (place.index_of(before), place.index_of(conversation_id), place.cursor)
            self._refresh_rows(*(index for index in ends if index is not None))
            self._let_go()

    def visit(self, conversation_id: int) -> None:
        """Move the cursor to a conversation; a filtered-out one gets a row while it is there."""
        count = len(self.ids)
        index = self._place.visit(conversation_id)
        if len(self.ids) != count:
            self.refresh()
            if count == 0:
                self.refresh_bindings()
        if index is not None:
            self._move(index)
            self._highlight()

    def _let_go(self) -> None:
        """Reorder rows that were kept in place for the cursor or the open thread."""
        if self._place.displaced:
            self.call_later(self._order.changed)

    def day_changed(self) -> None:
        """Update times and the days of the filter after midnight."""
        self.refresh()
        if self.filters.days is not None:
            self._place.during = self._during(self.filters, self._zone)
            self._order.changed()

    # Order.

    def _during(self, filters: Filters, zone: tzinfo) -> Sequence[Span] | None:
        return None if filters.days is None else filters.days.spans(self._clock(), zone)

    def _taken(self, order: list[int]) -> None:
        self._take(order, keep_cursor=True)

    def unreadable(self, problem: StoreProblem) -> None:
        """Tell the screen that the store could not be read."""
        self.post_message(self.Unreadable(problem))

    def _take(self, order: list[int], *, keep_cursor: bool) -> None:
        place, before, empty = self._place, self.cursor_id, not self.ids
        if place.take(order, keep_cursor=keep_cursor):
            self.refresh()
        else:
            self._refresh_rows()
        if self.is_mounted and empty != (not self.ids):
            self.refresh_bindings()
        if self.cursor_id != before:
            if keep_cursor and before is not None:
                self._slipped_at = self._monotonic()
            self._highlight()

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the list's own keys while it is empty."""
        return bool(self.ids) or action.startswith("screen.")

    def action_down(self) -> None:
        """Move the cursor one row down."""
        self._move(self._place.cursor + 1)

    def action_up(self) -> None:
        """Move the cursor one row up."""
        self._move(self._place.cursor - 1)

    def action_page_down(self) -> None:
        """Move the cursor one page down."""
        self._turn(self._place.page)

    def action_page_up(self) -> None:
        """Move the cursor one page up."""
        self._turn(-self._place.page)

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self._move(0)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self._move(len(self.ids) - 1)

    def action_open(self) -> None:
        """Open the conversation under the cursor."""
        if (row := self.meant) is not None:
            self.post_message(self.Opened(row))

    def action_reply(self) -> None:
        """Open the conversation under the cursor and focus its box."""
        if (row := self.meant) is not None:
            self.post_message(self.Opened(row, reply=True))

    def action_delete(self) -> None:
        """Ask how to delete the conversation under the cursor."""
        row = self.meant
        if row is None:
            self.notify("This conversation is not here any more.", markup=False, timeout=3)
        elif row.id == self.cursor_id and self._monotonic() - self._slipped_at < DELETE_GUARD:
            words = f"The row above is gone. d again deletes {row.title}."
            self.notify(words, markup=False, timeout=5)
        else:
            self.post_message(self.DeleteWanted(row))

    def _move(self, index: int) -> None:
        place = self._place
        before, top = place.cursor, place.top
        place.move(index)
        if place.top != top:
            self.refresh()
        elif place.cursor != before:
            self._refresh_rows(before, place.cursor)
        if place.cursor != before:
            self._highlight()
            self._let_go()
        self._mean()

    def _turn(self, rows: int) -> None:
        place = self._place
        before = (place.cursor, place.top)
        place.turn(rows)
        if before != (place.cursor, place.top):
            self.refresh()
            self._highlight()
            self._let_go()
        self._mean()

    def _mean(self) -> None:
        """Note that the user moved the cursor, and so means the row under it."""
        self._meant, self._slipped_at = self.cursor_id, float("-inf")

    def _highlight(self) -> None:
        self.under_cursor = self.cursor_conversation

    # Mouse.

    def on_click(self, event: events.Click) -> None:
        """Open the row under the pointer."""
        index = self._place.top + (event.y - self._air) // 2
        if event.y >= self._air and index < len(self.ids) and self._place.in_view(index):
            self._move(index)
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down; the cursor stays."""
        event.stop()
        if self._place.scroll(self._place.top + 1):
            self.refresh()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up; the cursor stays."""
        event.stop()
        if self._place.scroll(self._place.top - 1):
            self.refresh()

    # Lifecycle.

    def on_mount(self) -> None:
        """Read the order and paint the first rows."""
        self._take(self._place.read(self.filters, None), keep_cursor=False)
        self.watch(self, "has_focus", self._refresh_cursor, init=False)

    def on_unmount(self) -> None:
        self._order.close()
