"""Terminals as far as they differ in the width of a character: what stands in which cell.

The widths are those that xterm 379, kitty 0.26, foot 1.13, mlterm 3.9, Konsole 22.12, VTE 0.70 and
tmux 3.3a moved the cursor by.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TOKEN = re.compile(r"\x1b\[(\d+);(\d+)H|\x1b\[(\d+)G|\x1b\[[\d;?]*[a-zA-Z]|(.)", re.S)
JOINER, EMOJI_STYLE, SHAKING = "\u200d", "\ufe0f", "\U0001fae8"
SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True)
class Widths:
    """How a terminal counts, by its name."""

    name: str
    joiner: int = 0
    skin_tone: int = 2
    joins: bool = False  #: a family is one character
    style: int = 0  #: what the selector adds to a heart
    vowel_sign: int = 1
    shaking: int = 1  #: the face of Unicode 15

    def of(self, character: str) -> int:
        """The cells of a character by itself."""
        if character == JOINER:
            return self.joiner
        if ord(character) in SKIN_TONES:
            return self.skin_tone
        if character == SHAKING:
            return self.shaking
        match unicodedata.category(character):
            case "Mn" | "Me" | "Cf":
                return 0
            case "Mc":
                return self.vowel_sign
        return 2 if unicodedata.east_asian_width(character) in "WF" else 1


TERMINALS = (
    Widths("xterm"),
    Widths("kitty", skin_tone=0, style=1, vowel_sign=0, shaking=2),
    Widths("foot", shaking=0),
    Widths("mlterm", joiner=1, vowel_sign=0),
    Widths("Konsole", skin_tone=0, joins=True, shaking=2),
    Widths("VTE", shaking=2),
    Widths("tmux", joins=True, shaking=0),
)


class Row:
    """One row of a terminal that has line wrap off; `#` stands where nothing was written."""

    def __init__(self, widths: Widths, columns: int) -> None:
        self._widths = widths
        self.cells = ["#"] * columns
        self._at = 0

    def feed(self, data: str) -> None:
        """Take what a program writes."""
        before = ""
        for _, column, moved, character in _TOKEN.findall(data):
            if column or moved:
                self._at = int(column or moved) - 1
                before = ""
            elif character:
                self._draw(character, before)
                before = character

    def _draw(self, character: str, before: str) -> None:
        width = self._widths.of(character)
        if self._widths.joins and before == JOINER:
            width = 0
        if character == EMOJI_STYLE and before in {"❤", "1"}:
            width = self._widths.style
            self._put("", width)
        elif width == 0 and character != SHAKING:
            last = max(0, self._at - 1)
            while last and not self.cells[last]:
                last -= 1
            self.cells[last] += character
        else:
            self._put(character, width)

    def _put(self, character: str, width: int) -> None:
        if not width:
            return
        last = len(self.cells) - width
        at = min(self._at, last)
        # Half of a wide character that is painted over goes.
        if not self.cells[at] and character and at:
            self.cells[at - 1] = " "
        if at + width < len(self.cells) and not self.cells[at + width]:
            self.cells[at + width] = " "
        self.cells[at : at + width] = [character, *[""] * (width - 1)]
        self._at = at + width
