"""Rows of the list are what their messages say, whatever was written."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmstui.domain.files.file_types import media_kind
from mmstui.domain.message_parts import groups_of
from mmstui.domain.messages import (
    OPEN_STATES,
    Attachment,
    Direction,
    Draft,
    Kind,
    MediaKind,
    State,
)
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text import sanitise
from mmstui.domain.wire import PhonebookEntry
from mmstui.store import Store
from mmstui.store.reading import conversation_rows
from mmstui.store.sqlite.codec import to_ms
from mmstui.store.sqlite.sql_functions import LINE
from support.stores import ANN, BOB, NOON, SHOP, FakeClock, copied_store, put, put_thread

CONTACTS = (ANN, BOB, "BANK\x1b[2J")

# What the tables should say, worked out the slow way, from tables that are not conversation.


def expected(store: Store) -> dict[int, dict[str, Any]]:
    """Each conversation's row, recomputed from messages, files, drafts and the phonebook."""
    found = {}
    for conversation_id, did, contact in store.database.read(
        "SELECT id, did, contact FROM conversation"
    ):
        found[conversation_id] = {
            **_from_messages(store, conversation_id),
            **_names(store, contact),
        }
        drafts = store.database.read(
            "SELECT text, updated_at FROM draft WHERE did = ? AND contact = ?", (did, contact)
        )
        row = found[conversation_id]
        row["draft_shown"] = sanitise.line(drafts[0][0])[:LINE] if drafts else ""
        row["listed"] = int(bool(drafts or row["total"]))
        if not row["total"]:
            row["last_at"] = drafts[0][1] if drafts else None
    return found


def _from_messages(store: Store, conversation_id: int) -> dict[str, Any]:
    messages = sorted(
        store.database.read(
            "SELECT at, tie, id, text, direction, state, unread FROM message "
            "WHERE conversation_id = ? AND dropped = 0",
            (conversation_id,),
        )
    )
    last = messages[-1] if messages else None
    files = store.database.read(
        "SELECT type FROM media WHERE message_id = ? ORDER BY position", (last[2] if last else 0,)
    )
    open_states = [State(row[5]) for row in messages if State(row[5]) in OPEN_STATES]
    return {
        "preview_shown": sanitise.line(last[3])[:LINE].rstrip() if last else "",
        "preview_direction": last[4] if last else "in",
        "media_kind": media_kind(files[0][0]).value if files else None,
        "state": min(open_states, key=OPEN_STATES.index) if open_states else None,
        "last_at": last[0] if last else None,
        "unread": _unread(store, [row[2] for row in messages]),
        "total": len(messages),
    }


def _unread(store: Store, ids: list[int]) -> int:
    """Messages as shown, of which a row is unread: legs of a group text count once."""
    rows = store.inbox.messages(ids)
    rows.sort(key=lambda row: row.key)
    return sum(any(rows[place].unread for place in group) for group in groups_of(rows))


def _names(store: Store, contact: str) -> dict[str, Any]:
    entries = store.database.read(
        "SELECT entry, name_shown FROM contact WHERE number = ? AND name_shown <> ''", (contact,)
    )
    number = sanitise.line(formatted(contact))
    name = min(entries, key=lambda e: (len(e[0]), e[0]))[1] if entries else None
    return {"title_shown": name or number, "number_shown": number, "named": int(name is not None)}


def assert_true(store: Store) -> None:
    for conversation_id, wanted in expected(store).items():
        # Without a message or a draft a row keeps the time it had; nobody sees it.
        columns = [
            column for column, value in wanted.items() if (column, value) != ("last_at", None)
        ]
        (row,) = store.database.read(
            f"SELECT {', '.join(columns)} FROM conversation WHERE id = ?", (conversation_id,)
        )
        assert dict(zip(columns, row, strict=True)) == {c: wanted[c] for c in columns}
    listed = {i for i, row in expected(store).items() if row["listed"]}
    assert set(store.inbox.conversation_ids(everything=True)) == listed


# Random writes, each in a transaction of its own unless they are put together.

