"""An older mmstui's index is made anew behind the inbox: no search is lost meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from mmstui.domain.searching.search_query import parse
from mmstui.store import Store
from mmstui.store.rescue.backup import backup
from mmstui.store.rescue.repair import repair
from mmstui.store.searching import reindexing, search_index
from mmstui.store.sqlite.database import FILE_NAME
from mmstui.store.sqlite.migration_runner import migrate
from mmstui.store.sqlite.schema import MIGRATIONS
from support.stores import ACCOUNT, ANN, BOB, NOON, FakeClock, find, make_store, put

TEXTS = (
    "мой брат",
    "мои друзья",
    "Ma sœur",
    "café ouvert",
    "今天天气很好",
    "काम",
    "मैंने कहा कि मैं",
    "",
    "plain",
)


def old_store(home: Path) -> Store:
    """A store that an mmstui of before the folded index has left."""
    new = make_store(home / "new")
    for n, text in enumerate(TEXTS * 4):
        put(new, text, at=NOON + timedelta(hours=n))
    folder = ACCOUNT.folder(home)
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as old:
        old.create_function("indexed_text", 3, search_index.old_indexed_text)
        old.execute("BEGIN")
        migrate(old, 0, MIGRATIONS[:7])
        for table in ("meta", "conversation", "message"):
            names = [row[1] for row in old.execute(f"PRAGMA table_info({table})").fetchall()]
            columns = ", ".join(names).replace("archived", "done")
            for row in new.database.read(f"SELECT {columns} FROM {table}"):
                if row[0] != "old_index_up_to":
                    old.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        found = old.execute(
            "SELECT m.id, m.indexed, m.conversation_id, c.did, m.text "
            "FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id"
        ).fetchall()
        old.executemany(
            "INSERT INTO message_fts (rowid, text) VALUES (?, ?)",
            [
                (search_index.first_rowid(second) | number,
                 search_index.old_indexed_text(text, conversation, did))
                for number, second, conversation, did, text in found
            ],
        )  # fmt: skip
        old.execute("COMMIT")
        old.execute("PRAGMA journal_mode = WAL")
    new.close()
    return make_store(home)


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(reindexing, "STEP", 5)
    with closing(old_store(tmp_path)) as store:
        yield store


def texts(store: Store, typed: str) -> list[str]:
    return [message.text for message in find(store, typed)]


def finish(store: Store) -> None:
    while store.reindexing.step():
        pass


def test_what_an_older_mmstui_indexed_is_found_at_once_and_all_of_it_when_it_has_moved(
    old: Store,
) -> None:
    shares = []
    while True:
        assert len(texts(old, "cafe")) == 4
        assert texts(old, "мой") == ["мой брат"] * 4, "and only that, also in the old one"
        assert "मैंने कहा कि मैं" not in texts(old, "काम")
        assert len(old.searching.in_thread(1, parse("plain"))) == 4
        assert [m.at for m in find(old, "ouvert")] == sorted(
            (m.at for m in find(old, "ouvert")), reverse=True
        )
        if (share := old.searching.indexed_anew()) is not None:
            shares.append(share)
        if not old.reindexing.step():
            break
    assert len(texts(old, "soeur")) == len(texts(old, "天气")) == 4
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.1 < 0.8 < shares[-1] <= 1
    assert old.searching.indexed_anew() is None
    assert old.database.read("SELECT 1 FROM sqlite_schema WHERE name LIKE 'message_fts_old%'") == []
    assert not old.reindexing.step()


def test_messages_come_change_and_go_meanwhile(old: Store) -> None:
    old.reindexing.step()
    put(old, "café nouveau", contact=BOB, at=NOON - timedelta(days=3))
    with old.database.writing() as transaction:
        search_index.unindex(transaction.connection, [4, 31])
        transaction.connection.execute("UPDATE message SET text = 'changé' WHERE id IN (4, 31)")
        search_index.index(transaction.connection, [4, 31])
        transaction.connection.execute("UPDATE message SET at = at + 864000000 WHERE id = 13")
        search_index.follow(transaction.connection, 13)
    for _ in range(20):
        assert len(texts(old, "change")) == 2
        assert len(texts(old, "cafe")) == 3, "4 of before, without two that changed, and a new one"
        assert find(old, "cafe")[0].id == 13
        old.reindexing.step()
    check(old)


def test_several_processes_take_turns_and_a_step_that_is_cut_leaves_all_as_it_was(
    old: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(make_store(tmp_path)) as other:
        monkeypatch.setattr(search_index, "put", _fail)
        with pytest.raises(RuntimeError):
            old.reindexing.step()
        monkeypatch.undo()
        monkeypatch.setattr(reindexing, "STEP", 3)
        while old.reindexing.step() and other.reindexing.step():
            assert len(texts(other, "plain")) == len(texts(old, "plain")) == 4
        finish(other)
        finish(old)
        assert len(texts(other, "soeur")) == len(texts(old, "soeur")) == 4
        check(other)


def _fail(*_: object) -> None:
    raise RuntimeError("killed")


def check(store: Store) -> None:
    """Each message is in one index, once."""
    with store.database.writing() as transaction:
        for index in search_index.present(transaction.connection):
            transaction.connection.execute(
                f"INSERT INTO {index} ({index}) VALUES ('integrity-check')"
            )
    finish(store)
    ids = [m.id for m in find(store, "plain", limit=1000)]
    assert len(ids) == len(set(ids))


def test_a_copy_and_a_repair_of_a_store_half_way(old: Store, tmp_path: Path) -> None:
    old.reindexing.step()
    backup(old.database, tmp_path / "copy.sqlite3")
    folder = ACCOUNT.folder(tmp_path / "copied")
    folder.mkdir(parents=True)
    (tmp_path / "copy.sqlite3").rename(folder / FILE_NAME)
    assert repair(tmp_path / "copied", ACCOUNT, clock=FakeClock()).aside is None
    with closing(make_store(tmp_path / "copied")) as copy:
        assert len(texts(copy, "cafe")) == 4
        finish(copy)
        assert len(texts(copy, "soeur")) == 4
    with closing(sqlite3.connect(folder / FILE_NAME)) as damaged:
        damaged.execute("UPDATE message_fts_data SET block = zeroblob(length(block)) WHERE id > 99")
        damaged.commit()
    assert repair(tmp_path / "copied", ACCOUNT, clock=FakeClock()).aside is not None
    with closing(make_store(tmp_path / "copied")) as copy:
        assert len(texts(copy, "soeur")) == 4


def test_a_new_store_has_nothing_to_move(tmp_path: Path) -> None:
    with closing(make_store(tmp_path)) as store:
        assert store.searching.indexed_anew() is None
        put(store, "Ma sœur", contact=ANN)
        assert len(texts(store, "soeur")) == 1
        assert not store.reindexing.step()
