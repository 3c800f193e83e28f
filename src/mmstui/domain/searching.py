"""What a person looks for: words from their beginning, "phrases" as they stand.

Case and accents count for nothing. Nothing else that is typed means anything: no operators, no
wildcards, and a quote without its other half is a phrase still being typed. What a word is, and
how it is folded, is as in the full-text index (SQLite's unicode61 with remove_diacritics 2), so
that what the index finds is also what is shown as found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from mmstui.domain.sanitise import line, without_surrogates

#: More words than this are not looked for: nobody types them, a paste may have them.
MOST_TERMS: Final = 24
MOST_CHARACTERS: Final = 400

# Accents that the index takes for part of a word, wherever they stand in it.
_MARKS: Final = "".join(
    chr(768 + bit) for bit in range(52) if (0x08029FDF | 0x000361F8 << 32) >> bit & 1
)
_WORD: Final = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")
_TERM: Final = re.compile(r'"([^"]*)("?)|([^\s"]+)')
_NUMBER: Final = re.compile(r"[\s0-9().+\-/\u00a0\u2010-\u2015]*")
_NOT_DIGIT: Final = re.compile(r"[^0-9]")

#: From and up to which character of a text something was found.
Span = tuple[int, int]


class _Folding(dict[int, "str | None"]):
    """Characters to what the index makes of them, learnt as they are met."""

    def __missing__(self, code: int) -> str | None:
        self[code] = folded = _folded(chr(code))
        return folded


def _folded(character: str) -> str | None:
    if character in _MARKS:
        return None
    parts = unicodedata.normalize("NFD", character)
    if all(unicodedata.combining(each) for each in parts[1:]):
        character = parts[0]
    for smaller in (character.casefold(), character.lower()):
        if len(smaller) == 1:
            return smaller
    return character


_FOLDING: Final = _Folding()


def fold(text: str) -> str:
    """A text without case and accents; it may be shorter."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def words_of(text: str) -> str:
    """The folded words of a text, a blank before and after each: ` we open `."""
    return f" {' '.join(_WORD.findall(fold(text)))} "


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side. `whole`: the last of them goes on no further."""

    words: tuple[str, ...]  #: folded
    raw: tuple[str, ...] = field(compare=False)  #: as typed, for the index to fold
    whole: bool = False

    @property
    def needle(self) -> str:
        """What `words_of` a text has in it if the term is there."""
        return f" {' '.join(self.words)}{' ' if self.whole else ''}"

    def expression(self) -> str:
        """The term for FTS5: quoted, so that nothing in it is an operator."""
        return f'"{" ".join(self.raw)}"{"" if self.whole else "*"}'


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, taken apart. Falsy when there is nothing to look for."""

    text: str  #: on one line, ready to paint
    terms: tuple[Term, ...]
    digits: str  #: of a query that can be a phone number, else ""

    def __bool__(self) -> bool:
        return bool(self.terms)

    def expression(self) -> str:
        """The query for FTS5: every term must be there."""
        return " ".join(term.expression() for term in self.terms)

    def in_words(self, words: str) -> bool:
        """Whether every term is in the `words_of` a text."""
        return bool(self.terms) and all(term.needle in words for term in self.terms)

    def matches(self, text: str) -> bool:
        """Whether every term is in a text."""
        return self.in_words(words_of(text))

    def in_number(self, number: str) -> bool:
        """Whether the query, a number in any way of writing, is in a number."""
        return bool(self.digits) and any(
            each in _NOT_DIGIT.sub("", number) for each in self._numbers
        )

    @property
    def _numbers(self) -> tuple[str, ...]:
        # +1 514... and 1 514... are how others write 514...; but 1 is also a digit like another.
        shorter = self.digits[1:] if self.digits.startswith("1") else ""
        return (self.digits, shorter) if len(shorter) > 1 else (self.digits,)

    def spans(self, text: str) -> tuple[Span, ...]:
        """Where any of its terms stand in a text, whole words, rising, apart from each other."""
        found = list(_WORD.finditer(text)) if self.terms else []
        folded = [fold(word.group()) for word in found]
        places = {
            at
            for term in self.terms
            for start in _starts(term, folded)
            for at in range(start, start + len(term.words))
        }
        beside = {
            start + step
            for term in self.terms
            for start in _starts(term, folded)
            for step in range(len(term.words) - 1)
        }
        spans: list[Span] = []
        for at in sorted(places):
            start, end = found[at].span()
            if spans and at - 1 in beside and at - 1 in places:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        return tuple(spans)

    def number_spans(self, text: str) -> tuple[Span, ...]:
        """Where the query, a number, stands in a number however that is written."""
        places = [at for at, character in enumerate(text) if character in "0123456789"]
        digits = "".join(text[at] for at in places)
        for number in self._numbers if self.digits else ():
            if (at := digits.find(number)) >= 0:
                return tuple((place, place + 1) for place in places[at : at + len(number)])
        return ()


def _starts(term: Term, words: list[str]) -> Iterator[int]:
    """Where a term begins among folded words."""
    *before, last = term.words
    for at in range(len(words) - len(before)):
        word = words[at + len(before)]
        fits = word == last if term.whole else word.startswith(last)
        if fits and words[at : at + len(before)] == before:
            yield at


def parse(typed: str) -> Query:
    """What was typed, as a query. Never raises."""
    text = without_surrogates(typed[:MOST_CHARACTERS])
    terms: dict[Term, None] = {}
    for phrase, closed, word in _TERM.findall(text):
        raw = tuple(_WORD.findall(word or phrase))
        words = tuple(filter(None, map(fold, raw)))
        if len(words) == len(raw) and words and len(terms) < MOST_TERMS:
            terms.setdefault(Term(words, raw, bool(closed)))
    digits = _NOT_DIGIT.sub("", text) if _NUMBER.fullmatch(text) else ""
    return Query(line(text), tuple(terms), digits)
