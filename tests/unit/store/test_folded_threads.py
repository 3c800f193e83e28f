"""Threads, the list, searches and deletions of messages that VoIP.ms lists in several rows."""

from __future__ import annotations

import tempfile
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mmstui.domain import folding
from mmstui.domain.deletions import Place
from mmstui.domain.folding import folded
from mmstui.domain.messages import Direction, Kind, Message
from mmstui.domain.searching.search_operators import parse_search
from mmstui.domain.searching.search_query import parse
from mmstui.store import Store
from mmstui.store.reading import thread_pages
from support.stores import ANN, NOON, SHOP, copied_store, put

PART = "first " + "x" * 147
LIKED = "Liked “see you”"


def whole(store: Store) -> list[Message]:
    """The thread, folded at once."""
    (conversation,) = store.inbox.conversation_ids()
    found = store.database.read(
        "SELECT id FROM message WHERE dropped = 0 ORDER BY at, tie, id",
    )
    rows = store.inbox.messages([row_id for (row_id,) in found])
    assert {row.conversation_id for row in rows} == {conversation}
    return folded(rows)


MADE = st.lists(
    st.tuples(
        st.sampled_from(["ok", "see you", PART, "ê" * 67, LIKED, "Removed a like from “see you”"]),
        st.sampled_from([0, 0, 1, 2, 9, 40, 200]),
        st.sampled_from(Kind),
        st.sampled_from([Direction.IN, Direction.IN, Direction.OUT]),
        st.booleans(),
    ),
    min_size=1,
    max_size=16,
)


LEG = ("ok", 0, Kind.MMS, Direction.IN, False)
SEEN = ("see you", 0, Kind.MMS, Direction.IN, False)
BETWEEN = ("ok", 0, Kind.SMS, Direction.IN, False)


# The same examples each time.
@example([LEG, *[BETWEEN] * 7, LEG], 1)
@example([SEEN, *[BETWEEN] * 5, SEEN, (LIKED, 200, Kind.SMS, Direction.IN, False)], 1)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(MADE, st.integers(1, 7))
def test_pages_of_any_size_make_up_the_thread(
    made: list[tuple[str, int, Kind, Direction, bool]], size: int
) -> None:
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        # The reach of both rules is made short, so that pages begin and end within it.
        for module in (folding, thread_pages):
            patch.setattr(module, "LOOK_BACK", 6)
        store = copied_store(Path(home))
        at = NOON
        for number, (text, gap, kind, direction, unread) in enumerate(made, 1):
            at += timedelta(seconds=gap)
            unread = unread and direction is Direction.IN
            put(store, text, at=at, kind=kind, direction=direction, server_id=number, unread=unread)
        expected = whole(store)
        (conversation,) = store.inbox.conversation_ids()
        read = store.inbox.thread
        assert read(conversation) == expected

        downwards: list[Message] = []
        key = None
        while page := read(conversation, before=key, limit=size):
            assert len(page) == size or page[0] == expected[0]
            downwards, key = [*page, *downwards], page[0].key
        assert downwards == expected
        upwards: list[Message] = []
        key = (0, 0, 0)
        while page := read(conversation, after=key, limit=size):
            upwards, key = [*upwards, *page], page[-1].key
        assert upwards == expected

        for message in expected:
            for row_id in message.row_ids:
                assert store.inbox.containing(row_id) == message
        (row,) = store.inbox.conversations([conversation]).values()
        signs = sum(len([r for r in m.reactions if r.message.unread_ids]) for m in expected)
        assert row.unread == sum(m.unread for m in expected) + signs
        assert row.total == len(made)
        plain = store.inbox.thread(conversation, signs=False)
        assert store.inbox.totals([conversation]) == {conversation: len(plain)}
        assert store.inbox.new_since(0) == len(plain)
        store.close()


def test_the_list_shows_the_beginning_of_a_text_in_parts(store: Store) -> None:
    for number, text in enumerate((PART, "y" * 153, "end"), 1):
        put(store, text, at=NOON + timedelta(seconds=number), server_id=number, unread=True)
    (row,) = store.inbox.conversations(store.inbox.conversation_ids()).values()
    assert row.preview.startswith("first xxx")
    assert row.unread == 1
    put(store, "later", at=NOON + timedelta(minutes=1), server_id=90, unread=True)
    (row,) = store.inbox.conversations(store.inbox.conversation_ids()).values()
    assert (row.preview, row.unread) == ("later", 2)


