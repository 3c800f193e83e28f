"""Rows of files, made from the addresses that VoIP.ms lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from mmstui.domain.files.file_types import type_by_name
from mmstui.domain.messages import MediaState
from mmstui.domain.text.sanitise import file_name


def add_urls(
    connection: sqlite3.Connection, wanted: Iterable[tuple[int, tuple[str, ...]]], now_ms: int
) -> None:
    """Add files to fetch from (message id, addresses in order) pairs.

    New files of a message come after its existing ones, which stay as they are. A message with
    copies of the files that we sent gets none.
    """
    rows = []
    for message_id, urls in wanted:
        known = connection.execute(
            "SELECT url, position FROM media WHERE message_id = ?", (message_id,)
        ).fetchall()
        if any(url is None for url, _ in known):
            continue
        have = {url for url, _ in known}
        position = max((position for _, position in known), default=-1) + 1
        for url in dict.fromkeys(urls):
            if url not in have:
                name = name_of(url)
                rows.append((message_id, position, name, type_by_name(name), url, now_ms))
                position += 1
    connection.executemany(
        "INSERT INTO media (message_id, position, name_shown, type, url, state, due_at, since) "
        f"VALUES (?1, ?2, ?3, ?4, ?5, '{MediaState.PENDING}', ?6, ?6)",
        rows,
    )


def name_of(url: str) -> str:
    """Return the file name in an address, safe and ready to paint."""
    try:
        path = urlsplit(url).path
    except ValueError:
        path = url
    return file_name(unquote(path.rstrip("/").rpartition("/")[2]))
