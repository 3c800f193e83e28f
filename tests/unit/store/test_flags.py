"""Read and unread."""

from __future__ import annotations

from datetime import timedelta

from mmstui.domain.messages import Direction
from mmstui.store import Store
from support.stores import ANN, BOB, NOON, put


class TestReading:
    def test_what_has_been_seen_is_read(self, store: Store) -> None:
        ids = [put(store, f"{n}", unread=True) for n in range(3)]
        store.flags.mark_read(ids[:2])
        assert [m.unread for m in store.inbox.thread(1)] == [False, False, True]
        assert store.inbox.conversations([1])[1].unread == 1

    def test_only_conversations_with_something_read_change(self, store: Store) -> None:
        first = put(store, contact=ANN, unread=True)
        second = put(store, contact=BOB)
        before = store.changes(0).rev
        store.flags.mark_read([first, second, 99])
        assert store.changes(before).conversation_ids == (1,)

    def test_marking_nothing(self, store: Store) -> None:
        store.flags.mark_read([])
        assert store.changes(0).rev == 0

    def test_the_newest_incoming_message_is_made_unread(self, store: Store) -> None:
        put(store, "Old", at=NOON)
        put(store, "New", at=NOON + timedelta(hours=2))
        put(store, "Inserted late", at=NOON + timedelta(hours=1))
        put(store, "Ours", at=NOON + timedelta(hours=3), direction=Direction.OUT)
        store.triage.unread([1])
        store.triage.unread([1])
        assert [m.text for m in store.inbox.thread(1) if m.unread] == ["New"]
        assert store.inbox.conversations([1])[1].unread == 1

    def test_where_nothing_came_in_nothing_is_made_unread(self, store: Store) -> None:
        put(store, direction=Direction.OUT)
        store.triage.unread([1])
        store.triage.unread([99])
        assert store.inbox.conversations([1])[1].unread == 0
