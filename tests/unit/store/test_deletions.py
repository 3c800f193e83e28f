"""What is deleted here stays deleted, whatever VoIP.ms still lists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from mmstui.domain.message_notes import Note, NoteKind
from mmstui.domain.messages import State
from mmstui.store import Store
from support.deleted import delete_conversation, delete_messages
from support.listings import (
    HOUR,
    IN,
    MINUTE,
    MMS,
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


def ids(store: Store) -> list[int]:
    conversation = store.inbox.conversation(SHOP, ANN)
    assert conversation is not None
    return [m.id for m in store.inbox.thread(conversation.id)]


def test_a_deleted_message_is_gone_and_no_poll_brings_it_back(store: Store) -> None:
    rows = (sms(1, "one", direction=IN), mms(2, "two", "a.png", direction=IN))
    poll(store, *rows)
    assert delete_messages(store, ids(store)[:1]) == 1
    assert delete_messages(store, [99]) == 0
    left = texts(store)
    for source in ("poll", "backfill"):
        poll(store, *rows, at=NOON + MINUTE, source=source)
        assert texts(store) == left
    assert len(left) == 1
    assert [m.text for word in ("one", "two") for m in find(store, word)] == left


def test_a_deleted_conversation_takes_its_past_with_it(store: Store) -> None:
    poll(store, sms(5, "a", direction=IN, at=NOON - HOUR), sms(6, "b", at=NOON))
    conversation = store.inbox.conversation(SHOP, ANN)
    assert conversation is not None
    assert delete_conversation(store, conversation.id) == 2
    assert store.inbox.conversation_ids() == []
    older = sms(2, "older", direction=IN, at=NOON - timedelta(days=30))
    between = sms(7, "late", direction=IN, at=NOON - MINUTE)
    newer = sms(8, "newer", direction=IN, at=NOON + MINUTE)
    poll(store, older, source="backfill", complete=False)
    poll(store, sms(5, "a", direction=IN, at=NOON - HOUR), sms(6, "b", at=NOON), between, newer)
    assert texts(store) == ["late", "newer"], "anything else that turns up is new"
    poll(store, sms(2, "x", contact=BOB, at=NOON - timedelta(days=30)), source="backfill")
    assert texts(store, BOB) == ["x"]


def test_in_the_hour_that_comes_twice_what_may_be_new_is_not_the_past(store: Store) -> None:
    """01:33 on the server's clock: that of before the conversation began, or of after."""
    began = datetime(2026, 11, 1, 5, 40, tzinfo=UTC)
    poll(store, sms(5, "a", direction=IN, at=began), at=began + MINUTE)
    delete_conversation(store, 1)
    late = sms(7, "late", direction=IN, at=began - 7 * MINUTE)
    assert late.date == "2026-11-01 01:33:00"
    before = sms(3, "older", direction=IN, at=began - HOUR)
    poll(store, before, late, at=began + HOUR)
    assert texts(store) == ["late"]


def test_deleting_it_again_takes_more_of_the_past(store: Store) -> None:
    poll(store, sms(5, "a", at=NOON - HOUR))
    delete_conversation(store, 1)
    poll(store, sms(9, "b", at=NOON))
    delete_conversation(store, 1)
    poll(store, sms(4, "c", at=NOON - MINUTE), sms(5, "a", at=NOON - HOUR))
    assert texts(store) == []


def test_a_message_being_looked_for_is_known_after_it_was_deleted(store: Store) -> None:
    lost(store, "Sorry")
    delete_conversation(store, 1)
    assert texts(store) == []
    assert poll(store, sms(5, "Sorry")).settled == 1
    assert texts(store) == []


def test_a_message_on_its_way_is_not_deleted(store: Store) -> None:
    attempt = begun(store, written(store, "ok"))
    assert delete_messages(store, [1]) == 0
    store.outbox.attempt_sent(attempt, 5, NOON)
    assert delete_messages(store, [1]) == 1
    poll(store, sms(5, "ok"))
    assert texts(store) == []


def test_an_answer_to_a_deleted_message_finds_it(store: Store) -> None:
    """A poll had listed it, so that it could be deleted before its answer came."""
    attempt = begun(store, written(store, "ok"))
    poll(store, sms(5, "ok"))
    assert delete_messages(store, [1]) == 1
    store.outbox.attempt_sent(attempt, 6, NOON)
    poll(store, sms(5, "ok"), sms(6, "ok"))
    assert texts(store) == ["ok"], "the portal's; ours is deleted"
    assert store.inbox.message(1) is None


def test_both_rows_of_what_went_twice_are_deleted(store: Store) -> None:
    message_id = given_up(store)
    store.outbox.send_again(message_id)
    store.outbox.attempt_sent(begun(store, message_id, at=NOON + 7 * MINUTE), 8, NOON)
    poll(store, sms(5), at=NOON + 7 * MINUTE)
    assert message(store, message_id).notes == (Note(NoteKind.TWICE),)
    assert delete_messages(store, [message_id]) == 1
    poll(store, sms(5), sms(8), at=NOON + 8 * MINUTE)
    assert texts(store) == []


def test_the_key_of_a_deleted_request_is_still_known(store: Store) -> None:
    first = written(store, "Once", request_id="order-7")
    store.outbox.attempt_sent(begun(store, first), 5, NOON)
    delete_messages(store, [first])
    assert written(store, "Once", request_id="order-7") == first
    assert store.outbox.next_to_send(NOON) is None
    assert texts(store) == []


def test_files_go_with_their_message_unless_another_has_them(store: Store) -> None:
    photo = attached(store)
    first, second = store.outbox.queue(
        did=SHOP, contacts=[ANN, BOB], text="", kind=MMS, attachments=[photo]
    )
    store.outbox.attempt_sent(begun(store, first), 5, NOON)
    store.outbox.attempt_sent(begun(store, second), 6, NOON)
    delete_messages(store, [first])
    assert Path(photo.path).exists()
    delete_messages(store, [second])
    assert not Path(photo.path).exists()


def test_what_is_queued_is_not_sent_after_its_conversation_was_deleted(store: Store) -> None:
    written(store, "Hello")
    delete_conversation(store, 1)
    assert store.outbox.next_to_send(NOON) is None
    assert store.inbox.status(NOON).outbox == {}
    store.outbox.undo_drop(1)
    assert message(store, 1).state is State.HELD
