"""Folds text for searching. The index, the query and the highlighting use the same fold.

A folded text contains only words and blanks. Case, width and variants of a letter are removed:

- Latin and Greek letters lose every mark; letters with a stroke, a hook or a horn become plain
  (`đ` becomes `d`, `ł` `l`); `ı` and `İ` become `i`, `ð` `d`, `þ` `th`, `œ` `oe`, `ß` `ss`.
- Cyrillic letters lose stress marks, and `ё` becomes `е`. Letters such as `й`, `ї`, `ў`, `ѓ` and
  `ќ` stay, since their readers distinguish them: `мой` and `мои` are two words.
- Hebrew loses its points, Arabic its vowels and the tatweel. Forms of alef become alef, final forms
  of Hebrew and Greek letters become the usual form, and the yeh, kaf and heh of Persian and Urdu
  keyboards become the Arabic letters.
- Final letters of Malayalam and Bengali become the older spelling with a joiner.
- Vowel signs of all other scripts stay in their words. The nukta of Devanagari and Gurmukhi, which
  many writers leave out, is removed.
- Digits of every script become 0 to 9. A character that stands for several letters (`㎏`, `½`)
  becomes these letters.

Signs (punctuation, emoji, currency, characters that this Python's Unicode lacks) become blanks;
`search_tokens` finds them separately. Invisible characters are removed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from mmstui.domain.patterns import lazy_pattern

# SQLite takes marks from Latin letters only: findings/fts5-greek-accents.sh.
# Marks on letters that writers may leave out: those of Latin, Greek and Cyrillic, Hebrew points,
# Arabic and Syriac vowels, tone marks of N'Ko, Samaritan, Vedic and Ethiopic marks, the nukta of
# Devanagari and Gurmukhi; variation selectors.
_LEFT_OUT: Final = lazy_pattern(
    "[\u0300-\u0344\u0346-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07eb-\u07f3\u07fd\u0816-\u0819"
    "\u081b-\u0823\u0825-\u0827\u0829-\u082d\u0859-\u085b\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff"
    "\u093c\u0951-\u0954\u0a3c\u135d-\u135f\u180b-\u180d\u180f\u1ab0-\u1aff\u1cd0-\u1cff"
    "\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\ua66f-\ua672\ua674-\ua67d\ua8e0-\ua8f1\ufe00-\ufe0f"
    "\ufe20-\ufe2f\U0001e000-\U0001e02a\U0001e8d0-\U0001e8d6\U0001e944-\U0001e94a"
    "\U000e0100-\U000e01ef]"
)
#: Scripts without blanks between words: Han, kana and bopomofo; Thai, Lao, Myanmar, Khmer and
#: related scripts.
UNSPACED: Final = (
    "\u3005-\u3007\u3021-\u302f\u3031-\u3035\u3038-\u303c\u3041-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
    "\u0e01-\u0e4e\u0e80-\u0edf\u1000-\u109f\u1780-\u17dd\u1950-\u19df\u1a20-\u1aaf\u1b00-\u1b4b"
    "\ua980-\ua9fe\uaa60-\uaadf\U00011700-\U0001174f"
)
# Letters without a decomposition in Unicode. Modifier letters used as an apostrophe become blanks,
# like the apostrophe.
_AS: Final = {
    "ı": "i", "ȷ": "j", "ð": "d", "þ": "th", "œ": "oe", "æ": "ae", "ŀ": "l",
    "װ": "וו", "ױ": "וי", "ײ": "יי", "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
    "\u0640": "", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه",
    "ۃ": "ه", "ە": "ه",
    "ൺ": "ണ്", "ൻ": "ന്", "ർ": "ര്", "ൽ": "ല്", "ൾ": "ള്", "ൿ": "ക്", "ৎ": "ত্",
    **dict.fromkeys("\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\u02c8", " "),
}  # fmt: skip
_PLAIN_LATIN: Final = lazy_pattern("LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH .*")
# Unicode classifies these as numbers, but they are parts of words: `m²`, `H₂O`.
_IN_A_WORD: Final = ("<super>", "<sub>")
_FREE: Final = lazy_pattern(f"[^{UNSPACED}]")
# Voiced marks of kana, which follow a letter that was of half width.
_VOICED: Final = lazy_pattern("[\u3041-\u30ff][\u3099\u309a]")
# Catalan: `col·lecció`, which many type without its dot.
_CATALAN: Final = lazy_pattern("(?<=[lL])·(?=[lL])")
# Characters that belong to the letter before, but are not marks in Unicode: half-width voiced
# marks, and vowels and finals of decomposed Hangul.
_JOINED: Final = lazy_pattern("[\uff9e\uff9f\u1160-\u11ff\ud7b0-\ud7ff]")


class _Folds(dict[int, str]):
    """Maps characters of composed text to their folded form; computed when first used."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    match category[0]:
        case "L" | "N":
            folded = _fold_letter(character)
            if category == "No" and not unicodedata.decomposition(character).startswith(_IN_A_WORD):
                return f" {folded} " if folded != character else character
            return folded
        case "M":
            return "" if _LEFT_OUT.match(character) else character.casefold()
        case "S":
            letters = unicodedata.normalize("NFKC", character)
            if not any(map(str.isalnum, letters)):
                return " "
            folded = "".join(_FOLDS[ord(each)] for each in letters)
            return f" {folded} " if _FREE.search(folded) else folded
        case _:
            return "" if category == "Cf" else " "


