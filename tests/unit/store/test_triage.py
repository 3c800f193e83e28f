"""Done, snoozed, muted, pinned, blocked, unread, reminders; the views; undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from mmstui.domain.deletions import Place
from mmstui.domain.messages import Direction, Draft, Kind, State
from mmstui.domain.outgoing import NOW, Then
from mmstui.domain.pending_changes import ENTRY, NEW, ChangeKind, ChangeState
from mmstui.domain.triage import FOREVER, Refusal, Undone, Verb, leaves
from mmstui.domain.views import View
from mmstui.domain.wire import PhonebookEntry
from mmstui.store import Store
from mmstui.store.triage.undo_steps import KEPT
from support.stores import ANN, BOB, NOON, SHOP, FakeClock, make_store, put

CAROL = "5145550133"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
IN, OUT = Direction.IN, Direction.OUT


@pytest.fixture(autouse=True)
def three(store: Store) -> None:
    """Ann wrote last, Bob has an answer, Carol's message is unread: ids 1, 2, 3, newest first."""
    put(store, "Hi", contact=ANN, at=NOON - 3 * MINUTE)
    put(store, "Hi", contact=BOB, at=NOON - 5 * MINUTE)
    put(store, "Yes?", contact=BOB, at=NOON - 4 * MINUTE, direction=OUT)
    put(store, "Hello", contact=CAROL, at=NOON - 5 * MINUTE, unread=True)


def ids(store: Store, view: View = View.INBOX) -> list[int]:
    found = store.inbox.conversation_ids(view=view)
    assert store.inbox.view_counts()[view] == len(found)
    return found


def everywhere(store: Store) -> dict[View, list[int]]:
    """The views that have something, and what."""
    return {view: found for view in View if (found := ids(store, view))}


INBOX, UNREAD, OWED, WAITING = View.INBOX, View.UNREAD, View.OWED, View.WAITING
ALL = {INBOX: [1, 2, 3], UNREAD: [3], OWED: [3, 1], WAITING: [2]}
WITHOUT_3 = {INBOX: [1, 2], OWED: [1], WAITING: [2]}


@pytest.mark.parametrize(
    ("act", "verb", "views"),
    [
        (lambda t: t.done([3]), Verb.DONE, {**WITHOUT_3, View.DONE: [3]}),
        (lambda t: t.snooze([3], NOON + HOUR), Verb.SNOOZE, {**WITHOUT_3, View.SNOOZED: [3]}),
        (lambda t: t.block([3]), Verb.BLOCK, {**WITHOUT_3, View.BLOCKED: [3]}),
        (lambda t: t.pin([3]), Verb.PIN, {**ALL, INBOX: [3, 1, 2]}),
        (lambda t: t.mute([3], FOREVER), Verb.MUTE, ALL),
        (lambda t: t.unread([1, 2, 3]), Verb.UNREAD, {**ALL, UNREAD: [1, 2, 3]}),
        (lambda t: t.read([3, 1]), Verb.READ, {INBOX: [1, 2, 3], OWED: [3, 1], WAITING: [2]}),
        (lambda t: t.remind(3, NOON + HOUR), Verb.REMIND, ALL),
    ],
)  # fmt: skip
def test_what_each_verb_does_to_the_views_and_that_undo_takes_it_back(
    store: Store, act: Callable[[object], tuple[int, ...]], verb: Verb, views: dict[View, list[int]]
) -> None:
    unread = store.inbox.status(NOON).unread
    changed = act(store.triage)
    assert everywhere(store) == views
    more = {Verb.UNREAD: 2, Verb.READ: -1}.get(verb, 0)
    assert store.inbox.status(NOON).unread == (unread if 3 in views[INBOX] else 0) + more
    for view in (view for view, listed in ALL.items() if 3 in listed and verb is not Verb.READ):
        assert leaves(verb, view) == (3 not in views.get(view, ()))
    assert act(store.triage) == (), "doing it twice is no change"
    title = store.inbox.conversations(changed)[changed[0]].title
    assert store.undoing.undo() == Undone(verb, changed, len(changed), title)
    assert everywhere(store) == ALL
    assert store.undoing.undo() is None


