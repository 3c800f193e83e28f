"""Phone numbers: one canonical form inside, any shape outside, and one judge of what is written.

Canonical: ten digits for a North American number; for one of another country its digits with the
country code, and `+` before them where they are ten or fewer, so that no other number is ever
written the same; the bare digits of a short code; otherwise the text as it came, for alphanumeric
senders. The service writes `5145550100`, `+15145550100` and `15145550100` for the same number,
depending on a setting of the DID (voipms-api section 5), so nothing here ever raises on what it is
given.

`canonical` is for what the service says, and keeps everything. `parse` is for what a person writes,
and for whether a number can be written to: VoIP.ms sends to US and Canadian numbers only (SMS and
MMS wiki), which is not every `+1`. A number that may be one of these goes, for no list of area
codes is up to date; one that is surely elsewhere, or surely none, does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from mmstui.domain import number_text
from mmstui.domain.calling_codes import ABROAD, COUNTRIES, TERRITORIES, country_code
from mmstui.domain.number_text import NumberText

_SEPARATORS = re.compile(r"[\s().\-/+\u00a0\u2010-\u2015\u2212]")
_LETTER = re.compile(r"[^\W\d_]")
_TEN = re.compile(r"[0-9]{10}")
#: What is dialled before a country code: in North America, and in most other places.
_DIALLED: Final = ("011", "00")
#: Digits of a whole number with its country code (E.164: 15 at most; Saint Helena has the fewest).
_SHORTEST: Final = 7
_LONGEST: Final = 15
#: Digits of short codes in the US and Canada. What is shorter is a service such as 911 or 7726.
SHORT_CODE: Final = (5, 6)


#: The contact of a message whose sender VoIP.ms does not tell: it cannot be answered, as no sender
#: that is a name can.
UNKNOWN_SENDER = "unknown sender"


def canonical(raw: object) -> str:
    """The canonical form of whatever the service calls a number; `""` for nothing at all."""
    text = "" if raw is None else str(raw).strip()
    bare = _SEPARATORS.sub("", text)
    if not bare.isascii() or not bare.isdigit():
        digits = "".join(c for c in text if c in "0123456789")
        # A sender such as `BANK24` is a name; `514-555-0100;x` is a number with litter.
        if not digits or _LETTER.search(text):
            return text
        bare = digits
    digits = _undialled(bare)
    abroad = "+" in text[: text.index(bare[0])] or digits != bare or len(bare) > 10
    if abroad and (foreign := _foreign(digits)):
        return foreign
    if len(digits) == 11 and digits[0] == "1":
        ten = digits[1:]
        behind = _undialled(ten)
        return bare if behind != ten and _foreign(behind) else ten
    return bare


def _undialled(digits: str) -> str:
    """Digits without what is dialled before a country code."""
    prefix = next((one for one in _DIALLED if digits.startswith(one)), "")
    return digits[len(prefix) :]


def _foreign(digits: str) -> str:
    """The canonical form of a country code and a number behind it; "" when it is none."""
    if not _SHORTEST <= len(digits) <= _LONGEST or not country_code(digits):
        return ""
    return digits if len(digits) > 10 else f"+{digits}"


def _is_foreign(number: str) -> bool:
    """Whether a canonical number is one of another country. Cheap."""
    if number[:1] == "+":
        return number[1:].isdigit()
    return len(number) > 10 and number.isdigit() and bool(_foreign(number))


def is_full(number: str) -> bool:
    """Whether a canonical number is a ten-digit one, the only kind that can be written to."""
    return _TEN.fullmatch(number) is not None


def e164(number: str) -> str:
    """`+15145550100` for a ten-digit number; anything else as it is (the public JSON form)."""
    if is_full(number):
        return f"+1{number}"
    return f"+{number}" if number[:1] != "+" and _is_foreign(number) else number


def formatted(number: str) -> str:
    """National form, `(514) 555-0100`; anything else as it is. Cheap: used on the start path."""
    if not is_full(number):
        return e164(number)
    return f"({number[:3]}) {number[3:6]}-{number[6:]}"


def dialled(number: str) -> str:
    """A canonical number in digits, where the service takes only these (setPhonebook)."""
    return f"{_DIALLED[0]}{number[1:]}" if _is_foreign(number) and number[0] == "+" else number


class NumberKind(StrEnum):
    """What a person wrote."""

    NANP = "nanp"  #: a number of the US or Canada, or one that may be: it can be written to
    ABROAD = "abroad"  #: behind +1, but in a country that is neither
    FOREIGN = "foreign"  #: behind another country code
    SHORT_CODE = "short code"
    NONE = "none"  #: surely no number


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """What was understood of a number that somebody wrote, and what is to be said of it."""

    kind: NumberKind
    number: str = ""  #: canonical; "" for none
    international: bool = False  #: written with a country code: `+`, `00` or `011` before it
    country: str = ""  #: of another country, as a sentence has it
    extension: str = ""  #: left out
    message: bool = False  #: a link's text is left out
    meant: str = ""  #: the number of the US or Canada that lacks its 1, perhaps
    reason: str = ""  #: why it is none, in a sentence

    @property
    def sendable(self) -> bool:
        """Whether it can be written to, as far as anybody can know before VoIP.ms is asked."""
        return self.kind is NumberKind.NANP

    @property
    def whole(self) -> bool:
        """Whether it is a number with all its digits, wherever that is; not one by its length."""
        return is_full(self.number) or self.international

    @property
    def problem(self) -> str:
        """Why it cannot be written to, in a sentence or two; "" when it can."""
        match self.kind:
            case NumberKind.NANP:
                return ""
            case NumberKind.ABROAD:
                area = self.number[:3]
                return f"{_ONLY}; area code {area} is {self.country}."
            case NumberKind.FOREIGN:
                return self._foreign_problem()
            case NumberKind.SHORT_CODE:
                return "A short code takes no replies from VoIP.ms."
            case NumberKind.NONE:
                return self.reason

    def _foreign_problem(self) -> str:
        digits = self.number.lstrip("+")
        where = f"+{country_code(digits)} is {self.country}"
        if not self.international:
            return f"{_ONLY}, at ten digits; this has {len(digits)}, and {where}."
        hint = f" If {formatted(self.meant)} is meant, write +1 before it." if self.meant else ""
        return f"{_ONLY}; {where}.{hint}"

    @property
    def left_out(self) -> str:
        """What was written and does not count, in a sentence or two; "" for nothing."""
        words = []
        if self.extension:
            words.append(f"Extension {self.extension} is left out.")
        if self.message:
            words.append("The link's text is left out.")
        return " ".join(words)

    @property
    def caution(self) -> str:
        """What may keep a number that can be written to from being reached, in a sentence.

        "" for nothing. Imports the library that knows area codes, once: not on the start path.
        """
        return area_caution(self.number) if self.sendable else ""

    @property
    def note(self) -> str:
        """All that is to be known of a number that can be written to; see `caution`."""
        return " ".join(filter(None, (self.left_out, self.caution)))


_ONLY: Final = "VoIP.ms sends to the US and Canada only"
_NOT_GROUPED: Final = (
    "Not grouped like a number of the US or Canada, and perhaps another country's. "
    "If it is one, write +1 before it."
)


@lru_cache(4096)
def parse(text: str) -> ParsedNumber:
    """Judge what a person wrote, or a canonical number. Never raises, imports nothing heavy."""
    if is_full(text) and text[0] != "0":  # canonical, as in every row of a list
        return _national(text)
    if text == UNKNOWN_SENDER:
        return ParsedNumber(NumberKind.NONE, reason="VoIP.ms does not tell who sent it.")
    read = number_text.read(text)
    if read is None:
        return _none(_unreadable(text))
    if not read.digits:
        return _none("Not a number: it has no digits.")
    judged = _judged(read)
    if judged.kind is NumberKind.NONE:
        return judged
    return replace(judged, extension=read.extension, message=read.message)


def _judged(read: NumberText) -> ParsedNumber:
    digits, skip = read.digits, len(read.digits) - 10
    if read.plus or digits.startswith(_DIALLED):
        rest = _undialled(digits)
        if not rest:
            return _other_length(digits)
        grouped = skip >= 0 and _grouped(read, skip)
        judged = _international(rest, rest if grouped else "")
        plain = skip == 0 and not read.plus and judged.kind is NumberKind.NONE
        # In much of Asia it is 001 that is dialled before a country code.
        if judged.sendable and not read.plus and not grouped:
            return _none(_NOT_GROUPED)
        return _national(digits) if plain else judged
    if read.context:
        return _international(_in_context(digits, read.context))
    if skip == 0 or (skip == 1 and digits[0] == "1"):
        judged = _national(digits[skip:])
        if judged.sendable and not _grouped(read, skip):
            return _none(_NOT_GROUPED)
        return judged
    return _other_length(digits)


def _in_context(digits: str, context: str) -> str:
    """A local number of a link with the country code, and perhaps area code, it is said to be in.

    RFC 3966 section 5.1.5. Some write the whole number and name the country anyway.
    """
    whole = len(digits) == 10 or (len(digits) == 11 and digits[0] == "1")
    return f"1{digits[-10:]}" if context[0] == "1" and whole else context + digits


def _grouped(read: NumberText, skip: int) -> bool:
    """Whether the digits after the first `skip` stand together as in the US or Canada.

    Ten digits are also a whole number in other countries, whose area codes have another length:
    `55 5550 0123` (Mexico), `98765 55501` (India), `36 1 555 0123` without its plus.
    """
    breaks = {at - skip for at in read.breaks if at > skip}
    if breaks == set(range(1, 10)):  # one by one
        return True
    return not breaks & {1, 2} and (3 in breaks or not breaks & {4, 5})


def _international(digits: str, perhaps: str = "") -> ParsedNumber:
    """Judge a country code and what follows; `perhaps`: without a code it may be a whole number."""
    if digits[:1] == "1":
        national = digits[1:]
        if len(national) == 10:
            return replace(_national(national), international=True)
        return _none(f"Ten digits follow +1; here are {len(national)}.")
    meant = perhaps if len(perhaps) == 10 and _national(perhaps).sendable else ""
    code = country_code(digits)
    if number := _foreign(digits):
        country = COUNTRIES[code]
        return ParsedNumber(NumberKind.FOREIGN, number, True, country, meant=meant)
    if not code:
        hint = f" If {formatted(meant)} is meant, write +1 before it." if meant else ""
        return _none(f"No country has the code +{digits[:3]}.{hint}")
    follow = len(digits) - len(code)
    return _none(f"Not a whole number: +{code} is {COUNTRIES[code]}, and {follow} digits follow.")


def _national(number: str) -> ParsedNumber:
    """Judge ten digits by how numbers behind +1 are made (NANPA, central office code rules)."""
    area, exchange = number[:3], number[3:6]
    why = ""
    if area[0] in "01":
        why = f"no area code begins with {area[0]}"
    elif area[1:] == "11":
        why = f"{area} is a service, no area code"
    elif area[1] == "9":
        why = "no area code has a 9 in its middle"
    # Codes that end with the same digit twice belong to no place: 1-800-411-... is in use.
    elif exchange[0] in "01" or (exchange[1:] == "11" and area[1] != area[2]):
        why = f"after the area code none goes on with {exchange}"
    if why:
        return _none(f"Not a number of the US or Canada: {why}.")
    if area in ABROAD:
        return ParsedNumber(NumberKind.ABROAD, number, country=ABROAD[area])
    return ParsedNumber(NumberKind.NANP, number)


def _other_length(digits: str) -> ParsedNumber:
    count = len(digits)
    if count in SHORT_CODE:
        return ParsedNumber(NumberKind.SHORT_CODE, digits)
    if count > 10 and (number := _foreign(digits)):
        return ParsedNumber(NumberKind.FOREIGN, number, country=COUNTRIES[country_code(number)])
    if count == 3 and (digits[1:] == "11" or digits == "988"):
        return _none(f"{digits} takes no texts from VoIP.ms: call it.")
    if count == 7:
        return _none("Its area code is missing: a number of the US or Canada has ten digits.")
    has = "1 digit" if count == 1 else f"{count} digits"
    return _none(f"Not a whole number: it has {has}, and one of the US or Canada has ten.")


def _unreadable(text: str) -> str:
    if len(text) > number_text.LONGEST:
        return "Not a number: it is too long."
    if _LETTER.search(text):
        return "Not a number: it has letters in it."
    return "Not a number: it has signs in it that none has."


def _none(reason: str) -> ParsedNumber:
    return ParsedNumber(NumberKind.NONE, reason=reason)


def is_premium(number: str) -> bool:
    """Whether ten digits are premium rate: area code 900, or 976 behind any other (NANPA)."""
    return number[:3] == "900" or number[3:6] == "976"


def area_caution(number: str) -> str:
    """What is to be known of the area code of ten digits; see `ParsedNumber.caution`."""
    area = number[:3]
    if is_premium(number):
        code = "Area code 900" if area == "900" else "976 after the area code"
        return f"{code} is premium rate: it may cost more, and VoIP.ms may refuse it."
    if country := TERRITORIES.get(area):
        return f"Area code {area} is {country}: VoIP.ms may refuse it."
    if not _is_known(area):
        return f"Area code {area} is not known here, perhaps because it is new."
    return ""


@lru_cache(1024)
def _is_known(area: str) -> bool:
    # Codes of years ago are not known to it: findings/phonenumbers-new-area-codes.sh.
    # 20 to 80 ms to import: only when somebody is about to be written to.
    from phonenumbers import PhoneNumber, is_valid_number

    return is_valid_number(PhoneNumber(1, int(f"{area}2345678")))
