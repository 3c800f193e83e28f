"""A list of one-line rows that draws only the visible rows, for pickers and the file browser.

It keeps its own scroll position `top` and draws its own scrollbar, so that moving the cursor
repaints once, whatever the number of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from mmstui.tui.layout import WHEEL
from mmstui.tui.theme.palette import Palette, Surface
from mmstui.tui.ui.line_builder import LineBuilder, blank_strip
from mmstui.tui.ui.wrapping import wrap


class VirtualList(Widget):
    """A list of rows with a cursor. A subclass gives `count` and paints each row."""

    DEFAULT_CSS = """
    VirtualList { height: 1fr; width: 1fr; }
    """

    @dataclass
    class Moved(Message):
        """Posted when the cursor moved to another row, or the rows changed."""

        rows: VirtualList

        @property
        def control(self) -> VirtualList:
            """The list that posted the message."""
            return self.rows

    @dataclass
    class Chosen(Message):
        """Posted when the row under the cursor was clicked."""

        rows: VirtualList

        @property
        def control(self) -> VirtualList:
            """The list that posted the message."""
            return self.rows

    def __init__(self, *, id: str | None = None, tone: int = 0, text_column: int = 2) -> None:
        """`text_column` is where the text of a row, and of the error below it, begins."""
        super().__init__(id=id)
        self.tone = tone
        self.text_column = text_column
        self.cursor = 0
        self.top = 0
        self._note: tuple[str, ...] = ()
        self._note_row = -1

    # For subclasses.

    @property
    def count(self) -> int:
        """The number of rows."""
        raise NotImplementedError

    @property
    def takes_keys(self) -> bool:
        """Whether the list has the keys: then the bar is accent, otherwise faint."""
        return True

    @property
    def shows_cursor(self) -> bool:
        """Whether the cursor's row is marked."""
        return True

    def paint(self, line: LineBuilder, index: int, surface: Surface) -> None:
        """Paint a row from column 1 on."""
        raise NotImplementedError

    def paint_empty(self, line: LineBuilder, surface: Surface) -> None:
        """Paint the first line of an empty list."""

    def view_changed(self) -> None:
        """Called when other rows may have become visible."""

    # Moving.

    def move_to(self, index: int) -> None:
        """Move the cursor to a row, or to the last one if there are fewer."""
        index = max(0, min(index, self.count - 1))
        if index != self.cursor:
            self.cursor = index
            self._note, self._note_row = (), -1
            self.post_message(self.Moved(self))
        self._bring_into_view()
        self.refresh()

    def move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self.move_to(self.cursor + rows)

    def page(self, pages: int) -> None:
        """Move the cursor by a screenful less one row, which stays visible."""
        self.move(pages * max(1, self.size.height - 1))

    def rows_changed(self, cursor: int = 0) -> None:
        """Set the cursor and scroll position for new rows, and post `Moved`."""
        self.cursor = max(0, min(cursor, self.count - 1))
        self.top = 0
        self._note, self._note_row = (), -1
        self._bring_into_view()
        self.post_message(self.Moved(self))
        self.refresh()

    def rows_moved(self, cursor: int) -> None:
        """Set the cursor after rows were added or removed, on the same line of the screen."""
        line = self.cursor - self.top
        if self._note_row == self.cursor:
            self._note_row = cursor
        self.cursor = max(0, min(cursor, self.count - 1))
        self.top = max(0, self.cursor - line)
        self._bring_into_view()
        self.post_message(self.Moved(self))
        self.refresh()

    def say(self, sentence: str) -> None:
        """Show an error below the cursor's row; it disappears when the cursor moves."""
        width = max(10, self.content_size.width - self.text_column - 2)
        self._note = tuple(wrap(sentence, width))
        self._note_row = self.cursor
        self._bring_into_view()
        self.refresh()

    @property
    def note(self) -> str:
        """The error, "" if there is none."""
        return " ".join(self._note)

    def _bring_into_view(self) -> None:
        height = self.size.height
        if height <= 0:
            return
        below = len(self._note) if self._note_row == self.cursor else 0
        top = min(self.top, self.cursor)
        top = max(top, min(self.cursor, self.cursor + 1 + below - height))
        self.top = max(0, min(top, self._lines - height))
        self.view_changed()

    @property
    def _lines(self) -> int:
        return self.count + len(self._note)

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """Draw one line of the list."""
        width, height = self.size
        palette = Palette.of(self)
        index, note = self._at(self.top + y)
        surface = palette.on(self.tone)
        overflows = self._lines > height
        inner = width - 1 if overflows else width
        if self.count == 0 and y == 0:
            line = LineBuilder(width, surface.blank)
            self.paint_empty(line, surface)
            return line.strip()
        if index >= self.count:
            # The list ends with its last row; below it the dialog's tone is visible.
            return blank_strip(width, palette.t1.blank)
        at_cursor = index == self.cursor and self.shows_cursor
        if note is None and at_cursor:
            surface = palette.cursor if self.takes_keys else palette.cursor_away
        line = LineBuilder(inner, surface.blank)
        if note is not None:
            line.to(self.text_column).text(note, surface.error)
        else:
            if at_cursor:
                line.text(palette.bar, surface.bar if self.takes_keys else surface.bar_away)
            self.paint(line, index, surface)
        strip = line.strip()
        if overflows:
            glyph, style = self._scrollbar(y, palette.on(self.tone))
            strip = Strip.join([strip, LineBuilder(1, style).text(glyph, style).strip()])
        return strip

    def _at(self, line: int) -> tuple[int, str | None]:
        """Return the row at a line of the whole list, or the row above it and that line of its
        error.
        """
        if self._note_row < 0 or line <= self._note_row:
            return line, None
        below = line - self._note_row - 1
        if below < len(self._note):
            return self._note_row, self._note[below]
        return line - len(self._note), None

    def _scrollbar(self, y: int, surface: Surface) -> tuple[str, Style]:
        height, lines = self.size.height, self._lines
        length = max(1, height * height // lines)
        start = round(self.top * (height - length) / max(1, lines - height))
        return ("┃", surface.faint) if start <= y < start + length else ("│", surface.rule)

    # The mouse and the size.

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._bring_into_view()
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll; the cursor moves only to stay in view."""
        event.stop()
        self._scroll(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll; the cursor moves only to stay in view."""
        event.stop()
        self._scroll(-WHEEL)

    def _scroll(self, lines: int) -> None:
        self.top = max(0, min(self.top + lines, self._lines - self.size.height))
        self.move_to(max(self.top, min(self.cursor, self.top + self.size.height - 1)))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked row; choose it if the cursor is there already."""
        index, note = self._at(self.top + event.y)
        if note is not None or index >= self.count:
            return
        if index == self.cursor:
            self.post_message(self.Chosen(self))
        else:
            self.move_to(index)
