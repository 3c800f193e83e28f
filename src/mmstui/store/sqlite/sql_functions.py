"""SQL functions and aggregates in Python, registered on the writer's connection."""

from __future__ import annotations

import sqlite3
from typing import Any

from mmstui.domain.message_parts import Row, groups
from mmstui.domain.text import sanitise
from mmstui.store.deleting import legs
from mmstui.store.sqlite.codec import file_kind

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
    import json

    return shown_line(", ".join(entry["name"] for entry in json.loads(attachments)))


class _Rows:
    """Rows of one conversation, collected in any order; columns as in `conversation_rows`."""

    def __init__(self) -> None:
        self._rows: list[tuple[Any, ...]] = []

    def step(self, *columns: Any) -> None:
        """Take a row: at, tie, id, kind, direction, server id, text, perhaps more."""
        self._rows.append(columns)

    def sorted(self) -> list[tuple[Any, ...]]:
        """Return the rows in the order of the thread."""
        return sorted(self._rows, key=lambda columns: columns[:3])


class _ShownCount(_Rows):
    """The number of messages that unread rows are shown as, but for signs of reactions.

    The last column of an MMS has its files as JSON: position, state, type and size of each; that of
    an SMS the id of the incoming SMS before it, which may be read already.
    """

    def finalize(self) -> int:
        """Return the number; few conversations have more than one of these rows."""
        if len(self._rows) < 2:
            return len(self._rows)
        rows: list[Row] = []
        last = gaps = 0
        for at, _, row_id, kind, direction, server_id, text, detail in self.sorted():
            if kind == "sms" and detail not in {None, last}:
                # A read message between two unread ones: nothing is joined across it.
                rows.append(Row(at, kind, direction, None, ""))
                gaps += 1
            last = row_id if kind == "sms" else last
            files = legs.files(detail) if kind == "mms" else ()
            rows.append(Row(at, kind, direction, server_id, text, files))
        return len(groups(rows)) - gaps


class _LastText(_Rows):
    """The text of the last message that rows are shown as."""

    def finalize(self) -> str:
        """Return the text of its parts."""
        rows = [Row(at, *columns) for at, _, _, *columns in self.sorted()]
        return "".join(rows[index].text for index in groups(rows)[-1]) if rows else ""


def _old_indexed_text(text: str, conversation_id: int, did: str) -> str:
    """Return a message's text for the old index; loads the text folding only when called."""
    from mmstui.store.searching.search_index import old_indexed_text

    return old_indexed_text(text, conversation_id, did)


def register(connection: sqlite3.Connection) -> None:
    """Register the functions on a connection."""
    connection.create_function("shown_line", 1, shown_line, deterministic=True)
    connection.create_function("shown_files", 1, shown_files, deterministic=True)
    connection.create_function("indexed_text", 3, _old_indexed_text, deterministic=True)
    connection.create_aggregate("shown_count", -1, _ShownCount)
    # typeshed knows only aggregates with a number as result.
    connection.create_aggregate("last_text", -1, _LastText)  # type: ignore[arg-type]
    connection.create_function(
        "file_kind", 2, lambda mime, name: file_kind(mime, name).value, deterministic=True
    )
