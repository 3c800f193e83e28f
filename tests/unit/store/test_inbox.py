"""Reading the list, threads and messages."""

from __future__ import annotations

import random
import statistics
import time
from datetime import timedelta

import pytest

from mmstui.domain.message_notes import Note, NoteKind
from mmstui.domain.messages import (
    Direction,
    Draft,
    Kind,
    MediaKind,
    MediaState,
    Message,
    Problem,
    State,
)
from mmstui.domain.times.days import Span
from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.store import Store
from mmstui.store.reading.inbox import Key
from support.stores import ANN, BOB, NOON, SHOP, put, put_thread

OFFICE = "5145550199"


def hour(number: int) -> timedelta:
    return timedelta(hours=number)


class TestConversationIds:
    @pytest.fixture(autouse=True)
    def three(self, store: Store) -> None:
        put(store, contact="5145550131", at=NOON)
        put(store, contact="5145550132", at=NOON + hour(2), unread=True)
        put(store, contact="5145550133", at=NOON + hour(1), did=OFFICE)

    def test_newest_first(self, store: Store) -> None:
        assert store.inbox.conversation_ids() == [2, 3, 1]

    def test_pinned_before_all(self, store: Store) -> None:
        store.triage.pin([1, 3])
        assert store.inbox.conversation_ids() == [1, 3, 2]
        store.triage.unpin([3])
        assert store.inbox.conversation_ids() == [1, 2, 3]

    def test_done_only_when_asked(self, store: Store) -> None:
        store.triage.done([2])
        assert store.inbox.conversation_ids() == [3, 1]
        assert store.inbox.conversation_ids(everything=True) == [2, 3, 1]
        store.triage.not_done([2])
        assert store.inbox.conversation_ids() == [2, 3, 1]

    def test_of_some_dids(self, store: Store) -> None:
        assert store.inbox.conversation_ids(dids=frozenset({OFFICE})) == [3]
        assert store.inbox.conversation_ids(dids=frozenset({OFFICE, SHOP})) == [2, 3, 1]
        assert store.inbox.conversation_ids(dids=frozenset()) == []

    def test_unread(self, store: Store) -> None:
        assert store.inbox.conversation_ids(unread_only=True) == [2]
        store.flags.mark_read([2])
        assert store.inbox.conversation_ids(unread_only=True) == []

    def test_with_a_message_between_two_instants_the_first_included(self, store: Store) -> None:
        def ids(first: int, last: int) -> list[int]:
            return store.inbox.conversation_ids(
                during=[Span(NOON + hour(first), NOON + hour(last))]
            )

        assert ids(1, 9) == [2, 3]
        assert ids(0, 1) == [1]
        assert ids(1, 2) == [3]

    def test_not_only_its_last_message_is_looked_at(self, store: Store) -> None:
        put(store, "a year ago", contact="5145550131", at=NOON - hour(9000))
        span = Span(NOON - hour(9001), NOON - hour(8999))
        assert store.inbox.conversation_ids(during=[span]) == [1]
        later = Span(NOON + hour(2), NOON + hour(3))
        assert store.inbox.conversation_ids(during=[span, later]) == [2, 1]
        assert store.inbox.conversation_ids(during=[]) == []

    def test_neither_a_draft_nor_what_was_taken_back_is_a_message(self, store: Store) -> None:
        store.drafts.save(OFFICE, BOB, Draft("soon"))
        put(store, "never mind", contact="5145550131", at=NOON - hour(5), dropped=1)
        assert store.inbox.conversation_ids(during=[Span(NOON - hour(9), NOON - hour(1))]) == []
        everything = Span(NOON - hour(9000), NOON + hour(9000))
        assert store.inbox.conversation_ids(during=[everything]) == [2, 3, 1]

    def test_all_conditions_together(self, store: Store) -> None:
        ids = store.inbox.conversation_ids(
            dids=frozenset({SHOP}), unread_only=True, during=[Span(NOON, NOON + hour(3))]
        )
        assert ids == [2]

    def test_it_reads_nothing_but_an_index(self, store: Store) -> None:
        plan = store.database.read(
            "EXPLAIN QUERY PLAN SELECT id FROM conversation WHERE listed = 1 AND blocked = 0 "
            "AND done = 0 AND (snoozed_until IS NULL OR snoozed_until <= 0) "
            "ORDER BY pinned DESC, order_at DESC, id DESC"
        )
        assert [row[3] for row in plan] == [
            "SCAN conversation USING COVERING INDEX conversation_list"
        ]