def test_the_opposites_are_steps_of_their_own(store: Store) -> None:
    triage = store.triage
    for act, opposite in (
        (triage.done, triage.not_done),
        (triage.block, triage.unblock),
        (triage.pin, triage.unpin),
    ):
        act([1, 3])
        before = everywhere(store)
        opposite([3, 1])
        assert everywhere(store) == ALL
        assert (store.undoing.undo() or Undone(Verb.MUTE)).conversation_ids == (3, 1)
        assert everywhere(store) == before
        store.undoing.undo()
    triage.snooze([1], NOON + DAY)
    triage.wake([1])
    triage.mute([1], NOON + DAY)
    triage.mute([1], None)
    triage.remind(1, NOON + DAY)
    triage.forget_reminder([1])
    assert everywhere(store) == ALL
    row = store.inbox.conversations([1])[1]
    assert (row.snoozed_until, row.muted_until, row.remind_at) == (None, None, None)
    assert len(store.undoing.steps()) == 6


class TestSnooze:
    def test_when_its_time_comes_it_is_on_top_unread_and_back_without_a_write(
        self, store: Store, clock: FakeClock
    ) -> None:
        until = NOON + HOUR
        store.triage.snooze([2], until)
        assert store.triage.next_due(NOON) == until
        rev = store.changes(0).rev
        clock.at = until - timedelta(milliseconds=1)
        assert ids(store) == [1, 3]
        clock.at = until
        assert ids(store) == [2, 1, 3]
        assert set(ids(store, UNREAD)) == {2, 3}
        assert store.inbox.conversations([2])[2].back_since(clock.at) == until
        assert (store.triage.next_due(clock.at), store.changes(0).rev) == (None, rev)
        put(store, "News", contact=ANN, at=until + MINUTE)
        assert ids(store) == [1, 2, 3]

    def test_seen_it_keeps_its_place_and_is_no_longer_back(
        self, store: Store, clock: FakeClock
    ) -> None:
        store.triage.snooze([3], NOON + HOUR)
        assert store.triage.seen([3]) == ()
        clock.advance(2 * HOUR)
        assert store.triage.seen([1, 2, 3]) == (3,)
        assert ids(store) == [3, 1, 2]
        assert store.inbox.conversations([3])[3].back_since(clock.at) is None
        assert ids(store, UNREAD) == [3], "its message was not read"
        store.triage.done([3])
        store.triage.not_done([3])
        assert ids(store) == [1, 2, 3]

    def test_reading_its_messages_is_seeing_it(self, store: Store, clock: FakeClock) -> None:
        store.triage.snooze([1, 3], NOON + HOUR)
        clock.advance(HOUR)
        store.flags.mark_read([4])
        rows = store.inbox.conversations([1, 3])
        assert [rows[n].back_since(clock.at) for n in (1, 3)] == [NOON + HOUR, None]
        assert ids(store) == [3, 1, 2]

    @pytest.mark.parametrize("strict", [False, True])
    def test_they_end_it_by_writing_unless_it_is_strict(
        self, store: Store, clock: FakeClock, strict: bool
    ) -> None:
        store.triage.snooze([1], NOON + HOUR, strict=strict)
        put(store, "Mine", contact=ANN, at=NOON + MINUTE, direction=OUT)
        put(store, "History", contact=ANN, at=NOON - DAY)
        assert ids(store, View.SNOOZED) == [1]
        put(store, "Psst", contact=ANN, at=NOON + 2 * MINUTE, unread=True)
        assert ids(store) == ([2, 3] if strict else [1, 2, 3])
        assert store.inbox.status(NOON).unread == (1 if strict else 2)
        clock.advance(HOUR)
        assert ids(store) == [1, 2, 3]

    def test_a_clock_that_is_set_back_hides_it_again(self, store: Store, clock: FakeClock) -> None:
        store.triage.snooze([1], NOON + HOUR)
        clock.advance(DAY)
        assert 1 in ids(store)
        clock.at = NOON
        assert 1 not in ids(store)


