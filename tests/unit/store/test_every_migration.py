"""An upgrade keeps the store: of every earlier version, with what the user wrote in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC
from pathlib import Path

import pytest

from mmstui.domain.messages import State
from mmstui.domain.searching.search_operators import parse_search
from mmstui.store import Store
from mmstui.store.sqlite import sql_functions
from mmstui.store.sqlite.database import FILE_NAME
from mmstui.store.sqlite.migration_runner import migrate
from mmstui.store.sqlite.schema import MIGRATIONS
from support.stores import ACCOUNT, ANN, NOON, FakeClock, make_store

DID = "5145550100"


def old_store(home: Path, steps: int) -> Path:
    """A store as the version with that many steps has left it: two messages and a draft."""
    folder = ACCOUNT.folder(home)
    folder.mkdir(parents=True)
    at = int(NOON.timestamp() * 1000)
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as old:
        sql_functions.register(old)
        old.execute("PRAGMA journal_mode = WAL")
        old.execute("BEGIN")
        migrate(old, 0, MIGRATIONS[:steps])
        old.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [("origin", ACCOUNT.origin), ("username", ACCOUNT.username)],
        )
        old.execute(
            "INSERT INTO did (number, note_shown, city_shown, sms, mms, position) "
            "VALUES (?, 'Shop', '', 1, 1, 0)",
            (DID,),
        )
        old.execute(
            "INSERT INTO conversation (id, did, contact, title_shown, number_shown, preview_shown, "
            "draft_shown, last_at, listed, total, unread, rev) "
            "VALUES (1, ?, ?, 'Ann', 'x', 'not sent', 'half a', ?, 1, 2, 0, 0)",
            (DID, ANN, at),
        )
        old.executemany(
            "INSERT INTO message (id, conversation_id, kind, server_id, direction, state, text, "
            "at, tie, origin) VALUES (?, 1, 'sms', ?, ?, ?, ?, ?, 0, ?)",
            [
                (1, 7, "in", "received", "the first one", at - 1000, "server"),
                (2, None, "out", "queued", "not sent", at, "inbox"),
            ],
        )
        old.execute(
            "INSERT INTO draft (did, contact, text, updated_at) VALUES (?, ?, 'half a thought', ?)",
            (DID, ANN, at),
        )
        old.execute("COMMIT")
    return folder


def shape(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return set(connection.execute("SELECT type, name FROM sqlite_schema").fetchall())


@pytest.mark.parametrize("steps", range(1, len(MIGRATIONS)))
def test_a_store_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path, steps: int) -> None:
    folder = old_store(tmp_path, steps)
    with closing(Store.open(tmp_path, ACCOUNT, clock=FakeClock())) as store:
        (row,) = store.inbox.conversations([1]).values()
        assert (row.title, row.draft, row.total) == ("Ann", "half a", 2)
        assert [(m.text, m.state) for m in store.inbox.thread(1)] == [
            ("the first one", State.RECEIVED), ("not sent", State.QUEUED),
        ]  # fmt: skip
        assert store.inbox.status(NOON).outbox == {State.QUEUED: 1}
        draft = store.drafts.draft(DID, ANN)
        assert draft is not None
        assert draft.text == "half a thought"
        assert [did.number for did in store.directory.dids()] == [DID]
        assert store.searching.find(parse_search("nothing", UTC)) == []
        store.flags.mark_read([1])
    fresh = tmp_path / "fresh"
    with closing(make_store(fresh)) as made:
        path = made.database.path
    assert shape(folder / FILE_NAME) == shape(path)
