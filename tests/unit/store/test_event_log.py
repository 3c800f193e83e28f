"""What happened is told to every process once, as what it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mmstui.domain.deletions import Place
from mmstui.domain.events import (
    ConversationsChanged,
    ConversationsRead,
    DeletionsChanged,
    DirectoryChanged,
    EventBatch,
    EverythingChanged,
    MessagesArrived,
    PendingChangesChanged,
    StatesChanged,
    StatusChanged,
    StoreEvent,
    merged,
)
from mmstui.domain.messages import Draft
from mmstui.domain.pending_changes import ChangeKind
from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.store import Store
from mmstui.store.rescue.repair import repair
from mmstui.store.sqlite import sql_functions
from mmstui.store.sqlite.event_log import KEPT, MANY_MESSAGES
from mmstui.store.sqlite.migration_runner import migrate
from mmstui.store.sqlite.schema import MIGRATIONS
from support import damage
from support.listings import IN, MINUTE, SECOND, begun, mms, poll, sms, written
from support.stores import ACCOUNT, ANN, BOB, NOON, SHOP, FakeClock, make_store, put


class Watcher:
    """Another process, which follows the store."""

    def __init__(self, home: Path) -> None:
        self.store = make_store(home)
        self.cursor = self.store.event_log.cursor()

    def hear(self) -> EventBatch:
        batch, self.cursor = self.store.event_log.since(self.cursor)
        return batch

    def hear_new(self) -> list[int]:
        """What is new to the user."""
        found = self.hear().of(MessagesArrived)
        return sorted(i for event in found if event.polled_first for i in event.message_ids)


@pytest.fixture
def other(store: Store, tmp_path: Path) -> Iterator[Watcher]:
    watcher = Watcher(tmp_path)
    yield watcher
    watcher.store.close()


def test_what_a_poll_saw_first_is_told_as_that_once(store: Store, other: Watcher) -> None:
    rows = (
        mms(2, "photo", "a.png", direction=IN, contact=BOB),
        sms(1, "Salut", direction=IN),
        sms(3, "from the portal", at=NOON - MINUTE),
    )
    poll(store, *rows)
    assert other.hear() == EventBatch(
        (
            MessagesArrived((1, 3), (1, 2), incoming=True, polled_first=True),
            MessagesArrived((2,), (2,), incoming=False, polled_first=True),
            ConversationsChanged((1, 2)),
            StatusChanged(),
        )
    )
    assert other.hear() == EventBatch((StatusChanged(),))
    poll(store, *rows, at=NOON + MINUTE)
    assert other.hear_new() == []


@pytest.mark.parametrize("source", ["first", "backfill"])
def test_history_is_told_but_not_as_new(store: Store, other: Watcher, source: str) -> None:
    poll(store, sms(1, direction=IN), source=source)
    poll(store, sms(1, direction=IN), sms(2, direction=IN, at=NOON + SECOND), at=NOON + MINUTE)
    assert other.hear().of(MessagesArrived) == (
        MessagesArrived((1,), (1,), incoming=True, polled_first=False),
        MessagesArrived((2,), (1,), incoming=True, polled_first=True),
    )


def test_the_mirror_that_comes_before_its_mms_is_told_once(store: Store, other: Watcher) -> None:
    poll(store, sms(5, "photo", direction=IN))
    assert other.hear_new() == [1]
    poll(store, sms(5, "photo", direction=IN), mms(5, "photo", "a.png", direction=IN))
    assert other.hear_new() == []


def test_what_was_found_to_be_ours_is_not_new(store: Store, other: Watcher) -> None:
    message_id = written(store, "Hello")
    store.outbox.attempt_unknown(begun(store, message_id), "time", "Late.", NOON)
    other.hear()
    poll(store, sms(9, "Hello", at=NOON + SECOND), at=NOON + MINUTE)
    heard = other.hear()
    assert heard.of(MessagesArrived) == ()
    assert heard.of(StatesChanged) == (StatesChanged((message_id,)),)


def test_what_was_deleted_before_is_not_told_and_is_not_told_again(
    store: Store, other: Watcher
) -> None:
    poll(store, sms(1, "a", direction=IN), sms(2, "b", direction=IN))
    store.deleting.delete_message(1, Place.HERE)
    assert other.hear_new() == [2]
    poll(store, sms(1, "a", direction=IN), sms(2, "b", direction=IN), at=NOON + MINUTE)
    assert other.hear_new() == []


def test_who_comes_later_is_told_nothing_old(store: Store, tmp_path: Path) -> None:
    poll(store, sms(1, direction=IN))
    with closing(make_store(tmp_path)) as again:
        batch, cursor = again.event_log.since(again.event_log.cursor())
        assert batch == EventBatch((StatusChanged(),))
        poll(again, sms(1, direction=IN), sms(2, direction=IN, at=NOON + SECOND))
        batch, _ = again.event_log.since(cursor)
        assert batch.of(MessagesArrived) == (MessagesArrived((2,), (1,), True, True),)


def wrote(store: Store) -> None:
    written(store, "Hello")


def sent(store: Store) -> None:
    store.outbox.attempt_sent(begun(store, 1), 77, NOON)


def delivered(store: Store) -> None:
    poll(store, sms(77, "Hello", carrier="Delivered"), at=NOON + MINUTE)


def heard(store: Store) -> None:
    poll(store, sms(80, direction=IN, contact=BOB), source="first")
    store.triage.unread([2])


def asked(store: Store) -> None:
    assert store.deleting.delete_conversation(2, Place.SERVER, 2) is not None


def counted(store: Store) -> None:
    store.flags.mark_read([2])


#: Each step after those before it, and what is told of it besides `StatusChanged`.
STEPS: list[tuple[str, Callable[[Store], object], list[StoreEvent]]] = [
    ("queued", wrote, [StatesChanged((1,)), ConversationsChanged((1,))]),
    ("sent", sent, [StatesChanged((1,)), ConversationsChanged((1,))]),
    ("delivered", delivered, [StatesChanged((1,)), ConversationsChanged((1,))]),
    ("unread", heard, [MessagesArrived((2,), (2,), True, False), ConversationsChanged((2,))]),
    ("read", counted, [ConversationsRead((2,)), ConversationsChanged((2,))]),
    (
        "a draft",
        lambda store: store.drafts.save(SHOP, ANN, Draft("Bonjour")),
        [ConversationsChanged((1,))],
    ),
    ("a flag", lambda store: store.triage.pin([1]), [ConversationsChanged((1,))]),
    ("a deletion", asked, [DeletionsChanged(), ConversationsChanged((2,))]),
    ("an undo", lambda store: store.deleting.take_back(), [DeletionsChanged()]),
    (
        "a DID",
        lambda store: store.directory.replace_dids([ServerDid(SHOP, "Shop", "", True, True, None)]),
        [DirectoryChanged(), EverythingChanged()],
    ),
    (
        "its settings",
        lambda store: store.directory.replace_dids(
            [ServerDid(SHOP, "Shop", "", True, False, None)]
        ),
        [DirectoryChanged(), EverythingChanged()],
    ),
    (
        "a name",
        lambda store: store.directory.replace_phonebook([PhonebookEntry("1", "Ann", ANN)]),
        [DirectoryChanged(), ConversationsChanged((1,))],
    ),
    (
        "a setting",
        lambda store: store.pending_changes.add(ChangeKind.DID, SHOP, {"sms_forward": "1"}, {}),
        [PendingChangesChanged()],
    ),
    ("a sign of life", lambda store: store.signals.set("leader", "12", NOON), []),
]


def test_each_thing_is_told_as_what_it_is(store: Store, other: Watcher) -> None:
    for name, step, told in STEPS:
        step(store)
        heard = set(other.hear().events) - {StatusChanged()}
        extra = {event for event in heard if isinstance(event, ConversationsChanged)}
        assert heard - (extra - set(told)) == set(told), name


def test_a_burst_is_one_batch_and_no_id_comes_twice(store: Store, other: Watcher) -> None:
    message_id = written(store)
    for minutes in range(3):
        store.triage.mute([1], NOON + minutes * MINUTE)
        poll(store, sms(minutes + 1, direction=IN), at=NOON + minutes * MINUTE)
    store.outbox.drop(message_id)
    heard = other.hear()
    assert heard.of(ConversationsChanged) == (ConversationsChanged((1,)),)
    assert heard.of(MessagesArrived) == (MessagesArrived((2, 3, 4), (1,), True, True),)
    assert heard.of(ConversationsRead) == ()


def test_batches_merge(store: Store) -> None:
    one = merged([MessagesArrived((1,), (1,), True, True), ConversationsChanged((1,))])
    two = merged([MessagesArrived((2,), (1,), True, True), StatusChanged(), StatesChanged(())])
    everything = merged([EverythingChanged(), ConversationsChanged((3,))])
    assert everything == EventBatch((EverythingChanged(),))
    assert one.followed_by(two).of(MessagesArrived) == (MessagesArrived((1, 2), (1,), True, True),)
    assert (one.concerns([1]), one.concerns([2])) == (True, False)
    assert one.followed_by(everything).concerns([2])
    assert one.followed_by(everything).conversation_ids == ()


def test_of_a_flood_of_history_the_new_ones_are_named(store: Store, other: Watcher) -> None:
    poll(store, sms(1, direction=IN))
    with store.database.writing() as transaction:
        transaction.connection.execute(
            "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO message (conversation_id, kind, server_id, direction, state, text, at, "
            "tie) SELECT 1, 'sms', i, 'in', 'received', '', 0, i FROM n",
            (MANY_MESSAGES + 20,),
        )
    ours = written(store)
    poll(store, sms(2, direction=IN, at=NOON + SECOND))
    found = other.hear()
    assert found.of(ConversationsChanged) == (ConversationsChanged((1,)),)
    assert found.of(StatesChanged) == (StatesChanged((ours,)),)
    (new,) = found.of(MessagesArrived)
    assert new.polled_first
    assert [m.server_id for m in store.inbox.messages(new.message_ids)] == [1, 2]


def test_after_more_than_is_kept_all_is_read_again(store: Store, other: Watcher) -> None:
    with store.database.writing() as transaction:
        transaction.connection.executemany(
            "INSERT INTO event (topic, subject) VALUES ('state', ?)",
            [(number,) for number in range(KEPT + 1_000)],
        )
    poll(store, sms(1, direction=IN))
    found = other.hear()
    assert found.everything
    assert found.of(DirectoryChanged)
    assert found.of(PendingChangesChanged)
    assert found.of(MessagesArrived)[0].polled_first, "new messages do not depend on what is kept"
    ((rows,),) = store.database.read("SELECT count(*) FROM event")
    assert rows < KEPT + 1_000


def test_another_store_in_its_place_is_everything(store: Store, other: Watcher) -> None:
    poll(store, sms(1, direction=IN))
    other.hear()
    with store.database.writing() as transaction:
        transaction.connection.execute("UPDATE sqlite_sequence SET seq = 0")
    assert other.hear().everything
    assert not other.hear().everything


def test_an_older_store_is_brought_up_to_date(tmp_path: Path) -> None:
    with closing(make_store(tmp_path / "new")) as new:
        account = new.database.read("SELECT key, value FROM meta WHERE key <> 'old_index_up_to'")
    folder = ACCOUNT.folder(tmp_path)
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "messages.sqlite3", isolation_level=None)) as old:
        old.execute("PRAGMA journal_mode = WAL")
        sql_functions.register(old)
        migrate(old, 0, MIGRATIONS[:10])
        old.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", account)
    with closing(make_store(tmp_path)) as store:
        put(store, "old")
        cursor = store.event_log.cursor()
        poll(store, sms(1, direction=IN, at=NOON + SECOND))
        batch, _ = store.event_log.since(cursor)
        assert batch.of(MessagesArrived) == (MessagesArrived((2,), (1,), True, True),)


def test_a_repaired_store_tells_what_comes(tmp_path: Path) -> None:
    store = damage.precious_store(tmp_path, history=60)
    store.close()
    damage.overwrite_page_with(damage.database_of(tmp_path), b"History 40 ")
    assert repair(tmp_path, ACCOUNT, clock=FakeClock(NOON)).aside is not None
    with closing(make_store(tmp_path)) as repaired:
        cursor = repaired.event_log.cursor()
        poll(repaired, sms(900_000, "afterwards", direction=IN, at=NOON + SECOND))
        (new,) = repaired.event_log.since(cursor)[0].of(MessagesArrived)
        assert new.polled_first
