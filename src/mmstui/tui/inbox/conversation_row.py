"""How a conversation reads: two lines of the list, at any width.

```
0 1 2-----8 9 10  11 ----------------------- w-3  w-2 w-1
▌ ●   14:01       Zoé Tremblay                          ┃
▌      Shop       2 new  ▣ photo  the text...           │
```
Only the text column grows. All strings of a `Conversation` are ready to paint.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import Enum, auto
from typing import TYPE_CHECKING

from mmstui.domain.messages import Conversation, Direction
from mmstui.tui.layout import ROW_GAP, ROW_GUTTER, ROW_GUTTER_END, ROW_RIGHT, ROW_TEXT
from mmstui.tui.theme.palette import BOLD, Palette, Surface
from mmstui.tui.ui import formatting
from mmstui.tui.ui.found_text import paint_found
from mmstui.tui.ui.line_builder import LineBuilder, Part

if TYPE_CHECKING:
    from mmstui.domain.search_query import Query


class Mark(Enum):
    """What a row is beside its conversation: there is one accent bar on a screen."""

    NONE = auto()
    CURSOR = auto()  #: the keys act on it
    LEFT = auto()  #: the cursor was left here, and the keys go elsewhere
    OPEN = auto()  #: its thread is open, and the cursor is on another row


@dataclass(frozen=True, slots=True)
class RowLook:
    """What a row needs besides its conversation."""

    palette: Palette
    width: int
    now: datetime
    zone: tzinfo
    mark: Mark = Mark.NONE
    query: Query | None = None  #: what the rows were found by

    @property
    def surface(self) -> Surface:
        """The inks of the row's tone."""
        match self.mark:
            case Mark.CURSOR:
                return self.palette.cursor
            case Mark.LEFT:
                return self.palette.cursor_away
        return self.palette.t1


def row_line(row: Conversation, second: bool, look: RowLook) -> LineBuilder:
    """One of the two lines, painted up to the track."""
    surface = look.surface
    line = LineBuilder(look.width, surface.blank)
    if look.mark is not Mark.NONE:
        bar = look.palette.bar_below if second else look.palette.bar
        line.text(bar, surface.bar if look.mark is Mark.CURSOR else surface.bar_away)
    if second:
        _second(line, row, look, surface)
    else:
        _first(line, row, look, surface)
    return line


def _first(line: LineBuilder, row: Conversation, look: RowLook, surface: Surface) -> None:
    if row.unread:
        line.to(1).text(formatting.UNREAD, surface.accent)
    time = formatting.list_time(row.last_at, look.now, look.zone)
    line.gutter(time, surface.text if row.unread else surface.soft, ROW_GUTTER_END, ROW_GUTTER)
    name = surface.strong if row.unread else surface.text
    line.to(ROW_TEXT)
    paint_found(line, row.title, name, surface, look.width - ROW_TEXT - ROW_RIGHT, look.query)


def _second(line: LineBuilder, row: Conversation, look: RowLook, surface: Surface) -> None:
    """State, what is new, kind of media; then, in what room is left, the preview."""
    line.gutter(row.did_label, surface.faint, ROW_GUTTER_END, ROW_GUTTER).to(ROW_TEXT)
    end = look.width - ROW_RIGHT
    words = row_state(row, look.now)
    head: list[Part] = []
    if words is not None:
        head.append((words.text, surface.of(words.role, bold=words.bold)))
    if row.unread:
        head.append((f"{row.unread} new", surface.accent + BOLD))
    drafting = words is formatting.DRAFT and not row.unread
    if row.media is not None and not drafting:
        head.append((formatting.media_words(row.media).text, surface.soft))
    line.parts(head, ROW_GAP, end - ROW_TEXT)
    preview = row.draft if drafting else row.preview
    if preview and line.used + ROW_GAP < end:
        line.skip(ROW_GAP if head else 0)
        if not drafting and (lead := _lead(row, words, look)):
            line.text(f"{lead} ", surface.soft if words is formatting.SNOOZED else surface.faint)
        style = surface.text if row.unread else surface.soft
        paint_found(line, preview, style, surface, end - line.used, look.query)


def _lead(row: Conversation, words: formatting.Words | None, look: RowLook) -> str:
    """What stands before the preview, one blank away."""
    if words is formatting.SNOOZED and row.snoozed_until is not None:
        return f"until {formatting.moment(row.snoozed_until, look.now, look.zone)},"
    if row.preview_direction is Direction.OUT and row.state is None:
        return "you:"
    return ""


def row_state(row: Conversation, now: datetime) -> formatting.Words | None:
    """The one state that a row shows, the most urgent of those it is in."""
    if row.state is not None:
        return formatting.state_words(row.state)
    if row.draft:
        return formatting.DRAFT
    if row.snoozed_until is not None and row.snoozed_until > now:
        return formatting.SNOOZED
    if row.pinned:
        return formatting.PINNED
    if row.muted_until is not None and row.muted_until > now:
        return formatting.MUTED
    if row.archived:
        return formatting.ARCHIVED
    return None
