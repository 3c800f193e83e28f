"""The outbox: what is queued, whose turn it is, and the user's word about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mmstui.domain.messages import Draft, Kind, State
from mmstui.domain.problems import RequestClash
from mmstui.store import Store
from support.listings import (
    IN,
    MINUTE,
    MMS,
    NO_SKEW,
    SECOND,
    SMS,
    attached,
    begun,
    given_up,
    lost,
    message,
    poll,
    sms,
    texts,
    written,
)
from support.stores import ANN, BOB, NOON, SHOP, FakeClock

QUARTER = timedelta(minutes=15)


def turn(store: Store, *, after: timedelta = NO_SKEW) -> int | None:
    item = store.outbox.next_to_send(NOON + after)
    return None if item is None else item.message_id


def state(store: Store, message_id: int) -> State:
    return message(store, message_id).state


# Queueing.


def test_a_queued_message_is_in_the_thread_and_in_the_list(store: Store) -> None:
    message_id = written(store, "Come over")
    ours = message(store, message_id)
    assert (ours.state, ours.text, ours.at, ours.server_id) == (
        State.QUEUED,
        "Come over",
        NOON,
        None,
    )
    conversation = store.inbox.conversation(SHOP, ANN)
    assert conversation is not None
    assert (conversation.preview, conversation.state) == ("Come over", State.QUEUED)


def test_the_draft_goes_with_the_message(store: Store) -> None:
    written(store, "first")
    store.drafts.save(SHOP, ANN, Draft("Come over"))
    written(store, "Come over", clear_draft=(SHOP, ANN))
    assert store.drafts.draft(SHOP, ANN) is None
    conversation = store.inbox.conversation(SHOP, ANN)
    assert conversation is not None
    assert conversation.draft == ""


def test_nothing_of_it_is_there_when_it_fails(store: Store) -> None:
    """A clash rolls everything back: the draft stays."""
    written(store, "one", request_id="k")
    store.drafts.save(SHOP, ANN, Draft("two"))
    with pytest.raises(RequestClash):
        written(store, "two", request_id="k", clear_draft=(SHOP, ANN))
    assert store.drafts.draft(SHOP, ANN) == Draft("two")


def test_several_recipients_are_a_batch(store: Store) -> None:
    ids = store.outbox.queue(did=SHOP, contacts=[ANN, BOB, ANN], text="Sale!", kind=SMS)
    first, second = (message(store, each) for each in ids)
    assert (first.contact, second.contact) == (ANN, BOB), "nobody twice"
    assert first.batch == second.batch is not None
    assert message(store, written(store)).batch is None


def test_attachments_come_back_as_they_went(store: Store) -> None:
    photo = attached(store)
    message_id = written(store, "", attachments=[photo], kind=MMS)
    item = store.outbox.next_to_send(NOON)
    assert item is not None
    assert (item.message_id, item.kind, item.attachments) == (message_id, MMS, (photo,))


def test_a_text_that_no_encoder_takes_is_kept(store: Store) -> None:
    assert message(store, written(store, "cut \ud83d here")).text == "cut \ufffd here"


# The key of `send --id`.


def test_the_same_request_again_queues_nothing(store: Store) -> None:
    first = written(store, "Once", request_id="order-7", origin="command")
    store.outbox.attempt_sent(begun(store, first), 9, NOON)
    assert written(store, "Once", request_id="order-7", origin="command") == first
    assert texts(store) == ["Once"]


def test_the_same_request_from_another_number_is_the_same(store: Store) -> None:
    """The number chosen by default may have changed between the two."""
    first = written(store, "Once", request_id="order-7")
    again = store.outbox.queue(
        did="5145550199", contacts=[ANN], text="Once", kind=SMS, request_id="order-7"
    )
    assert again == [first]


def test_a_request_holds_for_each_recipient(store: Store) -> None:
    first = written(store, "Once", request_id="order-7")
    ids = store.outbox.queue(
        did=SHOP, contacts=[BOB, ANN], text="Once", kind=SMS, request_id="order-7"
    )
    assert ids[1] == first
    assert message(store, ids[0]).contact == BOB
    assert texts(store) == texts(store, BOB) == ["Once"]


def test_another_text_or_file_under_the_same_key_is_a_clash(store: Store) -> None:
    written(store, "Once", request_id="order-7")
    with pytest.raises(RequestClash):
        written(store, "Twice", request_id="order-7")
    with pytest.raises(RequestClash):
        written(store, "Once", request_id="order-7", attachments=[attached(store)], kind=MMS)
    assert texts(store) == ["Once"]


def test_a_request_that_was_taken_back_is_not_sent_after_all(store: Store) -> None:
    first = written(store, "Once", request_id="order-7")
    store.outbox.drop(first)
    assert written(store, "Once", request_id="order-7") == first
    assert turn(store) is None


# What an answer reads.


def test_an_answer_from_the_inbox_reads_what_it_answers(store: Store) -> None:
    poll(store, sms(1, "Are you there?", direction=IN))
    written(store, "Yes")
    (theirs, _) = store.inbox.thread(1)
    assert not theirs.unread


@pytest.mark.parametrize("origin", ["command", "batch"])
def test_what_a_script_or_a_batch_sends_reads_nothing(store: Store, origin: str) -> None:
    poll(store, sms(1, "Are you there?", direction=IN))
    if origin == "command":
        written(store, "Back at noon", origin="command")
    else:
        store.outbox.queue(did=SHOP, contacts=[ANN, BOB], text="Back at noon", kind=SMS)
    assert store.inbox.thread(1)[0].unread


# Whose turn it is.


def test_first_in_first_out_per_conversation(store: Store) -> None:
    first, second, other = (
        written(store, "1"),
        written(store, "2"),
        written(store, "3", contact=BOB),
    )
    assert turn(store) == first
    attempt = begun(store, first)
    assert turn(store) == other, "the second waits for the first, the other conversation does not"
    assert store.outbox.begin_attempt(second, "us", NOON) is None
    store.outbox.attempt_sent(attempt, 10, NOON)
    assert turn(store) == second


def test_a_waiting_message_holds_back_what_follows(store: Store) -> None:
    first, second = written(store, "1"), written(store, "2")
    store.outbox.attempt_requeued(begun(store, first), NOON + MINUTE, network=True)
    assert turn(store) is None
    assert store.outbox.next_due_at() == NOON + MINUTE
    assert turn(store, after=MINUTE) == first
    assert second != first


@pytest.mark.parametrize("end", ["failed", "held", "unknown", "dropped"])
def test_what_waits_for_a_word_or_is_looked_for_lets_the_next_pass(store: Store, end: str) -> None:
    first, second = written(store, "1"), written(store, "2")
    match end:
        case "failed":
            store.outbox.attempt_refused(begun(store, first), "sms_failed", "No.")
        case "held":
            store.outbox.hold(first)
        case "unknown":
            store.outbox.attempt_unknown(begun(store, first), "t", "Late.", NOON)
        case _:
            store.outbox.drop(first)
    assert turn(store) == second


def test_nothing_is_due_when_nothing_is_queued(store: Store) -> None:
    assert store.outbox.next_due_at() is None
    first = written(store)
    due = store.outbox.next_due_at()
    assert due is not None
    assert due <= NOON
    begun(store, first)
    assert store.outbox.next_due_at() is None


def test_a_key_ends_a_wait_for_the_network_and_no_other(store: Store) -> None:
    ours, theirs = written(store), written(store, contact=BOB)
    store.outbox.attempt_requeued(begun(store, ours), NOON + MINUTE, network=True)
    store.outbox.attempt_requeued(begun(store, theirs), NOON + MINUTE, network=False)
    store.outbox.end_network_waits()
    assert message(store, ours).due_at is None
    assert message(store, theirs).due_at == NOON + MINUTE
    assert turn(store) == ours


# Held: an inbox left alone.


def test_what_nobody_waits_for_any_more_is_held(store: Store) -> None:
    message_id = written(store, hold_after=QUARTER)
    assert turn(store, after=QUARTER) == message_id
    assert turn(store, after=QUARTER + SECOND) is None
    held = message(store, message_id)
    assert held.state is State.HELD
    assert held.problem is not None
    assert held.problem.code == "away"


def test_every_action_of_the_user_lets_it_wait_longer(store: Store) -> None:
    message_id = written(store, hold_after=QUARTER)
    store.outbox.touch(NOON + 10 * MINUTE)
    store.outbox.touch(NOON + 5 * MINUTE)  # another inbox, a little late: time does not go back
    assert turn(store, after=QUARTER + 10 * MINUTE) == message_id
    assert turn(store, after=QUARTER + 11 * MINUTE) is None


def test_what_a_command_sends_is_never_held(store: Store) -> None:
    message_id = written(store, origin="command", hold_after=None)
    assert turn(store, after=timedelta(days=3)) == message_id


def test_the_users_word_sends_what_was_held(store: Store, clock: FakeClock) -> None:
    message_id = written(store, hold_after=QUARTER)
    assert turn(store, after=timedelta(days=3)) is None
    clock.advance(timedelta(days=3))
    assert store.outbox.send_again(message_id)
    assert turn(store, after=timedelta(days=3, minutes=1)) == message_id


# The user's word.


def test_a_key_pressed_in_two_inboxes_acts_once(store: Store) -> None:
    message_id = written(store)
    assert store.outbox.hold(message_id)
    assert not store.outbox.hold(message_id)
    assert store.outbox.send_again(message_id)
    assert not store.outbox.send_again(message_id)
    assert store.outbox.drop(message_id)
    assert not store.outbox.drop(message_id)
    assert store.outbox.undo_drop(message_id)
    assert not store.outbox.undo_drop(message_id)


def test_only_what_is_settled_against_us_is_sent_again(store: Store) -> None:
    message_id = written(store)
    attempt = begun(store, message_id)
    assert not store.outbox.send_again(message_id), "it is on its way"
    store.outbox.attempt_unknown(attempt, "t", "Late.", NOON)
    assert not store.outbox.send_again(message_id), "it is being looked for"
    store.outbox.attempt_sent(attempt, 5, NOON)
    assert not store.outbox.send_again(message_id), "it is sent"


def test_an_sms_that_was_too_long_goes_as_mms(store: Store) -> None:
    message_id = written(store)
    store.outbox.attempt_refused(begun(store, message_id), "sms_toolong", "Too long.")
    assert message(store, message_id).kind is Kind.SMS
    assert store.outbox.send_again(message_id)
    item = store.outbox.next_to_send(NOON)
    assert item is not None
    assert item.kind is Kind.MMS


def test_another_refusal_goes_again_as_it_was(store: Store) -> None:
    message_id = written(store)
    store.outbox.attempt_refused(begun(store, message_id), "sms_failed", "No.")
    failed = message(store, message_id)
    assert failed.problem is not None
    assert (failed.state, failed.problem.words) == (State.FAILED, "No.")
    store.outbox.send_again(message_id)
    assert message(store, message_id).kind is Kind.SMS
    assert message(store, message_id).problem is None


def test_what_was_dropped_comes_back_waiting(store: Store) -> None:
    message_id = written(store, "Oops")
    assert store.outbox.drop(message_id)
    assert texts(store) == []
    assert turn(store) is None
    assert store.outbox.undo_drop(message_id)
    assert texts(store) == ["Oops"]
    assert state(store, message_id) is State.HELD


def test_what_is_on_its_way_or_sent_is_not_dropped(store: Store) -> None:
    message_id = written(store)
    attempt = begun(store, message_id)
    assert not store.outbox.drop(message_id)
    store.outbox.attempt_sent(attempt, 5, NOON)
    assert not store.outbox.drop(message_id)
    assert not store.outbox.hold(message_id)


def test_a_dropped_message_is_not_sent_again(store: Store) -> None:
    message_id = given_up(store)
    store.outbox.drop(message_id)
    assert not store.outbox.send_again(message_id)
    store.outbox.undo_drop(message_id)
    assert state(store, message_id) is State.UNCONFIRMED


def test_what_turned_up_while_it_was_dropped_comes_back_as_sent(store: Store) -> None:
    message_id = lost(store)
    store.outbox.drop(message_id)
    poll(store, sms(7))
    assert texts(store) == [], "no poll resurrects it"
    assert store.inbox.status(NOON).messages == 0
    store.outbox.undo_drop(message_id)
    assert state(store, message_id) is State.SENT
