"""Text from outside, made harmless to show.

A terminal obeys what it is sent: ESC, the C1 controls and BEL move its cursor, set its title,
write its clipboard; bidirectional overrides make a line read as something else. Nothing of the
kind passes here. What is taken out leaves a visible mark, so that no one can hide that it was
there. Variation selectors and combining marks stay, and the joiners of emoji: emoji and accents
need them. Any other joiner goes: what measures text takes `a`, joiner, `b` for one cell, and a
terminal that paints two would be pushed over the edge of the line.
"""

from __future__ import annotations

import re
from typing import Final

MARK: Final = "\ufffd"

# C0 but tab and newline, DEL, C1; bidi embeddings, overrides, isolates and marks; line and
# paragraph separators (a terminal may break the line there); BOM; interlinear annotations;
# surrogates; tag characters, which spell invisible text; noncharacters.
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u202a-\u202e\u2066-\u2069"
    "\u2028\u2029\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff]"
)
# Directional marks reorder nothing by themselves and stand in many honest texts: dropped, unmarked.
_MARKS = re.compile("[\u061c\u200e\u200f]")
_TAG_RUN = re.compile("(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")
_SURROGATES = re.compile("[\ud800-\udfff]")
_NAME_BYTES: Final = 120
_BLANKS = re.compile(r"\s+")
# More marks than any language piles on one letter would paint over the lines above.
_MARK_PILE = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)

# What is joined into one emoji: pictures, and the few signs that stand behind a person.
_EMOJI = (
    "[\u2194\u2195\u2620\u2640\u2642\u267e\u2695\u2696\u26a7\u26d3\u26f9\u2708\u2744\u2764"
    "\u27a1\u2b1b\U0001f300-\U0001faff]"
)
_NO_JOINER = re.compile(f"(?<!{_EMOJI})(?<!{_EMOJI}\ufe0f)\u200d|\u200d(?!{_EMOJI})")
# The same, but for letters of scripts that are written with joiners (Arabic to Sinhala).
_NO_JOINER_TYPED = re.compile(
    f"(?<!{_EMOJI})(?<!{_EMOJI}\ufe0f)(?<![\u0600-\u0dff])\u200d"
    f"|(?<![\u0600-\u0dff])\u200d(?!{_EMOJI})|(?<=\u200d)\u200d"
)
# No emoji is made of more than four.
_CHAIN = re.compile(f"((?:\u200d{_EMOJI}[\U0001f3fb-\U0001f3ff]?\ufe0f?){{3}})\u200d")


def display(text: str) -> str:
    """Text for a place with several lines: harmless, one kind of line end, tabs as four blanks."""
    return _harmless(text, _NO_JOINER)


def typed(text: str) -> str:
    """As `display`, for a box to write in: joiners that a script needs go out with the text."""
    return _harmless(text, _NO_JOINER_TYPED)


def _harmless(text: str, no_joiner: re.Pattern[str]) -> str:
    # What is taken out below is never a letter, a sign or a plain blank: few texts have any of it.
    if text.isprintable():
        return text if text.isascii() else _MARK_PILE.sub(r"\1", text)
    text = _LINE_ENDS.sub("\n", text).replace("\t", "    ")
    text = _HOSTILE.sub(MARK, _MARKS.sub("", text))
    text = _TAG_RUN.sub(MARK, text)
    if "\u200d" in text:
        text = _CHAIN.sub(r"\1", no_joiner.sub("", text))
    return _MARK_PILE.sub(r"\1", text)


def line(text: str) -> str:
    """Text for a single line: as `display`, with every run of blanks and line ends as one blank."""
    if text.isprintable() and "  " not in text:
        return display(text).strip()
    return _BLANKS.sub(" ", display(text)).strip()


def file_name(name: str) -> str:
    """A name from outside as a safe last component of a path: no separators, dots first, controls.

    At most 120 bytes of UTF-8 (file systems take 255, and prefixes are put before it), never empty.
    """
    name = line(name).replace("\\", "/").rsplit("/", 1)[-1]
    name = re.sub(r"[^\w.\- ()]", "_", name).strip(" .-")
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 8:
        return _at_most(name, _NAME_BYTES) or "file"
    suffix = _at_most(suffix, 16)
    stem = _at_most(stem, _NAME_BYTES - 1 - len(suffix.encode()))
    return f"{stem}.{suffix}"


def _at_most(text: str, size: int) -> str:
    return text.encode()[:size].decode("utf-8", "ignore").strip(" .-")


def without_surrogates(text: str) -> str:
    """Lone surrogates as U+FFFD: a text cut through an emoji would break every encoder after."""
    return text if text.isprintable() else _SURROGATES.sub(MARK, text)


def has_surrogates(text: str) -> bool:
    """Whether a text holds what no encoding can write: bytes that were no text at its source."""
    return not text.isprintable() and _SURROGATES.search(text) is not None
