"""The alphabet of an SMS, GSM 03.38 with its extension table, and the size of an SMS.

A text within the alphabet has a septet for each character, two for one of the extension table. Any
other character makes the whole SMS UCS-2, with two bytes for each unit of UTF-16.
"""

from __future__ import annotations

import unicodedata
from enum import Flag, auto
from typing import Final

from mmstui.domain import limits

#: The basic table. `Ç` is a capital: the small one is not in the alphabet. Libraries err here:
#: findings/smpplib-backquote-and-section.sh.
_BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = "\f^{}\\[~]|€"
ALPHABET: Final = frozenset(_BASIC + _EXTENSION)
#: The end of the blocks with the accented letters of Latin keyboards.
_WESTERN_END: Final = "\u0250"
#: Septets, or units of UTF-16, of an SMS alone and of one part of a longer message.
SEPTETS: Final = (limits.SMS_CHARACTERS, 153)
UNITS: Final = (70, 67)


class Letters(Flag):
    """Kinds of letters and signs outside the alphabet."""

    NONE = 0
    LATIN = auto()  #: Latin letters with accents, such as `ê` and `ç`
    OTHER = auto()  #: letters of other scripts, and emoji


def foreign_letters(text: str) -> Letters:
    """Return which kinds of letters and signs a text has that are outside the alphabet.

    Punctuation does not count, for phones write typographic quotes everywhere, nor do the few signs
    of Western keyboards (`°`, `©`), which are neither letters nor emoji.
    """
    if text.isascii():
        return Letters.NONE
    found = Letters.NONE
    for character in set(text) - ALPHABET:
        if character.isascii():
            continue
        western = character < _WESTERN_END
        if unicodedata.category(character)[0] in ("LM" if western else "LMS"):
            # A combining accent stands on a Latin letter here; other scripts have their own.
            name = unicodedata.name(character, "")
            latin = western or name.startswith(("LATIN", "COMBINING"))
            found |= Letters.LATIN if latin else Letters.OTHER
    return found


def septets(text: str) -> int | None:
    """Return the length of a text in septets; None if a character is outside the alphabet."""
    if not ALPHABET.issuperset(text):
        return None
    return len(text) + sum(map(text.count, _EXTENSION))


def units(text: str) -> int:
    """Return the length of a text in units of UTF-16."""
    return len(text) + sum(character > "\uffff" for character in text)
