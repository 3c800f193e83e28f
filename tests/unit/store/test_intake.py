"""What a poll or a backfill brings: kept once, updated, quarantined, never written for nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mmstui.domain.message_notes import Note, NoteKind
from mmstui.domain.messages import Direction, MediaState, State
from mmstui.domain.times import eastern
from mmstui.domain.wire import BadRow
from mmstui.store import Store, StoreProblem
from mmstui.store.receiving.ingest import ROWS, IngestResult
from support.listings import (
    HOUR,
    IN,
    MINUTE,
    MMS,
    SECOND,
    SMS,
    begun,
    lost,
    message,
    mms,
    page,
    poll,
    sms,
    texts,
    unchanged,
    written,
)
from support.stores import ANN, BOB, NOON, SHOP, find


def quarantine(store: Store) -> list[tuple[str, str]]:
    return store.database.read("SELECT kind, reason FROM quarantine ORDER BY id")


def thread(store: Store, contact: str = ANN) -> list[int]:
    conversation = store.inbox.conversation(SHOP, contact)
    assert conversation is not None
    return [m.id for m in store.inbox.thread(conversation.id)]


def test_rows_become_messages(store: Store) -> None:
    rows = (
        sms(2, "Salut", direction=IN, at=NOON, carrier="Delivered"),
        mms(1, "Look", "cat.png", at=NOON - MINUTE),
    )
    result = poll(store, *rows)
    assert (result.added, result.new_unread, result.updated) == (2, 1, 0)
    second, first = store.inbox.messages(thread(store))
    assert (first.kind, first.server_id, first.direction) == (SMS, 2, Direction.IN)
    assert (first.state, first.text, first.carrier_status) == (State.RECEIVED, "Salut", "Delivered")
    assert (first.at, first.server_date) == (NOON, "2026-03-02 12:00:00")
    assert (second.kind, second.state, second.direction) == (MMS, State.SENT, Direction.OUT)
    assert [(f.name, f.state) for f in second.media] == [("cat.png", MediaState.PENDING)]
    assert [m.text for m in find(store, "salut")] == ["Salut"]


def test_the_two_kinds_count_ids_apart(store: Store) -> None:
    poll(store, sms(7, "text"), mms(7, "photo", "a.png", at=NOON + SECOND))
    assert texts(store) == ["text", "photo"]


def test_the_same_poll_again_writes_nothing_and_wakes_nobody(store: Store) -> None:
    rows = (
        sms(1, "a", direction=IN, at=NOON - 3 * MINUTE),
        sms(2, "b", at=NOON - 2 * MINUTE, carrier="Delivered"),
        mms(1, "c", "x.png", "y.jpg", direction=IN, at=NOON - MINUTE),
        mms(2, "", direction=IN, at=NOON),
    )
    poll(store, *rows)
    woken: list[int] = []
    store.on_write(lambda: woken.append(1))
    version, changes = store.data_version(), store.changes(0)
    with sqlite3.connect(store.database.path) as other:
        (seen,) = other.execute("PRAGMA data_version").fetchone()
        for seconds in (10, 20, 30):
            result = poll(store, *rows, at=NOON + seconds * SECOND)
            assert result == type(result)()
        assert other.execute("PRAGMA data_version").fetchone() == (seen,)
    assert (store.data_version(), store.changes(0)) == (version, changes)
    assert woken == []


def test_only_what_changed_is_touched(store: Store) -> None:
    poll(store, sms(1, "a", direction=IN), sms(2, "b", direction=IN, contact=BOB))
    rev = store.changes(0).rev
    poll(store, sms(1, "a", direction=IN), sms(2, "b", direction=IN, contact=BOB, carrier="Seen"))
    changes = store.changes(rev)
    bob = store.inbox.conversation(SHOP, BOB)
    assert bob is not None
    assert changes.conversation_ids == (bob.id,)


def test_what_is_learnt_later_is_added(store: Store) -> None:
    poll(store, mms(1, "", direction=IN))
    result = poll(store, mms(1, "Hi", "a.png", direction=IN, carrier="Delivered"), at=NOON + MINUTE)
    (found,) = store.inbox.messages(thread(store))
    assert (result.added, result.updated) == (0, 1)
    assert (found.text, found.carrier_status) == ("Hi", "Delivered")
    assert [f.name for f in found.media] == ["a.png"]
    assert find(store, "hi") == [found]
    poll(store, mms(1, "Changed", "a.png", "b.png", direction=IN), at=NOON + 2 * MINUTE)
    (found,) = store.inbox.messages(thread(store))
    assert found.text == "Hi", "a text that is there is never overwritten"
    assert found.carrier_status == "Delivered", "nor is a status by nothing"
    assert [f.name for f in found.media] == ["a.png", "b.png"]


def test_what_we_wrote_is_never_overwritten(store: Store) -> None:
    message_id = written(store, "hi 🎉")
    store.outbox.attempt_sent(begun(store, message_id), 5, NOON)
    poll(store, sms(5, "hi"))
    assert message(store, message_id).text == "hi 🎉"


def test_files_without_a_list_are_asked_for(store: Store) -> None:
    poll(store, mms(1, "", direction=IN), mms(2, "", "a.png", direction=IN))
    (asked,) = store.media.questions(NOON, 10)
    assert asked.server_id == 1
    (job,) = store.media.wanted(NOON, 10)
    assert (job.server_id, job.since) == (2, NOON)


def test_old_files_get_one_try(store: Store) -> None:
    """They live for about a week at VoIP.ms."""
    old = NOON - timedelta(days=40)
    poll(store, mms(2, "", "a.png", direction=IN, at=old), source="backfill", complete=False)
    (job,) = store.media.wanted(NOON, 10)
    assert job.since == old


def test_late_rows_take_their_place(store: Store) -> None:
    poll(store, sms(5, "second", direction=IN, at=NOON))
    poll(store, sms(6, "first", direction=IN, at=NOON - MINUTE))
    assert texts(store) == ["first", "second"]


def test_rows_of_one_second_stand_by_their_ids(store: Store) -> None:
    poll(store, sms(12, "c"), sms(10, "a"), sms(11, "b"))
    assert texts(store) == ["a", "b", "c"]


def test_what_a_wider_page_says_of_a_row_counts(store: Store) -> None:
    pages = [page([sms(1, "a")]), page([sms(1, "a", carrier="Delivered"), sms(2, "b")])]
    poll(store, pages=pages)
    assert texts(store) == ["a", "b"]
    assert store.inbox.messages(thread(store))[0].carrier_status == "Delivered"


# Quarantine.


@pytest.mark.parametrize(
    "other",
    [
        sms(1, "x", contact=BOB),
        sms(1, "x", did="5145550199"),
        sms(1, "x", direction=IN),
    ],
)
def test_a_known_id_of_another_conversation_never_overwrites(store: Store, other: object) -> None:
    poll(store, sms(1, "ours"))
    rev = store.changes(0).rev
    for minutes in (1, 2):
        result = poll(store, other, sms(2, "fine", direction=IN), at=NOON + minutes * MINUTE)  # type: ignore[arg-type]
        assert result.quarantined == (1 if minutes == 1 else 0), "kept once"
    assert texts(store) == ["ours", "fine"]
    assert quarantine(store) == [("sms", "known id with another DID, contact or direction")]
    assert store.changes(rev).conversation_ids == (1,)


def test_rows_that_could_not_be_understood_are_kept_raw(store: Store) -> None:
    bad = BadRow("sms", '{"id": "\ud83d"}', "no date")
    good = page([sms(1, "fine", direction=IN)])
    result = poll(store, pages=[replace(good, bad=(bad, bad), count=3)])
    assert (result.added, result.quarantined) == (1, 1)
    assert quarantine(store) == [("sms", "no date")]


@pytest.mark.parametrize("server_id", [0, -5, 1 << 52, 1 << 64])
def test_an_impossible_id_costs_nothing_but_its_row(store: Store, server_id: int) -> None:
    result = poll(store, sms(server_id, "odd", direction=IN), sms(3, "fine", direction=IN))
    assert (result.added, result.quarantined) == (1, 1)
    assert texts(store) == ["fine"]


def test_half_a_character_costs_nothing(store: Store) -> None:
    poll(store, sms(1, "cut \ud83d", direction=IN), sms(2, "fine", direction=IN))
    assert texts(store) == ["cut \ufffd", "fine"]


# Long ingests.


def test_a_long_history_comes_in_several_transactions(store: Store) -> None:
    commits: list[int] = []
    marked: list[bool] = []
    store.on_write(lambda: commits.append(store.inbox.status(NOON).messages))
    store.on_write(lambda: marked.append(bool(store.intake.marks())))
    rows = [sms(i, f"text {i}", direction=IN, at=NOON - i * SECOND) for i in range(1, 2 * ROWS + 2)]
    result = poll(store, *rows, source="first")
    assert (result.added, result.new_unread) == (2 * ROWS + 1, 0)
    assert commits == [ROWS, 2 * ROWS, 2 * ROWS + 1]
    assert marked == [False, False, True], "the mark moves with the last of it"
    assert store.intake.reaches_known(SMS, [1]) is True


def test_a_poll_that_is_only_half_in_makes_nothing_known(store: Store) -> None:
    """The program was killed between two of its transactions."""
    with store.database.writing() as transaction:
        transaction.connection.execute(
            "CREATE TRIGGER kill BEFORE INSERT ON message WHEN NEW.server_id = 1 "
            "BEGIN SELECT RAISE (ABORT, 'killed'); END"
        )
        transaction.touch_everything()
    rows = [sms(i, direction=IN, at=NOON - i * SECOND) for i in range(1, ROWS + 2)]
    with pytest.raises(StoreProblem):
        poll(store, *rows)
    here = [row.server_id for row in rows[:-1] if row.server_id > 1]
    assert store.inbox.status(NOON).messages == ROWS, "the first transaction stands"
    assert not store.intake.reaches_known(SMS, here)
    assert store.intake.marks() == {}
    with store.database.writing() as transaction:
        transaction.connection.execute("DROP TRIGGER kill")
        transaction.touch_everything()
    poll(store, sms(ROWS + 1, direction=IN, at=NOON - (ROWS + 1) * SECOND))
    assert not store.intake.reaches_known(SMS, here)
    poll(store, *rows)
    assert store.intake.reaches_known(SMS, here)


def test_rows_of_a_poll_that_was_not_complete_are_not_known(store: Store) -> None:
    poll(store, sms(1), complete=False)
    assert not store.intake.reaches_known(SMS, [1])
    poll(store, sms(1))
    assert store.intake.reaches_known(SMS, [99, 1])
    assert not store.intake.reaches_known(MMS, [1])
    assert not store.intake.reaches_known(SMS, [])


def test_our_own_sends_are_not_known_until_a_poll_lists_them(store: Store) -> None:
    message_id = written(store)
    store.outbox.attempt_sent(begun(store, message_id), 5, NOON)
    assert not store.intake.reaches_known(SMS, [5])
    lost(store, "two")
    poll(store, sms(5), sms(6, "two"))
    assert store.intake.reaches_known(SMS, [5])
    assert store.intake.reaches_known(SMS, [6])


# Marks and windows.


def test_a_complete_poll_moves_the_mark_of_its_kind(store: Store) -> None:
    assert store.intake.marks() == {}
    poll(store, sms(1), server_time=NOON - SECOND)
    mark = store.intake.marks()[SMS]
    assert (mark.completed_at, mark.server_at) == (NOON, NOON - SECOND)
    poll(store, sms(1), sms(2), at=NOON + MINUTE, complete=False)
    assert store.intake.marks()[SMS] == mark
    poll(store, sms(1), sms(2), sms(3), at=NOON + 2 * MINUTE)
    assert store.intake.marks()[SMS].completed_at == NOON + 2 * MINUTE


def test_polls_without_news_move_the_mark_now_and_then(store: Store) -> None:
    poll(store)
    poll(store, at=NOON + 4 * MINUTE)
    assert store.intake.marks()[MMS].completed_at == NOON
    poll(store, at=NOON + 5 * MINUTE)
    assert store.intake.marks()[MMS].completed_at == NOON + 5 * MINUTE


def test_a_full_look_is_remembered(store: Store) -> None:
    poll(store)
    store.intake.set_full(SMS, NOON + HOUR, IngestResult())
    poll(store, at=NOON + 2 * HOUR)
    assert store.intake.marks()[SMS].full_at == NOON + HOUR
    assert store.intake.marks()[MMS].full_at == datetime(1970, 1, 1, tzinfo=UTC)


def test_finished_windows_are_remembered_by_kind(store: Store) -> None:
    first, last = date(2025, 12, 1), date(2026, 1, 31)
    assert store.intake.windows(SMS) == []
    store.intake.finish_window(SMS, first, last, 0, NOON)
    store.intake.finish_window(SMS, first, last, 12, NOON)
    store.intake.finish_window(SMS, date(2025, 9, 1), date(2025, 11, 30), 3, NOON)
    assert store.intake.windows(SMS) == [
        (date(2025, 9, 1), date(2025, 11, 30)),
        (first, last),
    ]
    assert store.intake.windows(MMS) == []


# Gone at the server.


def gone(store: Store) -> list[str]:
    return [m.text for m in store.inbox.messages(thread(store)) if Note(NoteKind.GONE) in m.notes]


def test_what_two_looks_an_hour_apart_do_not_list_is_gone(store: Store) -> None:
    both = (sms(1, "kept", direction=IN), sms(2, "deleted", direction=IN))
    poll(store, *both)
    poll(store, both[0], at=NOON + MINUTE)
    poll(store, both[0], at=NOON + HOUR)
    assert gone(store) == []
    poll(store, both[0], at=NOON + HOUR + MINUTE)
    assert gone(store) == ["deleted"]
    assert texts(store) == ["kept", "deleted"], "it is kept and shown so"
    poll(store, *both, at=NOON + 2 * HOUR)
    assert gone(store) == [], "seen again, unmarked"


def test_an_account_emptied_at_the_server_is_noticed(store: Store) -> None:
    poll(store, sms(1, "deleted", direction=IN))
    poll(store, at=NOON + MINUTE)
    poll(store, at=NOON + 2 * HOUR)
    assert gone(store) == ["deleted"]


@pytest.mark.parametrize("look", ["cut", "incomplete", "unchanged", "later days", "backfilled"])
def test_looks_that_cannot_tell_do_not(store: Store, look: str) -> None:
    poll(store, sms(1, "here", direction=IN), complete=look != "backfilled")
    for at in (NOON + MINUTE, NOON + 2 * HOUR, NOON + 4 * HOUR):
        match look:
            case "cut":
                poll(store, at=at, cut=True)
            case "incomplete":
                poll(store, at=at, complete=False)
            case "unchanged":
                poll(store, at=at, pages=[unchanged(), unchanged()])
            case "later days":
                poll(store, at=at, first_day=at + timedelta(days=1))
            case _:
                poll(store, at=at)
    assert gone(store) == []


def test_a_look_with_rows_it_could_not_read_does_not_tell_either(store: Store) -> None:
    poll(store, sms(1, "here", direction=IN))
    bad = replace(page([]), bad=(BadRow("sms", "{", "cut"),), count=1)
    for at in (NOON + MINUTE, NOON + 2 * HOUR):
        poll(store, at=at, pages=[page([]), bad])
    assert gone(store) == []


def test_a_message_of_ours_can_be_gone_too(store: Store) -> None:
    lost(store, "ours")
    poll(store, sms(1, "ours"))
    for at in (NOON + MINUTE, NOON + 2 * HOUR):
        poll(store, at=at)
    assert gone(store) == ["ours"]
    (found,) = store.inbox.messages(thread(store))
    assert found.state is State.SENT


# The hour that comes twice.


def test_a_row_of_the_second_pass_is_known_by_the_row_before_it(store: Store) -> None:
    """The page alone cannot tell: the row that shows the fall came with an earlier poll."""
    first_pass = datetime(2026, 11, 1, 5, 50, tzinfo=UTC)
    poll(store, sms(5, "before", at=first_pass), at=first_pass)
    listed_as = eastern.parse("2026-11-01 01:10:00")
    poll(store, sms(6, "after", at=listed_as), at=first_pass + 20 * MINUTE)
    assert texts(store) == ["before", "after"]
    (_, after) = store.inbox.messages(thread(store))
    assert after.at == datetime(2026, 11, 1, 6, 10, tzinfo=UTC)
    assert after.server_date == "2026-11-01 01:10:00"
