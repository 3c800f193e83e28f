"""Keeps texts in their columns, whatever width a terminal gives an emoji.

Programs that measure text and terminals that draw it agree on most characters, but not on many
newer ones: a family emoji has two cells here, six in xterm, eight in mlterm. The text after it
would then be drawn in a wrong column, or even in another pane. So after each cluster of unsure
width the cursor is moved to the column where the next one begins. What a terminal draws wider is
painted over by what follows; where nothing follows in the row, only the cluster's first character
is written. Its cells are painted blank first, for a terminal that draws it narrower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from rich.cells import cell_len

from mmstui.tui.terminal.clusters import Cluster, clusters, is_vowel_sign

# Characters whose width is certain in all terminals: Latin, Greek, Cyrillic, Hebrew, their marks,
# punctuation, signs and lines, Chinese, Japanese and Korean.
_SURE: Final = (
    "\x20-\x7e\xa0-\xac\xae-\u0482\u048a-\u052f\u0591-\u05ea\u1e00-\u1fff"
    "\u2010-\u2015\u2018-\u2027\u2030-\u205e\u20a0-\u20c0\u2190-\u21ff\u2200-\u22ff\u2500-\u25f7"
    "\u266a\u2713\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
    "\uff01-\uff60\ufffd"
)
_UNSURE: Final = re.compile(f"[^{_SURE}\x1b\r\n]")
#: Before each move of the cursor.
_MOVE: Final = re.compile(r"(?=\x1b\[\d+;\d+H)")
_TOKEN: Final = re.compile(
    r"\x1b\[(?P<style>[\d;]+)m(?P<text>[^\x1b\r\n]*)\x1b\[0m|(?P<plain>[^\x1b\r\n]+)"
    r"|\x1b\[\d+;(?P<column>\d+)H|\x1b|[\r\n]+"
)


class _Text(NamedTuple):
    """A text in one style; "" for no style."""

    style: str
    text: str

    def painted(self, text: str) -> str:
        """Return another text in this style."""
        return f"\x1b[{self.style}m{text}\x1b[0m" if self.style and text else text


class _Other(NamedTuple):
    """Other output, and the cursor's column after it; None if unknown."""

    data: str
    column: int | None


def anchored(data: str, *, covers: bool = False) -> str:
    """Return the same output, with the column set after each cluster of unsure width.

    `covers`: what the terminal draws wider covers what is painted over it.
    """
    if _UNSURE.search(data) is None:
        return data
    # Mostly one row or two have any.
    rows = _MOVE.split(data)
    return "".join(row if _UNSURE.search(row) is None else _anchored(row, covers) for row in rows)


def _token(match: re.Match[str]) -> _Text | _Other:
    style, text, plain, column = match.group("style", "text", "plain", "column")
    if plain is not None:
        return _Text("", plain)
    if text is not None:
        return _Text(style, text)
    return _Other(match.group(), int(column) if column else None)


def _anchored(data: str, covers: bool) -> str:
    return "".join(_pieces([_token(match) for match in _TOKEN.finditer(data)], covers))


def _pieces(tokens: list[_Text | _Other], covers: bool) -> Iterator[str]:
    #: The cursor's column, counted from 1, and the one behind the last text of the row.
    column: int | None = None
    end = 0
    for place, token in enumerate(tokens):
        if isinstance(token, _Other):
            column = token.column
            end = 0
            yield token.data
            continue
        cells = cell_len(token.text)
        if column is None or _UNSURE.search(token.text) is None:
            yield token.painted(token.text)
        else:
            end = end or column + _cells_in_row(tokens, place)
            yield from _with_columns(token, column, 0 if covers else end)
        if column is not None:
            column += cells


def _cells_in_row(tokens: list[_Text | _Other], place: int) -> int:
    """Return the cells of the texts from a place on that stand beside each other."""
    cells = 0
    for token in tokens[place:]:
        if isinstance(token, _Other):
            break
        cells += cell_len(token.text)
    return cells


def _with_columns(token: _Text, column: int, end: int) -> Iterator[str]:
    """Yield a text that begins in a column, with the columns of its unsure clusters.

    `end` is the column that no cluster may reach.
    """
    for sure, unsure in _parts(token.text):
        blanks = sum(cluster.cells for cluster in unsure)
        column += cell_len(sure)
        yield token.painted(sure + " " * blanks)
        if blanks:
            yield f"\x1b[{column}G"
        for cluster in unsure:
            yield token.painted(_drawn(cluster, max(cluster.cells, end - column)))
            column += cluster.cells
            yield f"\x1b[{column}G"


def _drawn(cluster: Cluster, room: int) -> str:
    """Return a cluster, or what of it stays within `room` cells in every terminal."""
    # No character has more than two cells.
    if 2 * len(cluster.text) <= room or cluster.most_cells <= room:
        return cluster.text
    return cluster.text[0] if cluster.cells else ""


@lru_cache(1024)
def _parts(text: str) -> list[tuple[str, list[Cluster]]]:
    """Split a text into sure texts, each with the unsure clusters behind it.

    The letters of a word in a script of joined letters stay together.
    """
    found: list[tuple[str, list[Cluster]]] = [("", [])]
    for cluster in clusters(text):
        sure, unsure = found[-1]
        if _UNSURE.search(cluster.text):
            if unsure and _is_letter(cluster) and _is_letter(unsure[-1]):
                both = Cluster(unsure[-1].text + cluster.text, unsure[-1].cells + cluster.cells)
                unsure[-1] = both
            else:
                unsure.append(cluster)
        elif unsure:
            found.append((cluster.text, []))
        else:
            found[-1] = (sure + cluster.text, [])
    return found


def _is_letter(cluster: Cluster) -> bool:
    """Whether it is a letter, or several, whose width is hardly doubtful."""
    return cluster.text[0].isalpha() and not any(map(is_vowel_sign, cluster.text))
