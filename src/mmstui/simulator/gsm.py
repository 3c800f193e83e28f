"""The GSM 03.38 alphabet: what getMMS leaves of an SMS text (voipms-api.md section 2.2)."""

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€\f"
ALPHABET = frozenset(_BASIC + _EXTENDED)


def without_foreign(text: str) -> str:
    """Return `text` less every character that a GSM handset cannot write."""
    return "".join(character for character in text if character in ALPHABET)
