"""What stands where a thread would, while none is open: the day, what waits, and five keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Final

from textual.strip import Strip
from textual.widget import Widget

from mmstui.domain.messages import OPEN_STATES, Status
from mmstui.tui.facts import DRAFT, UNREAD, day_name, state_words
from mmstui.tui.inks import Ground, Ink, Inks
from mmstui.tui.widgets.paint import Line

GUTTER_END: Final = 7
TEXT: Final = 9

#: A line: what stands in the gutter, its ink; the text, its ink.
_Row = tuple[str, Ink, str, Ink]


class Summary(Widget):
    """Counts in the gutter, words beside them."""

    DEFAULT_CSS = """
    Summary { background: $background; height: 1fr; width: 1fr; }
    """

    def __init__(self, *, clock: Callable[[], datetime], zone: tzinfo) -> None:
        super().__init__()
        self._clock = clock
        self._zone = zone
        self._title = ""
        self._rows: list[_Row] = []
        self._keys: list[tuple[str, str]] = []

    def update(self, status: Status | None, highlighted: str) -> None:
        """Say how things stand. `highlighted` is the name under the cursor, ready to paint."""
        title = day_name(self._clock(), self._zone)
        rows = [] if status is None or not status.conversations else _counts(status)
        keys = [("enter", f"open {highlighted}")] if highlighted else []
        if status is not None and status.conversations_unread:
            keys.append(("ctrl+n", "next unread"))
        keys += [("m", "new message"), ("D", "choose numbers"), ("?", "all keys")]
        if (title, rows, keys) != (self._title, self._rows, self._keys):
            self._title, self._rows, self._keys = title, rows, keys
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line."""
        ground, width = Inks.of(self).t0, self.size.width
        lines = self._lines(ground, width)
        y -= 1 if self.size.height >= 28 else 0
        return lines[y].strip() if 0 <= y < len(lines) else Line(width, ground.blank).strip()

    def _lines(self, ground: Ground, width: int) -> list[Line]:
        def line(gutter: str = "", text: str = "", ink: Ink = Ink.SOFT, bold: bool = False) -> Line:
            start = Line(width, ground.blank)
            start.gutter(gutter, ground.strong, GUTTER_END, 1)
            return start.to(TEXT).text(text, ground.of(ink, bold=bold), width - TEXT - 1)

        lines = [line("", self._title, Ink.INK, True), line()]
        for count, ink, text, text_ink in self._rows:
            row = Line(width, ground.blank).gutter(count, ground.of(ink), GUTTER_END, 1)
            lines.append(row.to(TEXT).text(text, ground.of(text_ink), width - TEXT - 1))
        if self._rows:
            lines.append(line())
        return [*lines, *(line(key, word) for key, word in self._keys)]


def _counts(status: Status) -> list[_Row]:
    """What waits, the most urgent first; a line of its own says that nothing does."""
    rows: list[_Row] = []

    def add(glyph: str, count: int, ink: Ink, one: str, many: str = "") -> None:
        if count:
            text = one if count == 1 or not many else many
            rows.append((f"{glyph}  {count}", ink, text, Ink.SOFT))

    add(
        UNREAD, status.conversations_unread, Ink.ACCENT,
        "conversation with something new", "conversations with something new",
    )  # fmt: skip
    for state in OPEN_STATES:
        words = state_words(state)
        ink = Ink.INK if words.ink is Ink.SOFT else words.ink
        add(words.glyph, status.outbox.get(state, 0), ink, words.word)
    add(DRAFT.glyph, status.drafts, Ink.INK, "draft", "drafts")
    return rows or [("", Ink.SOFT, "Nothing new, nothing waiting.", Ink.SOFT)]
