"""Breaking text into lines of so many cells, exactly as a terminal will show them.

Words stay whole where they can; a word longer than a line (a URL) is broken between graphemes, and
so is a run of wide characters, which needs no blank to be broken at. No line is ever wider than
asked, but for a single grapheme that is. French puts a blank before `?` and `!`: people type it as
a plain one, and still it is not a place for a break.
"""

from __future__ import annotations

import re

from rich.cells import cell_len, split_graphemes

# Blanks that no line is broken at, though `\\s` has them.
_FIRM = "\xa0\u202f"
# After one blank: signs that belong to the word before it, if nothing follows them.
_SIGNS = r"(?:[?!:;»]+|[$€%])(?!\S)"
_TIED = re.compile(_SIGNS)
_WORDS = re.compile(rf"[^\S{_FIRM}]*(?:« )?[\S{_FIRM}]+(?: {_SIGNS})*")
# One cell each, and nothing among them joins or changes another: Latin and its punctuation.
_NARROW = re.compile("[\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2015\u2018-\u201f\u2022\u2026\u20ac]*")


def wrap(text: str, width: int) -> list[str]:
    """The lines of a text that is ready to paint, each at most `width` cells, at least one line.

    Blanks at a break are dropped; those that begin a paragraph stay.
    """
    width = max(1, width)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        # A cell is at most one character, and a character at most two cells.
        if len(paragraph) * 2 <= width or cell_len(paragraph) <= width:
            lines.append(paragraph.rstrip())
        elif _NARROW.fullmatch(paragraph):
            lines.extend(_narrow(paragraph, width))
        else:
            lines.extend(_wide(paragraph, width))
    return lines


def _narrow(paragraph: str, width: int) -> list[str]:
    """Every character is one cell: offsets are cells."""
    lines: list[str] = []
    line = ""
    for match in _WORDS.finditer(paragraph):
        word = match.group()
        if len(line) + len(word) <= width:
            line += word
            continue
        if line:
            lines.append(line)
            word = word.lstrip(" ")
        while len(word) > width:
            # What is tied together comes apart before a word does.
            end = word.rfind(" ", 1, width + 1)
            end = end if end > 0 else width
            lines.append(word[:end])
            word = word[end:].lstrip(" ")
        line = word
    if line or not lines:
        lines.append(line)
    return lines


def _wide(paragraph: str, width: int) -> list[str]:
    """A break may come after a blank, and on either side of a wide grapheme."""
    spans, _ = split_graphemes(paragraph)
    lines: list[str] = []
    start = used = 0
    # Where the line may be broken: the end of what stays, the start of what follows, cells so far.
    gap: tuple[int, int, int] | None = None
    was_wide = False
    for begin, end, cells in spans:
        blank = paragraph[begin:end].isspace() and paragraph[begin] not in _FIRM
        if begin > start and (cells > 1 or was_wide) and not blank:
            gap = (begin, begin, used)
        if used + cells > width and not blank and begin > start:
            if gap is None or gap[1] <= start:
                gap = (begin, begin, used)
            lines.append(paragraph[start : gap[0]].rstrip())
            start, used = gap[1], used - gap[2]
            gap = None
        used += cells
        if blank and paragraph[start:end].strip() and not _TIED.match(paragraph, end):
            gap = (begin, end, used)
        was_wide = cells > 1
    lines.append(paragraph[start:].rstrip())
    return lines
