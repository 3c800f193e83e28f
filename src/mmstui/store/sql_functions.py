"""What SQL cannot say for itself, registered on the writer's connection."""

from __future__ import annotations

import json
import sqlite3

from mmstui.domain import sanitise
from mmstui.store.codec import file_kind

#: Characters of a conversation row's preview or draft: more than the widest list shows.
LINE = 160


def shown_line(text: str | None) -> str:
    """One line of a text from outside, ready to paint, at most `LINE` characters."""
    if not text:
        return ""
    # A line may shrink (blanks run together), so more is taken than shown, yet not all of it.
    return sanitise.line(text[: LINE * 4])[:LINE].rstrip()


def shown_files(attachments: str | None) -> str:
    """The names of a draft's files, for a draft without text."""
    if not attachments:
        return ""
    return shown_line(", ".join(entry["name"] for entry in json.loads(attachments)))


def _old_indexed_text(text: str, conversation_id: int, did: str) -> str:
    """For the migration that made the old index. What folds text is loaded when it is needed."""
    from mmstui.store.search_index import old_indexed_text

    return old_indexed_text(text, conversation_id, did)


def register(connection: sqlite3.Connection) -> None:
    """Make the functions known to a connection."""
    connection.create_function("shown_line", 1, shown_line, deterministic=True)
    connection.create_function("shown_files", 1, shown_files, deterministic=True)
    connection.create_function("indexed_text", 3, _old_indexed_text, deterministic=True)
    connection.create_function(
        "file_kind", 2, lambda mime, name: file_kind(mime, name).value, deterministic=True
    )
