"""What was cut with readline's keys, for `ctrl+y` to bring back."""

from __future__ import annotations

from typing import Final

#: As many as readline keeps.
MOST: Final = 10


class KillRing:
    """The last texts that were cut, the newest first to come back."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._texts)

    @property
    def text(self) -> str:
        """The text to bring back, "" if there is none."""
        return self._texts[-1] if self._texts else ""

    def add(self, text: str) -> None:
        """A text was cut."""
        if text:
            self._texts = [*self._texts, text][-MOST:]

    def join(self, text: str, *, before: bool) -> None:
        """More was cut beside the last text: both come back as one."""
        last = self._texts.pop() if self._texts else ""
        self.add(text + last if before else last + text)

    def rotate(self) -> None:
        """The text before the last one is now the one to bring back."""
        if self._texts:
            self._texts.insert(0, self._texts.pop())