texts = st.text(max_size=30) | st.sampled_from(["x" * 500, " \n ", "a\x1b[31mb", "  two  words "])
contacts = st.sampled_from(CONTACTS)
puts = st.fixed_dictionaries(
    {
        "text": texts.filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text)),
        "contact": contacts,
        "at": st.integers(0, 5).map(lambda minutes: NOON + timedelta(minutes=minutes)),
        "kind": st.sampled_from(Kind),
        "direction": st.sampled_from(Direction),
        "state": st.sampled_from([State.RECEIVED, State.SENT, *OPEN_STATES]),
        "unread": st.booleans(),
        "media": st.lists(st.sampled_from(["image/png", "audio/wav", "text/x"]), max_size=2),
        "dropped": st.sampled_from([0, 0, 0, 1]),
    }
)
some_id = st.integers(1, 6)
writes = st.one_of(
    st.tuples(st.just("put"), puts),
    st.tuples(st.just("delete"), some_id),
    st.tuples(st.just("drop"), some_id),
    st.tuples(st.just("state"), st.tuples(some_id, st.sampled_from(list(State)))),
    st.tuples(st.just("move"), st.tuples(some_id, st.integers(1, 3))),
    st.tuples(st.just("read"), some_id),
    st.tuples(st.just("unread"), st.integers(1, 3)),
    st.tuples(st.just("draft"), st.tuples(contacts, st.sampled_from(["", "so", "x\x07y"]))),
    st.tuples(
        st.just("book"), st.lists(st.tuples(contacts, st.sampled_from(["", "Zoë", "\x1b]0;"])))
    ),
)


def carry_out(store: Store, write: tuple[str, Any]) -> None:
    match write:
        case "put", fields:
            values = dict(fields)
            if values["dropped"] or values["direction"] is Direction.OUT:
                values["unread"] = False
            put(store, server_id=None, **values)
        case "read", message_id:
            store.flags.mark_read([message_id])
        case "unread", conversation_id:
            store.triage.unread([conversation_id])
        case "draft", (contact, text):
            store.drafts.save(SHOP, contact, Draft(text))
        case "book", entries:
            store.directory.replace_phonebook(
                [
                    PhonebookEntry(str(n * 7), name, number)
                    for n, (number, name) in enumerate(entries)
                ]
            )
        case "move", (message_id, conversation_id):
            _move(store, message_id, conversation_id)
        case "delete", message_id:
            _change(store, "DELETE FROM message WHERE id = ?", message_id)
        case "drop", message_id:
            _change(store, "UPDATE message SET dropped = 1, unread = 0 WHERE id = ?", message_id)
        case "state", (message_id, state):
            _change(store, f"UPDATE message SET state = '{state}' WHERE id = ?", message_id)


def _change(store: Store, sql: str, message_id: int) -> None:
    with store.database.writing() as transaction:
        found = transaction.connection.execute(
            "SELECT conversation_id FROM message WHERE id = ?", (message_id,)
        ).fetchall()
        transaction.connection.execute(sql, (message_id,))
        transaction.touch(conversation_id for (conversation_id,) in found)


def _move(store: Store, message_id: int, conversation_id: int) -> None:
    with store.database.writing() as transaction:
        connection = transaction.connection
        found = connection.execute(
            "SELECT conversation_id FROM message WHERE id = ? "
            "AND EXISTS (SELECT 1 FROM conversation WHERE id = ?)",
            (message_id, conversation_id),
        ).fetchall()
        if found:
            connection.execute(
                "UPDATE message SET conversation_id = ? WHERE id = ?", (conversation_id, message_id)
            )
            transaction.touch([found[0][0], conversation_id])


