"""The GSM 03.38 alphabet: getMMS drops other characters of an SMS (voipms-api.md section 2.2).

A carrier divides a longer text into parts of 153 septets, or of 67 UTF-16 units outside it.
"""

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€\f"
ALPHABET = frozenset(_BASIC + _EXTENDED)


def without_foreign(text: str) -> str:
    """Return `text` without the characters that are not in the GSM alphabet."""
    return "".join(character for character in text if character in ALPHABET)


def segments(text: str) -> list[str]:
    """Return the parts of a text, as a carrier divides it; the text itself if it fits into one."""
    within = ALPHABET.issuperset(text)
    alone, most = (160, 153) if within else (70, 67)
    sizes = [1 + (one in _EXTENDED if within else one > "\uffff") for one in text]
    if sum(sizes) <= alone:
        return [text]
    parts, used = [""], 0
    for character, size in zip(text, sizes, strict=True):
        if used + size > most:
            parts.append("")
            used = 0
        parts[-1] += character
        used += size
    return parts