class TestReminder:
    def test_it_comes_up_also_when_done_or_snoozed(self, store: Store, clock: FakeClock) -> None:
        store.triage.remind(3, NOON + HOUR)
        store.triage.done([2])
        assert (ids(store), ids(store, View.DONE)) == ([1, 3], [2])
        clock.advance(HOUR)
        assert (ids(store), ids(store, View.DONE)) == ([2, 1, 3], [])
        assert store.inbox.conversations([2])[2].back_since(clock.at) == clock.at
        store.triage.seen([2])
        assert ids(store) == [2, 1, 3]
        store.triage.done([2])
        assert (ids(store), ids(store, View.DONE)) == ([1, 3], [2])
        store.triage.block([1])
        store.triage.remind(1, clock.at)
        assert 1 not in ids(store)

    def test_an_answer_ends_it_without_a_word(self, store: Store, clock: FakeClock) -> None:
        store.triage.remind(3, NOON + HOUR)
        put(store, "Listed late", contact=BOB, at=NOON - HOUR)
        assert store.inbox.conversations([2])[2].remind_at == NOON + HOUR
        put(store, "Yes!", contact=BOB, at=NOON)
        assert store.inbox.conversations([2])[2].remind_at is None
        clock.advance(HOUR)
        assert ids(store) == [2, 1, 3]
        assert store.inbox.conversations([2])[2].back_since(clock.at) is None

    def test_of_a_message_that_is_gone_there_is_none(self, store: Store) -> None:
        assert store.triage.remind(99, NOON + HOUR) == ()


class TestPinned:
    def test_in_the_order_in_which_they_were_pinned(self, store: Store) -> None:
        store.triage.pin([3])
        store.triage.pin([2, 1])
        assert ids(store) == [3, 2, 1]
        assert store.triage.move_pinned(1, 3) == (1, 3)
        assert ids(store) == [1, 2, 3]
        put(store, "News", contact=CAROL, at=NOON + HOUR)
        assert ids(store) == [1, 2, 3]
        store.undoing.undo()
        assert ids(store) == [3, 2, 1]
        store.triage.unpin([3])
        assert (ids(store), store.triage.move_pinned(3, 1)) == ([2, 1, 3], ())


