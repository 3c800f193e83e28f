"""Phone numbers: their canonical form, and whether VoIP.ms can send to them.

The canonical form is ten digits for a North American number. A number of another country has its
country code, after a `+` if it has ten digits or fewer, so that it never equals a North American
number. A short code is its digits, and an alphanumeric sender its text. VoIP.ms writes
`5145550100`, `+15145550100` and `15145550100` for the same number, depending on a setting of the
DID (voipms-api section 5), so no function here raises on any input.

`canonical` is for values from VoIP.ms, and refuses none. `parse` is for what a person writes, and
tells whether a message can be sent to the number: VoIP.ms sends to US and Canadian numbers only
(SMS and MMS wiki), which are not all of `+1`. No list of area codes is up to date, so a number that
may be in the US or Canada counts as sendable.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Final

from mmstui.domain.patterns import lazy_pattern
from mmstui.domain.phone import number_text
from mmstui.domain.phone.calling_codes import ABROAD, AREAS, COUNTRIES, TERRITORIES, country_code
from mmstui.domain.phone.number_text import NumberText
from mmstui.domain.records import NamedTuple

_SEPARATORS = lazy_pattern(r"[\s().\-/+\u00a0\u2010-\u2015\u2212]")
_LETTER = lazy_pattern(r"[^\W\d_]")
_TEN = lazy_pattern(r"[0-9]{10}")
#: Dialled before a country code: in North America, and in most other countries.
_DIALLED: Final = ("011", "00")
#: Digits of a number with its country code (E.164: 15 at most; Saint Helena has the fewest).
_SHORTEST: Final = 7
_LONGEST: Final = 15
#: Digits of short codes in the US and Canada. Shorter numbers are services such as 911 or 7726.
SHORT_CODE: Final = (5, 6)


#: The contact of a message whose sender VoIP.ms does not tell. Nobody can reply to it, nor to a
#: sender that is a name.
UNKNOWN_SENDER = "unknown sender"


def canonical(raw: object) -> str:
    """Return the canonical form of a number from VoIP.ms; "" for None or an empty text."""
    text = "" if raw is None else str(raw).strip()
    bare = _SEPARATORS.sub("", text)
    if not bare.isascii() or not bare.isdigit():
        digits = "".join(c for c in text if c in "0123456789")
        # A sender such as `BANK24` is a name; `(514) 555-0100;` is a number with stray signs.
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
    """Return digits without `011` or `00` before them."""
    dialled_first = next((prefix for prefix in _DIALLED if digits.startswith(prefix)), "")
    return digits[len(dialled_first) :]


def _foreign(digits: str) -> str:
    """Return the canonical form of a country code with a number; "" if the digits are not that."""
    if not _SHORTEST <= len(digits) <= _LONGEST or not country_code(digits):
        return ""
    return digits if len(digits) > 10 else f"+{digits}"


def _is_foreign(number: str) -> bool:
    """Return whether a canonical number is in a country outside North America. Fast."""
    if number[:1] == "+":
        return number[1:].isdigit()
    return len(number) > 10 and number.isdigit() and bool(_foreign(number))


def is_full(number: str) -> bool:
    """Return whether a canonical number has ten digits; VoIP.ms sends only to these."""
    return _TEN.fullmatch(number) is not None


def e164(number: str) -> str:
    """Return `+15145550100` for a ten-digit number, the form of the JSON output.

    A number of another country gets its `+`; any other text stays as it is.
    """
    if is_full(number):
        return f"+1{number}"
    return f"+{number}" if number[:1] != "+" and _is_foreign(number) else number


def formatted(number: str) -> str:
    """Return `(514) 555-0100` for a ten-digit number, else `e164`. Fast: the start path uses it."""
    if not is_full(number):
        return e164(number)
    return f"({number[:3]}) {number[3:6]}-{number[6:]}"


def dialled(number: str) -> str:
    """Return a canonical number as digits, the only form that setPhonebook accepts."""
    return f"{_DIALLED[0]}{number[1:]}" if _is_foreign(number) and number[0] == "+" else number


class NumberKind(StrEnum):
    """The kind of a number."""

    NANP = "nanp"  #: in the US or Canada, or perhaps: VoIP.ms can send to it
    ABROAD = "abroad"  #: its country code is 1, but it is in another country
    FOREIGN = "foreign"  #: it has another country code
    SHORT_CODE = "short code"
    NONE = "none"  #: certainly not a number


class ParsedNumber(NamedTuple):
    """The result of `parse`, and the sentences about it."""

    kind: NumberKind
    number: str = ""  #: canonical; "" if there is none
    international: bool = False  #: written with a country code: `+`, `00` or `011` before it
    country: str = ""  #: the name of the other country
    extension: str = ""  #: not part of `number`
    service_code: str = ""  #: dialled before `number`, such as `*67`
    message: bool = False  #: it was a link with a text, which is left out
    meant: str = ""  #: the US or Canadian number that the user may have meant
    reason: str = ""  #: a sentence that says why this is not a number

    @property
    def sendable(self) -> bool:
        """Return whether VoIP.ms can send to it, as far as is known without asking VoIP.ms."""
        return self.kind is NumberKind.NANP

    @property
    def whole(self) -> bool:
        """Return whether the number is complete: it has ten digits or a written country code."""
        return is_full(self.number) or self.international

    @property
    def problem(self) -> str:
        """Return one or two sentences: why VoIP.ms cannot send to it; "" if it can."""
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
            return f"{_ONLY}, at ten digits; this number has {len(digits)}, and {where}."
        hint = f" If {formatted(self.meant)} is meant, write +1 before it." if self.meant else ""
        return f"{_ONLY}; {where}.{hint}"

    @property
    def left_out(self) -> str:
        """Return one or two sentences about the parts that are left out; "" if there are none."""
        words = []
        if self.service_code:
            words.append(f"{self.service_code}, a code for calls, is left out.")
        if self.extension:
            words.append(f"Extension {self.extension} is left out.")
        if self.message:
            words.append("The link's text is left out.")
        return " ".join(words)

    @property
    def caution(self) -> str:
        """Return a sentence about a sendable number that VoIP.ms may still refuse; "" for others.

        An unusual area code imports phonenumbers, which takes too long for the start path.
        """
        return area_caution(self.number) if self.sendable else ""

    @property
    def note(self) -> str:
        """Return `left_out` and `caution` as one text."""
        return " ".join(filter(None, (self.left_out, self.caution)))


_ONLY: Final = "VoIP.ms sends to the US and Canada only"
_NOT_GROUPED: Final = (
    "The digits are not grouped as in the US or Canada: it may be another country's number. "
    "If it is in the US or Canada, write +1 before it."
)


@lru_cache(4096)
def parse(text: str) -> ParsedNumber:
    """Parse what a person wrote, or a canonical number. Never raises, imports nothing large."""
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
    return judged._replace(
        extension=read.extension,
        message=read.message,
        service_code=read.service_code,
    )


def _judged(read: NumberText) -> ParsedNumber:
    digits, skip = read.digits, len(read.digits) - 10
    if read.plus or digits.startswith(_DIALLED):
        rest = _undialled(digits)
        if not rest:
            return _other_length(digits)
        grouped = skip >= 0 and _grouped(read, skip)
        judged = _international(rest, rest if grouped else "")
        plain = skip == 0 and not read.plus and judged.kind is NumberKind.NONE
        # In much of Asia, people dial 001 before a country code.
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
    """Return a link's local number with the code of its `phone-context` (RFC 3966 section 5.1.5).

    Some links have the complete number and a context.
    """
    whole = len(digits) == 10 or (len(digits) == 11 and digits[0] == "1")
    return f"1{digits[-10:]}" if context[0] == "1" and whole else context + digits


def _grouped(read: NumberText, skip: int) -> bool:
    """Return whether the digits after the first `skip` are grouped as in the US or Canada.

    A number of another country can have ten digits too, but its area code has another length:
    `55 5550 0123` (Mexico), `98765 55501` (India), `36 1 555 0123` without its plus.
    """
    breaks = {at - skip for at in read.breaks if at > skip}
    if breaks == set(range(1, 10)):  # one by one
        return True
    return not breaks & {1, 2} and (3 in breaks or not breaks & {4, 5})


def _international(digits: str, perhaps: str = "") -> ParsedNumber:
    """Parse a number with its country code. `perhaps`: the digits if they may lack a code."""
    if digits[:1] == "1":
        national = digits[1:]
        if len(national) == 10:
            return _national(national)._replace(international=True)
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
    return _none(
        f"Not a complete number: +{code} is {COUNTRIES[code]}, and {follow} digits follow."
    )


def _national(number: str) -> ParsedNumber:
    """Parse ten digits by the rules of North American numbers (NANPA, central office codes)."""
    area, exchange = number[:3], number[3:6]
    why = ""
    if area[0] in "01":
        why = f"no area code begins with {area[0]}"
    elif area[1:] == "11":
        why = f"{area} is a service, no area code"
    elif area[1] == "9":
        why = "no area code has a 9 in its middle"
    # Area codes such as 800 belong to no place, and may precede 411: 1-800-411-... is in use.
    elif exchange[0] in "01" or (exchange[1:] == "11" and area[1] != area[2]):
        why = f"no number has {exchange} after its area code"
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
    return _none(f"Not a complete number: it has {has}, and a number of the US or Canada has ten.")


def _unreadable(text: str) -> str:
    if len(text) > number_text.LONGEST:
        return "Not a number: it is too long."
    if _LETTER.search(text):
        return "Not a number: it has letters."
    return "Not a number: it has signs that no number has."


def _none(reason: str) -> ParsedNumber:
    return ParsedNumber(NumberKind.NONE, reason=reason)


def is_premium(number: str) -> bool:
    """Return whether ten digits are premium rate: area code 900, or 976 after any (NANPA)."""
    return number[:3] == "900" or number[3:6] == "976"


def area_caution(number: str) -> str:
    """Return a sentence about the area code of ten digits, "" if there is nothing to say."""
    area = number[:3]
    if is_premium(number):
        code = "Area code 900" if area == "900" else "976 after the area code"
        return f"{code} is premium rate: it may cost more, and VoIP.ms may refuse it."
    if country := TERRITORIES.get(area):
        return f"Area code {area} is {country}: VoIP.ms may refuse it."
    if area not in AREAS and not _is_known(area):
        return f"Area code {area} is not known here, perhaps because it is new."
    return ""


@lru_cache(1024)
def _is_known(area: str) -> bool:
    # It may be newer than our list, and takes 20 to 80 ms to import. It lacks area codes that are
    # years old: findings/phonenumbers-new-area-codes.sh.
    from phonenumbers import PhoneNumber, is_valid_number

    return is_valid_number(PhoneNumber(1, int(f"{area}2345678")))
