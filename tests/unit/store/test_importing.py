"""Messages from files: none is doubled, by another import or by VoIP.ms's lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mmstui.domain.archive import ArchivedFile, ArchivedMessage
from mmstui.domain.deletions import Place
from mmstui.domain.events import MessagesArrived, StatesChanged
from mmstui.domain.messages import Direction, Kind, MediaState, State
from mmstui.domain.wire import ServerMessage
from mmstui.store import Store
from mmstui.store.imports.imports import ImportResult
from mmstui.store.rescue.repair import repair
from support import damage
from support.deleted import delete_conversation, delete_messages
from support.listings import IN, MINUTE, MMS, OUT, SECOND, SMS, lost, mms, poll, sms
from support.stores import ACCOUNT, ANN, BOB, NOON, SHOP, FakeClock, find, make_store, put

_PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def archived(text: str = "Hello", *, seconds: float = 0, **rest: object) -> ArchivedMessage:
    row = ArchivedMessage("row", SHOP, ANN, OUT, NOON + seconds * SECOND, text)
    return replace(row, **rest)  # type: ignore[arg-type]


def take(store: Store, *rows: ArchivedMessage, dry: bool = False) -> ImportResult:
    importing = store.importing(dry=dry)
    numbered = [replace(row, place=f"row {place}") for place, row in enumerate(rows)]
    for start in range(0, len(rows), 2):  # Small batches: what is equal may be in two of them.
        importing.put(numbered[start : start + 2])
    importing.finish(NOON)
    return importing.result


def texts(store: Store) -> list[str]:
    ids = sorted(store.inbox.conversation_ids(everything=True))
    return [message.text for each in ids for message in store.inbox.thread(each)]


HERE = [
    ("by its id", archived(server_id=7, kind=SMS), sms(7)),
    ("by its id, however late", archived(seconds=9e5, server_id=7, kind=SMS), sms(7)),
    ("by its id, of an app that tells no kind", archived(server_id=7), sms(7)),
    ("by its id, as an MMS", archived(server_id=7), mms(7, "Hello")),
    ("an MMS of which only its mirror was known", archived(server_id=7, kind=SMS), mms(7, "Hello")),
    ("by its id, without the emoji", archived("Hello 🐈", server_id=7, kind=MMS), mms(7, "Hello")),
    ("by its id, without its text", archived(server_id=7, kind=MMS), mms(7)),
    ("by its words", archived(), sms(7)),
    ("by its words, of a phone's clock", archived(seconds=-119), sms(7)),
    ("with other line ends", archived("a\r\nb \n"), sms(7, "a\nb")),
    ("with a lone surrogate", archived("a\ufffd"), sms(7, "a\ud800")),
    ("received", archived(direction=IN), sms(7, direction=IN)),
]
NEW = [
    ("another text", archived("Hullo"), sms(7)),
    ("another direction", archived(direction=IN), sms(7)),
    ("another contact", archived(contact=BOB), sms(7)),
    ("another number of ours", archived(did="4385550199"), sms(7)),
    ("much later", archived(seconds=121), sms(7)),
    ("another id", archived(server_id=8, kind=SMS), sms(7)),
    ("the id of another conversation", archived(contact=BOB, server_id=7, kind=SMS), sms(7)),
    ("the id, and neither text nor time", archived("x", seconds=9e5, server_id=7), sms(7)),
]


@pytest.mark.parametrize("first", ["file", "list"])
@pytest.mark.parametrize(("row", "listed"), [(r, s) for _, r, s in HERE], ids=[w for w, *_ in HERE])
def test_one_message_in_a_file_and_in_a_list(
    store: Store, row: ArchivedMessage, listed: ServerMessage, first: str
) -> None:
    if first == "list":
        poll(store, listed)
        assert take(store, row, dry=True) == take(store, row) == ImportResult(here=1)
    else:
        assert take(store, row, dry=True) == ImportResult(added=1)
        assert texts(store) == []
        assert take(store, row) == ImportResult(added=1)
        assert poll(store, listed).added == 0
    (message,) = store.inbox.thread(1)
    if first == "file":
        assert message.server_date == listed.date
        assert message.at == listed.at
    assert (message.kind, message.server_id) == (listed.kind, 7)
    poll(store, listed)
    assert take(store, row) == ImportResult(here=1)
    assert len(texts(store)) == 1


@pytest.mark.parametrize("first", ["file", "list"])
@pytest.mark.parametrize(("row", "listed"), [(r, s) for _, r, s in NEW], ids=[w for w, *_ in NEW])
def test_two_messages_in_a_file_and_in_a_list(
    store: Store, row: ArchivedMessage, listed: ServerMessage, first: str
) -> None:
    if first == "list":
        poll(store, listed)
        assert take(store, row) == ImportResult(added=1)
    else:
        take(store, row)
        assert poll(store, listed).added == 1
    assert sorted(texts(store)) == sorted([row.text, listed.text])
    assert find(store, listed.text, limit=5)
    assert take(store, row) == ImportResult(here=1)
    assert poll(store, listed).added == 0


SAME = [archived(), archived(), archived(seconds=60), archived(seconds=60), archived(seconds=130)]


@pytest.mark.parametrize(
    ("rows", "added"),
    [
        (SAME, 3),  # Twice in one second, without ids: one message of two backups.
        ([replace(row, server_id=n) for n, row in enumerate(SAME, 1)], 5),
        ([archived(server_id=1), archived(server_id=1), archived(contact=BOB, server_id=1)], 2),
    ],
)
def test_the_same_words_again(store: Store, rows: Sequence[ArchivedMessage], added: int) -> None:
    expected = ImportResult(added, len(rows) - added)
    assert take(store, *rows, dry=True) == expected
    assert take(store, *rows) == expected
    assert take(store, *rows) == ImportResult(here=len(rows))
    assert len(texts(store)) == added


def test_each_of_the_same_words_is_one_row_of_a_list(store: Store) -> None:
    take(store, *(archived(seconds=second) for second in (0, 40, 80)))
    listed = [
        sms(n, at=NOON + second * SECOND) for n, second in ((1, 1), (2, 41), (3, 81), (4, 99))
    ]
    assert poll(store, *listed).added == 1
    assert [message.server_id for message in store.inbox.thread(1)] == [1, 2, 3, 4]


# What was deleted here.


@pytest.mark.parametrize("listed", [sms(7), sms(7, at=NOON + MINUTE)], ids=["at once", "later"])
@pytest.mark.parametrize("row", [archived(), archived(server_id=7)], ids=["words", "id"])
def test_an_imported_message_that_was_deleted(
    store: Store, row: ArchivedMessage, listed: ServerMessage
) -> None:
    take(store, row)
    delete_messages(store, [1])
    assert take(store, row, dry=True) == take(store, row) == ImportResult(deleted=1)
    assert poll(store, listed, sms(8, at=NOON + 5 * MINUTE)).added == 1
    assert poll(store, listed, source="backfill").added == 0
    assert take(store, row) == ImportResult(deleted=1)
    assert [message.server_id for message in store.inbox.thread(1)] == [8]


def test_a_listed_message_that_was_deleted(store: Store) -> None:
    poll(store, sms(7), mms(9, "Look", at=NOON + MINUTE))
    delete_messages(store, [1, 2])
    rows = [
        archived(server_id=7), archived(server_id=7, kind=SMS, seconds=3),
        archived("Look", server_id=9, kind=MMS, seconds=60),
    ]  # fmt: skip
    assert take(store, *rows) == ImportResult(deleted=3)
    # The MMS with the id of the SMS is another message.
    assert take(store, archived("Photo", server_id=7, kind=MMS)) == ImportResult(added=1)


def test_the_past_of_a_deleted_conversation_stays_away(store: Store) -> None:
    poll(store, sms(7))
    delete_conversation(store, 1)
    rows = [archived(seconds=-9000), archived("New", seconds=9000)]
    assert take(store, *rows) == ImportResult(added=1, deleted=1)


def test_a_deletion_is_undone_whatever_came_meanwhile(store: Store) -> None:
    take(store, archived())
    store.deleting.delete_message(1, Place.HERE)
    assert take(store, archived()) == ImportResult(here=1)
    assert poll(store, sms(7)).added == 0
    store.deleting.take_back()
    (message,) = store.inbox.thread(1)
    assert message.server_id == 7


# What comes of a message.


def test_nothing_that_is_imported_is_ever_sent_or_news(store: Store) -> None:
    cursor = store.event_log.cursor()
    take(store, archived(), archived("Hi", direction=IN, unread=True))
    batch, _ = store.event_log.since(cursor)
    assert not list(batch.of(MessagesArrived))
    assert [event.message_ids for event in batch.of(StatesChanged)] in ([], [()])
    assert [message.state for message in store.inbox.thread(1)] == [State.SENT, State.RECEIVED]
    status = store.inbox.status(NOON)
    assert (status.outbox, status.unread) == ({}, 1)


def test_a_claimed_id_neither_hides_a_message_nor_moves_the_watermark(store: Store) -> None:
    take(store, archived("Forged", contact=BOB, server_id=8, kind=SMS), archived("x", server_id=99))
    lost(store, "Ours", at=NOON)
    poll(store, sms(8, "Ours"), at=NOON + MINUTE)
    assert find(store, "Ours")[0].state is State.SENT
    assert store.database.read("SELECT count(*) FROM quarantine") == [(0,)]


def test_the_text_of_a_list_counts_more_than_that_of_a_file(store: Store) -> None:
    take(store, archived("Forged", server_id=7, kind=SMS))
    poll(store, sms(7, "Truth"))
    assert texts(store) == ["Truth"]
    assert [len(find(store, word)) for word in ("Truth", "Forged")] == [1, 0]


def test_files_are_kept_or_fetched_later(store: Store) -> None:
    files = (ArchivedFile("../../cat.jpg", "text/html", 5, _PNG), ArchivedFile("dog.gif"))
    take(store, archived("Cat", server_id=7, files=files), archived("Dog", files=files[1:]))
    cat, dog = (message.media for message in store.inbox.thread(1))
    assert [(each.name, each.type, each.state) for each in cat] == [
        ("cat.jpg", "image/png", MediaState.HERE), ("dog.gif", "image/gif", MediaState.REFUSED),
    ]  # fmt: skip
    assert Path(cat[0].path or "").read_bytes() == _PNG
    assert Path(cat[0].path or "").stat().st_mode & 0o777 == 0o600
    assert Path(cat[0].path or "").is_relative_to(store.media_folder)
    assert [each.state for each in dog] == [MediaState.REFUSED]
    assert not store.media.wanted(NOON, 9)
    poll(store, mms(7, "Cat", "cat.png"), mms(8, "Dog", "dog.gif"))
    assert [job.name for job in store.media.wanted(NOON, 9)] == ["dog.gif"]


def test_a_repair_keeps_what_is_known_of_imports(tmp_path: Path) -> None:
    store = damage.precious_store(tmp_path)
    take(store, archived("Kept", server_id=70_000), archived("Gone"))
    (gone,) = find(store, "Gone")
    delete_messages(store, [gone.id])
    store.close()
    repair(tmp_path, ACCOUNT, clock=FakeClock())
    store = make_store(tmp_path)
    poll(store, sms(70_000, "Kept", at=NOON + timedelta(seconds=1)), sms(70_001, "Gone"))
    assert [m.server_id for m in find(store, "Kept")] == [70_000]
    assert find(store, "Gone") == []
    store.close()


def test_a_store_from_before_there_were_imports_is_repaired(tmp_path: Path) -> None:
    damage.precious_store(tmp_path).close()
    path = damage.database_of(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "DROP TRIGGER imported_deleted; DROP TABLE imported; DROP TABLE imported_tombstone; "
            "DELETE FROM migration WHERE name = '0013-imported'"
        )
    damage.truncate(path, 0.98)
    repaired = repair(tmp_path, ACCOUNT, clock=FakeClock())
    assert repaired.aside is not None
    assert repaired.holes == ()


def test_a_message_of_ours_that_a_file_has_too(store: Store) -> None:
    put(store, "Waiting", direction=Direction.OUT, state=State.QUEUED, kind=Kind.SMS)
    assert take(store, archived("Waiting", server_id=7)) == ImportResult(here=1)


def test_history_brings_no_conversation_back_into_the_inbox(store: Store) -> None:
    poll(store, sms(7))
    store.triage.done([1])
    take(store, archived("Before", seconds=-9000), archived("Asked", seconds=-9e5, direction=IN))
    assert store.inbox.conversation_ids() == []
    take(store, archived("After", seconds=9000, direction=IN))
    assert store.inbox.conversation_ids() == [1]
