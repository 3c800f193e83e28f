"""Attempts: each outcome, late answers, answers that contradict what was found, taking over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mmstui.domain.message_notes import Note, NoteKind
from mmstui.domain.messages import Kind, Message, State
from mmstui.domain.times.clock_skew import Before, Skew
from mmstui.store import Store
from support.deleted import delete_messages
from support.listings import (
    IN,
    LOOKED,
    MINUTE,
    MMS,
    SECOND,
    attached,
    begun,
    given_up,
    lost,
    message,
    mms,
    poll,
    sms,
    texts,
    written,
)
from support.stores import ANN, BOB, NOON, SHOP, find


def sent_as(store: Store, message_id: int) -> tuple[State, int | None]:
    found = message(store, message_id)
    return found.state, found.server_id


def thread(store: Store) -> list[Message]:
    conversation = store.inbox.conversation(SHOP, ANN)
    assert conversation is not None
    return store.inbox.thread(conversation.id)


def test_an_attempt_is_begun_once(store: Store) -> None:
    message_id = written(store)
    assert store.outbox.begin_attempt(message_id, "us", NOON) is not None
    assert store.outbox.begin_attempt(message_id, "them", NOON) is None
    assert message(store, message_id).state is State.SENDING
    assert message(store, message_id).attempts == 1


@pytest.mark.parametrize("gone", ["dropped", "held", "missing"])
def test_what_is_not_queued_is_not_begun(store: Store, gone: str) -> None:
    message_id = written(store)
    if gone == "dropped":
        store.outbox.drop(message_id)
    elif gone == "held":
        store.outbox.hold(message_id)
    else:
        message_id += 1
    assert store.outbox.begin_attempt(message_id, "us", NOON) is None


def test_an_answer_settles_it_at_once(store: Store) -> None:
    message_id = written(store)
    store.outbox.attempt_sent(
        begun(store, message_id, at=NOON + SECOND), 112_275_629, NOON + MINUTE
    )
    ours = message(store, message_id)
    assert (ours.state, ours.server_id, ours.at) == (State.SENT, 112_275_629, NOON + SECOND)
    poll(store, sms(112_275_629, at=NOON + 2 * SECOND, carrier="Delivered"), at=NOON + MINUTE)
    (ours,) = thread(store)
    assert ours.id == message_id
    assert ours.server_date == "2026-03-02 12:00:02"
    assert (ours.at, ours.carrier_status) == (NOON + 2 * SECOND, "Delivered")


def test_a_refusal_says_why(store: Store) -> None:
    message_id = written(store)
    store.outbox.attempt_refused(begun(store, message_id), "invalid_dst", "No such \x1b[31mnumber.")
    problem = message(store, message_id).problem
    assert problem is not None
    assert problem.code == "invalid_dst"
    assert "\x1b" not in problem.words
    assert message(store, message_id).state is State.FAILED


def test_a_limit_holds_it(store: Store) -> None:
    message_id = written(store)
    store.outbox.attempt_held(begun(store, message_id), "limit_reached", "100 a day.")
    assert message(store, message_id).state is State.HELD
    assert store.outbox.next_due_at() is None


def test_never_connected_is_queued_again(store: Store) -> None:
    message_id = written(store)
    store.outbox.attempt_requeued(begun(store, message_id), NOON + 2 * SECOND, network=True)
    assert message(store, message_id).due_at == NOON + 2 * SECOND
    assert message(store, message_id).state is State.QUEUED
    assert store.outbox.unknown_since() is None


@pytest.mark.parametrize("server_id", [0, -1, 1 << 52, 1 << 63])
def test_an_impossible_id_is_no_answer(store: Store, server_id: int) -> None:
    message_id = written(store)
    store.outbox.attempt_sent(begun(store, message_id), server_id, NOON)
    assert sent_as(store, message_id) == (State.UNKNOWN, None)


# The watermark.


def test_rows_known_before_are_not_what_we_sent(store: Store) -> None:
    poll(store, sms(50, "Hello"))
    message_id = lost(store, "Hello")
    assert message(store, message_id).state is State.UNKNOWN
    poll(store, sms(50, "Hello"), sms(51, "Hello"))
    assert sent_as(store, message_id) == (State.SENT, 51)


def test_each_kind_has_a_watermark_of_its_own(store: Store) -> None:
    """The ids of the two are separate sequences (voipms-api section 0.3)."""
    poll(store, mms(90, "far ahead", direction=IN))
    message_id = lost(store)
    poll(store, sms(60))
    assert sent_as(store, message_id) == (State.SENT, 60)


def test_a_deleted_row_counts_for_the_watermark(store: Store) -> None:
    poll(store, sms(50, "Hello"))
    delete_messages(store, [1])
    message_id = lost(store, "Hello")
    poll(store, sms(50, "Hello"))
    assert message(store, message_id).state is State.UNKNOWN


# The answer's id wins.


def test_a_row_stored_before_the_answer_is_merged(store: Store) -> None:
    """Its text is another (an MMS that lost its emoji, say), so only the answer can tell."""
    photo = attached(store)
    message_id = written(store, "🐈", attachments=[photo], kind=MMS)
    attempt = begun(store, message_id)
    poll(store, mms(9, "purr", "cat.png", carrier="Delivered", at=NOON + SECOND))
    assert len(thread(store)) == 2, "nothing tells that they are one"
    store.outbox.attempt_sent(attempt, 9, NOON + MINUTE)
    (ours,) = thread(store)
    assert (ours.id, ours.state, ours.server_id, ours.text) == (message_id, State.SENT, 9, "🐈")
    assert (ours.carrier_status, ours.at) == ("Delivered", NOON + SECOND)
    assert [file.path for file in ours.media] == [photo.path]
    assert find(store, "purr") == []


def test_an_answer_that_a_poll_has_anticipated_changes_nothing(store: Store) -> None:
    message_id = written(store)
    attempt = begun(store, message_id)
    poll(store, sms(5, at=NOON + SECOND))
    assert sent_as(store, message_id) == (State.SENT, 5)
    store.outbox.attempt_sent(attempt, 5, NOON + MINUTE)
    assert sent_as(store, message_id) == (State.SENT, 5)
    assert len(thread(store)) == 1


def test_a_row_wrongly_taken_is_a_message_by_itself_again(store: Store) -> None:
    """The portal sent the same text at the same time."""
    message_id = written(store, "On my way")
    attempt = begun(store, message_id)
    poll(store, sms(5, "On my way", carrier="Delivered"))
    store.outbox.attempt_sent(attempt, 6, NOON + MINUTE)
    theirs, ours = thread(store)
    assert (ours.id, ours.server_id) == (message_id, 6)
    assert (theirs.server_id, theirs.text, theirs.carrier_status) == (5, "On my way", "Delivered")
    assert len(find(store, "way")) == 2


def test_a_row_wrongly_given_to_another_message_is_taken_from_it(store: Store) -> None:
    first = lost(store, "ok")
    second = written(store, "ok")
    attempt = begun(store, second, at=NOON + SECOND)
    poll(store, sms(5, "ok", at=NOON + SECOND))
    assert sent_as(store, first) == (State.SENT, 5), "oldest with oldest"
    store.outbox.attempt_sent(attempt, 5, NOON + MINUTE)
    assert sent_as(store, second) == (State.SENT, 5)
    assert sent_as(store, first) == (State.UNKNOWN, None)
    assert message(store, second).server_date is not None
    poll(store, sms(5, "ok", at=NOON + SECOND), sms(6, "ok", at=NOON))
    assert sent_as(store, first) == (State.SENT, 6)


def test_a_message_whose_row_was_anothers_is_looked_for_anew(store: Store) -> None:
    first = lost(store, "ok")
    second = written(store, "ok")
    attempt = begun(store, second, at=NOON + SECOND)
    poll(store, at=NOON + MINUTE)
    poll(store, at=NOON + 2 * MINUTE)
    row = sms(5, "ok", at=NOON + SECOND)
    poll(store, row, at=NOON + 5 * MINUTE)
    store.outbox.attempt_sent(attempt, 5, NOON + 5 * MINUTE)
    for minutes in (6, 7):
        poll(store, row, at=NOON + minutes * MINUTE)
        assert message(store, first).state is State.UNKNOWN
    poll(store, row, at=NOON + 8 * MINUTE)
    assert message(store, first).state is State.UNCONFIRMED


def test_a_row_taken_from_a_message_on_its_way_leaves_it_on_its_way(store: Store) -> None:
    first = written(store, "ok")
    first_attempt = begun(store, first)
    poll(store, sms(5, "ok"))
    second = written(store, "ok")
    store.outbox.attempt_sent(begun(store, second), 5, NOON)
    assert message(store, first).state is State.SENDING
    store.outbox.attempt_sent(first_attempt, 4, NOON)
    assert sent_as(store, first) == (State.SENT, 4)


def test_a_row_given_back_is_looked_at_for_the_others(store: Store) -> None:
    first, second = lost(store, "ok"), lost(store, "ok")
    (first_attempt,) = (
        row[0]
        for row in store.database.read("SELECT id FROM attempt WHERE message_id = ?", (first,))
    )
    poll(store, sms(5, "ok"))
    assert sent_as(store, first) == (State.SENT, 5)
    store.outbox.attempt_sent(first_attempt, 4, NOON)
    assert sent_as(store, first) == (State.SENT, 4)
    assert sent_as(store, second) == (State.SENT, 5)


@pytest.mark.parametrize("other", ["contact", "direction", "answered"])
def test_an_id_that_is_another_message_is_not_believed(store: Store, other: str) -> None:
    if other == "contact":
        poll(store, sms(5, contact=BOB))
    elif other == "direction":
        poll(store, sms(5, direction=IN))
    else:
        store.outbox.attempt_sent(begun(store, written(store, "first")), 5, NOON)
    message_id = written(store)
    store.outbox.attempt_sent(begun(store, message_id), 5, NOON)
    assert sent_as(store, message_id) == (State.UNKNOWN, None)
    poll(store, sms(6))
    assert sent_as(store, message_id) == (State.SENT, 6)


def test_a_second_answer_changes_nothing(store: Store) -> None:
    message_id = written(store)
    attempt = begun(store, message_id)
    store.outbox.attempt_sent(attempt, 5, NOON)
    store.outbox.attempt_sent(attempt, 6, NOON)
    store.outbox.attempt_refused(attempt, "x", "No.")
    store.outbox.attempt_unknown(attempt, "x", "Late.", NOON)
    store.outbox.attempt_requeued(attempt, None, network=True)
    assert sent_as(store, message_id) == (State.SENT, 5)


# Late answers: the lock was lost meanwhile, or it was given up.


def test_a_late_answer_is_believed(store: Store) -> None:
    message_id = written(store)
    attempt = begun(store, message_id)
    assert store.outbox.take_over("them", NOON) == 1
    for minutes in (1, 2, 6):
        poll(store, at=NOON + minutes * MINUTE)
    assert message(store, message_id).state is State.UNCONFIRMED
    store.outbox.attempt_sent(attempt, 5, NOON)
    assert sent_as(store, message_id) == (State.SENT, 5)


def test_a_late_refusal_is_believed(store: Store) -> None:
    message_id = written(store)
    attempt = begun(store, message_id)
    store.outbox.take_over("them", NOON)
    store.outbox.attempt_refused(attempt, "sms_failed", "No.")
    assert message(store, message_id).state is State.FAILED
    poll(store, sms(5))
    assert message(store, message_id).state is State.FAILED, "that row is somebody else's"
    assert len(thread(store)) == 2


def test_a_refusal_gives_back_a_row_that_was_taken(store: Store) -> None:
    message_id = written(store, "Hello")
    attempt = begun(store, message_id)
    poll(store, sms(5))
    store.outbox.attempt_refused(attempt, "sms_failed", "No.")
    assert sent_as(store, message_id) == (State.FAILED, None)
    assert sorted(m.server_id or 0 for m in thread(store)) == [0, 5]


def test_a_late_end_of_an_old_attempt_does_not_touch_the_new_one(store: Store) -> None:
    message_id = written(store)
    old = begun(store, message_id)
    store.outbox.take_over("them", NOON)
    for minutes in (1, 2, 6):
        poll(store, at=NOON + minutes * MINUTE)
    store.outbox.send_again(message_id)
    new = store.outbox.begin_attempt(message_id, "them", NOON + 7 * MINUTE)
    assert new is not None
    store.outbox.attempt_requeued(old, None, network=True)
    assert message(store, message_id).state is State.SENDING
    store.outbox.attempt_refused(new, "sms_failed", "No.")
    assert message(store, message_id).state is State.FAILED


def test_what_was_taken_back_does_not_leave_by_a_late_requeue(store: Store) -> None:
    message_id = written(store)
    attempt = begun(store, message_id)
    store.outbox.take_over("them", NOON)
    store.outbox.drop(message_id)
    store.outbox.attempt_requeued(attempt, None, network=True)
    assert store.outbox.next_to_send(NOON) is None
    store.outbox.undo_drop(message_id)
    assert message(store, message_id).state is State.HELD


# Taking over.


def test_only_what_others_left_is_taken_over(store: Store) -> None:
    ours, theirs = written(store), written(store, contact=BOB)
    begun(store, ours)
    assert store.outbox.begin_attempt(theirs, "gone", NOON) is not None
    assert store.outbox.take_over("us", NOON) == 1
    assert message(store, ours).state is State.SENDING
    taken = message(store, theirs)
    assert taken.problem is not None
    assert (taken.state, taken.problem.code) == (State.UNKNOWN, "interrupted")
    assert store.outbox.take_over("us", NOON) == 0


def test_what_turned_up_before_the_take_over_is_settled_by_it(store: Store) -> None:
    message_id = written(store)
    store.outbox.begin_attempt(message_id, "gone", NOON, LOOKED)
    poll(store, sms(5))
    assert store.outbox.take_over("us", NOON) == 0
    assert sent_as(store, message_id) == (State.SENT, 5)


# Being looked for.


def test_polls_are_told_how_far_to_look(store: Store) -> None:
    assert store.outbox.unknown_since() is None
    lost(store, at=NOON - MINUTE)
    lost(store, at=NOON)
    assert store.outbox.unknown_since() == NOON - MINUTE


def test_what_was_not_found_is_looked_for_for_a_week(store: Store, clock: object) -> None:
    given_up(store)
    assert store.outbox.unknown_since() == NOON
    clock.advance(timedelta(days=7, seconds=1))  # type: ignore[attr-defined]
    assert store.outbox.unknown_since() is None


# Sent again.


def test_both_attempts_that_turn_up_are_one_message_that_went_twice(store: Store) -> None:
    message_id = given_up(store)
    store.outbox.send_again(message_id)
    second = begun(store, message_id, at=NOON + 7 * MINUTE)
    poll(store, sms(5), at=NOON + 7 * MINUTE)
    assert sent_as(store, message_id) == (State.SENT, 5), "the first one had gone after all"
    store.outbox.attempt_sent(second, 8, NOON + 8 * MINUTE)
    (ours,) = thread(store)
    assert ours.notes == (Note(NoteKind.TWICE),)
    rows = (sms(5), sms(8, at=NOON + 7 * MINUTE))
    poll(store, *rows, at=NOON + 9 * MINUTE)
    rev = store.changes(0).rev
    poll(store, *rows, at=NOON + 10 * MINUTE)
    assert store.changes(0).rev == rev
    assert texts(store) == ["Hello"]


def test_a_message_that_turned_up_is_not_sent_again(store: Store) -> None:
    message_id = given_up(store)
    store.outbox.send_again(message_id)
    poll(store, sms(5), at=NOON + 7 * MINUTE)
    assert store.outbox.next_to_send(NOON + 8 * MINUTE) is None
    assert store.outbox.begin_attempt(message_id, "us", NOON) is None
    assert sent_as(store, message_id) == (State.SENT, 5)


def test_two_lost_attempts_of_one_message_turn_up_by_themselves(store: Store) -> None:
    message_id = given_up(store)
    store.outbox.send_again(message_id)
    again = NOON + 10 * MINUTE
    store.outbox.attempt_unknown(begun(store, message_id, at=again), "t", "Late.", again)
    poll(store, sms(5), sms(8, at=again), at=again + MINUTE)
    (ours,) = thread(store)
    assert (ours.state, ours.server_id, ours.notes) == (State.SENT, 5, (Note(NoteKind.TWICE),))


def test_a_message_that_went_twice_survives_the_loss_of_one_row(store: Store) -> None:
    """The first row turns out to be another message's: the second is what is left of this one."""
    message_id = given_up(store, "ok")
    store.outbox.send_again(message_id)
    store.outbox.attempt_sent(begun(store, message_id, at=NOON + 7 * MINUTE), 8, NOON + 7 * MINUTE)
    other = written(store, "ok")
    attempt = begun(store, other, at=NOON + 8 * MINUTE)
    poll(store, sms(5, "ok"), at=NOON + 8 * MINUTE)
    assert message(store, message_id).notes == (Note(NoteKind.TWICE),)
    store.outbox.attempt_sent(attempt, 5, NOON + 9 * MINUTE)
    assert sent_as(store, other) == (State.SENT, 5)
    assert sent_as(store, message_id) == (State.SENT, 8)
    assert message(store, message_id).notes == ()


