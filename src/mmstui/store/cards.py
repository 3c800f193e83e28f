"""Contacts in the vCards of messages, read when a message is, and remembered."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from mmstui.domain.vcard import MOST_BYTES, Card, cards

_REMEMBERED: Final = 256


@lru_cache(_REMEMBERED)
def cards_in(path: str) -> tuple[Card, ...]:
    """Return the contacts of a file in the media folder, which never changes; none on an error."""
    try:
        with open(path, "rb") as file:
            return cards(file.read(MOST_BYTES))
    except OSError:
        return ()