class TestConversations:
    def test_in_the_order_asked_for_without_those_that_are_gone(self, store: Store) -> None:
        put(store, contact=ANN)
        put(store, contact=BOB)
        assert list(store.inbox.conversations([2, 99, 1])) == [2, 1]
        assert store.inbox.conversations([]) == {}

    def test_everything_a_row_shows(self, store: Store) -> None:
        store.directory.replace_dids([ServerDid(SHOP, "Shop", "Montreal", True, True, None)])
        store.directory.replace_phonebook([PhonebookEntry("1", "Ann", ANN)])
        put(store, "Is it open?", at=NOON, unread=True)
        put(store, "Yes", at=NOON + hour(1), direction=Direction.OUT, state=State.QUEUED)
        store.drafts.save(SHOP, ANN, Draft("till six"))
        row = store.inbox.conversation(SHOP, ANN)
        assert row is not None
        assert row == store.inbox.conversations([row.id])[row.id]
        assert (row.title, row.named, row.number) == ("Ann", True, "(514) 555-0111")
        assert (row.did_label, row.did, row.contact) == ("Shop", SHOP, ANN)
        assert (row.preview, row.preview_direction) == ("Yes", Direction.OUT)
        assert (row.state, row.draft, row.media) == (State.QUEUED, "till six", None)
        assert (row.unread, row.total, row.last_at) == (1, 2, NOON + hour(1))
        assert (row.done, row.pinned, row.blocked) == (False, False, False)
        assert (row.muted_until, row.snoozed_until) == (None, None)

    @pytest.mark.parametrize(
        ("note", "city", "label"),
        [("Shop", "Montreal", "Shop"), ("", "Montreal", "Montreal"), ("", "", "(514) 555-0100")],
    )
    def test_a_did_is_called_by_its_note_its_city_or_its_number(
        self, store: Store, note: str, city: str, label: str
    ) -> None:
        put(store)
        store.directory.replace_dids([ServerDid(SHOP, note, city, True, True, None)])
        assert store.inbox.conversations([1])[1].did_label == label

    def test_a_did_nobody_has_listed_yet_has_its_number(self, store: Store) -> None:
        put(store)
        assert store.inbox.conversations([1])[1].did_label == "(514) 555-0100"

    def test_with_one_contact_the_most_recent_first(self, store: Store) -> None:
        put(store, did=SHOP, at=NOON)
        put(store, did=OFFICE, at=NOON + hour(1))
        put(store, contact=BOB)
        assert [c.did for c in store.inbox.conversations_with(ANN)] == [OFFICE, SHOP]
        assert store.inbox.conversations_with("5145550177") == []
        assert store.inbox.conversation(OFFICE, BOB) is None

    def test_what_no_number_is_like_finds_nothing(self, store: Store) -> None:
        put(store)
        for strange in ("\udc80", "\0", "'; --", ""):
            assert store.inbox.conversations_with(strange) == []
            assert store.inbox.conversation(strange, strange) is None


