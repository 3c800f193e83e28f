"""Replacement of characters that an encoding lacks: ASCII for our signs, letters without accents.

A replacement is as many cells wide as its character, so that columns stay aligned.
"""

from __future__ import annotations

import codecs
import sys
import unicodedata
from functools import lru_cache
from typing import Final

#: The name of this error handler in `codecs`, for the `errors` argument of a stream.
ERRORS: Final = "mmstui.plain"

#: The signs that the screen draws, and common punctuation.
SIGNS: Final = {
    "─": "-", "━": "=", "│": "|", "┃": "|", "║": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+",
    "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+", "╭": "+", "╮": "+", "╰": "+", "╯": "+",
    "▌": "|", "▐": "|", "█": "#", "▓": "#", "▒": "#", "░": ".", "▀": '"', "▄": "_", "▁": "_",
    "▔": "-", "▎": "|", "▏": "|", "▊": "#", "▕": "|", "■": "#", "▪": "#", "▣": "#", "□": "#",
    "●": "*", "○": "o", "◌": "o", "◦": "o", "◆": "*", "◇": "*", "◷": "@", "•": "*", "·": ".",
    "✓": "v", "✔": "v", "×": "x", "✗": "x", "✕": "x", "∅": "0", "¶": "P", "♪": "~", "►": ">",
    "▶": ">", "◀": "<", "▲": "^", "▼": "v", "▸": ">", "▾": "v", "→": ">", "←": "<", "↑": "^",
    "↓": "v", "↵": "<", "⏎": "<", "⌫": "<", "¬": "-",
    "…": ".", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
    "‘": "'", "’": "'", "‚": ",", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‹": "<",
    "›": ">", "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2009": " ",
    "ʼ": "'", "ʻ": "'",
}  # fmt: skip
_SIGN_TABLE: Final = str.maketrans(SIGNS)
_NO_CELL: Final = frozenset({"Mn", "Me", "Cf"})


@lru_cache(4096)
def plain(character: str) -> str:
    """Return ASCII of the same width for a character, `?` per cell where there is none."""
    if character in SIGNS:
        return SIGNS[character]
    if unicodedata.category(character) in _NO_CELL:
        return ""
    wide = unicodedata.east_asian_width(character) in "WF"
    letter = unicodedata.normalize("NFKD", character)[0]
    if not letter.isascii() and character.isalpha():
        from mmstui.domain.searching.text_folding import fold  # only where not all can be written

        folded = fold(character).strip()[:1] or character
        letter = folded.upper() if character.isupper() else folded
    if letter.isascii() and letter.isprintable():
        return letter.ljust(2) if wide else letter
    return "??" if wide else "?"


def without_signs(text: str) -> str:
    """Return a text with ASCII in place of signs; letters stay."""
    return text if text.isascii() else text.translate(_SIGN_TABLE)


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(plain, error.object[error.start : error.end])), error.end


codecs.register_error(ERRORS, _replace)


def of_terminal(told: str) -> str:
    """Return a terminal's encoding by the locale; `told` is the encoding that Python chose.

    Python writes UTF-8 in a C locale (PEP 540), although that locale declares an ASCII terminal.
    """
    real = told
    if sys.flags.utf8_mode:
        import locale

        real = locale.getencoding()
    try:
        return codecs.lookup(real).name
    except LookupError:
        return "ascii"


def fitted(text: str, encoding: str) -> str:
    """Return a text with the characters that an encoding lacks replaced."""
    return text.encode(encoding, ERRORS).decode(encoding)
