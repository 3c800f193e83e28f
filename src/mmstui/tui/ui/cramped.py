"""A terminal that is too small for any pane: a few words in place of the inbox.

Below some width nothing of a text field is left, and Textual divides by that. So the panes never
get less than `LEAST`, and a terminal that has less shows only what is asked of it.
"""

from __future__ import annotations

from typing import Final

from textual.geometry import Size

#: The least that the panes are laid out in, in cells.
LEAST: Final = Size(20, 5)
_WORDS: Final = "mmstui needs a larger terminal"


def room(terminal: Size) -> Size:
    """The size to lay out in, for a terminal of a size."""
    return Size(max(terminal.width, LEAST.width), max(terminal.height, LEAST.height))


def words(terminal: Size) -> str:
    """What such a terminal is sent: as much of a sentence as there is room for."""
    width = max(1, terminal.width)
    lines = [_WORDS[at : at + width] for at in range(0, len(_WORDS), width)]
    shown = lines[: max(1, terminal.height)]
    return "\x1b[0m\x1b[2J" + "".join(f"\x1b[{n};1H{line}" for n, line in enumerate(shown, 1))