class TestThread:
    def test_the_newest_are_given_oldest_first(self, store: Store) -> None:
        conversation = put_thread(store, 10)
        page = store.inbox.thread(conversation, limit=3)
        assert [m.text for m in page] == ["Message 8", "Message 9", "Message 10"]
        assert store.inbox.thread(99) == []

    @pytest.mark.parametrize("limit", [1, 2, 7, 50])
    def test_pages_upwards_meet_without_gap_or_repetition(self, store: Store, limit: int) -> None:
        whole = self.tied(store)
        found: list[Message] = []
        before: Key | None = None
        while page := store.inbox.thread(1, before=before, limit=limit):
            found = [*page, *found]
            before = page[0].key
        assert found == whole

    @pytest.mark.parametrize("limit", [1, 2, 7, 50])
    def test_pages_downwards_meet_without_gap_or_repetition(self, store: Store, limit: int) -> None:
        whole = self.tied(store)
        found: list[Message] = []
        after: Key = (0, 0, 0)
        while page := store.inbox.thread(1, after=after, limit=limit):
            found += page
            after = page[-1].key
        assert found == whole

    def tied(self, store: Store) -> list[Message]:
        """A thread whose messages share instants, ids rising against insertion."""
        order = random.Random(3)
        for number in order.sample(range(1, 21), 20):
            put(
                store,
                f"{number}",
                at=NOON + hour(number // 5),
                server_id=None if number % 4 == 0 else number,
            )
        whole = store.inbox.thread(1)
        assert [m.key for m in whole] == sorted(m.key for m in whole)
        assert len(whole) == 20
        return whole

    def test_between_two_keys(self, store: Store) -> None:
        whole = store.inbox.thread(put_thread(store, 9))
        page = store.inbox.thread(1, after=whole[2].key, before=whole[6].key)
        assert page == whole[3:6]

    def test_what_was_taken_back_is_hidden(self, store: Store) -> None:
        put(store, "Shown")
        hidden = put(store, "Hidden", direction=Direction.OUT, state=State.UNKNOWN, dropped=1)
        assert [m.text for m in store.inbox.thread(1)] == ["Shown"]
        assert store.inbox.message(hidden) is None
        assert store.inbox.messages([hidden]) == []

    @pytest.mark.parametrize("edges", ["", "before", "after", "both"])
    def test_a_page_is_read_from_the_index_without_sorting(self, store: Store, edges: str) -> None:
        conditions = {
            "": "",
            "before": "AND (m.at, m.tie, m.id) < (5, 5, 5)",
            "after": "AND (m.at, m.tie, m.id) > (5, 5, 5)",
            "both": "AND (m.at, m.tie, m.id) < (5, 5, 5) AND (m.at, m.tie, m.id) > (1, 1, 1)",
        }[edges]
        plan = store.database.read(
            "EXPLAIN QUERY PLAN SELECT m.text FROM message AS m "
            "JOIN conversation AS c ON c.id = m.conversation_id "
            f"WHERE m.conversation_id = 1 AND m.dropped = 0 {conditions} "
            "ORDER BY m.at DESC, m.tie DESC, m.id DESC LIMIT 50"
        )
        told = " / ".join(row[3] for row in plan)
        assert "SEARCH m USING INDEX message_thread (conversation_id=?" in told
        assert "TEMP B-TREE" not in told
        assert "SCAN" not in told

    def test_a_page_of_a_long_thread_costs_what_one_of_a_short_one_does(self, store: Store) -> None:
        short, long = put_thread(store, 200), put_thread(store, 20_000, contact=BOB)

        def cost(conversation: int, before: Key) -> float:
            times = []
            for _ in range(15):
                begun = time.thread_time()
                store.inbox.thread(conversation, before=before, limit=50)
                times.append(time.thread_time() - begun)
            return statistics.median(times)

        middle = store.inbox.thread(long, limit=10_000)[0].key
        near = store.inbox.thread(short, limit=100)[0].key
        assert cost(long, middle) < 3 * cost(short, near)


class TestMessages:
    def test_a_message_with_all_it_can_have(self, store: Store) -> None:
        message_id = put(
            store,
            "See\x1b[0m",
            kind=Kind.MMS,
            direction=Direction.OUT,
            state=State.FAILED,
            server_id=77,
            media=["image/png", ""],
            server_date="2026-03-02 12:00:00",
            carrier_status="DLVRD",
            batch="b1",
            problem_code="no_did",
            problem_words="Not your number.",
            due_at=1_772_470_860_123,
            twice=1,
            gone=1,
        )
        message = store.inbox.message(message_id)
        assert message is not None
        assert (message.did, message.contact, message.text) == (SHOP, ANN, "See\x1b[0m")
        assert (message.kind, message.server_id, message.state) == (Kind.MMS, 77, State.FAILED)
        assert (message.at, message.server_date) == (NOON, "2026-03-02 12:00:00")
        assert (message.batch, message.carrier_status) == ("b1", "DLVRD")
        assert message.problem == Problem("no_did", "Not your number.")
        assert message.due_at == NOON + timedelta(minutes=1, milliseconds=123)
        assert message.notes == (Note(NoteKind.TWICE), Note(NoteKind.GONE))
        assert [(m.kind, m.state, m.path) for m in message.media] == [
            (MediaKind.PHOTO, MediaState.PENDING, None),
            (MediaKind.FILE, MediaState.PENDING, None),
        ]

    def test_in_the_order_asked_for_without_those_that_are_gone(self, store: Store) -> None:
        for number in range(3):
            put(store, f"{number}")
        assert [m.text for m in store.inbox.messages([3, 99, 1])] == ["2", "0"]
        assert store.inbox.messages([]) == []

    def test_attempts_and_near_matches_are_told(self, store: Store) -> None:
        message_id = put(store, direction=Direction.OUT, state=State.UNKNOWN, origin="inbox")
        put(store, "Untried", direction=Direction.OUT, state=State.QUEUED, origin="inbox")
        for near in (None, 5):
            with store.database.writing() as transaction:
                transaction.connection.execute(
                    "INSERT INTO attempt (message_id, kind, owner, started_at, watermark, state, "
                    "near_id) VALUES (?, 'sms', 'x', 0, 0, 'unknown', ?)",
                    (message_id, near),
                )
        tried, untried = store.inbox.thread(1)
        assert (tried.attempts, tried.notes) == (2, (Note(NoteKind.NEAR_MATCH),))
        assert (untried.attempts, untried.notes) == (0, ())

    def test_times_survive_to_the_millisecond(self, store: Store) -> None:
        at = NOON + timedelta(milliseconds=789)
        put(store, at=at)
        assert store.inbox.messages([1])[0].at == at


class TestChanges:
    def test_what_changed_after_a_revision(self, store: Store) -> None:
        assert store.changes(0).rev == 0
        put(store, contact=ANN)
        put(store, contact=BOB)
        first = store.changes(0)
        assert set(first.conversation_ids) == {1, 2}
        assert not first.everything
        store.triage.pin([2])
        second = store.changes(first.rev)
        assert second.conversation_ids == (2,)
        assert store.changes(second.rev).conversation_ids == ()

    def test_very_many_are_everything(self, store: Store) -> None:
        for number in range(6):
            put(store, contact=f"514555014{number}")
        with store.database.writing() as transaction:
            transaction.connection.execute(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) "
                "INSERT INTO conversation (did, contact, title_shown, number_shown, last_at, rev) "
                "SELECT '', i, '', '', 0, ? FROM n",
                (transaction.rev,),
            )
        found = store.changes(6)
        assert found.everything
        assert found.conversation_ids == ()
        assert store.changes(found.rev).everything is False

    def test_a_revision_of_another_store_is_everything(self, store: Store) -> None:
        put(store)
        assert store.changes(1_000).everything

    def test_another_name_of_a_did_is_everything(self, store: Store) -> None:
        put(store)
        before = store.changes(0).rev
        store.directory.replace_dids([ServerDid(SHOP, "Shop", "", True, True, None)])
        assert store.changes(before).everything
        assert not store.changes(before + 1).everything
