"""Contacts in the vCards of messages, read when a message is, and remembered."""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache
from typing import Final

from mmstui.domain.files.vcard import MOST_BYTES, Card, cards
from mmstui.domain.messages import Media
from mmstui.domain.records import replace

_REMEMBERED: Final = 256


@lru_cache(_REMEMBERED)
def cards_in(path: str) -> tuple[Card, ...]:
    """Return the contacts of a file in the media folder, which never changes; none on an error."""
    try:
        with open(path, "rb") as file:
            return cards(file.read(MOST_BYTES))
    except OSError:
        return ()


def with_names(
    connection: sqlite3.Connection, media: dict[int, list[Media]]
) -> dict[int, list[Media]]:
    """Return files by message, with those numbers of their contacts that the phonebook has."""
    found = {
        number
        for files in media.values()
        for file in files
        for card in file.cards
        for number in card.numbers
    }
    if not found:
        return media
    rows = connection.execute(
        "SELECT DISTINCT number FROM contact WHERE number IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(found)),),
    ).fetchall()
    named = frozenset(number for (number,) in rows)
    return {
        message_id: [replace(each, in_phonebook=named) if each.cards else each for each in files]
        for message_id, files in media.items()
    }
