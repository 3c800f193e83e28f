"""The list of hits: two lines each, like the rows of the list, with the text around the hit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message as Posted
from textual.strip import Strip
from textual.widget import Widget

from mmstui.domain.messages import Direction, Message
from mmstui.domain.searching.search_query import Query
from mmstui.domain.text.sanitise import line as one_line
from mmstui.tui.layout import ROW_GAP, ROW_GUTTER, ROW_GUTTER_END, ROW_RIGHT, ROW_TEXT, THUMB, WHEEL
from mmstui.tui.search import commands as search_commands
from mmstui.tui.search.message_search import Hit
from mmstui.tui.theme.did_colors import DidColors
from mmstui.tui.theme.palette import Palette, Surface
from mmstui.tui.ui import formatting
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.found_text import around, paint_parts
from mmstui.tui.ui.line_builder import LineBuilder

#: Older hits are fetched when the cursor is so many rows before the last one.
NEAR: Final = 10


class HitRows(Widget, can_focus=True):
    """A list of hits, newest first, with a cursor, which is shown also while a field has focus."""

    DEFAULT_CSS = """
    HitRows { background: $surface; height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*search_commands.IN_HITS, footer=search_commands.IN_HITS_FOOTER)
    ]

    class Moved(Posted):
        """The cursor moved to another hit."""

    @dataclass
    class Chosen(Posted):
        """The user wants to open the hit under the cursor; `reply`: and write there."""

        reply: bool = False

    def __init__(self, *, clock: Callable[[], datetime], zone: tzinfo) -> None:
        super().__init__()
        self._clock = clock
        self._zone = zone
        self._hits: Sequence[Hit] = ()
        self._query: Query | None = None
        self._texts: dict[int, tuple[str, tuple[tuple[int, int], ...]]] = {}
        self.cursor = 0
        self.top = 0

    # Content.

    def show(self, hits: Sequence[Hit], query: Query, cursor: int = 0) -> None:
        """Show other hits, with the cursor on one of them."""
        if query != self._query:
            self._texts.clear()
        self._hits, self._query = hits, query
        self.cursor = max(0, min(cursor, len(hits) - 1))
        self._bring_into_view()
        self.refresh()

    def follow(self, hits: Sequence[Hit], cursor: int) -> None:
        """Update the hits; the cursor keeps its line, and a list at the top stays at the top."""
        before, self._hits = self._hits, hits
        if cursor == self.cursor and _shown_parts(before) == _shown_parts(hits):
            return
        line = self.cursor - self.top
        self._texts.clear()
        self.cursor = max(0, min(cursor, len(hits) - 1))
        self.top = 0 if self.top == 0 else max(0, self.cursor - line)
        self._bring_into_view()
        self.refresh()

    @property
    def near_end(self) -> bool:
        """Whether older hits should be fetched."""
        return self.cursor >= len(self._hits) - NEAR

    @property
    def page(self) -> int:
        """Whole rows that fit."""
        return max(1, self.size.height // 2)

    # Moving.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the list's own keys while it is empty."""
        return bool(self._hits) or action.startswith("screen.")

    def action_move(self, rows: int) -> None:
        """Move the cursor by a number of hits."""
        self.move_to(self.cursor + rows)

    def action_page(self, pages: float) -> None:
        """Move the cursor by a number of pages."""
        self.move_to(self.cursor + int(pages * self.page))

    def action_move_to(self, index: int) -> None:
        """Move the cursor to a hit; -1: to the oldest fetched one."""
        self.move_to(index % max(1, len(self._hits)))

    def move_to(self, index: int) -> None:
        """Move the cursor to a row, or to the last one."""
        before, self.cursor = self.cursor, max(0, min(index, len(self._hits) - 1))
        if self.cursor != before:
            self._bring_into_view()
            self.refresh()
            self.post_message(self.Moved())

    def action_open(self, reply: bool = False) -> None:
        """Open the conversation at the hit under the cursor; `reply`: and focus its box."""
        self.post_message(self.Chosen(reply))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to a hit; open the hit that was under the cursor already."""
        index = self.top + event.y // 2
        if index >= len(self._hits):
            return
        if index == self.cursor:
            self.action_open()
        else:
            self.move_to(index)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the cursor down."""
        event.stop()
        self.action_move(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the cursor up."""
        event.stop()
        self.action_move(-WHEEL)

    def on_resize(self) -> None:
        """Keep the cursor on screen."""
        self._bring_into_view()
        self.refresh()

    def _bring_into_view(self) -> None:
        top = min(self.top, self.cursor)
        top = max(top, self.cursor + 1 - self.page)
        self.top = max(0, min(top, len(self._hits) - self.page))

    # Painting.

    def render_line(self, y: int) -> Strip:
        """Render one line."""
        width, palette = self.size.width, Palette.of(self)
        surface, index = palette.t1, self.top + y // 2
        line = LineBuilder(width, surface.blank)
        if not self._hits:
            return line.strip()
        if index < len(self._hits) and y // 2 < self.page:
            if index == self.cursor:
                # Shown also without focus: enter in the field opens this hit.
                surface = palette.cursor
                line = LineBuilder(width, surface.blank)
                line.text(palette.bar_below if y % 2 else palette.bar, surface.bar)
            self._paint(line, self._hits[index], y % 2 == 1, surface, width - ROW_RIGHT)
        start, end = self._thumb
        glyph, style = ("┃", surface.faint) if start <= y < end else ("│", surface.rule)
        return line.to(width - 1).text(glyph, style).strip()

    @property
    def _thumb(self) -> tuple[int, int]:
        area, total = self.size.height, len(self._hits)
        if total <= self.page:
            return 0, 0
        length = min(area, max(THUMB, area * self.page // total))
        start = (area - length) * self.top // max(1, total - self.page)
        return start, start + length

    def _paint(self, line: LineBuilder, hit: Hit, second: bool, surface: Surface, end: int) -> None:
        message, row = hit.message, hit.conversation
        if not second:
            time = formatting.list_time(message.at, self._clock(), self._zone)
            line.gutter(time, surface.soft, ROW_GUTTER_END, ROW_GUTTER)
            line.to(ROW_TEXT).text(row.title, surface.text, end - ROW_TEXT)
            return
        label = DidColors.of(self).style(row.did, surface, surface.faint)
        line.gutter(row.did_label, label, ROW_GUTTER_END, ROW_GUTTER).to(ROW_TEXT)
        if message.media:
            line.text(
                formatting.media_words(message.media[0].kind).text, surface.soft, end - ROW_TEXT
            )
            line.skip(ROW_GAP)
        if message.direction is Direction.OUT:
            line.text("you: ", surface.faint)
        if (room := end - line.used) > 0:
            text, spans = self._text(message)
            paint_parts(line, around(text, spans, room), surface.soft, surface)

    def _text(self, message: Message) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Return a message on one line, and the spans of the query in it."""
        if (found := self._texts.get(message.id)) is None:
            text = one_line(message.text)
            spans = self._query.spans(text) if self._query else ()
            found = self._texts[message.id] = (text, spans)
        return found


def _shown_parts(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits without what is not shown: the count of messages of their conversations."""
    return [replace(hit, conversation=replace(hit.conversation, rev=0, total=0)) for hit in hits]
