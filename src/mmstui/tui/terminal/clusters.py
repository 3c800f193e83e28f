"""Clusters: the parts of a text that stand together in one or two cells.

A letter with its accents, an emoji with its skin tone, a family, a flag. A terminal may draw a
cluster wider or narrower than rich measures it; `width_anchors` then puts what follows into its
column. So nothing may divide a cluster: no line break, no cut, no caret, no change of style.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from rich import cells
from rich._unicode_data import load as load_cell_table
from rich.cells import get_character_cell_size, split_graphemes

if TYPE_CHECKING:
    from rich.segment import Segment

#: Texts whose characters have one cell each and join with none: Latin, its punctuation, and signs
#: of the screens.
NARROW: Final = re.compile(
    "[\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2015\u2018-\u201f\u2022\u2026\u20ac"
    "\u2190-\u2193\u2205\u2500-\u2503\u258c\u25a0\u25a3\u25b8\u25ba\u25c6\u25cb\u25cf\u25f7\u266a]*"
)
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_FIRST_SIGN: Final = 0x0903
_EMOJI_STYLE: Final = "\ufe0f"
_JOINER: Final = "\u200d"
#: The scripts of India and its neighbours, whose spacing vowel signs have a cell of their own.
_VOWEL_SIGNS: Final = (range(0x0900, 0x1100), range(0x1700, 0x1D00), range(0xA800, 0xAC00))


def width_of_text(text: str) -> int:
    """Return the cells of a text, without rich's table for a text that is `NARROW`."""
    return len(text) if NARROW.fullmatch(text) else cells.cell_len(text)


class Cluster(NamedTuple):
    """A cluster of a text, and its cells as rich measures them."""

    text: str
    cells: int

    @property
    def most_cells(self) -> int:
        """The cells in a terminal that draws each of its characters by itself."""
        return max(self.cells, sum(map(_alone, self.text)))

    @property
    def is_emoji(self) -> bool:
        """Whether it is an emoji of several characters."""
        return len(self.text) > 1 and any(
            one in {_JOINER, _EMOJI_STYLE} or ord(one) in _SKIN_TONES or ord(one) in _FLAG_LETTERS
            for one in self.text
        )


def _alone(character: str) -> int:
    """Return the most cells of a character that no terminal joins with others."""
    if ord(character) in _SKIN_TONES:
        return 2
    return 1 if character == _JOINER else get_character_cell_size(character)


def clusters(text: str) -> list[Cluster]:
    """Return the clusters of a text, in their order."""
    if NARROW.fullmatch(text):
        return [Cluster(one, 1) for one in text]
    found: list[Cluster] = []
    for start, end, width in split_graphemes(text)[0]:
        part = text[start:end]
        if found and _goes_on(found[-1].text, part[0]):
            found[-1] = Cluster(found[-1].text + part, found[-1].cells + width)
        else:
            found.append(Cluster(part, width))
    return found


def _goes_on(before: str, character: str) -> bool:
    """Whether a character with cells of its own belongs to the cluster before it."""
    if ord(character) in _FLAG_LETTERS:
        return len(before) == 1 and ord(before) in _FLAG_LETTERS
    return is_vowel_sign(character)


def is_vowel_sign(character: str) -> bool:
    """Whether it is a vowel sign that has a cell of its own, in most terminals."""
    return ord(character) >= _FIRST_SIGN and unicodedata.category(character) == "Mc"


def begins(text: str, index: int) -> int:
    """Return the index where the cluster begins that has the character at `index`."""
    return next((start for start, end in _spans(text) if start <= index < end), index)


def is_emoji(text: str, index: int) -> bool:
    """Whether the character at `index` belongs to an emoji of several characters."""
    return Cluster(text[begins(text, index) : ends(text, index)], 0).is_emoji


def nearest(text: str, index: int, before: int) -> int:
    """Return the border of a cluster for a caret that moves from `before` to `index`."""
    start = begins(text, index)
    return ends(text, index) if start < index and before < index else start


def ends(text: str, index: int) -> int:
    """Return the index behind the cluster that has the character at `index`."""
    return next((end for start, end in _spans(text) if start <= index < end), index)


@lru_cache(256)
def _spans(text: str) -> list[tuple[int, int]]:
    borders = [0, *accumulate(len(cluster.text) for cluster in clusters(text))]
    return list(pairwise(borders))


def joined(segments: Iterable[Segment]) -> list[Segment]:
    """Return the segments with each cluster whole: the rest of one goes to where it begins."""
    found: list[Segment] = []
    for segment in segments:
        text, _, control = segment
        if found and not control and not text.isascii():
            before, _, before_control = found[-1]
            if not before_control and (more := ends(before + text, len(before) - 1)) > len(before):
                found[-1] = found[-1]._replace(text=(before + text)[:more])
                text = (before + text)[more:]
        if text or control:
            found.append(segment._replace(text=text))
    return found


# Rich's own table has no cell for a spacing vowel sign, but wcwidth has: xterm, foot, VTE, Konsole,
# Alacritty, tmux, screen and mosh would draw most words of Hindi or Tamil wider than measured
# (findings/rich-vowel-signs.sh).


@lru_cache(4)
def _table(unicode_version: str = "auto") -> cells.CellTable:
    table = load_cell_table(unicode_version)
    widths: list[tuple[int, int, int]] = []
    for entry in table.widths:
        first, _, width = entry
        if width or not _FIRST_SIGN <= first < _VOWEL_SIGNS[-1].stop:
            widths.append(entry)
        else:
            widths += _without_signs(entry)
    return table._replace(widths=widths)


def _without_signs(entry: tuple[int, int, int]) -> Iterable[tuple[int, int, int]]:
    first, last, width = entry
    if not any(first in script for script in _VOWEL_SIGNS):
        yield entry
        return
    for code in range(first, last + 1):
        if not is_vowel_sign(chr(code)):
            yield code, code, width


# When this module is loaded, so that no text is ever measured otherwise.
cells.load_cell_table = _table  # type: ignore[attr-defined]
cells.cached_cell_len.cache_clear()
get_character_cell_size.cache_clear()