def test_an_sms_that_turns_up_after_it_went_as_mms_is_known(store: Store) -> None:
    message_id = given_up(store, "long")
    store.outbox.send_again(message_id)
    store.outbox.attempt_refused(begun(store, message_id), "sms_toolong", "Too long.")
    store.outbox.send_again(message_id)
    store.outbox.attempt_sent(begun(store, message_id), 3, NOON)
    assert (message(store, message_id).kind, message(store, message_id).server_id) == (MMS, 3)
    poll(store, sms(5, "long"), at=NOON + 9 * MINUTE)
    (ours,) = thread(store)
    assert ours.notes == (Note(NoteKind.TWICE),)
    assert (ours.kind, ours.server_id) == (MMS, 3)


# Taking back, while another process may be sending.


def test_what_another_process_has_begun_to_send_is_not_withdrawn(
    store: Store,
) -> None:
    message_id = written(store, "hello")
    attempt = begun(store, message_id)
    assert store.outbox.withdraw([message_id]) == []
    store.outbox.attempt_unknown(attempt, "line_cut", "Cut.", NOON)
    assert store.outbox.withdraw([message_id]) == [], "it may have gone"
    store.outbox.attempt_sent(attempt, 77, NOON)
    assert store.outbox.withdraw([message_id]) == []


