"""The GSM 03.38 alphabet: getMMS drops other characters of an SMS (voipms-api.md section 2.2)."""

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€\f"
ALPHABET = frozenset(_BASIC + _EXTENDED)


def without_foreign(text: str) -> str:
    """Return `text` without the characters that are not in the GSM alphabet."""
    return "".join(character for character in text if character in ALPHABET)
