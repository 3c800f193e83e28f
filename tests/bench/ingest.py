"""10,000 received messages into the store, beside bare inserts of the same rows."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from bench.table import Row
from mmstui.domain.wire import Page, ServerMessage
from mmstui.store import Store
from support.large_store import ACCOUNT, END, newest_first

COUNT: Final = 10_000
_ROUNDS: Final = 5
_AT_ONCE: Final = 500


def rows() -> Iterator[Row]:
    """The ratio, of processor time: a disk is another each time."""
    listed = [*newest_first(random.Random(3), COUNT, COUNT // 100)][::-1]
    ours = min(_ingest(listed) for _ in range(_ROUNDS))
    bare = min(_bare(listed) for _ in range(_ROUNDS))
    yield Row(f"{COUNT:,} messages received, x bare inserts", ours / bare, 2.0)


def _ingest(listed: list[ServerMessage]) -> float:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Store.open(Path(folder), ACCOUNT, clock=END.timestamp)) as store,
    ):
        page = Page(tuple(listed), (), len(listed), None, "")
        began = time.process_time()
        store.intake.ingest([page], source="poll", now=END)
        return time.process_time() - began


def _bare(listed: list[ServerMessage]) -> float:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Store.open(Path(folder), ACCOUNT, clock=END.timestamp)) as store,
        closing(sqlite3.connect(Path(folder) / "bare.sqlite3", isolation_level=None)) as bare,
    ):
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = NORMAL")
        for (sql,) in store.database.read(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL "
            "AND (tbl_name = 'message' AND type IN ('table', 'index') OR name = 'message_fts')"
        ):
            bare.execute(sql)
        began = time.process_time()
        for at in range(0, len(listed), _AT_ONCE):
            part = listed[at : at + _AT_ONCE]
            bare.execute("BEGIN IMMEDIATE")
            bare.executemany(
                "INSERT INTO message (id, conversation_id, kind, server_id, tie, direction, state, "
                "text, at, server_date) VALUES (?, ?, ?, ?, ?, ?, 'received', ?, ?, ?)",
                [
                    (
                        row.server_id, int(row.contact) % 100, row.kind, row.server_id,
                        row.server_id, row.direction, row.text, int(row.at.timestamp() * 1000),
                        row.date,
                    )
                    for row in part
                ],
            )  # fmt: skip
            bare.executemany(
                "INSERT INTO message_fts (rowid, text) VALUES (?, ?)",
                [(row.server_id, row.text) for row in part],
            )
            bare.execute("COMMIT")
        return time.process_time() - began
