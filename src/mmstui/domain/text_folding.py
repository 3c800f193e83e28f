"""Folds text for searching: the one fold, of what is indexed and of what is typed.

A folded text has words and blanks, nothing else. Case, width and what is written differently
without being another letter count for nothing:

- Latin and Greek letters lose every mark; letters with a stroke, a hook or a horn are the plain
  ones (`đ` is `d`, `ł` is `l`); `ı` and `İ` are `i`, `ð` is `d`, `þ` is `th`, `œ` is `oe`, `ß` is
  `ss`.
- Cyrillic letters lose stress marks, and `ё` is `е`. `й`, `ї`, `ў`, `ѓ`, `ќ` and their like are
  letters of their own to those who read them: `мой` and `мои` are two words.
- Hebrew loses its points, Arabic its vowels and the tatweel; forms of alef are alef, final forms of
  Hebrew and Greek letters are those letters, and the yeh, kaf and heh of Persian and Urdu keyboards
  are the Arabic ones.
- Final letters of Malayalam and Bengali that were once written with a joiner are as they were then.
- Vowel signs of all other scripts are parts of their words. The nukta of Devanagari and Gurmukhi,
  which many leave out, is not.
- Digits of every script are 0 to 9. What is one sign for several letters (`㎏`, `½`) is those.

Signs (punctuation, emoji, currency, what this Python's Unicode does not know) are blanks here;
`search_tokens` has them apart. Invisible characters that join or part nothing are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

# SQLite takes marks from Latin letters only: findings/fts5-greek-accents.sh.
# Marks that are written over letters, and left out as easily: of Latin, Greek and Cyrillic, Hebrew
# points, Arabic and Syriac vowels, tone marks of N'Ko, Samaritan, Vedic and Ethiopic ones, the
# nukta of Devanagari and Gurmukhi; variation selectors.
_LEFT_OUT: Final = re.compile(
    "[\u0300-\u0344\u0346-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07eb-\u07f3\u07fd\u0816-\u0819"
    "\u081b-\u0823\u0825-\u0827\u0829-\u082d\u0859-\u085b\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff"
    "\u093c\u0951-\u0954\u0a3c\u135d-\u135f\u180b-\u180d\u180f\u1ab0-\u1aff\u1cd0-\u1cff"
    "\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\ua66f-\ua672\ua674-\ua67d\ua8e0-\ua8f1\ufe00-\ufe0f"
    "\ufe20-\ufe2f\U0001e000-\U0001e02a\U0001e8d0-\U0001e8d6\U0001e944-\U0001e94a"
    "\U000e0100-\U000e01ef]"
)
#: Scripts that part no words: Han, kana and bopomofo; Thai, Lao, Myanmar, Khmer and their kin.
UNPARTED: Final = (
    "\u3005-\u3007\u3021-\u302f\u3031-\u3035\u3038-\u303c\u3041-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
    "\u0e01-\u0e4e\u0e80-\u0edf\u1000-\u109f\u1780-\u17dd\u1950-\u19df\u1a20-\u1aaf\u1b00-\u1b4b"
    "\ua980-\ua9fe\uaa60-\uaadf\U00011700-\U0001174f"
)
# Letters that Unicode takes apart no further. Modifiers that stand for an apostrophe are blanks, as
# that is.
_AS: Final = {
    "ı": "i", "ȷ": "j", "ð": "d", "þ": "th", "œ": "oe", "æ": "ae", "ŀ": "l",
    "װ": "וו", "ױ": "וי", "ײ": "יי", "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
    "\u0640": "", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه",
    "ۃ": "ه", "ە": "ه",
    "ൺ": "ണ്", "ൻ": "ന്", "ർ": "ര്", "ൽ": "ല്", "ൾ": "ള്", "ൿ": "ക്", "ৎ": "ত্",
    **dict.fromkeys("\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\u02c8", " "),
}  # fmt: skip
_PLAIN_LATIN: Final = re.compile("LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH .*")
# Parts of words though Unicode has them among its numbers: `m²`, `H₂O`.
_IN_A_WORD: Final = ("<super>", "<sub>")
_FREE: Final = re.compile(f"[^{UNPARTED}]")
# Voiced marks of kana that are left when half-width letters have become whole ones.
_VOICED: Final = re.compile("[\u3041-\u30ff][\u3099\u309a]")
# Catalan: `col·lecció`, typed with or without its dot.
_CATALAN: Final = re.compile("(?<=[lL])·(?=[lL])")
# What belongs to the letter before it without being a mark to Unicode: half-width voiced marks,
# vowels and finals of Hangul that are written letter by letter.
_JOINED: Final = re.compile("[\uff9e\uff9f\u1160-\u11ff\ud7b0-\ud7ff]")


class _Folds(dict[int, str]):
    """Characters of composed text to their folded form, learnt as they are met."""

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
    # Twice at the most as of Unicode 16; what is folded once more must stay as it is.
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
    """Whether a Cyrillic letter with a mark is another letter to its readers."""
    parts = unicodedata.normalize("NFD", character)
    base, marks = parts[0], parts[1:]
    if not "\u0400" <= base <= "\u052f" or character == "ё":
        return False
    return base in "гк" or not {"\u0300", "\u0301"} & set(marks)


_FOLDS: Final = _Folds()
# So many strange characters are replaced one after the other.
_FEW: Final = 8
_ASCII_FOLDS: Final = {
    code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)
}


def fold(text: str) -> str:
    """The words of a text, with blanks around them: one for each character that is in none."""
    if text.isascii():
        return text.translate(_ASCII_FOLDS)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if "·" in text:
        text = _CATALAN.sub("", text)
    return _compose_kana(text.translate(_FOLDS))


def in_ascii(text: str, strange: AbstractSet[str]) -> str | None:
    """A text of ASCII that has the same fold and the same signs of ASCII; None if there is none.

    `strange`: the characters that are not ASCII. Where they are few among many plain letters,
    folding by way of this takes half the time of looking up every letter.
    """
    if len(strange) > _FEW or "·" in strange or not unicodedata.is_normalized("NFC", text):
        return None
    for character in strange:
        text = text.replace(character, _FOLDS[ord(character)])
    return text if text.isascii() else None


def fold_strange(joined: str, strange: AbstractSet[str]) -> str:
    """Composed text whose characters that are not ASCII, `strange`, are folded each by itself."""
    for character in strange:
        if (folded := _FOLDS[ord(character)]) != character:
            joined = joined.replace(character, folded)
    return joined


def _compose_kana(folded: str) -> str:
    if "\u3099" in folded or "\u309a" in folded:
        return _VOICED.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), folded)
    return folded


def fold_with_offsets(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """As `fold`; and for each character of it where what it was made of begins and ends in `text`.

    A letter begins and ends with its marks: no part of it is painted without the rest.
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
