"""What the terminal shows of lines that change by a few cells: only those are sent again.

A typed letter changes two cells of its line and a digit of the badge; to send both lines takes six
times the bytes, which a slow line feels.
"""

from __future__ import annotations

from rich.cells import get_character_cell_size
from rich.style import Style
from textual.strip import Strip


class ShownCells:
    """The strips of the screen that were sent last, by line and first column."""

    def __init__(self) -> None:
        self._lines: dict[int, dict[int, Strip]] = {}

    def clear(self) -> None:
        """Forget all: the whole screen is painted again."""
        self._lines.clear()

    def covered(self, y: int, x: int, strip: Strip) -> None:
        """Forget what a strip is painted over."""
        if line := self._lines.get(y):
            end = x + strip.cell_length
            for start, shown in list(line.items()):
                if start < end and start + shown.cell_length > x:
                    del line[start]

    def changed(self, y: int, x: int, strip: Strip) -> tuple[int, Strip]:
        """Return the first column and the cells to send for a strip, and note it as shown."""
        shown = self._lines.get(y, {}).get(x)
        self.covered(y, x, strip)
        self._lines.setdefault(y, {})[x] = strip
        if shown is None or shown.cell_length != strip.cell_length:
            return x, strip
        left, right = _changed(shown, strip)
        return x + left, strip.crop(left, right)


def _changed(before: Strip, after: Strip) -> tuple[int, int]:
    """Return from which cell to which a strip differs from another of its width."""
    old, new = _cells(before), _cells(after)
    if old is None or new is None:
        return 0, after.cell_length
    left, right = 0, len(new)
    while left < right and old[left] == new[left]:
        left += 1
    while right > left and old[right - 1] == new[right - 1]:
        right -= 1
    return left, right


def _cells(strip: Strip) -> list[tuple[str, Style | None]] | None:
    """Return the cells of a strip; None if some sign is not a cell of its own, as in emoji."""
    text = strip.text
    if not text.isascii() and any(get_character_cell_size(sign) != 1 for sign in text):
        return None
    return [(sign, style) for part, style, _ in strip for sign in part]
