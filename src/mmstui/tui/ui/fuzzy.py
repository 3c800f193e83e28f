"""Fuzzy search while typing: folded text, words in any order, numbers in any notation.

A word of the query matches as a substring; a word of three letters or more also matches as a
subsequence (`shp` finds Shop). A query without letters is a number: only its digits count.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from mmstui.domain.searching import text_folding

T = TypeVar("T")

#: A shorter word matches as a subsequence in nearly every text, so it must match as a substring.
SHORTEST_SPREAD: Final = 3
#: Match kinds, the best first: at the text's beginning, at a word's beginning, inside a word, as a
#: subsequence.
_BEGINS, _BEGINS_WORD, _INSIDE, _SPREAD = range(4)
_NOTHING: Final[frozenset[int]] = frozenset()
#: Items between two calls of `stop`.
_STEP: Final = 500
_NOT_DIGIT = re.compile(r"[^0-9]")
_NUMBER_QUERY = re.compile(r"[\s0-9().+\-/\u2010-\u2015\u2212]*")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text that was folded once, to be searched on every key.

    `origin[i]` is the index in `text` of the character that became folded character `i`; its last
    entry is the length of `text`. None where both texts have the same indices.
    """

    text: str
    folded: str
    digits: str
    origin: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Found:
    """A match: for each text the indices of its matching characters. Lower ranks are better."""

    rank: tuple[int, int]
    hits: tuple[frozenset[int], ...]


def fold(text: str) -> Folded:
    """Fold a text as searches do, but keep its signs: a name may consist of signs only."""
    if text.isascii():
        return Folded(text, text.lower(), _NOT_DIGIT.sub("", text), None)
    words, starts, _ = text_folding.fold_with_offsets(text)
    folded = "".join(
        text[start] if piece == " " and text_folding.fold(text[start]) == " " else piece
        for piece, start in zip(words, starts, strict=True)
    )
    return Folded(text, folded, _NOT_DIGIT.sub("", folded), (*starts, len(text)))


def find(query: str, texts: tuple[Folded, ...]) -> Found | None:
    """Find each word of the query in one of the texts; an empty query matches all."""
    return _Query(query).find(texts)


def ranked(
    query: str,
    items: Iterable[T],
    texts_of: Callable[[T], tuple[Folded, ...]],
    *,
    most: int | None = None,
    stop: Callable[[], bool] | None = None,
) -> list[tuple[T, Found]]:
    """Return the items that match, the best first; ties, and an empty query, keep the given order.

    At most `most` items; none if `stop` returns True.
    """
    wanted = _Query(query)
    found: list[tuple[T, tuple[int, int]]] = []
    for number, item in enumerate(items):
        if stop is not None and number % _STEP == 0 and stop():
            return []
        if (rank := wanted.rank(texts_of(item))) is not None:
            found.append((item, rank))
    found.sort(key=lambda pair: pair[1])
    # Compute match positions only for the shown items: for thousands it would cost the most.
    shown = ((item, wanted.find(texts_of(item))) for item, _ in found[:most])
    return [(item, hit) for item, hit in shown if hit is not None]


class _Query:
    """A parsed query."""

    def __init__(self, query: str) -> None:
        wanted = fold(query)
        digits = wanted.digits if _NUMBER_QUERY.fullmatch(wanted.folded) else ""
        self._words = wanted.folded.split()
        self._numbers = [digits] if digits else []
        # A number may be written 1 514... or +1 514..., but a 1 can also be an ordinary digit.
        if len(digits) > 1 and digits[0] == "1":
            self._numbers.append(digits[1:])

    def rank(self, texts: tuple[Folded, ...]) -> tuple[int, int] | None:
        """Return the rank that `find` would give."""
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
                # On a tie the first text wins: people read it first.
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
    # Match backwards from the first match's end, to get the closest letters, not the first ones.
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
    # Include combining marks and joiners: without them a letter would be drawn in two styles.
    hits: set[int] = set()
    for place in places:
        start = text.origin[place]
        hits.update(range(start, text.origin[bisect_right(text.origin, start)]))
    return frozenset(hits)
