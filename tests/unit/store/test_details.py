"""All that the store knows of one message."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mmstui.domain.message_details import Details, Outcome, Place, second_pass
from mmstui.domain.messages import Direction, Kind, State
from mmstui.store import Store
from mmstui.store.sqlite.schema import MIGRATIONS
from mmstui.tui.thread.details_text import entries
from support.listings import HOUR, lost, poll, sms, written
from support.listings import begun as begun_at_noon
from support.stores import ACCOUNT, ANN, BOB, NOON, SHOP, FakeClock, copied_store, make_store, put

SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    store = copied_store(tmp_path, clock=clock)
    yield store
    store.close()


def queued(store: Store, *contacts: str, kind: Kind = Kind.SMS, **options: Any) -> list[int]:
    return store.outbox.queue(
        did=SHOP, contacts=contacts or (ANN,), text="Hello", kind=kind, **options
    )


def begun(store: Store, clock: FakeClock, message_id: int) -> int:
    attempt = store.outbox.begin_attempt(message_id, "me", clock.at)
    assert attempt is not None
    clock.advance(SECOND)
    return attempt


def test_each_attempt_with_how_it_ended(store: Store, clock: FakeClock) -> None:
    (message_id,) = queued(store)
    clock.advance(SECOND)
    first = begun(store, clock, message_id)
    store.outbox.attempt_requeued(
        first, clock.at, network=False, code="api_limit_exceeded", words="Too many this minute."
    )
    second = begun(store, clock, message_id)
    store.outbox.attempt_refused(second, "sms_failed", "The carrier \x1b[31mdid not take it.")
    store.outbox.send_again(message_id)
    third = begun(store, clock, message_id)
    store.outbox.attempt_sent(third, 112_275_629, clock.at)

    found = store.details(message_id)
    assert found is not None
    assert (found.queued_at, found.origin) == (NOON, "inbox")
    assert [a.number for a in found.attempts] == [1, 2, 3]
    assert [a.outcome for a in found.attempts] == [
        Outcome.REQUEUED,
        Outcome.FAILED,
        Outcome.SENT,
    ]
    assert [a.code for a in found.attempts] == ["api_limit_exceeded", "sms_failed", ""]
    assert found.attempts[0].words == "Too many this minute."
    assert "\x1b" not in found.attempts[1].words
    assert [(a.started_at, a.ended_at) for a in found.attempts] == [
        (NOON + number * SECOND, NOON + (number + 1) * SECOND) for number in (1, 2, 3)
    ]
    assert (found.attempts[2].server_id, found.attempts[2].answered) == (112_275_629, True)
    assert found.accepted_at == NOON + 4 * SECOND


def test_what_voip_ms_asks_to_wait_for_is_the_messages_problem(
    store: Store, clock: FakeClock
) -> None:
    (message_id,) = queued(store)
    attempt = begun(store, clock, message_id)
    due = clock.at + 60 * SECOND
    store.outbox.attempt_requeued(
        attempt, due, network=False, code="method_maintenance", words="Being maintained."
    )
    message = store.inbox.message(message_id)
    assert message is not None
    assert (message.state, message.due_at) == (State.QUEUED, due)
    assert message.problem is not None
    assert (message.problem.code, message.problem.words) == (
        "method_maintenance",
        "Being maintained.",
    )
    again = begun(store, clock, message_id)
    store.outbox.attempt_requeued(
        again, due, network=True, code="connection_refused", words="Nobody there."
    )
    message = store.inbox.message(message_id)
    assert message is not None
    assert message.problem is None, "that the network is away is no problem of the message's"
    found = store.details(message_id)
    assert found is not None
    assert found.attempts[1].words == "Nobody there."


def test_which_of_a_batch_it_is_also_when_one_was_taken_back(store: Store) -> None:
    ids = queued(store, ANN, BOB, "5145550133")
    store.outbox.drop(ids[0])
    assert store.details(ids[0]) is None
    found = [store.details(message_id) for message_id in ids[1:]]
    assert [each.place for each in found if each] == [Place(2, 3), Place(3, 3)]
    (alone,) = queued(store)
    assert (details := store.details(alone)) is not None
    assert details.place is None


def test_who_asked_for_it(store: Store) -> None:
    (message_id,) = queued(store, origin="command", request_id="order-1182")
    found = store.details(message_id)
    assert found is not None
    assert (found.origin, found.request_id) == ("command", "order-1182")


def test_one_received_has_no_attempts(store: Store) -> None:
    found = store.details(put(store, server_id=5, server_date="2026-03-02 12:00:00"))
    assert found is not None
    assert (found.attempts, found.queued_at, found.accepted_at) == ((), None, None)
    assert store.details(10_000) is None


@pytest.mark.parametrize(("at_hour", "second"), [(5, False), (6, True)])
def test_the_hour_that_comes_twice(store: Store, at_hour: int, second: bool) -> None:
    """1:30 in New York on 1 November 2026 is 5:30 UTC, and 6:30 UTC."""
    at = datetime(2026, 11, 1, at_hour, 30, tzinfo=UTC)
    found = store.details(put(store, at=at, server_id=5, server_date="2026-11-01 01:30:00"))
    assert found is not None
    assert second_pass(found.message) is second
    other = store.details(put(store, server_id=6, server_date="2026-03-02 12:00:00"))
    assert other is not None
    assert second_pass(other.message) is None


def test_an_older_store_learns_when_what_waits_was_queued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [step for step in MIGRATIONS if not step.name.endswith("queued-at")]
    monkeypatch.setattr(
        "mmstui.store.sqlite.migration_runner.pending.__defaults__", (tuple(before),)
    )
    monkeypatch.setattr(
        "mmstui.store.sqlite.migration_runner.migrate.__defaults__", (tuple(before),)
    )
    store = make_store(tmp_path)
    waiting = put(store, direction=Direction.OUT, state=State.QUEUED, origin="inbox")
    sent = put(store, direction=Direction.OUT, state=State.SENT, origin="inbox", server_id=7)
    store.close()
    monkeypatch.undo()
    with closing(sqlite3.connect(ACCOUNT.folder(tmp_path) / "messages.sqlite3")) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(message)")]
    assert "queued_at" not in columns, "it was made by an older version"
    store = make_store(tmp_path)
    found = [store.details(message_id) for message_id in (waiting, sent)]
    assert [each.queued_at for each in found if each] == [NOON, None]
    store.close()


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(0), "by the same text, in the second it left."),
        (2 * SECOND, "by the same text, 2 s after it left."),
        (timedelta(minutes=2), "by the same text, 2 minutes after it left."),
    ],
)
def test_on_what_it_rests_that_it_was_found(store: Store, after: timedelta, words: str) -> None:
    message_id = lost(store)
    poll(store, sms(5, at=NOON + after), at=NOON + timedelta(minutes=5))
    found = store.details(message_id)
    assert found is not None
    assert found.attempts[0].after == after
    assert f"Known {words}" in told(found)


def test_an_answer_is_what_it_rests_on(store: Store) -> None:
    message_id = written(store)
    store.outbox.attempt_sent(begun_at_noon(store, message_id), 5, NOON)
    poll(store, sms(5, at=NOON + SECOND))
    found = store.details(message_id)
    assert found is not None
    assert found.attempts[0].after is None
    assert "Known by the id VoIP.ms answered." in told(found)


@pytest.mark.parametrize(
    ("after", "words"), [(-12 * SECOND, "12 s before it left"), (HOUR, "60 minutes after it left")]
)
def test_a_near_match_says_how_far_off_it_is(store: Store, after: timedelta, words: str) -> None:
    message_id = lost(store)
    poll(store, sms(5, at=NOON + after), at=NOON + 2 * HOUR)
    found = store.details(message_id)
    assert found is not None
    assert found.message.state is State.UNKNOWN
    assert words in told(found)


def told(details: Details) -> str:
    return "\n".join(str(entry) for entry in entries(details, UTC, Path("/home")))
