"""How many cells of a terminal a text takes, for the columns that commands print.

The screens measure with Rich, which knows more and takes longer to load.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

_JOINER: Final = "\u200d"
_AS_EMOJI: Final = "\ufe0f"
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)


def cells(text: str) -> int:
    """Return the number of cells of a text without control characters."""
    return len(text) if text.isascii() else sum(width for _, width in _measured(text))


def cut(text: str, most: int) -> str:
    """Return the beginning of a text that takes at most so many cells."""
    if text.isascii():
        return text[:most]
    used, kept = 0, []
    for character, width in _measured(text):
        used += width
        if used > most:
            break
        kept.append(character)
    return "".join(kept)


def aligned(text: str, side: str, width: int) -> str:
    """Return a text with blanks, as wide as `width` or wider. `side`: `<`, `>` or `^`, as str's."""
    blanks = max(0, width - cells(text))
    before = {"<": 0, ">": blanks, "^": blanks // 2}[side]
    return f"{' ' * before}{text}{' ' * (blanks - before)}"


def _measured(text: str) -> Iterator[tuple[str, int]]:
    """Yield each character and the cells by which it makes the text wider."""
    before, width_before = "", 0
    for character in text:
        width = _width(character, before, width_before)
        yield character, width
        if width or character == _JOINER:
            before, width_before = character, width


def _width(character: str, before: str, width_before: int) -> int:
    if before == _JOINER:
        return 0
    if character == _AS_EMOJI:
        return 1 if width_before == 1 else 0
    if ord(character) in _SKIN_TONES and width_before == 2:
        return 0
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
