"""A description list on the screen: it scrolls and has no cursor."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.strip import Strip

from mmstui.tui.theme.palette import Palette, Surface
from mmstui.tui.ui.description_list import AIR, Entry, Row, rows
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.virtual_list import VirtualList

#: Blank columns at the right end of a line.
RIGHT_AIR = 3


class DescriptionView(VirtualList):
    """A list of labels and values, wrapped to its width. The keys that move a cursor scroll it."""

    def __init__(self, entries: Sequence[Entry], *, text_column: int) -> None:
        super().__init__(tone=1, text_column=text_column)
        self.cursor = -1
        self._entries = entries
        self._rows: list[Row] = []
        self._broken_to = 0

    @property
    def count(self) -> int:
        """The number of lines."""
        return len(self._rows)

    def break_to(self, width: int) -> int:
        """Lay out the list for a width of the whole widget; return the number of lines."""
        room = max(8, width - self.text_column - RIGHT_AIR)
        if room != self._broken_to:
            self._broken_to = room
            self._rows = rows(self._entries, room)
        return len(self._rows)

    def show(self, entries: Sequence[Entry]) -> None:
        """Replace the entries and keep the scroll position."""
        if entries != self._entries:
            self._entries = entries
            self._rows = rows(entries, self._broken_to)
            self._scroll(0)

    def paint(self, line: LineBuilder, index: int, surface: Surface) -> None:
        """Paint a label and its value."""
        label, pieces = self._rows[index]
        line.gutter(label, surface.faint, self.text_column - 2).to(self.text_column)
        line.parts([(p.text, surface.of(p.role, bold=p.bold)) for p in pieces], AIR)

    def render_line(self, y: int) -> Strip:
        """Draw a line. Below the last one, lines are blank in the dialog's own tone."""
        if self.top + y >= self.count:
            return LineBuilder(self.size.width, Palette.of(self).t1.blank).strip()
        return super().render_line(y)

    # Moving scrolls.

    def move_to(self, index: int) -> None:
        """Scroll to the first or the last line."""
        self._scroll(-self.count if index <= 0 else self.count)

    def move(self, rows: int) -> None:
        """Scroll by some lines."""
        self._scroll(rows)

    def _bring_into_view(self) -> None:
        self._scroll(0)

    def _scroll(self, lines: int) -> None:
        top = max(0, min(self.top + lines, self.count - self.size.height))
        self.top = top
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Ignore clicks: there is nothing to choose."""
        event.stop()
