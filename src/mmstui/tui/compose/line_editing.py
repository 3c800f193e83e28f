"""Readline's keys in the compose box: word movement, kill and yank, changes of case.

Words are letters and digits, as for `alt+b` and `alt+d` in a shell; `ctrl+w` cuts back to a blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from textual.widgets import TextArea
from textual.widgets.text_area import Location

from mmstui.domain.sanitise import typed
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

    def action_word_left(self) -> None:
        """Move to the beginning of the word."""
        self.move_cursor(self._before(_WORD))

    def action_word_right(self) -> None:
        """Move behind the end of the word."""
        self.move_cursor(self._after_word())

    # Cutting.

    def action_kill_word(self) -> None:
        """Cut up to the end of the word."""
        self._kill(self._after_word(), before=False)

    def action_kill_word_left(self) -> None:
        """Cut back to the beginning of the word."""
        self._kill(self._before(_WORD), before=True)

    def action_rub_out_word(self) -> None:
        """Cut back to a blank."""
        self._kill(self._before(_NO_BLANKS), before=True)

    def action_kill_line(self) -> None:
        """Cut the rest of the line; at its end, cut the line break."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if column < len(line):
            self._kill((row, len(line)), before=False)
        elif row + 1 < self.document.line_count:
            self._kill((row + 1, 0), before=False)

    def action_kill_line_left(self) -> None:
        """Cut the line up to the cursor; at its beginning, cut the line break before it."""
        row, column = self.cursor_location
        if column:
            self._kill((row, 0), before=True)
        elif row:
            self._kill((row - 1, len(self.document.get_line(row - 1))), before=True)

    def _kill(self, to: Location, *, before: bool) -> None:
        here = self.cursor_location
        start, end = sorted((here, to))
        text = self.document.get_text_range(start, end)
        if not text:
            return
        goes_on = self._cut_at == (self.text, here)
        self._delete_via_keyboard(start, end)
        if goes_on:
            self._ring.join(text, before=before)
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

    def action_upper(self) -> None:
        """Change the word to upper case."""
        self._recase(str.upper)

    def action_lower(self) -> None:
        """Change the word to lower case."""
        self._recase(str.lower)

    def action_capital(self) -> None:
        """Capitalize the word."""
        self._recase(str.capitalize)

    def _recase(self, change: Callable[[str], str]) -> None:
        start, end = self.cursor_location, self._after_word()
        text = self.document.get_text_range(start, end)
        spans = [match.span() for match in _WORD.finditer(_combining_as_nul(text))]
        changed = text
        for first, last in reversed(spans):
            changed = changed[:first] + change(text[first:last]) + changed[last:]
        if changed != text:
            self._replace_via_keyboard(changed, start, end)
        self.move_cursor((end[0], end[1] + len(changed) - len(text)))

    # Words.

    def _before(self, word: re.Pattern[str]) -> Location:
        """Return the beginning of the word at or before the cursor."""
        row, column = self.cursor_location
        while True:
            begins = [
                m.start()
                for m in word.finditer(_combining_as_nul(self.document.get_line(row)), 0, column)
            ]
            if begins:
                return row, begins[-1]
            if row == 0:
                return 0, 0
            row -= 1
            column = len(self.document.get_line(row))

    def _after_word(self) -> Location:
        """Return the end of the word at or after the cursor."""
        row, column = self.cursor_location
        while True:
            line = self.document.get_line(row)
            if match := _WORD.search(_combining_as_nul(line), column):
                return row, match.end()
            if row + 1 >= self.document.line_count:
                return row, len(line)
            row, column = row + 1, 0