class TestSending:
    def send(self, store: Store, then: Then = NOW, contact: str = ANN) -> int:
        (message_id,) = store.outbox.queue(
            did=SHOP, contacts=[contact], text="Yes", kind=Kind.SMS, then=then
        )
        return message_id

    def state(self, store: Store, message_id: int) -> State:
        message = store.inbox.message(message_id)
        assert message is not None
        return message.state

    def test_a_reply_that_is_done_with_stays_done_until_it_fails(self, store: Store) -> None:
        message_id = self.send(store, Then(done=True))
        assert ids(store, View.DONE) == [1]
        attempt = store.outbox.begin_attempt(message_id, "us", NOON)
        assert attempt is not None
        store.outbox.attempt_refused(attempt, "no", "No.")
        assert (ids(store), ids(store, View.FAILED)) == ([1, 2, 3], [1])
        store.triage.done([1])
        put(store, "Old", contact=ANN, at=NOON - DAY)
        assert ids(store, View.DONE) == [1], "it was seen to have failed"

    def test_undo_brings_its_conversation_back_and_then_says_that_it_is_sent(
        self, store: Store
    ) -> None:
        message_id = self.send(store, Then(done=True))
        attempt = store.outbox.begin_attempt(message_id, "us", NOON)
        assert attempt is not None
        store.outbox.attempt_sent(attempt, 7, NOON)
        assert store.undoing.steps() == [Verb.DONE, Verb.SEND]
        store.undoing.undo()
        assert ids(store) == [1, 2, 3]
        undone = store.undoing.undo()
        assert undone is not None
        assert (undone.verb, undone.refused) == (Verb.SEND, Refusal.SENT)
        assert self.state(store, message_id) is State.SENT

    def test_what_has_not_left_is_held(self, store: Store) -> None:
        message_id = self.send(store)
        undone = store.undoing.undo()
        assert undone is not None
        assert (undone.verb, undone.count, undone.refused) == (Verb.SEND, 1, None)
        assert self.state(store, message_id) is State.HELD

    def test_if_nobody_answers(self, store: Store, clock: FakeClock) -> None:
        self.send(store, Then(done=True, remind_at=NOON + 2 * DAY))
        assert ids(store) == [2, 3]
        clock.advance(2 * DAY)
        assert ids(store) == [1, 2, 3]
        put(store, "Sorry, yes", contact=ANN, at=clock.at, unread=True)
        assert store.inbox.conversations([1])[1].back_since(clock.at) is None

    @pytest.mark.parametrize(
        ("late", "state"),
        [
            (-MINUTE, State.SCHEDULED),
            (timedelta(0), State.SENDING),
            (2 * MINUTE, State.SENDING),
            (2 * MINUTE + timedelta(milliseconds=1), State.HELD),
            (DAY, State.HELD),
        ],
    )
    def test_a_scheduled_one_goes_at_its_time_or_asks(
        self, store: Store, clock: FakeClock, late: timedelta, state: State
    ) -> None:
        message_id = self.send(store, Then(at=NOON + HOUR))
        assert store.outbox.next_due_at() == NOON + HOUR
        assert ids(store, View.LATER) == [1]
        clock.at = NOON + HOUR + late
        item = store.outbox.next_to_send(clock.at)
        if item is not None:
            assert store.outbox.begin_attempt(item.message_id, "us", clock.at) is not None
        message = store.inbox.message(message_id)
        assert message is not None
        assert message.state is state
        if state is State.HELD:
            assert message.problem is not None
            assert message.problem.code == "late"
        again = store.outbox.next_to_send(clock.at)
        assert again is None

    def test_queued_at_its_time_it_asks_rather_than_go_late(
        self, store: Store, clock: FakeClock
    ) -> None:
        message_id = self.send(store, Then(at=NOON + HOUR))
        clock.advance(HOUR)
        item = store.outbox.next_to_send(clock.at)
        assert item is not None
        attempt = store.outbox.begin_attempt(item.message_id, "us", clock.at)
        assert attempt is not None
        store.outbox.attempt_requeued(attempt, clock.at + 20 * MINUTE, network=True)
        store.outbox.touch(clock.advance(20 * MINUTE))
        assert store.outbox.next_to_send(clock.at) is None
        assert self.state(store, message_id) is State.HELD
        assert store.outbox.send_again(message_id)
        assert store.outbox.next_to_send(clock.at) is not None, "the user has said so"

    def test_it_is_sent_now_moved_dropped_and_cancelled(
        self, store: Store, clock: FakeClock
    ) -> None:
        first, second = (
            self.send(store, Then(at=NOON + HOUR)),
            self.send(store, Then(at=NOON + HOUR)),
        )
        third = self.send(store, contact=ANN)
        assert (store.outbox.next_to_send(NOON) or None) is not None, "a later one does not wait"
        assert store.outbox.schedule(first, NOON + DAY)
        assert not store.outbox.schedule(third, NOON + DAY)
        assert store.outbox.drop(second)
        clock.advance(HOUR)
        store.outbox.next_to_send(clock.at)
        assert store.inbox.message(second) is None
        assert self.state(store, first) is State.SCHEDULED
        store.undoing.undo()
        store.outbox.next_to_send(clock.at + HOUR)
        assert self.state(store, second) is State.HELD, "its time came while it was dropped"
        store.undoing.undo()
        assert self.state(store, first) is State.HELD
        assert store.outbox.schedule(first, clock.at + HOUR)
        assert store.outbox.send_again(first)
        assert self.state(store, first) is State.QUEUED
        assert not store.outbox.schedule(first, clock.at + HOUR)

    def test_of_a_conversation_that_is_done_it_goes_without_bringing_it_back(
        self, store: Store, clock: FakeClock
    ) -> None:
        self.send(store, Then(at=NOON + HOUR))
        store.triage.done([1])
        clock.advance(HOUR)
        assert store.outbox.next_to_send(clock.at) is not None
        assert ids(store, View.DONE) == [1]


