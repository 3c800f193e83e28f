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
from textual.geometry import Region
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from mmstui.center.inbox import Inbox
from mmstui.domain.messages import Conversation
from mmstui.domain.problems import StoreProblem
from mmstui.domain.text.plurals import count_of
from mmstui.domain.times.days import Span
from mmstui.domain.triage import Verb
from mmstui.tui.deletion import commands as deletion_commands
from mmstui.tui.inbox import list_commands
from mmstui.tui.inbox.kept_lines import KeptLines
from mmstui.tui.inbox.list_order import ListOrder
from mmstui.tui.inbox.list_paint import Empty, ListPainter
from mmstui.tui.inbox.list_viewport import ListViewport
from mmstui.tui.layout import is_airy
from mmstui.tui.theme.did_colors import DidColors
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.flow_wanted import FlowWanted
from mmstui.tui.ui.key_count import times
from mmstui.tui.ui.line_widget import LineWidget

if TYPE_CHECKING:
    from mmstui.domain.searching.search_query import Query

#: Seconds in which a row that came under the cursor by itself cannot be deleted by accident.
DELETE_GUARD: Final = 1.0


class ConversationList(LineWidget, can_focus=True):
    """A list of conversations, newest first, with a cursor."""

    DEFAULT_CSS = """
    ConversationList { background: $surface; height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *list_commands.MOVES,
            *list_commands.MARKS,
            list_commands.REPLY,
            list_commands.DISCARD,
            footer=list_commands.FOOTER,
        ),
    ]

    class Opened(FlowWanted):
        """A conversation was chosen; `reply`: focus its box."""

        def __init__(self, conversation: Conversation, *, reply: bool = False) -> None:
            super().__init__()
            self.conversation = conversation
            self.reply = reply

    class DeleteWanted(FlowWanted):
        """The user wants to delete conversations; a dialog asks first."""

        def __init__(self, ids: Sequence[int]) -> None:
            super().__init__()
            self.ids = ids

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
        super().__init__(id=id)
        #: What is listed, and where the cursor is.
        self.viewport = ListViewport(source)
        #: Reads what is listed, and decides when that may change.
        self.order = ListOrder(
            self, self.viewport, self._set_order, clock=clock, zone=zone, monotonic=monotonic
        )
        self._painter = ListPainter(self.viewport)
        self._lines = KeptLines(self._painter)
        self._clock = clock
        self._monotonic = monotonic
        self._cursor_shifted_at = float("-inf")
        self._ticked_at = clock()

    # State for other widgets.

    @property
    def cursor_id(self) -> int | None:
        """The id of the conversation under the cursor."""
        return self.viewport.cursor_id

    @property
    def cursor_conversation(self) -> Conversation | None:
        """The row under the cursor."""
        return self.viewport.row(self.viewport.cursor)

    @property
    def ids(self) -> Sequence[int]:
        """The ids of all conversations in the list, in its order."""
        return self.viewport.ids

    @property
    def during(self) -> Sequence[Span] | None:
        """The spans of the days that are shown; None: any time."""
        return self.viewport.during

    @property
    def footer_lead(self) -> str:
        """How many conversations are marked, for the footer; "" for none."""
        return self.viewport.marked.words(self.ids)

    def offers(self, action: str) -> bool:
        """Return whether an action is worth a hint: while rows are marked, what acts on them."""
        marked, listed = bool(self.viewport.marked), bool(self.ids)
        return list_commands.is_offered(action, marked=marked, listed=listed)

    # Methods for other widgets.

    def find(self, query: Query | None, found: frozenset[int] | None = None) -> None:
        """Show only the results of a search, with its hits marked; None ends the search.

        The cursor stays on its conversation, or moves to the first result.
        """
        before = self.cursor_id
        self._painter.query, self.viewport.results = query, found
        self._set_order(self.viewport.order, False)
        if self.cursor_id != before and self.ids:
            self._move(0)

    def apply(self, changed: Sequence[int], everything: bool = False) -> None:
        """Repaint changed conversations at once; change their order when nobody is typing."""
        if everything:
            self.viewport.forget_rows()
            self.refresh()
        elif places := self.viewport.refresh_rows(changed):
            self._refresh_rows(*places)
        self.order.changed()

    def set_empty(self, empty: Empty) -> None:
        """Set the text of an empty list."""
        if empty != self._painter.empty:
            self._painter.empty = empty
            if not self.ids:
                self.refresh()

    def select(self, conversation_id: int) -> bool:
        """Move the cursor to a conversation; return False if it is not in the list."""
        index = self.viewport.index_of(conversation_id)
        if index is not None:
            self._move(index)
        return index is not None

    def set_open_thread(self, shown: bool, conversation_id: int | None) -> None:
        """Note whether a thread is shown beside the list, and which; None: not a stored one yet."""
        viewport, before = self.viewport, (self.viewport.thread_shown, self.viewport.opened)
        if (shown, conversation_id) != before:
            viewport.thread_shown, viewport.opened = shown, conversation_id
            if conversation_id is not None:
                viewport.touched.add(conversation_id)
            ends = viewport.index_of(before[1]), viewport.index_of(conversation_id)
            self._refresh_rows(viewport.cursor, *ends)
            self._restore_order()

    def take_away(self, gone: frozenset[int], following: Conversation | None, verb: Verb) -> None:
        """Remove rows that a key took out of the view, and move the cursor to the one after."""
        if self.viewport.take_away(gone, verb):
            self.refresh()
            if not self.ids:
                self.refresh_bindings()
        index = self.viewport.index_of(following.id) if following is not None else None
        self._move(self.viewport.cursor if index is None else index)
        self._highlight()

    def unmark(self, ids: Sequence[int]) -> None:
        """Take the marks of conversations off."""
        if self.viewport.marked:
            self.viewport.marked.discard(ids)
            self.show_marks()

    def show_marks(self) -> None:
        """Show the marks as they are now, and their number in the footer."""
        self.refresh()
        self.refresh_bindings()

    def visit(self, conversation_id: int) -> None:
        """Move the cursor to a conversation; a filtered-out one gets a row while it is there."""
        count = len(self.ids)
        index = self.viewport.visit(conversation_id)
        if len(self.ids) != count:
            self.refresh()
            if count == 0:
                self.refresh_bindings()
        if index is not None:
            self._move(index)
            self._highlight()

    def clock_ticked(self, next_due: Callable[[datetime], datetime | None]) -> None:
        """List what has come back; after midnight, update times and the days of the filter.

        `next_due` returns when the first snooze or reminder after an instant comes due.
        """
        before, self._ticked_at = self._ticked_at, self._clock()
        due = next_due(before)
        is_back = due is not None and due <= self._ticked_at
        if is_back:
            self.order.changed()
        if self.order.new_day() or is_back:
            self.refresh()

    def unreadable(self, problem: StoreProblem) -> None:
        """Tell the screen that the store could not be read."""
        self.post_message(self.Unreadable(problem))

    # Changes of what is listed.

    def _set_order(self, order: list[int], keep_cursor: bool) -> None:
        viewport, before, empty = self.viewport, self.cursor_id, not self.ids
        if viewport.set_order(order, keep_cursor=keep_cursor) or not keep_cursor:
            self.refresh()
        else:
            self._refresh_rows()
        if viewport.marked and (lost := viewport.marked.keep({*viewport.order, *viewport.ids})):
            self.show_marks()
            words = f"{count_of(lost, 'mark')} taken off: not in this view any more."
            self.notify(words, markup=False, timeout=5)
        if self.is_mounted and empty != (not self.ids):
            self.refresh_bindings()
        if self.cursor_id != before:
            if keep_cursor and before is not None:
                self._cursor_shifted_at = self._monotonic()
            self._highlight()

    def _restore_order(self) -> None:
        """Reorder rows that were kept in place for the cursor or the open thread."""
        if self.viewport.displaced:
            self.call_later(self.order.changed)

    def _highlight(self) -> None:
        self.under_cursor = self.cursor_conversation

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the list's own keys while it is empty, and one that takes no mark off."""
        if action == "mark" and parameters == ("none",):
            return bool(self.viewport.marked)
        return bool(self.ids) or action.startswith("screen.")

    def action_move(self, rows: int) -> None:
        """Move the cursor by rows, as often as was counted before the key."""
        self._move(self.viewport.cursor + rows * times(self))

    def action_page(self, pages: float) -> None:
        """Move the cursor by pages; it keeps its line on screen."""
        rows = max(1, int(abs(pages) * self.viewport.page)) * times(self)
        self._move(self.viewport.cursor + (rows if pages > 0 else -rows), keep_line=True)

    def action_move_to(self, index: int) -> None:
        """Move the cursor to a row; -1: to the last one."""
        self._move(index % max(1, len(self.ids)))

    def action_open(self, reply: bool = False) -> None:
        """Open the conversation under the cursor; `reply`: and focus its box."""
        if (row := self.viewport.target) is not None:
            self.post_message(self.Opened(row, reply=reply))

    def action_mark(self, way: str) -> None:
        """Mark the row under the cursor, all that is listed, or all up to here; or unmark."""
        viewport, row, here = self.viewport, self.viewport.target, {*self.viewport.ids}
        # What came since the last frame, nobody has seen.
        listed = [number for number in viewport.painted_ids if number in here]
        viewport.marked.press(way, None if row is None else row.id, listed)
        self.show_marks()
        if way == "one":
            self._move(viewport.cursor + 1)

    def action_delete(self) -> None:
        """Ask how to delete what is marked, or the conversation under the cursor."""
        viewport, ids = self.viewport, self.viewport.target_ids
        by_itself = self._monotonic() - self._cursor_shifted_at < DELETE_GUARD
        if not ids:
            self.notify("This conversation is not here any more.", markup=False, timeout=3)
        elif ids == [self.cursor_id] and by_itself and (row := viewport.target) is not None:
            again = deletion_commands.DELETE.key
            words = f"The row above is gone. {again} again deletes {row.title}."
            self.notify(words, markup=False, timeout=5)
        else:
            self.post_message(self.DeleteWanted(ids))

    def _move(self, index: int, *, keep_line: bool = False) -> None:
        viewport = self.viewport
        before, top = viewport.cursor, viewport.top
        viewport.move(index, keep_line=keep_line)
        if viewport.top != top:
            self.refresh()
        elif viewport.cursor != before:
            self._refresh_rows(before, viewport.cursor)
        if viewport.cursor != before:
            self._highlight()
            self._restore_order()
        # The user moved the cursor, and so means the row under it.
        viewport.painted_id, self._cursor_shifted_at = self.cursor_id, float("-inf")

    # Mouse.

    def on_click(self, event: events.Click) -> None:
        """Open the row under the pointer."""
        if (index := self._painter.index_at(event.y)) is not None:
            self._move(index)
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown | events.MouseScrollUp) -> None:
        """Scroll by a row; the cursor stays."""
        event.stop()
        rows = 1 if isinstance(event, events.MouseScrollDown) else -1
        if self.viewport.scroll(self.viewport.top + rows):
            self.refresh()

    on_mouse_scroll_up = on_mouse_scroll_down

    # Painting.

    def on_resize(self) -> None:
        """Fit the rows to another size."""
        self._painter.measure(
            self.size,
            airy=is_airy(self.app, self.app.size.height),
            compact=getattr(self.app, "compact", False),
        )

    def _refresh_rows(self, *indexes: int | None) -> None:
        """Repaint rows, and the position line."""
        if places := self._painter.places(indexes):
            self.refresh(*(Region(0, y, self.size.width, lines) for y, lines in places))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render the lines of a region with the same palette and time."""
        if self.size != self._painter.size:
            self.on_resize()
        palette, colors = Palette.of(self), DidColors.of(self)
        self._lines.begin(palette, self._clock(), self.order.zone, self.has_focus, colors)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Render one line of the list."""
        return self._lines.strip(y)

    # Lifecycle.

    def on_mount(self) -> None:
        """Read the order and paint the first rows."""
        self._set_order(self.viewport.read(self.viewport.filters, None, self.order.zone), False)
        self.watch(self, "has_focus", self._focus_moved, init=False)

    def _focus_moved(self) -> None:
        if self.viewport.in_view(self.viewport.cursor):
            self._refresh_rows(self.viewport.cursor)

    def on_unmount(self) -> None:
        self.order.close()
