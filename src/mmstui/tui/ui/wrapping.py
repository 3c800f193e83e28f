"""Wraps text into lines of so many cells, exactly as a terminal shows them.

Words stay whole where possible. A word longer than a line (a URL) is broken between clusters, and
so is a run of wide characters, which needs no blank for a break. No line is wider than `width`,
unless a single cluster is. French puts a blank before `?` and `!`; people type a plain blank, and
the text must not be broken there either.
"""

from __future__ import annotations

import re

from rich.cells import cell_len

from mmstui.tui.terminal.clusters import NARROW, clusters

# Blanks that do not allow a break, although `\\s` matches them.
_NO_BREAK = "\xa0\u202f"
# Signs that belong to the word before them, after one blank, if no character follows.
_SIGNS = r"(?:[?!:;»]+|[$€%])(?!\S)"
_TIED = re.compile(_SIGNS)
_WORDS = re.compile(rf"[^\S{_NO_BREAK}]*(?:« )?[\S{_NO_BREAK}]+(?: {_SIGNS})*")


def wrap(text: str, width: int) -> list[str]:
    """Wrap a text that is ready to paint into lines of at most `width` cells; at least one line.

    Blanks at a break are dropped; blanks at the beginning of a paragraph stay.
    """
    width = max(1, width)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        # A character takes at most two cells.
        if len(paragraph) * 2 <= width or cell_len(paragraph) <= width:
            lines.append(paragraph.rstrip())
        elif NARROW.fullmatch(paragraph):
            lines.extend(_wrap_narrow(paragraph, width))
        else:
            lines.extend(_wrap_wide(paragraph, width))
    return lines


def _wrap_narrow(paragraph: str, width: int) -> list[str]:
    """Wrap a paragraph whose characters are one cell each: offsets are cells."""
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
            # Break at a tied blank before breaking inside a word.
            end = word.rfind(" ", 1, width + 1)
            end = end if end > 0 else width
            lines.append(word[:end])
            word = word[end:].lstrip(" ")
        line = word
    if line or not lines:
        lines.append(line)
    return lines


def _wrap_wide(paragraph: str, width: int) -> list[str]:
    """Wrap a paragraph with wide characters: break after a blank or beside a wide cluster."""
    lines: list[str] = []
    start = end = used = 0
    # The last possible break: end of this line, start of the next line, cells up to the break.
    gap: tuple[int, int, int] | None = None
    was_wide = False
    for text, cells in clusters(paragraph):
        begin, end = end, end + len(text)
        blank = paragraph[begin:end].isspace() and paragraph[begin] not in _NO_BREAK
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