class TestUndo:
    def test_a_bulk_action_is_one_step_and_a_restart_does_not_matter(self, store: Store) -> None:
        store.triage.done([1, 2, 3])
        home = store.folder.parents[1]
        with_restart = make_store(home)
        undone = with_restart.undoing.undo()
        with_restart.close()
        assert undone is not None
        assert (undone.verb, undone.conversation_ids, undone.count) == (Verb.DONE, (1, 2, 3), 3)
        assert everywhere(store) == ALL

    def test_the_last_steps_are_kept_and_undone_to_the_beginning(self, store: Store) -> None:
        for n in range(KEPT + 5):
            (store.triage.done if n % 2 == 0 else store.triage.not_done)([1])
        assert len(store.undoing.steps()) == KEPT >= 50
        while store.undoing.undo() is not None:
            pass
        assert ids(store, View.DONE) == [1], "as it was before the first step that is kept"

    def test_it_hides_no_news_and_leaves_what_changed_since(
        self, store: Store, clock: FakeClock
    ) -> None:
        store.triage.done([1, 2])
        store.triage.not_done([1, 2])
        put(store, "News", contact=ANN, at=NOON, unread=True)
        undone = store.undoing.undo()
        assert undone is not None
        assert undone.conversation_ids == (2,)
        assert (ids(store), ids(store, View.DONE)) == ([1, 3], [2])
        store.triage.snooze([3], NOON + HOUR)
        put(store, "News", contact=CAROL, at=NOON, unread=True)
        undone = store.undoing.undo()
        assert undone is not None
        assert (undone.conversation_ids, undone.refused) == ((), Refusal.CHANGED)

    def test_marks_nothing_as_read_that_was_not(self, store: Store) -> None:
        store.triage.unread([1, 3])
        put(store, "News", contact=ANN, at=NOON, unread=True)
        store.undoing.undo()
        assert {i: row.unread for i, row in store.inbox.conversations([1, 2, 3]).items()} == {
            1: 1, 2: 0, 3: 1,
        }  # fmt: skip

    def test_a_deletion_within_its_window_and_not_after(
        self, store: Store, clock: FakeClock
    ) -> None:
        for begun in (False, True):
            assert store.deleting.delete_conversation(1, Place.HERE, 99) is not None
            if begun:
                clock.advance(MINUTE)
                assert store.deleting.begin_due()
            undone = store.undoing.undo()
            assert undone is not None
            assert (undone.verb, undone.count, undone.refused) == (
                (Verb.DELETE, 0, Refusal.BEGUN) if begun else (Verb.DELETE, 1, None)
            )
        assert ids(store) == [2, 3]

    def test_what_was_taken_back_otherwise_is_passed_over(self, store: Store) -> None:
        store.triage.done([2])
        store.deleting.delete_conversation(1, Place.HERE, 99)
        store.deleting.take_back()
        undone = store.undoing.undo()
        assert undone is not None
        assert undone.verb is Verb.DONE

    def test_a_discarded_draft_unless_there_is_another(self, store: Store) -> None:
        store.drafts.save(SHOP, ANN, Draft("Dear Ann"))
        for other in (False, True):
            assert store.drafts.discard([(SHOP, ANN)]) == 1
            assert store.drafts.discard([(SHOP, ANN)]) == 0
            if other:
                store.drafts.save(SHOP, ANN, Draft("Other"))
            undone = store.undoing.undo()
            assert undone is not None
            assert (undone.verb, undone.conversation_ids, undone.refused) == (
                (Verb.DISCARD, (), Refusal.CHANGED) if other else (Verb.DISCARD, (1,), None)
            )
            assert ids(store, View.DRAFTS) == [1]
        assert store.drafts.draft(SHOP, ANN) == Draft("Other")

    def test_discarded_drafts_are_one_step_and_come_back_with_files_and_reminder(
        self, store: Store, clock: FakeClock, tmp_path: Path
    ) -> None:
        (tmp_path / "a.gif").write_bytes(b"GIF89a\1\0\1\0\0\0\0;")
        drafts = {
            ANN: Draft("Ann", (store.drafts.adopt_attachment(tmp_path / "a.gif"),)),
            BOB: Draft("Bob", remind_at=NOON + timedelta(hours=5)),
        }
        for contact, draft in drafts.items():
            store.drafts.save(SHOP, contact, draft)
            assert store.drafts.draft(SHOP, contact) == draft
        assert store.drafts.discard([(SHOP, contact) for contact in (ANN, BOB, "5145550199")]) == 2
        assert ids(store, View.DRAFTS) == []
        clock.advance(timedelta(days=9))
        store.drafts.sweep_attachments(timedelta(0))
        undone = store.undoing.undo()
        assert undone is not None
        assert (undone.verb, undone.count, undone.conversation_ids) == (Verb.DISCARD, 2, (1, 2))
        for contact, draft in drafts.items():
            assert store.drafts.draft(SHOP, contact) == draft
            assert all(Path(each.path).exists() for each in draft.attachments)


