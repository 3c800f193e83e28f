"""Phone numbers: one canonical form inside, any shape outside.

Canonical: ten digits for a North American number; the bare digits of anything shorter (a short
code) or longer; otherwise the text as it came, for alphanumeric senders. The service writes
`5145550100`, `+15145550100` and `15145550100` for the same number, depending on a setting of the
DID (voipms-api section 5), so nothing here ever raises on what it is given.
"""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[\s().\-/+\u00a0\u2010-\u2015\u2212]")
_LETTER = re.compile(r"[^\W\d_]")
_TEN = re.compile(r"[0-9]{10}")


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
    if len(bare) == 11 and bare[0] == "1":
        return bare[1:]
    return bare


def is_full(number: str) -> bool:
    """Whether a canonical number is a ten-digit one, the only kind that can be written to."""
    return _TEN.fullmatch(number) is not None


def e164(number: str) -> str:
    """`+15145550100` for a ten-digit number; anything else as it is (the public JSON form)."""
    return f"+1{number}" if is_full(number) else number


def formatted(number: str) -> str:
    """National form, `(514) 555-0100`; anything else as it is. Cheap: used on the start path."""
    if not is_full(number):
        return number
    return f"({number[:3]}) {number[3:6]}-{number[6:]}"


def typed(text: str) -> str | None:
    """The ten digits a person meant, in any way of writing them, or None if it is not a number."""
    if _LETTER.search(text):
        return None
    number = canonical(text)
    return number if is_full(number) else None


def destination_problem(number: str) -> str | None:
    """Why a canonical number cannot be written to, in a sentence; None if it can.

    VoIP.ms sends to US and Canadian numbers only (MMS wiki), which is not every `+1`.
    """
    if not is_full(number):
        if number.isdigit() and len(number) < 10:
            return "A short code takes no replies from VoIP.ms."
        return "Not a ten-digit number of the US or Canada."
    # 20 ms to import: only when someone is about to be written to.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(f"+1{number}")
    except phonenumbers.NumberParseException:
        return "Not a phone number."
    region = phonenumbers.region_code_for_number(parsed)
    if region in {"US", "CA"}:
        return None
    if region is None:
        # Toll-free and other numbers that belong to the whole plan have no region of their own,
        # and take texts; a number outside the plan is invalid.
        if phonenumbers.is_valid_number(parsed):
            return None
        return "Not a number of the US or Canada."
    return f"VoIP.ms sends to the US and Canada only; this number is in {region}."
