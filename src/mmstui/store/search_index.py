"""The full-text index: sanitised text of messages, findable by words and phrases.

The index keeps no text of its own (contentless), so that taking a message out of it needs the very
text that was put in.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from mmstui.domain import sanitise

_TERM = re.compile(r'"([^"]*)"?|(\S+)')


def index(connection: sqlite3.Connection, messages: Iterable[tuple[int, str]]) -> None:
    """Put messages into the index: (id, raw text) pairs, none of which is in it yet."""
    connection.executemany(
        "INSERT INTO message_fts (rowid, text) VALUES (?, ?)",
        # In order of ids: the index writes out what it holds whenever they fall.
        sorted((message_id, sanitise.display(text)) for message_id, text in messages),
    )


def unindex(connection: sqlite3.Connection, messages: Iterable[tuple[int, str]]) -> None:
    """Take messages out of the index: (id, raw text) pairs as they were put in."""
    connection.executemany(
        "INSERT INTO message_fts (message_fts, rowid, text) VALUES ('delete', ?, ?)",
        [(message_id, sanitise.display(text)) for message_id, text in messages],
    )


def match_expression(query: str) -> str:
    """What a person typed as an FTS5 query: words that must all be there, "phrases" as such.

    The last word also finds words it begins, unless a blank or a quote follows it. `""` when there
    is nothing to look for. Every term is quoted: nothing typed is an operator.
    """
    terms = []
    query = sanitise.without_surrogates(query)
    for found in _TERM.finditer(query):
        phrase, word = found.groups()
        term = phrase if word is None else word.replace('"', "")
        if any(character.isalnum() for character in term):
            prefix = "*" if word is not None and found.end() == len(query) else ""
            terms.append('"' + term.replace("\0", " ") + '"' + prefix)
    return " ".join(terms)
