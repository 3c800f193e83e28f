"""The list of conversations: ids in order, and the rows that are on screen.

It draws by the line and keeps a top of its own: neither 10,000 widgets nor a second frame for a
scrollbar. It never moves what is under the cursor: rows change in place at once, but their order
only when no key has been pressed for a while, and the cursor stays on its conversation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import ClassVar, Final, Protocol

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.geometry import Region
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from mmstui.domain.messages import Conversation
from mmstui.tui.commands import bindings, everywhere, listing
from mmstui.tui.inks import Inks
from mmstui.tui.widgets.conversation_row import TEXT, RowLook, row_line
from mmstui.tui.widgets.paint import Line, advice

#: Seconds without a key before the order of the list may change.
QUIET: Final = 1.5
#: Screens from this height on have air: a blank line above the list.
AIRY: Final = 30
THUMB: Final = 5
#: Rows kept in memory beyond those on screen.
KEPT: Final = 2000


class ListSource(Protocol):
    """What the list asks of the center."""

    def conversation_ids(
        self,
        *,
        dids: frozenset[str] | None = None,
        unread_only: bool = False,
        archived: bool = False,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[int]: ...

    def conversations(self, ids: Sequence[int]) -> dict[int, Conversation]: ...


@dataclass(frozen=True, slots=True)
class Filters:
    """Which conversations are shown. `dids` None: those of all."""

    dids: frozenset[str] | None = None
    unread_only: bool = False

    @property
    def any(self) -> bool:
        """Whether something is left out."""
        return self.unread_only or self.dids is not None


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
        self._source = source
        self._clock = clock
        self._zone = zone
        self._monotonic = monotonic
        self._filters = Filters()
        self._ids: list[int] = []
        self._rows: dict[int, Conversation] = {}
        self._cursor = 0
        self._top = 0
        self._width = self._height = 0
        self._page = 1
        self._air = 0
        self._touched_at = float("-inf")
        self._reorder_timer: Timer | None = None
        self._empty = Empty("")

    # What others may know.

    @property
    def cursor_id(self) -> int | None:
        """The conversation under the cursor."""
        return self._ids[self._cursor] if self._ids else None

    @property
    def cursor_conversation(self) -> Conversation | None:
        """The row under the cursor."""
        return self._row(self._cursor)

    @property
    def ids(self) -> Sequence[int]:
        """Every conversation in the list, in its order."""
        return self._ids

    @property
    def filters(self) -> Filters:
        """Which conversations are shown."""
        return self._filters

    @property
    def page(self) -> int:
        """How many whole rows fit."""
        return self._page

    # What others may do.

    def narrow(self, filters: Filters) -> None:
        """Show other conversations; the cursor stays on its own if that is still among them."""
        self._filters = filters
        self._rows.clear()
        self._set_ids(self._wanted_ids(), keep_gone=False)

    def reload(self, keep: bool = True) -> None:
        """Read the order anew; without `keep` the cursor goes to the first row."""
        self._rows.clear()
        if not keep:
            self._cursor = self._top = 0
            self._ids = []
        self._set_ids(self._wanted_ids(), keep_gone=False)

    def apply(self, changed: Sequence[int], everything: bool = False) -> None:
        """Conversations changed in the store: rows at once, their order when no one is typing."""
        if everything:
            self._rows.clear()
            self.refresh()
        else:
            self._read_again(changed)
        self._reorder()

    def _read_again(self, changed: Sequence[int]) -> None:
        """Only what reads otherwise is painted: history that is fetched changes every row's count.

        Over a slow line a page of the list, several times a second, would be felt.
        """
        on_screen = self._visible_ids()
        before = {number: self._rows.get(number) for number in changed if number in on_screen}
        for number in changed:
            self._rows.pop(number, None)
        if not before:
            return
        self._rows.update(self._source.conversations(list(before)))
        other = {
            number
            for number, row in before.items()
            if row is None or not _looks_like(row, self._rows.get(number))
        }
        if other:
            page = enumerate(self._ids[self._top : self._top + self.page], self._top)
            self._refresh_rows(*(index for index, number in page if number in other))

    def show(self, ids: Sequence[int]) -> None:
        """Show just these conversations, in this order."""
        self._rows.clear()
        self._set_ids(list(ids), keep_gone=False)

    def touched(self) -> None:
        """A key was pressed somewhere: leave the order alone for a while."""
        self._touched_at = self._monotonic()

    def set_empty(self, empty: Empty) -> None:
        """What to say when there is nothing to show."""
        if empty != self._empty:
            self._empty = empty
            if not self._ids:
                self.refresh()

    def select(self, conversation_id: int) -> bool:
        """Put the cursor on a conversation; False if it is not in the list."""
        try:
            index = self._ids.index(conversation_id)
        except ValueError:
            return False
        self._move(index)
        return True

    def neighbour(self, conversation_id: int | None, step: int) -> Conversation | None:
        """The conversation `step` rows below another, or below the cursor if that is not here."""
        try:
            index = self._ids.index(conversation_id) if conversation_id is not None else -1
        except ValueError:
            index = -1
        index = self._cursor if index < 0 else index + step
        return self._row(index) if 0 <= index < len(self._ids) else None

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In an empty list there is nowhere to go."""
        return bool(self._ids) or action.startswith("screen.")

    def action_down(self) -> None:
        self._move(self._cursor + 1)

    def action_up(self) -> None:
        self._move(self._cursor - 1)

    def action_page_down(self) -> None:
        self._turn(self.page)

    def action_page_up(self) -> None:
        self._turn(-self.page)

    def action_first(self) -> None:
        self._move(0)

    def action_last(self) -> None:
        self._move(len(self._ids) - 1)

    def action_open(self) -> None:
        if (row := self.cursor_conversation) is not None:
            self.post_message(self.Opened(row))

    def action_reply(self) -> None:
        if (row := self.cursor_conversation) is not None:
            self.post_message(self.Opened(row, reply=True))

    # The mouse.

    def on_click(self, event: events.Click) -> None:
        """Open the row under the pointer."""
        index = self._top + (event.y - self._air) // 2
        if event.y >= self._air and 0 <= index < min(len(self._ids), self._top + self.page):
            self._move(index)
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(self._top + 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(self._top - 1)

    # Moving.

    def _move(self, index: int) -> None:
        index = max(0, min(index, len(self._ids) - 1))
        if not self._ids or (index == self._cursor and self._in_view(index)):
            return
        before, self._cursor = self._cursor, index
        if self._in_view(index):
            self._refresh_rows(before, index)
        else:
            # Half a page at a time: over a slow line a whole repaint for each step is too much.
            above = self.page // 2 if index > self._top else self.page - self.page // 2 - 1
            if abs(index - before) > 1:
                above = self.page // 2
            self._scroll(index - above, force=True)
        self._highlight()

    def _turn(self, rows: int) -> None:
        """A page on or back: the cursor keeps its place on the screen."""
        last = len(self._ids) - 1
        if last < 0:
            return
        before = (self._cursor, self._top)
        self._cursor = max(0, min(self._cursor + rows, last))
        self._top = self._bounded(self._top + rows)
        if not self._in_view(self._cursor):
            self._top = self._bounded(self._cursor - self.page // 2)
        if before != (self._cursor, self._top):
            self.refresh()
            self._highlight()

    def _scroll(self, top: int, force: bool = False) -> None:
        top = self._bounded(top)
        if force or top != self._top:
            self._top = top
            self.refresh()

    def _bounded(self, top: int) -> int:
        return max(0, min(top, len(self._ids) - self.page))

    def _in_view(self, index: int) -> bool:
        return self._top <= index < self._top + self.page

    def _highlight(self) -> None:
        self.under_cursor = self.cursor_conversation

    # Order.

    def _wanted_ids(self) -> list[int]:
        return self._source.conversation_ids(
            dids=self._filters.dids, unread_only=self._filters.unread_only
        )

    def _reorder(self) -> None:
        quiet = self._monotonic() - self._touched_at
        if quiet >= QUIET:
            self._set_ids(self._wanted_ids(), keep_gone=True)
        elif self._reorder_timer is None:
            self._reorder_timer = self.set_timer(QUIET - quiet + 0.01, self._reorder_later)

    def _reorder_later(self) -> None:
        self._reorder_timer = None
        self._reorder()

    def _set_ids(self, ids: list[int], keep_gone: bool) -> None:
        """Take a new order. The cursor keeps its conversation, and in the middle its line."""
        cursor_id, line = self.cursor_id, self._cursor - self._top
        gone = cursor_id is not None and self._filters.any and cursor_id not in ids
        if gone and keep_gone and cursor_id is not None and self._row(self._cursor) is not None:
            # Read under the cursor, it is no longer unread: it stays until the cursor is elsewhere.
            ids.insert(min(self._cursor, len(ids)), cursor_id)
        if ids == self._ids:
            return
        if bool(ids) != bool(self._ids) and self.is_mounted:
            self.refresh_bindings()
        shown = self._frame
        self._ids = ids
        at_top = self._top == 0
        try:
            self._cursor = ids.index(cursor_id) if cursor_id is not None else 0
        except ValueError:
            self._cursor = max(0, min(self._cursor, len(ids) - 1))
        # At its top the list stays there, so that what is new is seen to arrive.
        self._top = self._bounded(0 if at_top else self._cursor - line)
        if self.is_attached and not self._in_view(self._cursor):
            self._top = self._bounded(self._cursor - self.page // 2)
        if shown != self._frame:
            self.refresh()
        else:
            self._refresh_rows()
        if self.cursor_id != cursor_id:
            self._highlight()

    # Rows.

    def _row(self, index: int) -> Conversation | None:
        if not 0 <= index < len(self._ids):
            return None
        conversation_id = self._ids[index]
        if conversation_id not in self._rows:
            self._fetch(index)
        return self._rows.get(conversation_id)

    def _fetch(self, index: int) -> None:
        """Read in one go what is missing on screen, and the row asked for."""
        if len(self._rows) > KEPT:
            self._rows.clear()
            self.refresh()  # lines not painted now would not be known to be old
        wanted = [i for i in self._visible_ids() if i not in self._rows]
        if self._ids[index] not in wanted:
            wanted.append(self._ids[index])
        self._rows.update(self._source.conversations(wanted))

    def _visible_ids(self) -> set[int]:
        return set(self._ids[self._top : self._top + self.page])

    # Drawing.

    def on_resize(self) -> None:
        """Another size: it is asked for so often that it is kept."""
        self._measure()

    def _measure(self) -> None:
        """Keep the cursor in view."""
        self._width, self._height = self.size
        self._air = 1 if self.app.size.height >= AIRY else 0
        self._page = max(1, (self._height - self._air) // 2)
        self._top = self._bounded(self._top)
        if self._ids and not self._in_view(self._cursor):
            self._top = self._bounded(self._cursor - self.page // 2)

    def _refresh_rows(self, *indexes: int) -> None:
        regions = [Region(0, self._air + (i - self._top) * 2, self._width, 2) for i in indexes]
        if self._position_line is not None:
            regions.append(Region(0, self._position_line, self._width, 1))
        if regions:
            self.refresh(*regions)

    @property
    def _frame(self) -> object:
        """What the list's lines depend on, but for what the rows themselves say."""
        page = self._ids[self._top : self._top + self.page]
        return page, self._cursor - self._top, self._thumb, self._position_line

    @property
    def _position_line(self) -> int | None:
        """The line of `1 of 212`: the last one, where the height is odd."""
        return self._height - 1 if (self._height - self._air) % 2 and self._ids else None

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
        inks, width, air = self._inks, self._width, self._air
        index, second = divmod(y - air, 2)
        index += self._top
        line: Line | None = None
        blank = inks.t1.blank
        if not self._ids:
            line = self._empty_line(y - air, inks)
        elif y == self._position_line:
            line = Line(width, blank).to(TEXT)
            line.text(f"{self._cursor + 1:,} of {len(self._ids):,}", inks.t1.faint)
        elif y >= air and (row := self._row(index)) is not None:
            cursor = index == self._cursor
            look = RowLook(inks, width, self._now, self._zone, cursor, self.has_focus)
            line = row_line(row, bool(second), look)
            if cursor:
                blank = look.ground.blank
        if line is None:
            line = Line(width, blank)
        glyph, style = self._track(y, inks, blank)
        return line.to(width - 1).text(glyph, style).strip()

    def _track(self, y: int, inks: Inks, blank: Style) -> tuple[str, Style]:
        """The scrollbar's cell of a line: the only vertical line on the screen."""
        start, end = self._thumb
        thumb = start <= y - self._air < end
        ground = inks.t1
        if blank is not ground.blank:
            ground = inks.cursor if self.has_focus else inks.cursor_away
        return ("┃", ground.faint) if thumb else ("│", ground.rule)

    @property
    def _thumb(self) -> tuple[int, int]:
        """Where the scrollbar's thumb begins and ends, in lines; the same where there is none."""
        area, total = self.page * 2, len(self._ids)
        if total <= self.page:
            return 0, 0
        length = min(area, max(THUMB, area * self.page // total))
        start = (area - length) * self._top // max(1, total - self.page)
        return start, start + length

    def _empty_line(self, y: int, inks: Inks) -> Line | None:
        room = self._width - TEXT - 2
        lines = advice(self._empty.text, self._empty.keys, inks.t1, room)
        if 0 <= y < len(lines):
            return Line(self._width, inks.t1.blank).to(TEXT).parts(lines[y])
        return None

    # Life.

    def on_mount(self) -> None:
        self.reload()
        self.watch(self, "has_focus", self._refresh_cursor, init=False)

    def _refresh_cursor(self) -> None:
        if self._in_view(self._cursor):
            self._refresh_rows(self._cursor)

    def day_changed(self) -> None:
        """Midnight passed: times read otherwise now."""
        self.refresh()


def _looks_like(row: Conversation, other: Conversation | None) -> bool:
    """Whether two rows read the same: how many messages a conversation has is not shown."""
    return other is not None and replace(row, rev=0, total=0) == replace(other, rev=0, total=0)
