"""What counts as unread: only what a poll saw first, until somebody had it before their eyes."""

from __future__ import annotations

import pytest

from mmstui.store import Store
from support.listings import (
    IN,
    MINUTE,
    MMS,
    SECOND,
    attached,
    lost,
    message,
    mms,
    page,
    poll,
    sms,
    written,
)
from support.stores import ANN, BOB, NOON, SHOP


def unread(store: Store) -> int:
    return store.inbox.status(NOON).unread


def test_what_a_poll_sees_first_is_unread(store: Store) -> None:
    assert poll(store, sms(1, direction=IN), sms(2, direction=IN)).new_unread == 2
    assert unread(store) == 2


@pytest.mark.parametrize("source", ["first", "backfill"])
def test_history_is_read_already(store: Store, source: str) -> None:
    assert poll(store, sms(1, direction=IN), source=source).new_unread == 0
    poll(store, sms(1, direction=IN), at=NOON + MINUTE)
    assert unread(store) == 0, "a poll that lists it again did not see it first"


def test_an_answer_from_the_portal_reads_what_came_before_it(store: Store) -> None:
    poll(store, sms(1, "a?", direction=IN), sms(2, "b?", direction=IN, contact=BOB))
    after = NOON + MINUTE
    poll(store, sms(3, "yes", at=after), sms(4, "c?", direction=IN, at=after + SECOND), at=after)
    first, second, third = store.inbox.thread(1)
    assert (first.unread, third.unread) == (False, True)
    assert second.text == "yes"
    assert unread(store) == 2


def test_both_in_one_poll(store: Store) -> None:
    result = poll(
        store,
        sms(1, "a?", direction=IN, at=NOON - 2 * MINUTE),
        mms(1, "yes", at=NOON - MINUTE),
        sms(2, "thanks", direction=IN, at=NOON),
    )
    assert result.new_unread == 1
    assert unread(store) == 1


def test_a_question_listed_after_its_answer_is_read(store: Store) -> None:
    poll(store, sms(2, "yes", at=NOON))
    assert poll(store, sms(1, "a?", direction=IN, at=NOON - MINUTE)).new_unread == 0
    assert unread(store) == 0


def test_within_one_second_only_ids_of_one_kind_tell_what_was_later(store: Store) -> None:
    poll(store, sms(1, "a?", direction=IN), sms(2, "yes"))
    assert unread(store) == 0
    poll(store, sms(3, "a?", direction=IN, contact=BOB), mms(900, "yes", contact=BOB))
    assert unread(store) == 1, "whether that was an answer to it nobody can say"


def test_an_answer_that_crosses_a_message_does_not_read_it(store: Store) -> None:
    """It is dated before ours, but came here after: it has been before nobody's eyes."""
    message_id = lost(store, "Where are you?")
    crossing = sms(1, "Outside!", direction=IN, at=NOON - SECOND)
    poll(store, crossing, sms(2, "Where are you?", at=NOON), at=NOON + 5 * SECOND)
    assert message(store, message_id).server_id == 2
    assert unread(store) == 1


@pytest.mark.parametrize("way", ["command", "batch"])
def test_what_a_script_or_a_batch_sent_reads_nothing(store: Store, way: str) -> None:
    poll(store, sms(1, "a?", direction=IN, at=NOON - MINUTE), at=NOON - MINUTE)
    if way == "command":
        written(store, "auto", origin="command")
    else:
        store.outbox.queue(did=SHOP, contacts=[ANN, BOB], text="auto", kind=MMS)
    poll(store, sms(2, "b?", direction=IN, at=NOON - SECOND))
    assert unread(store) == 2


def test_what_may_still_be_a_scripts_photo_reads_nothing(store: Store) -> None:
    """Until its files are listed nobody knows whose it is."""
    poll(store, sms(1, "a?", direction=IN, at=NOON - MINUTE), at=NOON - MINUTE)
    lost(store, "", kind=MMS, attachments=[attached(store)], origin="command")
    poll(store, mms(5, "", at=NOON + SECOND), sms(2, "b?", direction=IN, at=NOON))
    assert unread(store) == 2
    (asked,) = store.media.questions(NOON, 9)
    store.media.listed(asked.message_id, ("https://voip.ms/media/1/media.jpg",), NOON)
    poll(store, mms(5, "", "media.jpg", at=NOON + SECOND), at=NOON + MINUTE)
    assert unread(store) == 2


def test_marked_unread_by_hand_stays_so_until_something_new_is_sent(store: Store) -> None:
    rows = (sms(1, "a?", direction=IN), sms(2, "yes", at=NOON + SECOND))
    poll(store, *rows)
    store.triage.unread([1])
    poll(store, *rows, sms(3, "old", at=NOON - MINUTE), at=NOON + MINUTE)
    assert unread(store) == 1
    poll(store, *rows, sms(4, "again", at=NOON + MINUTE), at=NOON + MINUTE)
    assert unread(store) == 0


def test_a_row_taken_by_its_answer_has_read_nothing(store: Store) -> None:
    poll(store, sms(1, "a?", direction=IN, at=NOON - MINUTE), at=NOON - MINUTE)
    lost(store, "auto", origin="command")
    poll(store, pages=[page([sms(2, "auto")])])
    assert unread(store) == 1