def test_legs_are_one_message_everywhere_and_rows_where_rows_count(store: Store) -> None:
    for number in (4, 5, 9):
        put(store, "dinner at 7", kind=Kind.MMS, server_id=number, unread=True)
    (conversation,) = store.inbox.conversation_ids()
    (shown,) = store.inbox.thread(conversation)
    assert [leg.server_id for leg in shown.legs] == [5, 9]
    (row,) = store.inbox.conversations([conversation]).values()
    assert (row.unread, row.total) == (1, 3)
    assert store.inbox.totals([conversation]) == {conversation: 1}
    assert [store.inbox.new_since(row_id) for row_id in (0, *shown.row_ids)] == [1, 0, 0, 0]
    assert store.inbox.status(NOON).unread == 1
    assert store.searching.newest(parse("dinner")) == [shown]
    assert store.searching.find(parse_search("dinner is:unread", UTC), limit=2) == [shown]
    assert store.searching.in_thread(conversation, parse("dinner")) == [shown.key]
    details = store.details(shown.legs[1].id)
    assert details is not None
    assert details.message == shown
    store.flags.mark_read(shown.unread_ids)
    assert store.inbox.status(NOON).unread == 0


def test_files_are_compared_when_all_are_here(store: Store) -> None:
    ids = [put(store, "", kind=Kind.MMS, server_id=n, media=["image/jpeg"]) for n in (4, 5, 6)]
    (conversation,) = store.inbox.conversation_ids()
    store.triage.unread([conversation])
    assert len(store.inbox.thread(conversation)) == 3
    for number, size in zip(ids, (700, 700, 701), strict=True):
        path = store.database.folder / f"{number}"
        path.write_bytes(bytes(size))
        store.media.arrived(number, data_path=path, type="image/jpeg", bytes=size)
    shown = store.inbox.thread(conversation)
    assert [message.row_ids for message in shown] == [ids[:2], ids[2:]]


def test_a_search_finds_a_sign_at_its_message_and_fills_its_limit(store: Store) -> None:
    put(store, "see you", server_id=1, at=NOON - timedelta(minutes=9), direction=Direction.OUT)
    put(store, LIKED, server_id=2, at=NOON)
    for number in range(3, 12):
        put(store, "you all", kind=Kind.MMS, server_id=number, at=NOON + timedelta(minutes=1))
    found = store.searching.newest(parse("you"), limit=2)
    assert [(message.text, message.signs) for message in found] == [
        ("you all", []),
        ("see you", ["👍"]),
    ]
    (conversation,) = store.inbox.conversation_ids()
    keys = store.searching.in_thread(conversation, parse("you"))
    assert keys == [message.key for message in found]


def test_all_rows_are_deleted_together_and_come_back_together(store: Store) -> None:
    for number in (4, 5):
        put(store, "dinner at 7", kind=Kind.MMS, server_id=number)
    put(store, "Liked “dinner at 7”", server_id=2, at=NOON + timedelta(minutes=1))
    (conversation,) = store.inbox.conversation_ids()
    (shown,) = store.inbox.thread(conversation)
    outlook = store.deleting.outlook_of(shown.row_ids)
    assert (outlook.messages, outlook.mms, outlook.sms) == (3, 2, 1)
    asked = store.deleting.delete_message(shown.id, Place.BOTH, rows=shown.row_ids)
    assert asked is not None
    assert (asked.here, asked.there) == (3, 3)
    assert store.inbox.thread(conversation) == []
    assert store.deleting.take_back() is not None
    assert store.inbox.thread(conversation) == [shown]
    store.deleting.delete_message(shown.id, Place.HERE)
    (left, sign) = store.inbox.thread(conversation)[0], store.inbox.thread(conversation)[0].signs
    assert (left.server_id, sign) == (5, ["👍"]), "what is left of the legs is the message"


def test_only_rows_of_the_message_are_grouped(store: Store) -> None:
    """Equal group texts to two DIDs, or of two people, are two."""
    put(store, "dinner", kind=Kind.MMS, server_id=1, did=SHOP)
    put(store, "dinner", kind=Kind.MMS, server_id=2, did="5145550133")
    put(store, "dinner", kind=Kind.MMS, server_id=3, contact="4385550144")
    assert len(store.searching.newest(parse("dinner"))) == 3
    assert len(store.inbox.conversations_with(ANN)) == 2


def test_a_reaction_that_was_split_is_a_sign_whatever_the_page(store: Store) -> None:
    text = "far away " * 30
    put(store, text.strip(), at=NOON, server_id=1, direction=Direction.OUT)
    for number in range(2, 9):
        put(store, f"{number}", at=NOON + timedelta(minutes=number), server_id=number)
    liked = f"Liked “{text.strip()}”".replace("“", '"').replace("”", '"')
    for number, part in enumerate((liked[:153], liked[153:]), 20):
        put(store, part, at=NOON + timedelta(minutes=20), server_id=number)
    (conversation,) = store.inbox.conversation_ids()
    (first, *others) = store.inbox.thread(conversation)
    assert (first.signs, len(others)) == (["👍"], 7)
    assert store.inbox.thread(conversation, limit=1) == others[-1:]
    assert store.inbox.thread(conversation, after=(0, 0, 0), limit=1) == [first]
