"""The list of conversations: ids in order, and the rows that are on screen.

It draws by the line and keeps a top of its own: neither 10,000 widgets nor a second frame for a
scrollbar. It never moves what is under the cursor: rows change in place at once, but their order
only when no key has been pressed for a while, and the cursor stays on its conversation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.geometry import Region
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from mmstui.domain.days import Span
from mmstui.domain.messages import Conversation
from mmstui.domain.problems import StoreProblem
from mmstui.tui.commands import bindings, deleting, everywhere, listing
from mmstui.tui.filters import Filters
from mmstui.tui.inks import Inks
from mmstui.tui.widgets.conversation_row import TEXT, Mark, RowLook, row_line
from mmstui.tui.widgets.list_order import ListOrder, Order
from mmstui.tui.widgets.list_place import ListPlace, ListSource
from mmstui.tui.widgets.paint import Line, advice

if TYPE_CHECKING:
    from mmstui.domain.searching import Query

#: Screens from this height on have air: a blank line above the list.
AIRY: Final = 30
#: Seconds in which a row that came under the cursor by itself is not deleted: nobody meant it.
UNMEANT: Final = 1.0


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: a sentence, ready to paint, then keys with their words."""

    text: str
    keys: tuple[tuple[str, str], ...] = ()


class ConversationList(Widget, can_focus=True):
    """Conversations, newest first, with a cursor."""

    DEFAULT_CSS = """
    ConversationList { background: $surface; height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *listing.MOVES,
            listing.REPLY,
            deleting.DELETE,
            deleting.UNDO,
            footer=(
                listing.DOWN,
                listing.OPEN,
                everywhere.NEW,
                everywhere.UNREAD_ONLY,
                everywhere.DIDS,
                everywhere.NEXT_UNREAD,
                everywhere.CHECK,
            ),
        ),
    ]

    class Opened(Message):
        """A conversation was chosen; `reply`: to write in it at once."""

        def __init__(self, conversation: Conversation, *, reply: bool = False) -> None:
            super().__init__()
            self.conversation = conversation
            self.reply = reply

    class DeleteWanted(Message):
        """A conversation is to be deleted: to be asked about."""

        def __init__(self, conversation: Conversation) -> None:
            super().__init__()
            self.conversation = conversation

    class Unreadable(Message):
        """The store could not be read."""

        def __init__(self, problem: StoreProblem) -> None:
            super().__init__()
            self.problem = problem

    _inks: Inks
    _now: datetime
    #: The conversation at the cursor. Watch it rather than wait for a message: what shows its name
    #: elsewhere is then painted in the same frame.
    under_cursor: var[Conversation | None] = var(None)

    def __init__(
        self,
        source: ListSource,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        monotonic: Callable[[], float] = time.monotonic,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._place = ListPlace(source)
        self._clock = clock
        self._zone = zone
        self._order = ListOrder(
            self, self._place, self._taken, self._unreadable, monotonic=monotonic
        )
        self._width = self._height = 0
        self._air = 0
        self._empty = Empty("")
        self._query: Query | None = None
        self._monotonic = monotonic
        self._thread_shown = False
        #: The conversation that keys mean: whose row was painted, or reached by a key since.
        self._meant: int | None = None
        self._slipped_at = float("-inf")

    # What others may know.

    @property
    def cursor_id(self) -> int | None:
        """The conversation under the cursor."""
        return self._place.cursor_id

    @property
    def cursor_conversation(self) -> Conversation | None:
        """The row under the cursor."""
        return self._place.row(self._place.cursor)

    @property
    def meant(self) -> Conversation | None:
        """What a key acts on: the row that is painted as the cursor's; None if it is gone.

        Another one may be under the cursor for a moment, until it is painted.
        """
        if self._meant in {None, self.cursor_id}:
            return self.cursor_conversation
        return self._place.look_up(self._meant)

    @property
    def ids(self) -> Sequence[int]:
        """Every conversation in the list, in its order."""
        return self._place.ids

    @property
    def filters(self) -> Filters:
        """Which conversations are shown."""
        return self._place.filters

    @property
    def during(self) -> Sequence[Span] | None:
        """The instants of the days that are shown; None: any."""
        return self._place.during

    def neighbour(self, conversation_id: int | None, step: int) -> Conversation | None:
        """The conversation `step` rows below another; the cursor's if that is not in the list."""
        index = self._place.index_of(conversation_id)
        return self._place.row(self._place.cursor if index is None else index + step)

    # What others may do.

    async def read(self, filters: Filters, zone: tzinfo) -> Order | None:
        """What these filters let through, days and times being a zone's; None: nobody waits for it.

        It may take a while, and nothing changes meanwhile: `show` does that.
        """
        return await self._order.read(filters, zone, self._during(filters, zone))

    def nothing_yet(self, filters: Filters, zone: tzinfo) -> Order:
        """What is shown while that takes long."""
        return self._order.nothing_yet(filters, zone, self._during(filters, zone))

    def show(self, order: Order) -> None:
        """Show other conversations; the cursor stays on its own if that is still among them."""
        place = self._place
        place.filters, place.during, self._zone = order.filters, order.during, order.zone
        place.forget_rows()
        self.refresh()
        self._take(order.ids, keep_cursor=False)
        self._order.shown(order)

    async def read_unread(self) -> list[int]:
        """What is unread of all that the filters let through, in the order of the list."""
        return await self._order.ids(self.filters.changed(unread_only=True), self.during)

    def find(self, query: Query | None, found: frozenset[int] | None = None) -> None:
        """Show only what a search found, its words marked; None ends the search.

        The cursor stays on its conversation, or goes to the first that was found.
        """
        before = self.cursor_id
        self._query, self._place.only = query, found
        self.refresh()
        self._take(self._place.order, keep_cursor=False)
        if self.cursor_id != before and self.ids:
            self._move(0)

    def apply(self, changed: Sequence[int], everything: bool = False) -> None:
        """Conversations changed in the store: rows at once, their order when no one is typing."""
        if everything:
            self._place.forget_rows()
            self.refresh()
        elif places := self._place.read_again(changed):
            self._refresh_rows(*places)
        self._order.changed()

    def touched(self) -> None:
        """A key was pressed somewhere: leave the order alone for a while."""
        self._order.touched()

    def set_empty(self, empty: Empty) -> None:
        """What to say when there is nothing to show."""
        if empty != self._empty:
            self._empty = empty
            if not self.ids:
                self.refresh()

    def select(self, conversation_id: int) -> bool:
        """Put the cursor on a conversation; False if it is not in the list."""
        index = self._place.index_of(conversation_id)
        if index is not None:
            self._move(index)
        return index is not None

    def say_open(self, shown: bool, conversation_id: int | None) -> None:
        """Whether a thread is shown beside the list, and whose it is; None: nobody's yet."""
        place = self._place
        if (shown, conversation_id) != (self._thread_shown, place.opened):
            before, self._thread_shown, place.opened = place.opened, shown, conversation_id
            ends = (place.index_of(before), place.index_of(conversation_id), place.cursor)
            self._refresh_rows(*(index for index in ends if index is not None))
            self._let_go()

    def visit(self, conversation_id: int) -> None:
        """Put the cursor on a conversation; one that is left out has a row while it is there."""
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
        """A row that stood still for the cursor or the open thread may go where it belongs."""
        if self._place.displaced:
            self.call_later(self._order.changed)

    def day_changed(self) -> None:
        """Midnight passed: times read otherwise now, and today is another day."""
        self.refresh()
        if self.filters.days is not None:
            self._place.during = self._during(self.filters, self._zone)
            self._order.changed()

    # Order.

    def _during(self, filters: Filters, zone: tzinfo) -> Sequence[Span] | None:
        return None if filters.days is None else filters.days.spans(self._clock(), zone)

    def _taken(self, order: list[int]) -> None:
        self._take(order, keep_cursor=True)

    def _unreadable(self, problem: StoreProblem) -> None:
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
        """In an empty list there is nowhere to go."""
        return bool(self.ids) or action.startswith("screen.")

    def action_down(self) -> None:
        """One row down."""
        self._move(self._place.cursor + 1)

    def action_up(self) -> None:
        """One row up."""
        self._move(self._place.cursor - 1)

    def action_page_down(self) -> None:
        """One page down."""
        self._turn(self._place.page)

    def action_page_up(self) -> None:
        """One page up."""
        self._turn(-self._place.page)

    def action_first(self) -> None:
        """To the first row."""
        self._move(0)

    def action_last(self) -> None:
        """To the last row."""
        self._move(len(self.ids) - 1)

    def action_open(self) -> None:
        """Open the conversation under the cursor."""
        if (row := self.meant) is not None:
            self.post_message(self.Opened(row))

    def action_reply(self) -> None:
        """Open it to write in it."""
        if (row := self.meant) is not None:
            self.post_message(self.Opened(row, reply=True))

    def action_delete(self) -> None:
        """Ask how to delete it."""
        row = self.meant
        if row is None:
            self.notify("This conversation is not here any more.", markup=False, timeout=3)
        elif row.id == self.cursor_id and self._monotonic() - self._slipped_at < UNMEANT:
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
        """Whoever moved knows what is there now."""
        self._meant, self._slipped_at = self.cursor_id, float("-inf")

    def _highlight(self) -> None:
        self.under_cursor = self.cursor_conversation

    # The mouse.

    def on_click(self, event: events.Click) -> None:
        """Open the row under the pointer."""
        index = self._place.top + (event.y - self._air) // 2
        if event.y >= self._air and index < len(self.ids) and self._place.in_view(index):
            self._move(index)
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The rows below; the cursor stays."""
        event.stop()
        if self._place.scroll(self._place.top + 1):
            self.refresh()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The rows above; the cursor stays."""
        event.stop()
        if self._place.scroll(self._place.top - 1):
            self.refresh()

    # Life.

    def on_mount(self) -> None:
        """Read the first rows."""
        self._take(self._place.read(self.filters, None), keep_cursor=False)
        self.watch(self, "has_focus", self._refresh_cursor, init=False)

    def on_unmount(self) -> None:
        self._order.close()

    def on_resize(self) -> None:
        """Another size: it is asked for so often that it is kept."""
        self._measure()

    def _measure(self) -> None:
        self._width, self._height = self.size
        self._air = 1 if self.app.size.height >= AIRY else 0
        self._place.page = max(1, (self._height - self._air) // 2)
        self._place.bring_into_view()

    # Painting.

    def _refresh_cursor(self) -> None:
        if self._place.in_view(self._place.cursor):
            self._refresh_rows(self._place.cursor)

    def _refresh_rows(self, *indexes: int) -> None:
        """Paint these rows again, and the line that says where one is."""
        top, air, width = self._place.top, self._air, self._width
        regions = [
            Region(0, air + (index - top) * 2, width, 2)
            for index in indexes
            if self._place.in_view(index)
        ]
        if self._position_line is not None:
            regions.append(Region(0, self._position_line, width, 1))
        if regions:
            self.refresh(*regions)

    @property
    def _position_line(self) -> int | None:
        """The line of `1 of 212`: the last one, where the height is odd."""
        return self._height - 1 if (self._height - self._air) % 2 and self.ids else None

    def get_line_filters(self) -> Sequence[LineFilter]:
        """None where all our colours are true ones already: filters cost as much as painting."""
        return super().get_line_filters() if Inks.of(self).toneless else ()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region, all with the same inks at the same moment."""
        if self.size != (self._width, self._height):
            self._measure()
        self._inks, self._now = Inks.of(self), self._clock()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the list."""
        place, inks, width = self._place, self._inks, self._width
        below = y - self._air
        line, ground = Line(width, inks.t1.blank), inks.t1
        if not self.ids:
            self._paint_empty(line, below)
        elif y == self._position_line:
            line.to(TEXT).text(f"{place.cursor + 1:,} of {len(self.ids):,}", ground.faint)
        elif below >= 0 and (row := place.row(place.top + below // 2)) is not None:
            mark = self._mark_of(row, place.top + below // 2)
            look = RowLook(inks, width, self._now, self._zone, mark, self._query)
            line, ground = row_line(row, bool(below % 2), look), look.ground
        start, end = place.thumb
        thumb = start <= below < end
        # The scrollbar: the only vertical line on the screen.
        glyph, style = ("┃", ground.faint) if thumb else ("│", ground.rule)
        return line.to(width - 1).text(glyph, style).strip()

    def _mark_of(self, row: Conversation, index: int) -> Mark:
        """The cursor's row, or that of the open thread, where the keys go elsewhere."""
        opened = self._thread_shown and row.id == self._place.opened
        if index == self._place.cursor:
            self._meant = row.id
            if self.has_focus:
                return Mark.CURSOR
            # Where the keys go to a thread, no other row looks as if it were that one.
            return Mark.NONE if self._thread_shown and not opened else Mark.LEFT
        return Mark.OPEN if opened else Mark.NONE

    def _paint_empty(self, line: Line, y: int) -> None:
        room = self._width - TEXT - 2
        lines = advice(self._empty.text, self._empty.keys, self._inks.t1, room)
        if 0 <= y < len(lines):
            line.to(TEXT).parts(lines[y])
