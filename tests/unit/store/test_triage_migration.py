"""A store of before triage: archived conversations are done, and a copy is kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from mmstui.domain.problems import StoreProblem
from mmstui.store import Store
from mmstui.store.rescue import kept_copy
from mmstui.store.rescue.repair import repair
from mmstui.store.sqlite import sql_functions
from mmstui.store.sqlite.database import FILE_NAME
from mmstui.store.sqlite.migration_runner import migrate
from mmstui.store.sqlite.schema import MIGRATIONS
from support import damage
from support.stores import ACCOUNT, ANN, BOB, NOON, FakeClock, make_store, put

STEP = "0014-triage"
PLACE = [step.name for step in MIGRATIONS].index(STEP)


def old_store(home: Path) -> Path:
    """A store with an archived, a pinned and a snoozed conversation, of the version before."""
    folder = ACCOUNT.folder(home)
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as old:
        sql_functions.register(old)
        old.execute("PRAGMA journal_mode = WAL")
        old.execute("BEGIN")
        migrate(old, 0, MIGRATIONS[:PLACE])
        old.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [("origin", ACCOUNT.origin), ("username", ACCOUNT.username)],
        )
        at = int(NOON.timestamp() * 1000)
        old.executemany(
            "INSERT INTO conversation (id, did, contact, title_shown, number_shown, last_at, "
            "listed, total, archived, pinned, snoozed_until, unread, rev) "
            "VALUES (?, '5145550100', ?, 'x', 'x', ?, 1, 1, ?, ?, ?, 1, 0)",
            [
                (1, ANN, at, 1, 0, None),
                (2, BOB, at - 3000, 0, 1, None),
                (3, "5145550133", at - 2000, 0, 0, at + 60_000),
                (4, "5145550144", at - 1000, 0, 0, None),
            ],
        )
        old.executemany(
            "INSERT INTO message (conversation_id, kind, direction, state, text, at, tie, unread) "
            "VALUES (?, 'sms', 'in', 'received', 'x', ?, 0, 1)",
            [(1, at), (2, at - 3000), (3, at - 2000), (4, at - 1000)],
        )
        old.execute("COMMIT")
    return folder


def test_what_was_archived_is_done_and_the_rest_as_it_was(tmp_path: Path) -> None:
    folder = old_store(tmp_path)
    clock = FakeClock()
    with closing(make_store(tmp_path, clock=clock)) as store:
        assert store.inbox.conversation_ids() == [2, 4]
        assert [i for i, row in store.inbox.conversations([1, 2, 3, 4]).items() if row.done] == [1]
        clock.advance(timedelta(minutes=2))
        assert store.inbox.conversation_ids() == [2, 3, 4]
        assert store.inbox.conversation_ids(everything=True) == [2, 3, 1, 4]
        put(store, "Again", contact=ANN, at=clock.at, unread=True)
        assert store.inbox.conversation_ids() == [2, 1, 3, 4]
    assert sorted(path.name for path in folder.glob("before-*")) == [f"before-{STEP}.sqlite3"]


def test_the_copy_is_the_store_as_it_was_and_goes_after_a_month(tmp_path: Path) -> None:
    folder = old_store(tmp_path)
    with closing(make_store(tmp_path)) as store:
        copy = folder / f"before-{STEP}.sqlite3"
        assert copy.stat().st_mode & 0o777 == 0o600
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as before:
            newest = before.execute("SELECT max(name) FROM migration").fetchone()
            assert newest == ("0013-imported",)
            assert before.execute("SELECT sum(archived) FROM conversation").fetchone() == (1,)
        made = copy.stat().st_mtime
        kept_copy.forget_old(folder, made + timedelta(days=29).total_seconds())
        assert copy.exists()
        kept_copy.forget_old(folder, made + timedelta(days=31).total_seconds())
        assert not copy.exists()
        assert store.inbox.conversation_ids() == [2, 4]


def test_without_room_for_the_copy_nothing_changes(tmp_path: Path) -> None:
    folder = old_store(tmp_path)
    blocked = folder / f"before-{STEP}.sqlite3"
    blocked.mkdir()
    with pytest.raises(StoreProblem, match="cannot be used"):
        make_store(tmp_path)
    with closing(sqlite3.connect(folder / FILE_NAME)) as old:
        assert old.execute("SELECT sum(archived) FROM conversation").fetchone() == (1,)
    assert not list(folder.glob("*.partly"))
    blocked.rmdir()
    make_store(tmp_path).close()


def test_a_repair_knows_the_older_name(tmp_path: Path) -> None:
    folder = old_store(tmp_path)
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as old:
        filler = [(f"filler {n} " * 60,) for n in range(200)]
        old.executemany("INSERT INTO quarantine (kind, raw, reason, seen_at) "
                        "VALUES ('sms', ?, 'x', 0)", filler)  # fmt: skip
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        old.execute("PRAGMA journal_mode = DELETE")
    damage.overwrite_page_with(folder / FILE_NAME, b"filler 150 ")
    assert repair(tmp_path, ACCOUNT, clock=FakeClock()).aside is not None
    with closing(make_store(tmp_path)) as store:
        assert [i for i, row in store.inbox.conversations([1, 2, 3, 4]).items() if row.done] == [1]


def test_a_new_store_has_no_copy(store: Store) -> None:
    assert not list(store.folder.glob("before-*"))
