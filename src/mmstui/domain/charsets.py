"""Text for a place that cannot write all of Unicode: signs of ours in ASCII, letters without marks.

What stands for a character takes as many cells as the character does, so that columns stay columns.
"""

from __future__ import annotations

import codecs
import locale
import sys
import unicodedata
from functools import lru_cache
from typing import Final

#: The name under which `codecs` knows the rule: what `errors=` of a stream is set to.
ERRORS: Final = "mmstui.plain"

#: The signs that the screen draws with, and marks of punctuation that people write.
SIGNS: Final = {
    "─": "-", "━": "=", "│": "|", "┃": "|", "║": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+",
    "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+", "╭": "+", "╮": "+", "╰": "+", "╯": "+",
    "▌": "|", "▐": "|", "█": "#", "▓": "#", "▒": "#", "░": ".", "▀": '"', "▄": "_", "▁": "_",
    "▔": "-", "▎": "|", "▏": "|", "▊": "#", "▕": "|", "■": "#", "▪": "#", "▣": "#", "□": "#",
    "●": "*", "○": "o", "◌": "o", "◦": "o", "◆": "*", "◇": "*", "◷": "@", "•": "*", "·": ".",
    "✓": "v", "✔": "v", "×": "x", "✗": "x", "✕": "x", "∅": "0", "¶": "P", "♪": "~", "►": ">",
    "▶": ">", "◀": "<", "▲": "^", "▼": "v", "▸": ">", "▾": "v", "→": ">", "←": "<", "↑": "^",
    "↓": "v", "↵": "<", "⏎": "<", "⌫": "<",
    "…": ".", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
    "‘": "'", "’": "'", "‚": ",", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‹": "<",
    "›": ">", "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2009": " ",
    "ʼ": "'", "ʻ": "'",
}  # fmt: skip
_NO_CELL: Final = frozenset({"Mn", "Me", "Cf"})


@lru_cache(4096)
def plain(character: str) -> str:
    """ASCII of the same width for a character, `?` for each cell where there is none."""
    if character in SIGNS:
        return SIGNS[character]
    if unicodedata.category(character) in _NO_CELL:
        return ""
    wide = unicodedata.east_asian_width(character) in "WF"
    letter = unicodedata.normalize("NFKD", character)[0]
    if not letter.isascii() and character.isalpha():
        from mmstui.domain.text_folding import fold  # only where not all can be written

        folded = fold(character).strip()[:1] or character
        letter = folded.upper() if character.isupper() else folded
    if letter.isascii() and letter.isprintable():
        return letter.ljust(2) if wide else letter
    return "??" if wide else "?"


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(plain, error.object[error.start : error.end])), error.end


codecs.register_error(ERRORS, _replace)


def of_terminal(told: str) -> str:
    """The encoding of a terminal by the locale; `told` is what Python has made of that.

    Python writes UTF-8 in a C locale (PEP 540), where a terminal was said to know ASCII.
    """
    real = locale.getencoding() if sys.flags.utf8_mode else told
    try:
        return codecs.lookup(real).name
    except LookupError:
        return "ascii"


def fitted(text: str, encoding: str) -> str:
    """A text as far as an encoding can write it, and what is like it for the rest."""
    return text.encode(encoding, ERRORS).decode(encoding)