@settings(max_examples=50, deadline=None)
@given(st.lists(puts, min_size=1, max_size=5), st.lists(writes, max_size=8))
def test_rows_stay_true_through_any_writes(
    first: list[dict[str, Any]], then: list[tuple[str, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as home:
        clock = FakeClock()
        store = copied_store(Path(home), clock=clock)
        try:
            for write in [*(("put", fields) for fields in first), *then]:
                clock.advance(timedelta(seconds=1))
                carry_out(store, write)
                assert_true(store)
            _recount_everything(store)
            assert_true(store)
        finally:
            store.close()


def _recount_everything(store: Store) -> None:
    with store.database.writing() as transaction:
        ids = [
            i for (i,) in transaction.connection.execute("SELECT id FROM conversation").fetchall()
        ]
        conversation_rows.refresh(transaction.connection, ids, transaction.rev)


def test_a_transaction_that_takes_and_adds_counts_both(store: Store) -> None:
    """A message that goes and one that comes in one transaction: no total is off by one."""
    put(store, "Last of all", contact=BOB)
    put(store, "Newest", contact=ANN)
    with store.database.writing() as transaction:
        connection = transaction.connection
        connection.execute("DELETE FROM message WHERE id = 2")
        connection.executemany(
            "INSERT INTO message (conversation_id, kind, direction, state, text, at, tie) "
            "VALUES (?, 'sms', 'in', 'received', 'x', ?, 0)",
            [(1, to_ms(NOON)), (2, to_ms(NOON))],
        )
        transaction.touch([2])
    assert_true(store)
    assert {i: c.total for i, c in store.inbox.conversations([1, 2]).items()} == {1: 2, 2: 1}


def test_a_message_that_moves_to_another_conversation(store: Store) -> None:
    put(store, "Stays", contact=ANN)
    put(store, "Moves", contact=ANN)
    put(store, "There", contact=BOB)
    _move(store, 2, 2)
    assert_true(store)
    assert {i: c.total for i, c in store.inbox.conversations([1, 2]).items()} == {1: 1, 2: 2}


def test_conversations_that_get_messages_need_not_be_named(store: Store) -> None:
    put(store)
    before = store.changes(0).rev
    with store.database.writing() as transaction:
        transaction.connection.execute(
            "INSERT INTO message (conversation_id, kind, direction, state, text, at, tie) "
            "VALUES (1, 'sms', 'in', 'received', 'Unannounced', ?, 0)",
            (to_ms(NOON) + 1,),
        )
    assert store.changes(before).conversation_ids == (1,)
    assert store.inbox.conversations([1])[1].preview == "Unannounced"


class TestPreview:
    def preview(self, store: Store) -> str:
        (row,) = store.inbox.conversations([1]).values()
        return row.preview

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("Hello", "Hello"),
            ("two\nlines", "two lines"),
            ("\x1b[2Jgone", "\ufffd[2Jgone"),
            ("a\u202eb", "a\ufffdb"),
            ("   ", ""),
            ("", ""),
        ],
    )
    def test_it_is_one_harmless_line(self, store: Store, text: str, shown: str) -> None:
        put(store, text)
        assert self.preview(store) == shown

    def test_it_is_short_however_long_the_text(self, store: Store) -> None:
        put(store, "word " * 400)
        assert len(self.preview(store)) <= LINE
        assert self.preview(store).startswith("word word")

    def test_a_picture_without_a_word_has_none_but_its_kind(self, store: Store) -> None:
        put(store, "", kind=Kind.MMS, media=["image/jpeg", "audio/wav"])
        (row,) = store.inbox.conversations([1]).values()
        assert (row.preview, row.media) == ("", MediaKind.PHOTO)

    def test_a_file_of_unknown_type_is_known_by_its_name(self, store: Store) -> None:
        message_id = put(store, "", kind=Kind.MMS, media=[""])
        _change(store, "UPDATE media SET name_shown = 'ring.mp3' WHERE message_id = ?", message_id)
        (row,) = store.inbox.conversations([1]).values()
        assert row.media is MediaKind.SOUND
        assert store.inbox.messages([1])[0].media[0].kind is MediaKind.SOUND

    def test_of_one_instant_the_server_s_order_then_ours_counts(self, store: Store) -> None:
        put(store, "Ours, still to go", state=State.QUEUED, direction=Direction.OUT)
        put(store, "Second", server_id=8)
        put(store, "First", server_id=7)
        assert self.preview(store) == "Ours, still to go"
        _change(store, "DELETE FROM message WHERE id = ?", 1)
        assert self.preview(store) == "Second"


class TestState:
    @pytest.mark.parametrize("rank", range(len(OPEN_STATES)))
    def test_the_most_urgent_is_shown(self, store: Store, rank: int) -> None:
        for state in reversed(OPEN_STATES[rank:]):
            put(store, direction=Direction.OUT, state=state)
        put(store, direction=Direction.OUT)
        put(store)
        (row,) = store.inbox.conversations([1]).values()
        assert row.state is OPEN_STATES[rank]

    def test_a_settled_conversation_has_none(self, store: Store) -> None:
        put(store, direction=Direction.OUT)
        put(store, direction=Direction.OUT, state=State.UNKNOWN, dropped=1)
        (row,) = store.inbox.conversations([1]).values()
        assert row.state is None


class TestDraft:
    def test_a_draft_shows_as_one_harmless_line(self, store: Store) -> None:
        put(store)
        store.drafts.save(SHOP, ANN, Draft("on\nmy \x1b[31mway"))
        (row,) = store.inbox.conversations([1]).values()
        assert row.draft == "on my \ufffd[31mway"

    def test_a_draft_of_files_shows_their_names(self, store: Store) -> None:
        put(store)
        files = tuple(
            Attachment(str(store.folder / name), name, "image/png", 1, MediaKind.PHOTO)
            for name in ("a.png", "b.png")
        )
        store.drafts.save(SHOP, ANN, Draft("", files))
        (row,) = store.inbox.conversations([1]).values()
        assert row.draft == "a.png, b.png"

    def test_a_conversation_with_nothing_but_a_draft_is_listed_at_its_time(
        self, store: Store, clock: FakeClock
    ) -> None:
        message_id = put(store)
        _change(store, "DELETE FROM message WHERE id = ?", message_id)
        assert store.inbox.conversation_ids() == []
        clock.advance(timedelta(hours=3))
        store.drafts.save(SHOP, ANN, Draft("Again"))
        assert store.inbox.conversation_ids() == [1]
        (row,) = store.inbox.conversations([1]).values()
        assert (row.last_at, row.total, row.preview) == (clock.at, 0, "")
        store.drafts.save(SHOP, ANN, Draft())
        assert store.inbox.conversation_ids() == []
        assert store.inbox.conversation(SHOP, ANN) is not None


class TestDone:
    @pytest.mark.parametrize(
        "news",
        [
            {"at": NOON + timedelta(minutes=1), "unread": True},
            {"at": NOON + timedelta(minutes=1)},  # Read on another screen.
            {"at": NOON - timedelta(days=1), "unread": True},  # Listed late.
            {"at": NOON + timedelta(minutes=1), "direction": Direction.OUT},
            {"at": NOON - timedelta(days=1), "direction": Direction.OUT, "origin": "inbox"},
        ],
    )
    def test_a_new_message_brings_a_conversation_back(
        self, store: Store, news: dict[str, Any]
    ) -> None:
        put(store)
        store.triage.done([1])
        put(store, "Psst", **news)
        assert store.inbox.conversation_ids() == [1]

    def test_history_drafts_and_the_user_s_other_marks_do_not(self, store: Store) -> None:
        put(store)
        store.triage.done([1])
        put(store, "Old", at=NOON - timedelta(days=1))
        put(store, "Old", at=NOON - timedelta(days=1), direction=Direction.OUT)
        store.triage.unread([1])
        store.drafts.save(SHOP, ANN, Draft("Later"))
        assert store.inbox.conversation_ids() == []
        assert store.inbox.conversation_ids(everything=True) == [1]


def test_conversations_are_made_once(store: Store) -> None:
    pairs = [(SHOP, ANN), (SHOP, BOB), (SHOP, ANN)]
    with store.database.writing() as transaction:
        first = conversation_rows.ensure(transaction.connection, pairs, transaction.rev)
        again = conversation_rows.ensure(transaction.connection, [(SHOP, BOB)], transaction.rev)
    assert again[SHOP, BOB] == first[SHOP, BOB] != first[SHOP, ANN]
    assert store.inbox.conversation_ids() == []


def test_a_long_thread_is_not_walked_through_for_one_message(store: Store) -> None:
    steps: list[int] = []
    for number, length in enumerate((50, 5_000)):
        conversation = put_thread(store, length, contact=f"514555010{number}")
        with store.database.writing() as transaction:
            transaction.connection.execute(
                "INSERT INTO message (conversation_id, kind, direction, state, text, at, tie) "
                "VALUES (?, 'sms', 'in', 'received', 'New', ?, 0)",
                (conversation, to_ms(NOON + timedelta(days=99))),
            )
            counted = _count_steps(transaction.connection, steps)
        counted()
        assert store.inbox.conversations([conversation])[conversation].total == length + 1
    assert steps[1] < steps[0] * 1.5


def _count_steps(connection: sqlite3.Connection, into: list[int]) -> Callable[[], None]:
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    connection.set_progress_handler(step, 10)

    def done() -> None:
        connection.set_progress_handler(None, 10)
        into.append(count)

    return done