class TestNames:
    def test_a_change_that_waits_is_cancelled_and_what_it_replaced_waits_again(
        self, store: Store
    ) -> None:
        store.directory.replace_phonebook([PhonebookEntry("5", "Ann", ANN)])
        self.rename(store, "Ann", "Anna")
        self.rename(store, "Anna", "Anne")
        names = []
        for _ in range(2):
            undone = store.undoing.undo()
            assert undone is not None
            assert (undone.verb, undone.conversation_ids, undone.refused) == (Verb.NAME, (1,), None)
            names.append(store.inbox.conversations([1])[1].title)
        assert names == ["Anna", "Ann"]
        assert store.pending_changes.all() == []

    @pytest.mark.parametrize("what", ["change", "new", "delete"])
    def test_of_one_that_is_done_the_opposite_is_queued(self, store: Store, what: str) -> None:
        before = [] if what == "new" else [PhonebookEntry("5", "Ann", ANN)]
        store.directory.replace_phonebook(before)
        seen = {"name": "Ann", "number": ANN, "note": ""}
        if what == "change":
            self.rename(store, "Ann", "Anna")
            after = [PhonebookEntry("5", "Anna", ANN)]
        elif what == "new":
            store.pending_changes.add(ChangeKind.NAME, f"{NEW}{ANN}", seen)
            after = [PhonebookEntry("6", "Ann", ANN)]
        else:
            store.pending_changes.add(
                ChangeKind.NO_NAME, f"{ENTRY}5", {"name": "Ann", "number": ANN}, seen
            )
            after = []
        title = store.inbox.conversations([1])[1].title
        (change,) = store.pending_changes.all()
        assert store.pending_changes.begin(change.id)
        store.pending_changes.end(change.id, ChangeState.DONE, entries=after)
        undone = store.undoing.undo()
        assert undone is not None
        assert (undone.verb, undone.count, undone.refused) == (Verb.NAME, 1, None)
        assert store.inbox.conversations([1])[1].title != title
        (waiting,) = [
            each for each in store.pending_changes.all() if each.state is ChangeState.WAITING
        ]
        assert waiting.kind is (ChangeKind.NO_NAME if what == "new" else ChangeKind.NAME)

    def test_one_that_was_changed_elsewhere_since_stays(self, store: Store) -> None:
        store.directory.replace_phonebook([PhonebookEntry("5", "Ann", ANN)])
        self.rename(store, "Ann", "Anna")
        (change,) = store.pending_changes.all()
        store.pending_changes.begin(change.id)
        store.pending_changes.end(
            change.id, ChangeState.DONE, entries=[PhonebookEntry("5", "Zoé", ANN)]
        )
        undone = store.undoing.undo()
        assert undone is not None
        assert undone.refused is Refusal.CHANGED

    def rename(self, store: Store, name: str, to: str) -> None:
        seen = {"name": name, "number": ANN, "note": ""}
        store.pending_changes.add(ChangeKind.NAME, f"{ENTRY}5", {"name": to}, seen)


def test_a_copy_holds_what_is_scheduled(store: Store) -> None:
    later = Then(at=NOON + DAY)
    store.outbox.queue(did=SHOP, contacts=[ANN], text="Later", kind=Kind.SMS, then=later)
    copy = store.backup(store.folder / "copy.sqlite3")
    assert copy.held == 1


def test_rows_that_change_alike_are_written_by_one_statement(store: Store) -> None:
    """One a row takes longer than all else that an undo of 200 does in the store."""
    for place in range(20):
        put(store, "Hi", contact=f"51455501{place + 40}")
    every = ids(store)
    store.triage.pin([every[-1]])
    with store.database.writing() as transaction:
        writer = transaction.connection
    seen: list[str] = []
    writer.set_trace_callback(seen.append)
    store.triage.snooze(every, NOON + HOUR)
    store.undoing.undo()
    writer.set_trace_callback(None)
    assert len([each for each in seen if each.startswith("UPDATE conversation")]) == 2
    assert ids(store) == [every[-1], *every[:-1]]
