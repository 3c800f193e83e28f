"""Messages that go back into the draft, and reminders of messages that go later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from mmstui.domain.messages import Draft, Kind, State
from mmstui.domain.outgoing import NOW, Then
from mmstui.domain.triage import Undone, Verb
from mmstui.store import Store
from support.stores import ANN, BOB, NOON, SHOP, FakeClock, put

HOUR = timedelta(hours=1)


def send(store: Store, then: Then = NOW) -> int:
    (message_id,) = store.outbox.queue(
        did=SHOP, contacts=[ANN], text="Yes", kind=Kind.SMS, then=then
    )
    return message_id


def attempt(store: Store, message_id: int) -> int:
    found = store.outbox.begin_attempt(message_id, "us", NOON)
    assert found is not None
    return found


def nothing(store: Store, message_id: int) -> None:
    """It is queued."""


def hold(store: Store, message_id: int) -> None:
    assert store.outbox.hold(message_id)


def schedule(store: Store, message_id: int) -> None:
    hold(store, message_id)
    assert store.outbox.schedule(message_id, NOON + HOUR)


def fail(store: Store, message_id: int) -> None:
    store.outbox.attempt_refused(attempt(store, message_id), "no", "No.")


def begin(store: Store, message_id: int) -> None:
    attempt(store, message_id)


def lose(store: Store, message_id: int) -> None:
    store.outbox.attempt_unknown(attempt(store, message_id), "?", "No answer.", NOON)


def arrive(store: Store, message_id: int) -> None:
    store.outbox.attempt_sent(attempt(store, message_id), 7, NOON)


def drop(store: Store, message_id: int) -> None:
    assert store.outbox.drop(message_id)


@pytest.mark.parametrize(
    ("before", "taken"),
    [
        (nothing, True), (schedule, True), (hold, True), (fail, True),
        (begin, False), (lose, False), (arrive, False), (drop, False),
    ],
)  # fmt: skip
def test_only_what_was_surely_not_sent_goes_back_into_the_draft(
    store: Store, clock: FakeClock, before: Callable[[Store, int], None], taken: bool
) -> None:
    store.drafts.save(SHOP, ANN, Draft("And"))
    message_id = send(store)
    before(store, message_id)
    assert store.outbox.take_back(message_id, Draft("And\nYes")) is taken
    assert store.drafts.draft(SHOP, ANN) == Draft("And\nYes" if taken else "And")
    if taken:
        assert store.inbox.message(message_id) is None
        clock.advance(2 * HOUR)
        assert store.outbox.next_to_send(clock.at) is None
        assert not store.outbox.take_back(message_id, Draft("Again")), "only once"


def test_its_reminder_goes_with_it(store: Store) -> None:
    message_id = send(store, Then(at=NOON + HOUR, remind_at=NOON + 2 * HOUR))
    message = store.inbox.message(message_id)
    assert message is not None
    assert message.remind_at == NOON + 2 * HOUR
    store.outbox.take_back(message_id, Draft("Yes"))
    assert store.inbox.conversations([1])[1].remind_at is None


def test_what_is_dropped_takes_its_reminder_along_and_undo_brings_both_back(store: Store) -> None:
    message_id = send(store, Then(at=NOON + HOUR, remind_at=NOON + 2 * HOUR))
    assert store.outbox.drop(message_id)
    assert store.inbox.conversations([1])[1].remind_at is None
    assert store.triage.next_due(NOON) is None
    assert (store.undoing.undo() or Undone(Verb.MUTE)).verb is Verb.DROP
    assert store.inbox.conversations([1])[1].remind_at == NOON + 2 * HOUR


def test_its_files_outlive_the_other_messages_of_its_batch(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"GIF89a\1\0\1\0\0\0\0;")
    file = store.drafts.adopt_attachment(tmp_path / "a.gif")
    first, second = store.outbox.queue(
        did=SHOP, contacts=[ANN, BOB], text="", attachments=[file], kind=Kind.MMS
    )
    assert store.outbox.take_back(first, Draft("", (file,)))
    assert store.outbox.withdraw([second]) == [second]
    draft = store.drafts.draft(SHOP, ANN)
    assert draft is not None
    assert [Path(each.path).exists() for each in draft.attachments] == [True]


def test_what_they_write_before_a_scheduled_message_goes_answers_nothing(
    store: Store, clock: FakeClock
) -> None:
    message_id = send(store, Then(at=NOON + HOUR, remind_at=NOON + 3 * HOUR))
    put(store, "Hello?", contact=ANN, at=NOON + HOUR / 2)
    assert store.inbox.conversations([1])[1].remind_at == NOON + 3 * HOUR
    clock.at = NOON + HOUR
    assert store.outbox.next_to_send(clock.at) is not None
    arrive(store, message_id)
    message = store.inbox.message(message_id)
    assert message is not None
    assert message.state is State.SENT
    put(store, "Fine!", contact=ANN, at=NOON + 2 * HOUR)
    assert store.inbox.conversations([1])[1].remind_at is None
