"""Measures of Textual's text area, by clusters.

Textual measures each character by itself: a click behind a family emoji, or a line break in a row
of hearts, would be some cells away from what is drawn (findings/textual-hearts-wrap.sh).
"""

from __future__ import annotations

import re
from typing import Any, Final

from rich.cells import cell_len
from textual.document import _wrapped_document

from mmstui.tui.terminal.clusters import clusters

_WORDS: Final = re.compile(r"\S+\s*|\s+")


def install() -> None:
    """Let Textual's text areas measure clusters."""
    _wrapped_document.cell_width_to_column_index = column_at  # type: ignore[attr-defined]
    _wrapped_document.compute_wrap_offsets = wrap_offsets  # type: ignore[attr-defined]


def column_at(line: str, cell_width: int, tab_width: int) -> int:
    """Return the index of the cluster at a cell of a line, which has no tabs."""
    at = used = 0
    for cluster in clusters(line):
        used += cluster.cells
        if used > cell_width:
            return at
        at += len(cluster.text)
    return at


def wrap_offsets(text: str, width: int, *_: Any, **__: Any) -> list[int]:
    """Return the indexes of line breaks in a text without tabs; no line is wider than `width`.

    Words stay whole where possible; blanks stay behind their word, also beyond the width.
    """
    breaks: list[int] = []
    used = 0
    for match in _WORDS.finditer(text):
        start, word = match.start(), match[0]
        cells = cell_len(word)
        if used + cells <= width:
            used += cells
            continue
        if cells <= width:
            if start:
                breaks.append(start)
            used = cells
            continue
        if start:
            breaks.append(start)
        used = 0
        for cluster in clusters(word):
            if used and used + cluster.cells > width:
                breaks.append(start)
                used = 0
            used += cluster.cells
            start += len(cluster.text)
    return breaks
