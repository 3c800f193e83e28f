"""Text from outside, made harmless to show.

A terminal obeys what it is sent: ESC, the C1 controls and BEL move its cursor, set its title,
write its clipboard; bidirectional overrides make a line read as something else. Nothing of the
kind passes here. What is taken out leaves a visible mark, so that no one can hide that it was
there. Joiners, variation selectors and combining marks stay: emoji and accents need them.
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
_NAME_BYTES: Final = 120
_BLANKS = re.compile(r"\s+")
# More marks than any language piles on one letter would paint over the lines above.
_MARK_PILE = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)


def display(text: str) -> str:
    """Text for a place with several lines: harmless, one kind of line end, tabs as four blanks."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\t", "    ")
    text = _HOSTILE.sub(MARK, _MARKS.sub("", text))
    text = _TAG_RUN.sub(MARK, text)
    # A joiner with nothing to join mis-measures the line it begins.
    text = re.sub(r"(^|\n)\u200d+", r"\1", text)
    return _MARK_PILE.sub(r"\1", text)


def line(text: str) -> str:
    """Text for a single line: as `display`, with every run of blanks and line ends as one blank."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
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
    return re.sub("[\ud800-\udfff]", MARK, text)
