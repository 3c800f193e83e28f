"""Readline's keys in the compose box: word movement, kill and yank, changes of case.

Words are letters and digits, as for `alt+b` and `alt+d` in a shell; `ctrl+w` cuts back to a blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Final

from textual.widgets import TextArea
from textual.widgets.text_area import DocumentBase, Location

from mmstui.domain.text.sanitise import typed
from mmstui.tui.terminal.clusters import begins, ends, is_emoji, nearest
from mmstui.tui.terminal.text_area_clusters import install
from mmstui.tui.ui.kill_ring import KillRing

install()

#: Applied to the result of `_combining_as_nul`.
_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|\x00)*")
_NO_BLANKS: Final = re.compile(r"\S+")
_JOINERS: Final = ("\u200c", "\u200d", typed("\u200d"))


def _combining_as_nul(text: str) -> str:
    """Return the text with combining characters (accents, vowel signs, joiners) replaced by NUL.

    For `re` they would end a word, and a cut there would separate them from their letter.
    """
    if text.isascii():
        return text
    return "".join(
        "\0" if character in _JOINERS or unicodedata.category(character)[0] == "M" else character
        for character in text
    )


class LineEditing(TextArea):
    """A TextArea with a kill ring."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(highlight_cursor_line=False, id=id)
        self._ring = KillRing()
        #: Text and cursor after the last cut: an adjacent cut at once is joined to it.
        self._cut_at: tuple[str, Location] | None = None
        #: Text, start and end of the last yank, while they are unchanged.
        self._yanked: tuple[str, Location, Location] | None = None

    # Moving. The caret is never inside a cluster, where it would not be visible.

    def clamp_visitable(self, location: Location) -> Location:
        """Return the nearest location where the caret can be."""
        row, column = super().clamp_visitable(location)
        here = self.selection.end
        before = here[1] if here[0] == row else column
        return row, nearest(self.document.get_line(row), column, before)

    def get_cursor_left_location(self) -> Location:
        """Return the location before the emoji, or the character, at the left."""
        row, column = super().get_cursor_left_location()
        line = self.document.get_line(row)
        return row, begins(line, column) if is_emoji(line, column) else column

    def get_cursor_right_location(self) -> Location:
        """Return the location behind the cluster at the right."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        return (
            (row, ends(line, column)) if column < len(line) else super().get_cursor_right_location()
        )

    def action_word(self, place: str) -> None:
        """Move to the beginning of the word, or behind its end."""
        self.move_cursor(PLACES[place](self.document, self.cursor_location))

    # Cutting.

    def action_kill(self, place: str) -> None:
        """Cut the text between the cursor and a place."""
        here = self.cursor_location
        to = PLACES[place](self.document, here)
        start, end = sorted((here, to))
        text = self.document.get_text_range(start, end)
        if not text:
            return
        goes_on = self._cut_at == (self.text, here)
        self._delete_via_keyboard(start, end)
        if goes_on:
            self._ring.join(text, before=to < here)
        else:
            self._ring.add(text)
        self._cut_at = (self.text, self.cursor_location)

    # Yanking.

    def action_yank(self) -> None:
        """Insert the last cut."""
        if self._ring:
            self._yank(*self.selection)

    def action_yank_pop(self) -> None:
        """Right after a yank: replace it by the cut before it."""
        if self._yanked is not None and self._yanked == (self.text, *self._yanked[1:]):
            _, start, end = self._yanked
            if self.cursor_location == end:
                self._ring.rotate()
                self._yank(start, end)

    def _yank(self, start: Location, end: Location) -> None:
        start, end = sorted((start, end))
        if (result := self._replace_via_keyboard(self._ring.text, start, end)) is not None:
            self.move_cursor(result.end_location)
            self._yanked = (self.text, start, self.cursor_location)

    # Case.

    def action_recase(self, case: str) -> None:
        """Change the case of the word: `upper`, `lower`, or `capital`."""
        change = {"upper": str.upper, "lower": str.lower, "capital": str.capitalize}[case]
        start, end = self.cursor_location, _word_end(self.document, self.cursor_location)
        text = self.document.get_text_range(start, end)
        spans = [match.span() for match in _WORD.finditer(_combining_as_nul(text))]
        changed = text
        for first, last in reversed(spans):
            changed = changed[:first] + change(text[first:last]) + changed[last:]
        if changed != text:
            self._replace_via_keyboard(changed, start, end)
        self.move_cursor((end[0], end[1] + len(changed) - len(text)))


# Places in a text, seen from a location.


def _last(word: re.Pattern[str], document: DocumentBase, here: Location) -> Location:
    """Return the beginning of the last match at or before a location."""
    row, column = here
    while True:
        begins = [
            m.start() for m in word.finditer(_combining_as_nul(document.get_line(row)), 0, column)
        ]
        if begins:
            return row, begins[-1]
        if row == 0:
            return 0, 0
        row -= 1
        column = len(document.get_line(row))


def _word_end(document: DocumentBase, here: Location) -> Location:
    """Return the end of the word at or after a location."""
    row, column = here
    while True:
        line = document.get_line(row)
        if match := _WORD.search(_combining_as_nul(line), column):
            return row, match.end()
        if row + 1 >= document.line_count:
            return row, len(line)
        row, column = row + 1, 0


def _line_start(document: DocumentBase, here: Location) -> Location:
    """Return the beginning of the line; from there, the end of the line before it."""
    row, column = here
    if column or not row:
        return row, 0
    return row - 1, len(document.get_line(row - 1))


def _line_end(document: DocumentBase, here: Location) -> Location:
    """Return the end of the line; from there, the beginning of the next line."""
    row, column = here
    end = len(document.get_line(row))
    return (row + 1, 0) if column >= end and row + 1 < document.line_count else (row, end)


#: The places that commands name.
PLACES: Final[dict[str, Callable[[DocumentBase, Location], Location]]] = {
    "word_start": partial(_last, _WORD),
    "word_end": _word_end,
    "blank": partial(_last, _NO_BLANKS),
    "line_start": _line_start,
    "line_end": _line_end,
}
