"""Paints a conversation as two lines of the list, at any width.

```
0 1 2-----8 9 10  11 ----------------------- w-3  w-2 w-1
▌ ●   14:01       Zoé Tremblay                          ┃
▌      Shop       2 new  ▣ photo  the text...           │
```
Only the text column grows. All strings of a `Conversation` are ready to paint.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from mmstui.domain.kinds import Direction
from mmstui.tui.layout import (
    COMPACT_DID,
    COMPACT_DID_END,
    COMPACT_NAME,
    COMPACT_TEXT,
    ROW_GAP,
    ROW_GUTTER,
    ROW_GUTTER_END,
    ROW_RIGHT,
    ROW_TEXT,
)
from mmstui.tui.theme.roles import Role
from mmstui.tui.ui import formatting
from mmstui.tui.ui.found_text import paint_found
from mmstui.tui.ui.line import Line, Part

if TYPE_CHECKING:
    from rich.style import Style

    from mmstui.domain.messages import Conversation
    from mmstui.domain.searching.search_query import Query
    from mmstui.tui.theme.did_colors import DidColors
    from mmstui.tui.theme.palette import Palette, Surface


class CursorStyle(Enum):
    """How the cursor is shown on a row. A screen has only one accent bar."""

    NONE = auto()
    FOCUSED = auto()  #: under the cursor, the list has focus
    UNFOCUSED = auto()  #: under the cursor, another widget has focus
    OPEN = auto()  #: the open thread's row, the cursor is on another


class RowContext(NamedTuple):
    """What painting a row needs besides its conversation."""

    palette: Palette
    width: int
    now: datetime
    zone: tzinfo
    cursor_style: CursorStyle = CursorStyle.NONE
    query: Query | None = None  #: the query that found the rows
    marked: bool = False
    compact: bool = False  #: all in one line
    did_colors: DidColors | None = None

    @property
    def surface(self) -> Surface:
        """The palette of the row's surface."""
        match self.cursor_style:
            case CursorStyle.FOCUSED:
                return self.palette.cursor
            case CursorStyle.UNFOCUSED:
                return self.palette.cursor_away
        return self.palette.t1

    def label_style(self, did: str) -> Style:
        """Return the style of a DID's label."""
        faint = self.surface.faint
        return self.did_colors.style(did, self.surface, faint) if self.did_colors else faint


def paint_row(line: Line, row: Conversation, second: bool, context: RowContext) -> None:
    """Paint the first or second line of a row, or its only one, up to the track."""
    surface = context.surface
    line.blank = surface.blank
    if context.cursor_style is CursorStyle.OPEN:
        line.text(" " if second else formatting.OPEN, surface.soft)
    elif context.cursor_style is not CursorStyle.NONE:
        bar = context.palette.bar_below if second else context.palette.bar
        line.text(
            bar, surface.bar if context.cursor_style is CursorStyle.FOCUSED else surface.bar_away
        )
    if context.compact:
        _compact(line, row, context, surface)
    elif second:
        _second(line, row, context, surface)
    else:
        _first(line, row, context, surface)


def _first(line: Line, row: Conversation, context: RowContext, surface: Surface) -> None:
    _time(line, row, context, surface)
    line.to(ROW_TEXT)
    _name(line, row, context, surface, context.width - ROW_TEXT - ROW_RIGHT)


def _compact(line: Line, row: Conversation, context: RowContext, surface: Surface) -> None:
    """Paint time, DID and name in columns, then what the second line says."""
    _time(line, row, context, surface)
    label = context.label_style(row.did)
    line.gutter(row.did_label, label, COMPACT_DID_END, COMPACT_DID).to(COMPACT_TEXT)
    room = context.width - COMPACT_TEXT - ROW_RIGHT
    name = max(COMPACT_NAME[0], min(COMPACT_NAME[1], room * 2 // 5))
    _name(line, row, context, surface, name)
    _state_and_preview(line.to(COMPACT_TEXT + name + ROW_GAP), row, context, surface)


def _time(line: Line, row: Conversation, context: RowContext, surface: Surface) -> None:
    """Paint whether there is something new, and when the last message was."""
    new = _is_new(row, context.now)
    if context.marked:
        # In place of the sign for new messages, which the second line counts.
        line.to(1).text(formatting.MARKED, surface.accent)
    elif new:
        muted = row.is_muted(context.now)
        line.to(1).text(formatting.UNREAD, surface.soft if muted else surface.accent)
    time = formatting.list_time(row.last_at, context.now, context.zone)
    line.gutter(time, surface.text if new else surface.soft, ROW_GUTTER_END, ROW_GUTTER)


def _name(line: Line, row: Conversation, context: RowContext, surface: Surface, room: int) -> None:
    bold = _is_new(row, context.now) and not row.is_muted(context.now)
    name = surface.strong if bold else surface.text
    if context.marked:
        name = surface.of(Role.ACCENT, bold=bold)
    paint_found(line, row.title, name, surface, room, context.query)


def _is_new(row: Conversation, now: datetime) -> bool:
    """Return whether a row has something new: messages, or it came back at its time."""
    return row.unread > 0 or row.back_since(now) is not None


def _second(line: Line, row: Conversation, context: RowContext, surface: Surface) -> None:
    label = context.label_style(row.did)
    line.gutter(row.did_label, label, ROW_GUTTER_END, ROW_GUTTER).to(ROW_TEXT)
    _state_and_preview(line, row, context, surface)


def _state_and_preview(
    line: Line, row: Conversation, context: RowContext, surface: Surface
) -> None:
    """Paint state, unread count and kind of media; then the preview in the remaining width."""
    end = context.width - ROW_RIGHT
    words = row_state(row, context.now)
    head: list[Part] = []
    if words is not None:
        text = f"{words.text}{_when(row, words, context)}"
        head.append((text, surface.of(words.role, bold=words.bold)))
    if row.unread:
        count = surface.soft if row.is_muted(context.now) else surface.of(Role.ACCENT, bold=True)
        head.append((f"{row.unread} new", count))
    drafting = words is formatting.DRAFT and not row.unread
    if row.media is not None and not drafting:
        head.append((formatting.media_words(row.media).text, surface.soft))
    line.parts(head, ROW_GAP, end - line.used)
    preview = row.draft if drafting else row.preview
    if preview and line.used + ROW_GAP < end:
        line.skip(ROW_GAP if head else 0)
        if not drafting and row.preview_direction is Direction.OUT and row.state is None:
            line.text("you: ", surface.faint)
        style = surface.text if row.unread else surface.soft
        paint_found(line, preview, style, surface, end - line.used, context.query)


def _when(row: Conversation, words: formatting.Words, context: RowContext) -> str:
    """Return the time of a state: when a snooze ends, or when the conversation came back."""
    if words is formatting.SNOOZED and row.snoozed_until is not None:
        return f" until {formatting.due_time(row.snoozed_until, context.now, context.zone)}"
    if words is formatting.BACK and (since := row.back_since(context.now)) is not None:
        return f" {formatting.moment(since, context.now, context.zone)}"
    return ""


def row_state(row: Conversation, now: datetime) -> formatting.Words | None:
    """Return the most urgent state of a conversation, which its row shows."""
    if row.state is not None:
        return formatting.state_words(row.state)
    if row.draft:
        return formatting.DRAFT
    if row.blocked:
        return formatting.BLOCKED
    if row.back_since(now) is not None:
        return formatting.BACK
    if row.is_snoozed(now):
        return formatting.SNOOZED
    if row.pinned:
        return formatting.PINNED
    if row.is_muted(now):
        return formatting.MUTED
    if row.done:
        return formatting.DONE
    return None