def _fold_letter(letter: str) -> str:
    folded = letter
    # Unicode 16 needs two rounds at most; another round must change nothing.
    for _ in range(8):
        before, folded = folded, "".join(map(_fold_once, folded.casefold()))
        if folded == before:
            break
    return unicodedata.normalize("NFC", folded)


def _fold_once(character: str) -> str:
    if (plain := _AS.get(character)) is not None:
        return plain
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category[0] not in "LNM":
        return "" if category == "Cf" else " "
    if category[0] == "M" and _LEFT_OUT.match(character):
        return ""
    if (plain := unicodedata.normalize("NFKC", character)) != character:
        return plain
    parts = unicodedata.normalize("NFD", character)
    base, marks = parts[0], parts[1:]
    if marks and not _is_own_letter(character):
        kept = "".join(mark for mark in marks if not _LEFT_OUT.match(mark))
        return unicodedata.normalize("NFC", base + kept)
    if plain_latin := _PLAIN_LATIN.fullmatch(unicodedata.name(character, "")):
        return plain_latin[1].lower()
    return character


def _is_own_letter(character: str) -> bool:
    """Return whether a Cyrillic letter with a mark is a letter of its own."""
    parts = unicodedata.normalize("NFD", character)
    base, marks = parts[0], parts[1:]
    if not "\u0400" <= base <= "\u052f" or character == "ё":
        return False
    return base in "гк" or not {"\u0300", "\u0301"} & set(marks)


_FOLDS: Final = _Folds()
# Up to this many characters outside ASCII are replaced one after the other.
_FEW: Final = 8
_ASCII_FOLDS: Final = {
    code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)
}


def fold(text: str) -> str:
    """Return the words of a text; each character outside of words becomes a blank."""
    if text.isascii():
        return text.translate(_ASCII_FOLDS)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if "·" in text:
        text = _CATALAN.sub("", text)
    return _compose_kana(text.translate(_FOLDS))


def in_ascii(text: str, strange: AbstractSet[str]) -> str | None:
    """Return an ASCII text with the same fold and the same ASCII signs; None if there is none.

    `strange`: the characters of `text` outside ASCII. If they are few among many plain letters, to
    fold the returned text takes half the time of looking up every letter.
    """
    if len(strange) > _FEW or "·" in strange or not unicodedata.is_normalized("NFC", text):
        return None
    for character in strange:
        text = text.replace(character, _FOLDS[ord(character)])
    return text if text.isascii() else None


def fold_strange(joined: str, strange: AbstractSet[str]) -> str:
    """Return composed text with each of the characters `strange` (outside ASCII) folded."""
    for character in strange:
        if (folded := _FOLDS[ord(character)]) != character:
            joined = joined.replace(character, folded)
    return joined


def _compose_kana(folded: str) -> str:
    if "\u3099" in folded or "\u309a" in folded:
        return _VOICED.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), folded)
    return folded


def fold_with_offsets(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Return the fold, and where the source of each of its characters begins and ends in `text`.

    A letter and its marks have one range, so that highlighting never splits them.
    """
    if text.isascii():
        return text.translate(_ASCII_FOLDS), range(len(text)), range(1, len(text) + 1)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    dots = {match.start() for match in _CATALAN.finditer(text)} if "·" in text else ()
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _is_joined(text[end]):
            end += 1
        folded = "" if at in dots else fold(text[at:end])
        parts.append(folded)
        starts.extend([at] * len(folded))
        ends.extend([end] * len(folded))
        at = end
    return "".join(parts), starts, ends


def _is_joined(character: str) -> bool:
    if character < "\u0300":
        return False
    return unicodedata.category(character)[0] == "M" or _JOINED.match(character) is not None
