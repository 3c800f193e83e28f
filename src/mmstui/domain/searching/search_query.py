"""Search queries: prefixes of words, "phrases", signs and numbers.

Case, accents and width do not matter (`text_folding`). There are no operators and no wildcards, and
an open quote is a phrase that is still being typed. A sign on its own is searched; punctuation is
searched only if the query has nothing else. `search_tokens` splits texts for the index as well as
for highlighting, so that both agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from mmstui.domain.searching.search_tokens import (
    Token,
    index_text,
    is_punctuation,
    is_unspaced,
    signs,
    tokens,
    words,
)
from mmstui.domain.searching.text_folding import fold
from mmstui.domain.text.sanitise import display, line, without_surrogates

#: The most terms of a query: longer ones are pasted, not typed.
MOST_TERMS: Final = 24
MOST_CHARACTERS: Final = 400
#: The least number of digits in groups that are also searched as one number.
FEWEST_TYPED: Final = 5

_TERM: Final = re.compile(r'"([^"]*)("?)|([^\s"]+)')
_NUMBER: Final = re.compile(r"[\s0-9().+\-/\u00a0\u2010-\u2015]*")
_NUMBER_LIKE: Final = re.compile(r"[\s\d().+\-/,'’\u066c\uff0c\u2010-\u2015]*")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[,.'’\s\u066c\uff0c]\d{3})+")
_NOT_DIGIT: Final = re.compile(r"[^0-9]")

#: Start and end of a match, in characters.
Span = tuple[int, int]


def words_of(text: str) -> str:
    """Return all searchable tokens of a text, with blanks around each: ` we open `."""
    return f" {' '.join(index_text(display(text)).split())} "


def words_of_name(text: str) -> str:
    """Return `words_of` without punctuation, which is only formatting in a phone number."""
    keys = index_text(display(text)).split()
    return f" {' '.join(key for key in keys if not is_punctuation(key))} "


@dataclass(frozen=True, slots=True)
class Term:
    """Adjacent tokens. `whole`: the last token is a whole word, not a prefix."""

    words: tuple[str, ...]  #: folded
    whole: bool = False
    numbers: tuple[str, ...] = ()  #: its digits joined, as alternatives to the words
    raw: str = field(default="", compare=False)  #: as typed

    @property
    def ways(self) -> tuple[tuple[tuple[str, ...], bool], ...]:
        """The alternatives: tokens, and whether the last of them is a whole word."""
        return ((self.words, self.whole), *(((number,), False) for number in self.numbers))

    def in_words(self, text_words: str) -> bool:
        """Return whether the term matches the `words_of` a text."""
        return any(_within(way) in text_words for way in self.ways)

    def spans(self, found: Sequence[Token]) -> Iterator[Span]:
        """Yield the matches of the term among the tokens of a text."""
        for keys, whole in self.ways:
            *before, last = keys
            for at in range(len(found) - len(before)):
                end = found[at + len(before)]
                fits = end.key == last if whole else end.key.startswith(last)
                if fits and all(found[at + n].key == word for n, word in enumerate(before)):
                    yield found[at].start, end.first_end if len(last) == 1 else end.end


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. Falsy when there is nothing to search for."""

    text: str  #: on one line, ready to paint
    terms: tuple[Term, ...]
    digits: str  #: the digits of a query that can be a phone number, else ""
    number: Term | None = None  #: the whole query as one number, an alternative to its terms

    def __bool__(self) -> bool:
        return bool(self.terms)

    def in_words(self, words: str) -> bool:
        """Return whether every term matches the `words_of` a text."""
        if self.number is not None and self.number.in_words(words):
            return True
        return bool(self.terms) and all(term.in_words(words) for term in self.terms)

    def matches(self, text: str) -> bool:
        """Return whether every term matches a text."""
        return self.in_words(words_of(text))

    def in_number(self, number: str) -> bool:
        """Return whether the query, as a phone number in any format, is part of a number."""
        return bool(self.digits) and any(
            each in _NOT_DIGIT.sub("", number) for each in self._numbers
        )

    def calls(self) -> Callable[[str, str], bool]:
        """Return a test of `words_of_name` a name and its number, for thousands of them."""
        needed = [tuple(map(_within, term.ways)) for term in self.terms]
        alone = tuple(map(_within, self.number.ways)) if self.number else ()
        numbers = self._numbers if self.digits else ()

        def test(words: str, number: str) -> bool:
            # Loops, because a generator for each name takes longer than all else.
            for text in alone:
                if text in words:
                    return True
            for each in numbers:
                if each in number:
                    return True
            for way in needed:
                for text in way:
                    if text in words:
                        break
                else:
                    return False
            return bool(needed)

        return test

    @property
    def _numbers(self) -> tuple[str, ...]:
        # 514... may be written +1 514... or 1 514...; but 1 may also be any digit.
        shorter = self.digits[1:] if self.digits.startswith("1") else ""
        return (self.digits, shorter) if len(shorter) > 1 else (self.digits,)

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return the matches of all terms in a text that is ready to paint, merged, in order."""
        if not self.terms:
            return ()
        # The index has each sign of a text once; every occurrence is highlighted.
        found = [*tokens(text), *signs(text)]
        terms = self.terms if self.number is None else (*self.terms, self.number)
        spans: list[Span] = []
        for start, end in sorted({span for term in terms for span in term.spans(found)}):
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return tuple(spans)

    def number_spans(self, text: str) -> tuple[Span, ...]:
        """Return the match of the query, as a number, in a number of any format."""
        places = [at for at, character in enumerate(text) if character in "0123456789"]
        digits = "".join(text[at] for at in places)
        for number in self._numbers if self.digits else ():
            if (at := digits.find(number)) >= 0:
                return tuple((place, place + 1) for place in places[at : at + len(number)])
        return ()


def _within(way: tuple[tuple[str, ...], bool]) -> str:
    """Return what is in the `words_of` a text that has these tokens in this order."""
    found, whole = way
    return f" {' '.join(found)}{' ' if whole else ''}"


def parse(typed: str) -> Query:
    """Parse a query. Never raises."""
    text = display(without_surrogates(typed[:MOST_CHARACTERS]))
    terms: dict[Term, None] = {}
    punctuation: dict[Term, None] = {}
    for phrase, closed, word in _TERM.findall(text):
        raw = word or phrase
        if (term := _term(raw, closed=bool(closed))) is not None:
            terms.setdefault(term)
            continue
        for sign in signs(raw):
            group = punctuation if is_punctuation(sign.key) else terms
            group.setdefault(Term((sign.key,), raw=raw))
    chosen = tuple(terms or punctuation)[:MOST_TERMS]
    digits = _NOT_DIGIT.sub("", text) if _NUMBER.fullmatch(text) else ""
    number = None
    if digits and len(chosen) > 1 and (numbers := _joined(text)):
        number = Term((numbers[0],), numbers=numbers[1:], raw=text)
    return Query(line(text), chosen, digits, number)


def _term(raw: str, *, closed: bool) -> Term | None:
    """Return the words of a part of a query as a term; None if there are none."""
    keys = [token.key for token in words(raw)]
    if not keys:
        return None
    if is_unspaced(keys[-1]):
        # A single last character begins a pair; after a longer token, that token's pair has it.
        closed = len(keys) > 1 and is_unspaced(keys[-2]) and len(keys[-2]) > 1
        if closed:
            keys.pop()
    numbers = tuple(number for number in _joined(raw) if [number] != keys)
    return Term(tuple(keys), closed, numbers, raw)


def _joined(raw: str) -> tuple[str, ...]:
    """Return a number of any format as its digits, also without the country code 1."""
    if not _NUMBER_LIKE.fullmatch(raw):
        return ()
    digits = "".join(fold(raw).split())
    if len(digits) < FEWEST_TYPED and not _THOUSANDS.fullmatch(raw):
        return ()
    if digits.startswith("1") and (len(digits) == 11 or raw.lstrip(" (").startswith("+1")):
        return (digits, digits[1:])
    return (digits,)
