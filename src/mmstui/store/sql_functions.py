"""SQL functions in Python, registered on the writer's connection."""

from __future__ import annotations

import json
import sqlite3

from mmstui.domain import sanitise
from mmstui.store.codec import file_kind

#: The most characters of a preview or draft in a conversation row: more than any list shows.
LINE = 160


def shown_line(text: str | None) -> str:
    """Return one line of a text from outside, ready to paint, of at most `LINE` characters."""
    if not text:
        return ""
    # Joined blanks shrink a line, so four times as much is taken, but not the whole text.
    return sanitise.line(text[: LINE * 4])[:LINE].rstrip()


def shown_files(attachments: str | None) -> str:
    """Return the names of a draft's files, which the list shows for a draft without text."""
    if not attachments:
        return ""
    return shown_line(", ".join(entry["name"] for entry in json.loads(attachments)))


def _old_indexed_text(text: str, conversation_id: int, did: str) -> str:
    """Return a message's text for the old index; loads the text folding only when called."""
    from mmstui.store.search_index import old_indexed_text

    return old_indexed_text(text, conversation_id, did)


def register(connection: sqlite3.Connection) -> None:
    """Register the functions on a connection."""
    connection.create_function("shown_line", 1, shown_line, deterministic=True)
    connection.create_function("shown_files", 1, shown_files, deterministic=True)
    connection.create_function("indexed_text", 3, _old_indexed_text, deterministic=True)
    connection.create_function(
        "file_kind", 2, lambda mime, name: file_kind(mime, name).value, deterministic=True
    )
