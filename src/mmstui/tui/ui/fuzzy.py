"""Finding as one types: folded as searches are, in any order of words, numbers in any writing.

A word of the query is found where it stands in the text; a word of three letters or more also as
letters in order (`shp` finds Shop). A query without letters is a number: only its digits count.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from mmstui.domain import text_folding

T = TypeVar("T")

#: A shorter word finds letters in order in nearly every text: it must stand there as it is.
SHORTEST_SPREAD: Final = 3
#: A word stands at the text's beginning, at a word's beginning, inside a word, spread over it.
_BEGINS, _BEGINS_WORD, _INSIDE, _SPREAD = range(4)
_NOTHING: Final[frozenset[int]] = frozenset()
#: Items between two looks whether anyone still waits.
_STEP: Final = 500
_NOT_DIGIT = re.compile(r"[^0-9]")
_NUMBER_QUERY = re.compile(r"[\s0-9().+\-/\u2010-\u2015\u2212]*")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made comparable once, to be searched on every key.

    `origin[i]` is the index in `text` where what made folded character `i` begins; behind them
    stands the length of `text`. None where both are the same.
    """

    text: str
    folded: str
    digits: str
    origin: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Found:
    """Where a query was found: for each text the indices of its characters. Lower rank first."""

    rank: tuple[int, int]
    hits: tuple[frozenset[int], ...]


def fold(text: str) -> Folded:
    """A text as searches fold it, but with its signs: names may be of nothing else."""
    if text.isascii():
        return Folded(text, text.lower(), _NOT_DIGIT.sub("", text), None)
    words, starts, _ = text_folding.fold_with_offsets(text)
    folded = "".join(
        text[start] if piece == " " and text_folding.fold(text[start]) == " " else piece
        for piece, start in zip(words, starts, strict=True)
    )
    return Folded(text, folded, _NOT_DIGIT.sub("", folded), (*starts, len(text)))


def find(query: str, texts: tuple[Folded, ...]) -> Found | None:
    """Find every word of a query in one or another of the texts; an empty query finds all."""
    return _Query(query).find(texts)


def ranked(
    query: str,
    items: Iterable[T],
    texts_of: Callable[[T], tuple[Folded, ...]],
    *,
    most: int | None = None,
    stop: Callable[[], bool] | None = None,
) -> list[tuple[T, Found]]:
    """What a query finds, the best first; equals, and an empty query, in the given order.

    No more than `most`; nothing once `stop` says that no one waits for it.
    """
    wanted = _Query(query)
    found: list[tuple[T, tuple[int, int]]] = []
    for number, item in enumerate(items):
        if stop is not None and number % _STEP == 0 and stop():
            return []
        if (rank := wanted.rank(texts_of(item))) is not None:
            found.append((item, rank))
    found.sort(key=lambda pair: pair[1])
    # Where it stands is told of those that are shown: of thousands it would cost most of all.
    shown = ((item, wanted.find(texts_of(item))) for item, _ in found[:most])
    return [(item, hit) for item, hit in shown if hit is not None]


class _Query:
    """A query, taken apart once for all the texts it is looked for in."""

    def __init__(self, query: str) -> None:
        wanted = fold(query)
        digits = wanted.digits if _NUMBER_QUERY.fullmatch(wanted.folded) else ""
        self._words = wanted.folded.split()
        self._numbers = [digits] if digits else []
        # +1 514... and 1 514... are how others write 514...; but 1 is also a digit like another.
        if len(digits) > 1 and digits[0] == "1":
            self._numbers.append(digits[1:])

    def rank(self, texts: tuple[Folded, ...]) -> tuple[int, int] | None:
        """The rank that `find` would give."""
        if self._numbers:
            return _number_rank(self._numbers, texts)
        kind = place = 0
        for word in self._words:
            best = None
            for text in texts:
                spot = _find_word(word, text.folded)
                if spot is not None and (best is None or spot[0] < best[0]):
                    best = spot
            if best is None:
                return None
            kind += best[0]
            place += best[1]
        return kind, place

    def find(self, texts: tuple[Folded, ...]) -> Found | None:
        if self._numbers:
            return _find_number(self._numbers, texts)
        kind = place = 0
        places: list[tuple[int, range | list[int]]] = []
        for word in self._words:
            best: tuple[int, int, range | list[int]] | None = None
            where = 0
            for index, text in enumerate(texts):
                found = _find_word(word, text.folded)
                # Of two texts that have it equally well, the first: it is what one reads first.
                if found is not None and (best is None or found[0] < best[0]):
                    best, where = found, index
            if best is None:
                return None
            kind += best[0]
            place += best[1]
            places.append((where, best[2]))
        hits = [_NOTHING] * len(texts)
        for where, spots in places:
            hits[where] |= _origins(texts[where], spots)
        return Found((kind, place), tuple(hits))


def _number_rank(wanted: list[str], texts: tuple[Folded, ...]) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    for text in texts:
        for form in wanted:
            if (at := text.digits.find(form)) >= 0:
                rank = (_BEGINS if at == 0 else _INSIDE, at)
                best = rank if best is None else min(best, rank)
                break
    return best


def _find_number(wanted: list[str], texts: tuple[Folded, ...]) -> Found | None:
    rank = _number_rank(wanted, texts)
    if rank is None:
        return None
    hits: list[frozenset[int]] = []
    for text in texts:
        for form in wanted:
            if (at := text.digits.find(form)) >= 0:
                places = [i for i, c in enumerate(text.folded) if c in "0123456789"]
                hits.append(_origins(text, places[at : at + len(form)]))
                break
        else:
            hits.append(_NOTHING)
    return Found(rank, tuple(hits))


def _find_word(word: str, text: str) -> tuple[int, int, range | list[int]] | None:
    at = text.find(word)
    if at == 0:
        return _BEGINS, 0, range(len(word))
    first = at
    while at > 0:
        if not text[at - 1].isalnum():
            return _BEGINS_WORD, at, range(at, at + len(word))
        at = text.find(word, at + 1)
    if first > 0:
        return _INSIDE, first, range(first, first + len(word))
    if len(word) < SHORTEST_SPREAD:
        return None
    return _find_spread(word, text)


def _find_spread(word: str, text: str) -> tuple[int, int, list[int]] | None:
    at = -1
    for letter in word:
        at = text.find(letter, at + 1)
        if at < 0:
            return None
    # From the end of the first way to read it backwards: the closest letters, not the first.
    places: list[int] = []
    end = at + 1
    for letter in reversed(word):
        end = text.rfind(letter, 0, end)
        places.append(end)
    places.reverse()
    return _SPREAD, places[0] + (places[-1] - places[0] - len(word)), places


def _origins(text: Folded, places: Iterable[int]) -> frozenset[int]:
    if text.origin is None:
        return frozenset(places)
    # With the marks and joiners behind it: without them a letter would be painted in two cells.
    hits: set[int] = set()
    for place in places:
        start = text.origin[place]
        hits.update(range(start, text.origin[bisect_right(text.origin, start)]))
    return frozenset(hits)
