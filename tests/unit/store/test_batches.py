"""What goes to several people: one message each, tied together, and kept while it is written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mmstui.domain.messages import Draft, State
from mmstui.store import Store
from mmstui.store.reading.inbox import LAST_BATCH
from mmstui.store.rescue.repair import repair
from mmstui.store.sqlite.migration_runner import migrate
from mmstui.store.sqlite.schema import MIGRATIONS
from support import damage
from support.listings import SMS, begun, written
from support.stores import ACCOUNT, ANN, BOB, NOON, SHOP, FakeClock, make_store

CAT = "5145550133"


def to_all(store: Store, text: str = "Sale!") -> list[int]:
    return store.outbox.queue(did=SHOP, contacts=[ANN, BOB, CAT], text=text, kind=SMS)


def batch_of(store: Store, message_id: int) -> str:
    (message,) = store.inbox.messages([message_id])
    assert message.batch is not None
    return message.batch


def test_a_batch_is_read_whole_in_the_order_of_its_people(store: Store) -> None:
    ids = to_all(store)
    to_all(store, "Another")
    store.outbox.attempt_refused(begun(store, ids[0]), "no_sms", "Refused.")
    found = store.inbox.messages_of_batch(batch_of(store, ids[0]))
    assert [message.id for message in found] == ids
    assert [message.contact for message in found] == [ANN, BOB, CAT]
    assert [message.state for message in found] == [State.FAILED, State.QUEUED, State.QUEUED]


def test_what_was_taken_back_is_not_part_of_it(store: Store) -> None:
    first, *others = to_all(store)
    assert store.outbox.drop(first)
    name = batch_of(store, others[0])
    assert [message.id for message in store.inbox.messages_of_batch(name)] == others
    assert store.inbox.messages_of_batch("b999") == []


def test_the_last_batch(store: Store) -> None:
    assert store.inbox.last_batch() is None
    written(store, "to one")
    assert store.inbox.last_batch() is None
    to_all(store)
    ids = to_all(store, "Another")
    written(store, "to one again")
    assert store.inbox.last_batch() == batch_of(store, ids[0])
    for message_id in ids:
        store.outbox.drop(message_id)
    assert store.inbox.last_batch() == f"b{ids[0] - len(ids)}"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT id FROM message AS m WHERE m.dropped = 0 AND m.batch = 'b1' ORDER BY m.id",
        LAST_BATCH,
    ],
)
def test_no_walk_through_a_million_messages_finds_it(store: Store, query: str) -> None:
    plan = " ".join(row[3] for row in store.database.read(f"EXPLAIN QUERY PLAN {query}"))
    assert "message_batch" in plan


def test_recipients_are_kept_with_the_draft(store: Store, tmp_path: Path) -> None:
    draft = Draft("", (), SHOP, (ANN, BOB))
    store.drafts.save("", "", draft)
    store.close()
    again = make_store(tmp_path)
    assert again.drafts.draft("", "") == draft
    assert again.outbox.queue(
        did=SHOP, contacts=[ANN, BOB], text="x", kind=SMS, clear_draft=("", "")
    )
    assert again.drafts.draft("", "") is None
    again.close()


def test_a_store_from_before_keeps_its_drafts(tmp_path: Path) -> None:
    make_store(tmp_path).close()
    path = ACCOUNT.folder(tmp_path) / "messages.sqlite3"
    account = (
        sqlite3.connect(path)
        .execute("SELECT key, value FROM meta WHERE key <> 'old_index_up_to'")
        .fetchall()
    )
    for each in path.parent.glob("messages.sqlite3*"):
        each.unlink()
    with sqlite3.connect(path, isolation_level=None) as old:
        old.execute("PRAGMA journal_mode = WAL")
        migrate(old, 0, MIGRATIONS[:1])
        old.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", account)
        old.execute("INSERT INTO draft VALUES (?, ?, 'Dear Ann', '[]', NULL, 0)", (SHOP, ANN))
    old.close()
    store = make_store(tmp_path)
    assert store.drafts.draft(SHOP, ANN) == Draft("Dear Ann")
    store.drafts.save("", "", Draft("Hi", (), None, (ANN,)))
    assert store.inbox.last_batch() is None
    store.close()


def test_a_repair_keeps_recipients_and_batch(tmp_path: Path) -> None:
    store = damage.precious_store(tmp_path, history=60)
    ids = to_all(store, "to several")
    name = batch_of(store, ids[0])
    store.drafts.save("", "", Draft("Hi", (), SHOP, (ANN, BOB)))
    store.close()
    damage.overwrite_page_with(damage.database_of(tmp_path), b"History 40 ")
    assert repair(tmp_path, ACCOUNT, clock=FakeClock(NOON)).aside is not None
    store = make_store(tmp_path)
    assert [m.text for m in store.inbox.messages_of_batch(name)] == ["to several"] * 3
    assert {m.state for m in store.inbox.messages_of_batch(name)} == {State.HELD}
    assert store.drafts.draft("", "") == Draft("Hi", (), SHOP, (ANN, BOB))
    store.close()
