"""The kill ring: texts cut with readline's keys, for `ctrl+y` to insert again."""

from __future__ import annotations

from typing import Final

#: The number of texts kept, as in readline.
MOST: Final = 10


class KillRing:
    """The last texts that were killed; the newest is inserted first."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._texts)

    @property
    def text(self) -> str:
        """The text to yank, "" if there is none."""
        return self._texts[-1] if self._texts else ""

    def add(self, text: str) -> None:
        """Add a killed text."""
        if text:
            self._texts = [*self._texts, text][-MOST:]

    def join(self, text: str, *, before: bool) -> None:
        """Add a text to the last one: both are yanked together."""
        last = self._texts.pop() if self._texts else ""
        self.add(text + last if before else last + text)

    def rotate(self) -> None:
        """Make the text before the last one the one to yank."""
        if self._texts:
            self._texts.insert(0, self._texts.pop())
