"""What VoIP.ms warns of and never refuses: told before sending, left to the user."""

from __future__ import annotations

import re
from typing import Final

#: Public shorteners: carriers take messages with them for spam (MMS wiki).
SHORTENERS: Final = (
    "bit.ly", "tinyurl.com", "goo.gl", "t.co", "ow.ly", "is.gd", "buff.ly", "rb.gy",
    "cutt.ly", "shorturl.at", "tiny.cc", "rebrand.ly", "bl.ink", "t.ly", "v.gd",
)  # fmt: skip
_SHORT = re.compile(
    r"(?<![\w.@-])(?:https?://)?(?:www\.)?(?:"
    + "|".join(re.escape(host) for host in SHORTENERS)
    + r")/\w",
    re.IGNORECASE,
)


def cautions(text: str) -> tuple[str, ...]:
    """Sentences for what may keep a text from arriving, none for most."""
    if "/" in text and _SHORT.search(text):
        return ("a shortened link: carriers may drop it",)
    return ()
