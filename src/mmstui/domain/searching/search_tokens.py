"""Splits a text into search tokens: words, signs, and numbers in any grouping.

`tokens` returns the tokens with their positions, for highlighting. `index_text` returns their keys
in the same order, for the index, with a faster path for plain text.

- A word is a run of letters, digits and vowel signs, folded (`text_folding`).
- In a script without blanks between words, each character forms a token with the next: `今天天`
  becomes `今天`, `天天`, `天`. So one character is the prefix of a token, and a longer run is a
  phrase.
- Signs follow the words, so that they do not interrupt phrases. Each sign occurs once. An emoji
  with its joined parts is one sign, without its variation selector and skin tones.
- The digits of a grouped number come last, joined from each group on: `(438) 555-0199` is also
  `4385550199` and `5550199`, and `1,500` is `1500`.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from operator import add
from typing import Final

from mmstui.domain.patterns import lazy_pattern
from mmstui.domain.records import NamedTuple
from mmstui.domain.searching.text_folding import (
    UNSPACED,
    fold,
    fold_strange,
    fold_with_offsets,
    in_ascii,
)

#: Precedes each joined number, so that no phrase continues into it.
BETWEEN: Final = "\ufffd"
#: Fewest and most digits of a telephone number (E.164).
FEWEST_DIGITS: Final = 7
MOST_DIGITS: Final = 15
# Digits of a number of the United States and Canada.
_NANP: Final = 10

_UNSPACED: Final = lazy_pattern(f"[{UNSPACED}][{UNSPACED}]*")
_WORD: Final = lazy_pattern(f"([{UNSPACED}]+)|[^ {UNSPACED}]+")

_JOINER: Final = "\u200d"
_TONES: Final = "\U0001f3fb-\U0001f3ff"
_ADDED: Final = f"\ufe0e\ufe0f{_TONES}"
_TAGS: Final = "\U000e0020-\U000e007f"
_REGIONAL: Final = "[\U0001f1e6-\U0001f1ff]"
_PART: Final = f"[^ {_JOINER}\ufe0e\ufe0f{_TAGS}]"
_SIGN: Final = lazy_pattern(
    f"{_REGIONAL}{{2}}|{_PART}[{_ADDED}{_TAGS}]*(?:{_JOINER}{_PART}[{_ADDED}{_TAGS}]*)*"
)
_SMALL: Final = lazy_pattern(f"(?<=.)[{_ADDED}{_JOINER}]")
# Letters that do not change when folded: most letters of these scripts.
PLAIN: Final = (
    "\u03b1-\u03c1\u03c3-\u03c9\u0430-\u044f\u0452-\u045c\u05d0-\u05d9\u05db\u05dc\u05de\u05e0-\u05e2\u05e4"
    "\u05e6-\u05ea\u0621\u0627\u0628\u062a-\u063a\u0641-\u0648\u064a\u0900-\u0928\u092a-\u0930\u0935-\u093b"
    "\u093d-\u0950\u0993-\u09a8\u09aa-\u09b0\u0b95\u0b99\u0b9a\u0b9f\u0ba4\u0ba8-\u0baa\u0bae-\u0bb9\uac00-\ud7a3"
)
# A run without `+`: `re` then skips to its first character, which is faster.
_STRANGE: Final = lazy_pattern(f"[^\x00-\x7f{PLAIN}][^\x00-\x7f{PLAIN}]*")
_BLANK: Final = frozenset(" ")
_NO_ASCII_SIGN: Final = {
    code: None for code in range(128) if not "!" <= chr(code) <= "~" or chr(code).isalnum()
}
# Characters that join others into one sign.
_OF_SEQUENCES: Final = frozenset(
    map(chr, (0x200D, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400), *range(0x1F1E6, 0x1F200),
              *range(0xE0020, 0xE0080)))
)  # fmt: skip

# Possessive, without backtracking: a text may consist of blanks.
_GROUP_BREAK: Final = r"(?:\s++|[.()/\-\u2010-\u2015\u2212\uff08\uff09\uff0d]){1,3}+"
_DIGITS: Final = lazy_pattern(r"\d+")
_NUMBER: Final = lazy_pattern(rf"\d++(?:{_GROUP_BREAK}\d++)+|\d{{10,11}}(?!\d)")
# Also `12,34,567` as in India, and an Arabic and a full-width comma.
_THOUSANDS: Final = lazy_pattern(
    r"(?<![\d.,])(?:\d{1,3}([.,'’\s\u066c\uff0c])\d{3}(?:\1\d{3})*(?!\1?\d)"
    r"|\d{1,2}(?:,\d\d(?=,))++,\d{3}(?![\d,]))"
)
# A fast test whether a text may contain such a number.
_MAYBE_NUMBER: Final = lazy_pattern(r"\d(?:\d{9}|\W++\d)")
_MAYBE_ASCII_NUMBER: Final = lazy_pattern("[0-9](?:[0-9]{9}|[^0-9A-Za-z_]++[0-9])")

# Separates texts that are joined for speed: `sanitise` removes it from texts.
_SEPARATOR: Final = "\x1e"
_FOLDS: Final[dict[int, str]] = {code: fold(chr(code)) for code in range(128)} | {
    ord(_SEPARATOR): _SEPARATOR
}
# Keeps ASCII signs, and a 0 for each digit.
_MARKS: Final[dict[int, str | None]] = {
    **_NO_ASCII_SIGN,
    **dict.fromkeys(range(ord("0"), ord("9") + 1), "0"),
    ord(_SEPARATOR): _SEPARATOR,
}
_DIGIT: Final = frozenset("0")
_NO_MARKS: Final = lazy_pattern("[^!-/0-9:-@[-`{-~\x1e][^!-/0-9:-@[-`{-~\x1e]*")
_CHANGED: Final = lazy_pattern(
    f"[{re.escape(''.join(chr(c) for c, folded in _FOLDS.items() if folded != chr(c)))}]"
)
# A run of characters that may belong to one sign.
_RUN: Final = lazy_pattern(r"[^0-9A-Za-z\x00-\x20\x7f][^0-9A-Za-z\x00-\x20\x7f]*")
# Their fold depends on their neighbours: a text with one of these is folded separately.
_OF_CONTEXT: Final = frozenset("·\u3099\u309a\uff9e\uff9f") | {_SEPARATOR}


class Token(NamedTuple):
    """A token and its range in the text.

    `first_end`: the end of its first character in a script without blanks, else `end`.
    """

    key: str
    start: int
    end: int
    first_end: int


class _Signs(dict[int, str]):
    """Maps a character to its sign; joiners to themselves, all others to a blank."""

    def __missing__(self, code: int) -> str:
        self[code] = sign = _sign(chr(code))
        return sign


def _sign(character: str) -> str:
    if character in "\u200d\ufe0e\ufe0f" or "\U000e0020" <= character <= "\U000e007f":
        return character
    category = unicodedata.category(character)
    if category[0] in "ZM" or category in {"Cc", "Cf", "Co", "Cs"} or character == "\ufffd":
        return " "
    if fold(character) != " ":
        return " "
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and plain != " " else character


_SIGNS: Final = _Signs()


def tokens(text: str) -> list[Token]:
    """Return all tokens of a text, in the order of the index."""
    found = list(words(text))
    once = {sign.key: sign for sign in signs(text)}
    found += [once[key] for key in sorted(once)]
    for number in _numbers(text):
        found += [Token(BETWEEN, number.start, number.start, number.start), number]
    return found


def index_text(text: str) -> str:
    """Return the keys of `tokens`, separated by blanks."""
    strange = _strange(text)
    plain = in_ascii(text, strange)
    keys = _UNSPACED.sub(_pairs, fold(text)) if plain is None else fold(plain)
    if not strange.isdisjoint(_OF_SEQUENCES):
        found = {sign.key for sign in signs(text)}
    else:
        characters = set(text) if plain is None else strange
        found = {_SIGNS[ord(character)] for character in characters} - _BLANK
        if plain is not None:
            found.update(plain.translate(_NO_ASCII_SIGN))
    keys += _sign_text(found)
    if (_MAYBE_NUMBER if plain is None else _MAYBE_ASCII_NUMBER).search(
        text if plain is None else plain
    ):
        keys += "".join(f" {BETWEEN} {number.key}" for number in _numbers(text))
    return keys


def index_texts(texts: Sequence[str]) -> list[str]:
    """Return `index_text` of each text, perhaps with more blanks.

    Faster, since all texts are translated at once.
    """
    joined = "".join(texts)
    there = _strange(joined)
    if _OF_CONTEXT.isdisjoint(there) and _SEPARATOR not in joined and _is_composed(joined):
        return _together(texts, there)
    plain = [_OF_CONTEXT.isdisjoint(text) and _is_composed(text) for text in texts]
    some = iter(_together([t for t, is_plain in zip(texts, plain, strict=True) if is_plain], there))
    return [
        next(some) if is_plain else index_text(text)
        for text, is_plain in zip(texts, plain, strict=True)
    ]


def _strange(text: str) -> set[str]:
    """Return the characters of a text except ASCII and plain letters."""
    return set() if text.isascii() else set("".join(_STRANGE.findall(text)))


def _is_composed(text: str) -> bool:
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def _together(texts: Sequence[str], strange: AbstractSet[str]) -> list[str]:
    """Return the index text of each text.

    `strange`: the characters of all texts except ASCII and plain letters.
    """
    if not texts:
        return []
    signs_there = [(c, sign) for c in strange if (sign := _SIGNS[ord(c)]) != " "]
    plain = fold_strange(_SEPARATOR.join(texts), strange).split(_SEPARATOR)
    joined = _SEPARATOR.join([each if each.isascii() else "" for each in plain])
    keys = joined.translate(_FOLDS).split(_SEPARATOR)
    marks = joined.translate(_MARKS).split(_SEPARATOR)
    rest = _SEPARATOR.join([each for each in plain if not each.isascii()])
    other_marks = iter(_NO_MARKS.sub("", rest).translate(_MARKS).split(_SEPARATOR))
    for character in set(_CHANGED.findall(rest)):
        rest = rest.replace(character, _FOLDS[ord(character)])
    if any(_UNSPACED.search(fold(character)) for character in strange):
        rest = _UNSPACED.sub(_pairs, rest)
    others = iter(rest.split(_SEPARATOR))
    sequences = bool(strange & _OF_SEQUENCES)
    other_digits = any(map(str.isdecimal, strange))
    for at, each in enumerate(plain):
        text = texts[at]
        if not each.isascii():
            keys[at], marks[at] = next(others), next(other_marks)
        sign_text, ascii_signs, is_number = _signs_of_marks(marks[at])
        if signs_there and not text.isascii():
            if sequences and not _OF_SEQUENCES.isdisjoint(text):
                found = {key for run in _RUN.findall(text) for key in _signs_of_run(run)}
                sign_text = _sign_text(found)
            elif found := {sign for c, sign in signs_there if c in text}:
                sign_text = _sign_text(found | ascii_signs)
        keys[at] += sign_text
        if (is_number or other_digits) and _MAYBE_NUMBER.search(text):
            keys[at] += "".join(f" {BETWEEN} {number.key}" for number in _numbers(text))
    return keys


def _sign_text(found: AbstractSet[str]) -> str:
    """Return signs as they follow the words in the index."""
    return f" {' '.join(sorted(found))}" if found else ""


@lru_cache(4096)
def _signs_of_marks(marks: str) -> tuple[str, AbstractSet[str], bool]:
    """Return the signs in a result of `_MARKS`, as index text and as a set; and if it has a 0."""
    found = frozenset(marks) - _DIGIT
    return _sign_text(found), found, "0" in marks


@lru_cache(4096)
def _signs_of_run(run: str) -> frozenset[str]:
    return frozenset(sign.key for sign in signs(run))


def is_unspaced(key: str) -> bool:
    """Return whether a key is of a script without blanks between words: one or two characters."""
    return _UNSPACED.match(key) is not None


def is_punctuation(key: str) -> bool:
    """Return whether a key is punctuation, and not an emoji, currency sign or the like."""
    if key.isascii():
        return not key.isalnum() and key != "$"
    return unicodedata.category(key[0])[0] == "P"


def _pairs(match: re.Match[str]) -> str:
    run = match[0]
    return f" {' '.join(map(add, run, run[1:]))} {run[-1]} "


def words(text: str) -> Iterator[Token]:
    """Yield the words of a text in order."""
    folded, starts, ends = fold_with_offsets(text)
    for match in _WORD.finditer(folded):
        start, end = match.span()
        if match[1] is None:
            yield Token(match[0], starts[start], ends[end - 1], ends[end - 1])
            continue
        for at in range(start, end):
            last = min(at + 1, end - 1)
            yield Token(folded[at : last + 1], starts[at], ends[last], ends[at])


def signs(text: str) -> Iterator[Token]:
    """Yield every occurrence of a sign in a text."""
    for match in _SIGN.finditer(text.translate(_SIGNS)):
        start, end = match.span()
        yield Token(_SMALL.sub("", match[0]), start, end, end)


def _numbers(text: str) -> Iterator[Token]:
    """Yield the digits of grouped numbers, joined from each group on."""
    for match in _NUMBER.finditer(text):
        yield from _joined(list(_groups(match)))
    for match in _THOUSANDS.finditer(text):
        digits = _plain("".join(_DIGITS.findall(match[0])))
        yield Token(digits, match.start(), match.end(), match.end())


def _joined(groups: list[tuple[str, int]]) -> Iterator[Token]:
    for first, (digits, start) in enumerate(groups):
        end = start + len(digits)
        for more, at in groups[first + 1 :]:
            if len(digits) + len(more) > MOST_DIGITS:
                break
            digits, end = digits + more, at + len(more)
        if len(digits) >= FEWEST_DIGITS:
            yield Token(digits, start, end, end)


def _groups(number: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Yield the groups of a number as written, and where each begins.

    Ten digits, or eleven after a 1, are split like telephone numbers.
    """
    for group in _DIGITS.finditer(number[0]):
        digits = _plain(group[0])
        at = number.start() + group.start()
        borders = [0, len(digits)]
        if len(digits) == _NANP or (len(digits) == _NANP + 1 and digits[0] == "1"):
            borders = [
                0,
                *(len(digits) - left for left in (10, 7, 4) if left < len(digits)),
                len(digits),
            ]
        for start, end in itertools.pairwise(borders):
            yield digits[start:end], at + start


def _plain(digits: str) -> str:
    return digits if digits.isascii() else "".join(str(unicodedata.decimal(d)) for d in digits)
