"""A terminal that is too small for the panes: it shows a short sentence instead of the inbox.

Below some width a text field has no cells left, and Textual divides by zero. So the panes are never
laid out in less than `LEAST`, and a smaller terminal shows only the sentence.
"""

from __future__ import annotations

from typing import Final

from textual.geometry import Size

#: The least size, in cells, that the panes are laid out in.
LEAST: Final = Size(20, 5)
_WORDS: Final = "mmstui needs a larger terminal"


def room(terminal: Size) -> Size:
    """Return the size to lay out in, for the size of a terminal."""
    return Size(max(terminal.width, LEAST.width), max(terminal.height, LEAST.height))


def words(terminal: Size) -> str:
    """Return the output for a small terminal: as much of the sentence as fits."""
    width = max(1, terminal.width)
    lines = [_WORDS[at : at + width] for at in range(0, len(_WORDS), width)]
    shown = lines[: max(1, terminal.height)]
    return "\x1b[0m\x1b[2J" + "".join(f"\x1b[{n};1H{line}" for n, line in enumerate(shown, 1))
