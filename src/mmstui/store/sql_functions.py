"""SQL functions and aggregates in Python, registered on the writer's connection."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from mmstui.domain import sanitise
from mmstui.domain.messages import MediaState
from mmstui.domain.rows import Row, groups
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


class _Rows:
    """Rows of one conversation, collected in any order."""

    def __init__(self) -> None:
        self._rows: list[tuple[tuple[int, int, int], Row]] = []

    def step(self, *columns: Any) -> None:
        """Take a row, its columns as in `conversation_rows`.

        The last may be its files as JSON: position, state, type and size of each.
        """
        at, tie, row_id, kind, direction, server_id, text, files = (*columns, None)[:8]
        row = Row(at, kind, direction, server_id, text, _files(files))
        self._rows.append(((at, tie, row_id), row))

    def rows(self) -> list[Row]:
        """Return the rows in the order of the thread."""
        return [row for _, row in sorted(self._rows, key=lambda each: each[0])]


class _ShownCount(_Rows):
    """The number of messages that rows are shown as, but for signs of reactions."""

    def finalize(self) -> int:
        """Return the number; few conversations have more than one of these rows."""
        return len(self._rows) if len(self._rows) < 2 else len(groups(self.rows()))


class _LastText(_Rows):
    """The text of the last message that rows are shown as."""

    def finalize(self) -> str:
        """Return the text of its parts."""
        rows = self.rows()
        return "".join(rows[index].text for index in groups(rows)[-1]) if rows else ""


def _files(found: str | None) -> object:
    """Return a row's files for comparison; None while they are not all here."""
    files = sorted(json.loads(found)) if found else []
    here = all(state == MediaState.HERE for _, state, _, _ in files)
    return tuple((mime, size) for _, _, mime, size in files) if here else None


def _old_indexed_text(text: str, conversation_id: int, did: str) -> str:
    """Return a message's text for the old index; loads the text folding only when called."""
    from mmstui.store.search_index import old_indexed_text

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