def test_what_is_withdrawn_is_begun_by_nobody_and_leaves_nothing(store: Store) -> None:
    message_id = written(store, "hello")
    attempt = begun(store, message_id)
    store.outbox.attempt_held(attempt, "invalid_credentials", "Refused.")
    other = written(store, "second")
    assert store.outbox.withdraw([message_id]) == [message_id]
    assert store.outbox.withdraw([message_id]) == []
    assert not store.outbox.send_again(message_id)
    assert store.outbox.begin_attempt(message_id, "other", NOON) is None
    assert store.inbox.messages([message_id, other]) != []
    assert store.outbox.withdraw([other]) == [other]
    for table in ("message", "attempt", "media"):
        assert store.database.read(f"SELECT * FROM {table}") == []
    assert store.inbox.conversation_ids() == []


def test_what_was_sent_first_stays_first_whatever_was_known_of_the_clocks(store: Store) -> None:
    """Each look narrows the clocks' difference down another way; both may still be the same."""
    for number, least in enumerate((0, -900)):
        text = str(number)
        (message_id,) = store.outbox.queue(did=SHOP, contacts=[ANN], text=text, kind=Kind.SMS)
        skew = Skew(timedelta(milliseconds=least), timedelta(seconds=2))
        begun_at = NOON + timedelta(milliseconds=500 * number)
        attempt = store.outbox.begin_attempt(message_id, "here", begun_at, Before(skew))
        assert attempt is not None
        store.outbox.attempt_sent(attempt, 1000 + number, begun_at)
    (conversation,) = store.inbox.conversation_ids()
    assert [message.text for message in store.inbox.thread(conversation)] == ["0", "1"]
