"""What a person looks for: words from their beginning, "phrases" as they stand, signs, numbers.

Case, accents and width count for nothing (`text_folding`). Nothing else that is typed means
anything: no operators, no wildcards, and a quote without its other half is a phrase still being
typed. A sign that stands by itself is looked for as such; punctuation only if nothing else is.
What a text has to offer is said by `search_tokens`, for the index too, so that what it finds is
what is shown as found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from mmstui.domain.sanitise import display, line, without_surrogates
from mmstui.domain.search_tokens import (
    Token,
    index_text,
    is_punctuation,
    is_unparted,
    signs,
    tokens,
    words,
)
from mmstui.domain.text_folding import fold

#: More words than this are not looked for: nobody types them, a paste may have them.
MOST_TERMS: Final = 24
MOST_CHARACTERS: Final = 400
#: So many digits in groups are also looked for as one number.
FEWEST_TYPED: Final = 5

_TERM: Final = re.compile(r'"([^"]*)("?)|([^\s"]+)')
_NUMBER: Final = re.compile(r"[\s0-9().+\-/\u00a0\u2010-\u2015]*")
_NUMBER_LIKE: Final = re.compile(r"[\s\d().+\-/,'’\u066c\uff0c\u2010-\u2015]*")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[,.'’\s\u066c\uff0c]\d{3})+")
_NOT_DIGIT: Final = re.compile(r"[^0-9]")

#: From and up to which character of a text something was found.
Span = tuple[int, int]


def words_of(text: str) -> str:
    """All that can be looked for in a text, a blank before and after each: ` we open `."""
    return f" {' '.join(index_text(display(text)).split())} "


def words_of_name(text: str) -> str:
    """As `words_of`, without punctuation: that of a formatted number says nothing."""
    keys = index_text(display(text)).split()
    return f" {' '.join(key for key in keys if not is_punctuation(key))} "


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens that stand side by side. `whole`: the last of them goes on no further."""

    words: tuple[str, ...]  #: folded
    whole: bool = False
    numbers: tuple[str, ...] = ()  #: its digits, joined: any of them is as good as the words
    raw: str = field(default="", compare=False)  #: as typed

    @property
    def ways(self) -> tuple[tuple[tuple[str, ...], bool], ...]:
        """What there may be: tokens, and whether the last of them is whole."""
        return ((self.words, self.whole), *(((number,), False) for number in self.numbers))

    def in_words(self, text_words: str) -> bool:
        """Whether it is in the `words_of` a text."""
        return any(
            f" {' '.join(found)}{' ' if whole else ''}" in text_words for found, whole in self.ways
        )

    def spans(self, found: Sequence[Token]) -> Iterator[Span]:
        """Where it is among the tokens of a text."""
        for keys, whole in self.ways:
            *before, last = keys
            for at in range(len(found) - len(before)):
                end = found[at + len(before)]
                fits = end.key == last if whole else end.key.startswith(last)
                if fits and all(found[at + n].key == word for n, word in enumerate(before)):
                    yield found[at].start, end.first_end if len(last) == 1 else end.end


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, taken apart. Falsy when there is nothing to look for."""

    text: str  #: on one line, ready to paint
    terms: tuple[Term, ...]
    digits: str  #: of a query that can be a phone number, else ""
    number: Term | None = None  #: all of it as one number, as good as its terms

    def __bool__(self) -> bool:
        return bool(self.terms)

    def in_words(self, words: str) -> bool:
        """Whether every term is in the `words_of` a text."""
        if self.number is not None and self.number.in_words(words):
            return True
        return bool(self.terms) and all(term.in_words(words) for term in self.terms)

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
        """Where any of its terms stand in a text that is ready to paint, rising and apart."""
        if not self.terms:
            return ()
        # A sign is there once for the index, and shown wherever it stands.
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
        """Where the query, a number, stands in a number however that is written."""
        places = [at for at, character in enumerate(text) if character in "0123456789"]
        digits = "".join(text[at] for at in places)
        for number in self._numbers if self.digits else ():
            if (at := digits.find(number)) >= 0:
                return tuple((place, place + 1) for place in places[at : at + len(number)])
        return ()


def parse(typed: str) -> Query:
    """What was typed, as a query. Never raises."""
    text = display(without_surrogates(typed[:MOST_CHARACTERS]))
    terms: dict[Term, None] = {}
    punctuation: dict[Term, None] = {}
    for phrase, closed, word in _TERM.findall(text):
        raw = word or phrase
        if (term := _words(raw, closed=bool(closed))) is not None:
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


def _words(raw: str, *, closed: bool) -> Term | None:
    """The words of a piece of what was typed, side by side; None if it has none."""
    keys = [token.key for token in words(raw)]
    if not keys:
        return None
    if is_unparted(keys[-1]):
        # Its last character begins a pair, or ends a run whose last pair has it already.
        closed = len(keys) > 1 and is_unparted(keys[-2]) and len(keys[-2]) > 1
        if closed:
            keys.pop()
    numbers = tuple(number for number in _joined(raw) if [number] != keys)
    return Term(tuple(keys), closed, numbers, raw)


def _joined(raw: str) -> tuple[str, ...]:
    """A number that was typed in any way, as its digits alone; also without the 1 of its land."""
    if not _NUMBER_LIKE.fullmatch(raw):
        return ()
    digits = "".join(fold(raw).split())
    if len(digits) < FEWEST_TYPED and not _THOUSANDS.fullmatch(raw):
        return ()
    if digits.startswith("1") and (len(digits) == 11 or raw.lstrip(" (").startswith("+1")):
        return (digits, digits[1:])
    return (digits,)
