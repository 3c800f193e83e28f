"""The user's word to delete: hidden at once, taken back whole, and never another's message."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmstui.domain.deletions import Place, Progress, ServerDelete, Stopped
from mmstui.domain.message_notes import Note, NoteKind
from mmstui.domain.messages import Draft, Kind, Leaving, State
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.triage import Refusal, Undone, Verb
from mmstui.store import Store
from mmstui.store.receiving.ingest import IngestResult
from mmstui.store.rescue.backup import backup
from mmstui.store.rescue.repair import repair
from support import damage
from support.damage import database_of
from support.deleted import delete_conversation
from support.listings import (
    HOUR,
    IN,
    MINUTE,
    MMS,
    OUT,
    SECOND,
    SMS,
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
from support.stores import (
    ACCOUNT,
    ANN,
    BOB,
    NOON,
    SHOP,
    FakeClock,
    copied_store,
    find,
    make_store,
    put,
)

WAIT = 30 * SECOND
#: An SMS and an MMS of one number, as both sequences may have it.
SAME = 7
ANN_SHOWN = formatted(ANN)


def conversation(store: Store, contact: str = ANN) -> int:
    found = store.inbox.conversation(SHOP, contact)
    assert found is not None
    return found.id


def filled(store: Store) -> tuple[Any, ...]:
    """Ann wrote twice and was answered by MMS; Bob has messages of the very same numbers."""
    rows = (
        sms(SAME, "ann sms", direction=IN, at=NOON - HOUR),
        mms(SAME, "ann mms", "a.png", at=NOON - 2 * MINUTE),
        sms(9, "ann again", direction=IN, at=NOON - MINUTE),
        mms(9, "bob mms", "b.png", direction=IN, contact=BOB),
        sms(8, "bob sms", direction=IN, contact=BOB),
    )
    poll(store, sms(1, "first", contact=BOB, at=NOON - HOUR))
    poll(store, *rows)
    return rows


def ask(store: Store, place: Place, contact: str = ANN) -> Any:
    number = conversation(store, contact)
    return store.deleting.delete_conversation(number, place, store.deleting.outlook(number).newest)


def wanted(store: Store) -> set[tuple[Kind, int, Progress]]:
    return {(row.kind, row.server_id, row.state) for row in store.server_deletes.wanted()}


def carry_out(store: Store, clock: FakeClock, rows: list[ServerDelete] | None = None) -> None:
    """Delete what is asked for at a VoIP.ms that does as it is told."""
    clock.advance(WAIT)
    store.deleting.begin_due()
    for row in rows if rows is not None else store.server_deletes.wanted():
        assert store.server_deletes.begin(row.kind, row.server_id)
        store.server_deletes.answered(row.kind, row.server_id)
        store.server_deletes.ended(row.kind, [row.server_id])
    while store.deleting.remove_begun():
        pass


def every_table(store: Store) -> dict[str, list[Any]]:
    """What is in the store, but for revisions, marks of time and the sequence of deletions."""
    return {
        table: store.database.read(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
        for table, columns in {
            "message": "id, kind, server_id, dropped, unread, state, text, gone",
            "conversation": "id, total, unread, listed, preview_shown, last_at",
            "tombstone": "kind, server_id",
            "conversation_tombstone": "did, contact, before_at",
            "deletion": "id, did",
            "deletion_hidden": "message_id, deletion_id",
            "server_deletion": "kind, server_id, state",
        }.items()
    }


# What it would take.


def test_what_it_would_take_is_counted_by_what_each_side_has(store: Store) -> None:
    filled(store)
    lost(store, "lost")
    begun(store, written(store, "on its way"))
    written(store, "waits")
    store.drafts.save(SHOP, ANN, Draft("to be"))
    found = store.deleting.outlook(conversation(store))
    assert (found.messages, found.sms, found.mms, found.there) == (5, 2, 1, 3)
    assert (found.unsent, found.unknown, found.sending, found.draft) == (1, 1, 1, True)
    assert (found.files, found.files_to_come, found.gone, found.leaving) == (0, 1, 0, 0)
    assert (found.first_at, found.last_at) == (NOON - HOUR, NOON)
    one = store.deleting.outlook_of([1])
    assert (one.messages, one.there, one.draft) == (1, 1, False)


def test_what_is_gone_there_or_leaving_already_is_counted_apart(store: Store) -> None:
    filled(store)
    put(store, "deleted on the portal", server_id=5, gone=1)
    (ours,) = find(store, "again")
    store.deleting.delete_message(ours.id, Place.SERVER)
    found = store.deleting.outlook(conversation(store))
    assert (found.there, found.gone, found.leaving, found.messages) == (2, 1, 1, 4)


# From here.


def test_from_here_it_is_hidden_at_once_and_gone_after_the_wait(
    store: Store, clock: FakeClock
) -> None:
    rows = filled(store)
    asked = ask(store, Place.HERE)
    assert (asked.here, asked.there, asked.due_at) == (3, 0, NOON + WAIT)
    assert texts(store) == []
    assert find(store, "ann") == []
    assert [c.contact for c in store.inbox.conversations(store.inbox.conversation_ids()).values()]
    assert wanted(store) == set()
    for source in ("poll", "backfill"):
        poll(store, *rows, at=NOON + SECOND, source=source)
        assert texts(store) == []
    clock.advance(WAIT - SECOND)
    assert not store.deleting.begin_due()
    assert store.deleting.remove_begun() == 0
    carry_out(store, clock)
    assert store.database.read(
        "SELECT count(*) FROM message AS m JOIN conversation AS c "
        "ON c.id = conversation_id WHERE contact = ?",
        (ANN,),
    ) == [(0,)]
    poll(store, *rows, at=NOON + MINUTE)
    assert texts(store) == []
    assert texts(store, BOB) == ["first", "bob sms", "bob mms"]


def test_its_files_go_with_it_but_not_before_it_is_too_late_to_take_it_back(
    store: Store, clock: FakeClock
) -> None:
    photo = attached(store)
    (first,) = store.outbox.queue(did=SHOP, contacts=[ANN], text="", kind=MMS, attachments=[photo])
    store.outbox.attempt_sent(begun(store, first), 5, NOON)
    store.deleting.delete_message(first, Place.HERE)
    assert Path(photo.path).exists()
    carry_out(store, clock)
    assert not Path(photo.path).exists()


def test_only_what_the_user_saw_is_deleted(store: Store) -> None:
    filled(store)
    number = conversation(store)
    newest = store.deleting.outlook(number).newest
    poll(store, sms(20, "meanwhile", direction=IN))
    store.deleting.delete_conversation(number, Place.BOTH, newest)
    assert texts(store) == ["meanwhile"]
    assert (SMS, 20) not in {(kind, server_id) for kind, server_id, _ in wanted(store)}


def test_what_is_on_its_way_stays(store: Store) -> None:
    attempt = begun(store, written(store, "ok"))
    assert ask(store, Place.BOTH) is None
    assert store.deleting.delete_message(1, Place.HERE) is None
    store.outbox.attempt_sent(attempt, 5, NOON)
    assert store.deleting.delete_message(1, Place.HERE) is not None


def test_what_waited_to_go_goes_no_more(store: Store) -> None:
    written(store, "waits")
    assert ask(store, Place.BOTH).here == 1
    assert store.outbox.next_to_send(NOON) is None
    store.deleting.take_back()
    assert message(store, 1).state is State.HELD, "it may have been deleted for a reason"


def test_one_that_turns_up_after_it_was_deleted_stays_away(store: Store, clock: FakeClock) -> None:
    lost(store, "Sorry")
    ask(store, Place.HERE)
    carry_out(store, clock)
    assert poll(store, sms(5, "Sorry")).settled == 1
    assert texts(store) == []
    assert store.inbox.message(1) is None


def test_sends_of_the_day_count_after_they_were_deleted(store: Store, clock: FakeClock) -> None:
    filled(store)
    put(store, "yesterday", direction=OUT, at=NOON - timedelta(days=1), server_id=3)
    before = store.inbox.status(clock.at).sends_today
    assert before == 2, "to Ann and to Bob"
    ask(store, Place.HERE)
    assert store.inbox.status(clock.at).sends_today == before
    carry_out(store, clock)
    assert store.inbox.status(clock.at).sends_today == before
    ask(store, Place.HERE, BOB)
    carry_out(store, clock)
    assert store.inbox.status(clock.at).sends_today == before
    assert store.inbox.status(clock.advance(timedelta(days=1))).sends_today == 0


# Taking it back.


@pytest.mark.parametrize("place", list(Place))
def test_within_the_wait_it_is_taken_back_whole(
    store: Store, clock: FakeClock, place: Place
) -> None:
    filled(store)
    before = every_table(store)
    ask(store, place)
    assert every_table(store) != before
    clock.advance(WAIT - SECOND)
    taken = store.deleting.take_back()
    assert taken is not None
    assert taken.place is place
    assert every_table(store) == before
    assert {m.text for m in find(store, "ann")} == {"ann sms", "ann mms", "ann again"}
    assert store.deleting.take_back() is None


def test_the_wait_goes_on_in_another_process(tmp_path: Path, store: Store) -> None:
    filled(store)
    ask(store, Place.BOTH)
    later = FakeClock(NOON + WAIT - SECOND)
    other = make_store(tmp_path, clock=later)
    assert not other.deleting.begin_due()
    assert other.deleting.last() is not None
    assert other.deleting.take_back() is not None
    assert texts(store) == ["ann sms", "ann mms", "ann again"]
    assert wanted(store) == set()
    other.close()


def test_what_has_begun_is_not_taken_back(store: Store, clock: FakeClock) -> None:
    filled(store)
    ask(store, Place.BOTH)
    clock.advance(WAIT)
    assert store.deleting.begin_due()
    assert store.deleting.take_back() is None
    assert store.deleting.last() is None


def test_the_last_is_taken_back_first(store: Store) -> None:
    filled(store)
    ask(store, Place.HERE, BOB)
    ask(store, Place.BOTH, ANN)
    for contact in (ANN, BOB):
        taken = store.deleting.take_back()
        assert taken is not None
        assert taken.contact == contact


def test_the_past_that_was_left_out_meanwhile_is_fetched_again(
    store: Store, clock: FakeClock
) -> None:
    filled(store)
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    store.intake.finish_window(SMS, february, february, 0, NOON - SECOND)
    ask(store, Place.HERE)
    older = sms(2, "older", direction=IN, at=NOON - timedelta(days=60))
    poll(store, older, source="backfill", complete=False)
    store.intake.finish_window(SMS, january, january, 1, clock.advance(SECOND))
    store.deleting.take_back()
    assert store.intake.windows(SMS) == [(february, february)]
    poll(store, older, source="backfill", complete=False)
    assert texts(store)[0] == "older"


def test_an_earlier_tombstone_is_put_back(store: Store) -> None:
    poll(store, sms(5, "a", at=NOON - HOUR))
    delete_conversation(store, 1)
    poll(store, sms(9, "b", at=NOON))
    before = every_table(store)
    ask(store, Place.HERE)
    store.deleting.take_back()
    assert every_table(store) == before


def test_unread_is_unread_again(store: Store) -> None:
    filled(store)
    ask(store, Place.HERE)
    assert store.inbox.status(NOON).unread == 2
    store.deleting.take_back()
    assert store.inbox.status(NOON).unread == 3


# At VoIP.ms.


def test_it_is_asked_for_by_kind_and_id_and_only_after_the_wait(
    store: Store, clock: FakeClock
) -> None:
    filled(store)
    asked = ask(store, Place.SERVER)
    assert (asked.here, asked.there) == (0, 3)
    assert wanted(store) == {
        (SMS, SAME, Progress.WAITING), (MMS, SAME, Progress.WAITING), (SMS, 9, Progress.WAITING)
    }  # fmt: skip
    assert not store.server_deletes.begin(SMS, SAME)
    clock.advance(WAIT)
    assert not store.server_deletes.begin(SMS, SAME), "nobody has begun it"
    store.deleting.begin_due()
    assert not store.server_deletes.begin(MMS, 9), "Bob's, of the same number"
    assert store.server_deletes.begin(SMS, 9)
    assert (SMS, 9, Progress.DELETING) in wanted(store)


def test_what_stays_here_says_how_it_stands_and_then_that_it_is_gone(
    store: Store, clock: FakeClock
) -> None:
    filled(store)
    (text,) = find(store, "again")
    store.deleting.delete_message(text.id, Place.SERVER)
    assert message(store, text.id).notes == (Note(NoteKind.TO_DELETE),)
    assert store.inbox.status(NOON).leaving == Leaving(1, 1)
    clock.advance(WAIT)
    store.deleting.begin_due()
    assert message(store, text.id).notes == (Note(NoteKind.DELETING),)
    assert store.inbox.status(NOON).leaving == Leaving(1, 1, begun=True)
    carry_out(store, clock)
    assert message(store, text.id).notes == (Note(NoteKind.GONE),)
    assert store.inbox.status(NOON).leaving == Leaving(ended=1)


def test_a_list_of_before_does_not_unmark_it_but_one_of_long_after_does(
    store: Store, clock: FakeClock
) -> None:
    rows = filled(store)
    ask(store, Place.SERVER)
    carry_out(store, clock)
    poll(store, *rows, at=clock.at + SECOND)
    assert all(Note(NoteKind.GONE) in m.notes for m in find(store, "ann"))
    poll(store, *rows, at=clock.at + HOUR)
    assert not any(m.notes for m in find(store, "ann"))


def test_from_both_it_stays_in_the_store_until_voip_ms_has_done_it(
    store: Store, clock: FakeClock
) -> None:
    rows = filled(store)
    ask(store, Place.BOTH)
    clock.advance(WAIT)
    store.deleting.begin_due()
    assert store.deleting.remove_begun() == 0
    poll(store, *rows, at=clock.at)
    assert texts(store) == []
    carry_out(store, clock)
    poll(store, *rows, at=clock.at)
    assert texts(store) == []
    assert texts(store, BOB) == ["first", "bob sms", "bob mms"]


def test_what_cannot_be_deleted_there_is_seen_again_with_the_reason(
    store: Store, clock: FakeClock
) -> None:
    filled(store)
    ask(store, Place.BOTH)
    clock.advance(WAIT)
    store.deleting.begin_due()
    store.server_deletes.begin(SMS, 9)
    store.server_deletes.failed(SMS, 9, "odd", "VoIP.ms said\x1b odd.")
    (back,) = store.inbox.thread(conversation(store))
    assert back.text == "ann again"
    assert back.notes == (Note(NoteKind.NOT_DELETED, "VoIP.ms said\ufffd odd."),)
    assert store.inbox.status(NOON).leaving.failed == 1
    again = store.deleting.delete_message(back.id, Place.BOTH)
    assert again is not None
    assert again.there == 1
    assert store.inbox.status(NOON).leaving.failed == 0


def test_both_rows_of_what_went_twice_are_asked_for(store: Store) -> None:
    message_id = given_up(store)
    store.outbox.send_again(message_id)
    store.outbox.attempt_sent(begun(store, message_id, at=NOON + 7 * MINUTE), 8, NOON)
    poll(store, sms(5), at=NOON + 7 * MINUTE)
    store.deleting.delete_message(message_id, Place.SERVER)
    assert {server_id for _, server_id, _ in wanted(store)} == {5, 8}


def test_it_is_not_asked_for_twice(store: Store, clock: FakeClock) -> None:
    filled(store)
    (text,) = find(store, "again")
    assert store.deleting.delete_message(text.id, Place.SERVER) is not None
    assert store.deleting.delete_message(text.id, Place.SERVER) is None
    carry_out(store, clock)
    assert store.deleting.delete_message(text.id, Place.SERVER) is None, "it is gone there"
    assert not store.server_deletes.begin(SMS, 9)


def test_what_is_unlisted_is_noted_and_what_is_listed_again_is_not(store: Store) -> None:
    filled(store)
    ask(store, Place.SERVER)
    store.server_deletes.missed(SMS, [SAME], NOON)
    store.server_deletes.missed(SMS, [SAME], NOON + HOUR)
    noted = {(r.kind, r.server_id): r.missed_at for r in store.server_deletes.wanted()}
    assert noted == {(SMS, SAME): NOON, (MMS, SAME): None, (SMS, 9): None}
    assert store.inbox.status(NOON).leaving == Leaving(3, 2)
    store.server_deletes.listed(SMS, [SAME])
    assert all(r.missed_at is None for r in store.server_deletes.wanted())


def test_the_mirror_of_an_mms_is_the_mms(store: Store) -> None:
    poll(store, sms(SAME, "photo", direction=IN))
    ask(store, Place.SERVER)
    store.server_deletes.is_mms(SAME)
    assert wanted(store) == {(MMS, SAME, Progress.WAITING)}


def test_an_mms_and_its_mirror_deleted_by_two_words_are_deleted_by_the_earlier(
    store: Store, clock: FakeClock
) -> None:
    """Seen first as its mirror; taking back the later word does not forget the first one."""
    poll(store, sms(SAME, "photo", direction=IN))
    (mirror,) = find(store, "photo")
    store.deleting.delete_message(mirror.id, Place.SERVER)
    clock.at += WAIT
    store.deleting.begin_due()
    poll(store, sms(SAME, "photo", direction=IN), mms(SAME, "photo", direction=IN))
    (picture,) = find(store, "photo")
    assert store.deleting.delete_message(picture.id, Place.SERVER) is not None
    store.server_deletes.is_mms(SAME)
    store.deleting.take_back()
    assert wanted(store) == {(MMS, SAME, Progress.WAITING)}
    assert store.server_deletes.begin(MMS, SAME)


# Besides.


def test_a_copy_deletes_nothing_that_was_not_begun(
    store: Store, clock: FakeClock, tmp_path: Path
) -> None:
    filled(store)
    ask(store, Place.BOTH)
    made = tmp_path / "copy.sqlite3"
    backup(store.database, made)
    folder = tmp_path / "restored"
    other = make_store(folder, clock=clock)
    path = other.database.path
    other.close()
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    path.write_bytes(made.read_bytes())
    other = make_store(folder, clock=clock)
    assert wanted(other) == set()
    assert texts(other) == ["ann sms", "ann mms", "ann again"]
    other.close()


def test_what_is_all_on_its_way_leaves_the_past_as_it_is(store: Store) -> None:
    poll(store, sms(3, "older", at=NOON - HOUR))
    (older,) = find(store, "older")
    store.deleting.delete_message(older.id, Place.HERE)
    begun(store, written(store, "on its way"))
    assert ask(store, Place.HERE) is None
    assert every_table(store)["conversation_tombstone"] == []


# A row that was taken for ours, and is not.


@pytest.mark.parametrize("place", [Place.BOTH, Place.SERVER])
def test_the_answer_to_a_send_says_which_row_is_to_be_deleted(
    store: Store, clock: FakeClock, place: Place
) -> None:
    """Somebody sent the same text in the portal, and a poll took that for ours."""
    message_id = written(store, "ok")
    attempt = begun(store, message_id)
    poll(store, sms(50, "ok", at=NOON + SECOND, direction=OUT))
    assert message(store, message_id).server_id == 50
    store.deleting.delete_message(message_id, place)
    assert wanted(store) == {(SMS, 50, Progress.WAITING)}
    store.outbox.attempt_sent(attempt, 51, NOON)
    assert wanted(store) == {(SMS, 51, Progress.WAITING)}
    poll(store, sms(50, "ok", at=NOON + SECOND, direction=OUT), at=clock.at)
    assert texts(store) == (["ok"] if place is Place.BOTH else ["ok", "ok"])
    clock.advance(WAIT)
    store.deleting.begin_due()
    assert not store.server_deletes.begin(SMS, 50)
    assert store.server_deletes.begin(SMS, 51)


@pytest.mark.parametrize("listed", [sms, mms])
def test_the_list_says_of_which_day_one_is_that_was_deleted_before_it_was_listed(
    store: Store, listed: Any
) -> None:
    """Our clock is two days behind, and nobody knew when it was sent."""
    row = listed(50, "ok", at=NOON + 48 * HOUR, direction=OUT)
    message_id = written(store, "ok", kind=row.kind)
    store.outbox.attempt_sent(begun(store, message_id), 50, NOON)
    store.deleting.delete_message(message_id, Place.BOTH)
    poll(store, row, at=NOON + 49 * HOUR)
    (deletion,) = store.server_deletes.wanted()
    assert (deletion.server_id, deletion.at) == (50, row.at)


def test_the_mirror_of_an_mms_does_not_say_of_which_day_the_sms_with_its_id_is(
    store: Store,
) -> None:
    message_id = written(store, "ok")
    store.outbox.attempt_sent(begun(store, message_id), 50, NOON)
    store.deleting.delete_message(message_id, Place.BOTH)
    (before,) = store.server_deletes.wanted()
    poll(store, *(kind(50, "mms", at=NOON - 48 * HOUR, direction=OUT) for kind in (sms, mms)))
    assert store.server_deletes.wanted() == [before]


def test_after_taking_back_the_next_poll_looks_at_the_last_days_as_a_whole(store: Store) -> None:
    """Polls left out what was older than all that was here."""
    filled(store)
    store.intake.set_full(SMS, NOON, IngestResult())
    ask(store, Place.HERE)
    store.deleting.take_back()
    assert {mark.full_at.year for mark in store.intake.marks().values()} == {1970}


def test_a_list_kept_before_taking_back_does_not_count_as_whole_after(store: Store) -> None:
    """Its rows were left out: the same days are asked for again."""
    filled(store)
    ask(store, Place.HERE)
    older = sms(2, "older", direction=IN, at=NOON - timedelta(days=60))
    kept = poll(store, older, source="backfill", complete=False)
    store.deleting.take_back()
    january = date(2026, 1, 1)
    store.intake.finish_window(SMS, january, january, 1, NOON, kept)
    store.intake.set_full(SMS, NOON, kept)
    assert store.intake.windows(SMS) == []
    assert {mark.full_at.year for mark in store.intake.marks().values()} == {1970}

    again = poll(store, older, source="backfill", complete=False)
    assert texts(store)[0] == "older"
    store.intake.finish_window(SMS, january, january, 1, NOON, again)
    store.intake.set_full(SMS, NOON, again)
    assert store.intake.windows(SMS) == [(january, january)]
    assert store.intake.marks()[SMS].full_at == NOON


# Stopping what has begun.


def overdue(store: Store, clock: FakeClock, place: Place, contact: str = ANN) -> list[ServerDelete]:
    """Ask, and let the time to take it back pass; oldest first."""
    ask(store, place, contact)
    clock.advance(WAIT)
    store.deleting.begin_due()
    while store.deleting.remove_begun():
        pass
    return store.server_deletes.wanted()


@pytest.mark.parametrize("place", [Place.SERVER, Place.BOTH])
def test_stopped_the_rest_stays_and_is_seen_again(
    store: Store, clock: FakeClock, place: Place
) -> None:
    filled(store)
    first, second, third = overdue(store, clock, place)
    assert store.server_deletes.begin(first.kind, first.server_id)
    store.server_deletes.answered(first.kind, first.server_id)
    store.server_deletes.ended(first.kind, [first.server_id])
    assert store.server_deletes.begin(second.kind, second.server_id)
    assert store.deleting.stop() == Stopped(total=3, deleted=1, asked=1)
    assert not store.server_deletes.begin(third.kind, third.server_id)
    assert wanted(store) == {(second.kind, second.server_id, Progress.STOPPING)}
    store.deleting.remove_begun()
    assert "ann again" in texts(store), "the third was never asked for"
    assert ("ann sms" in texts(store)) == (place is Place.SERVER), "the first is gone there"
    leaving = store.inbox.status(NOON).leaving
    assert (leaving.stopping, leaving.left) == (True, 1)
    assert store.deleting.stop() is None, "there is no more to stop"


@pytest.mark.parametrize("listed", [True, False])
def test_what_was_asked_for_before_it_was_stopped_is_told_by_a_look(
    store: Store, clock: FakeClock, listed: bool
) -> None:
    filled(store)
    first, *_ = overdue(store, clock, Place.BOTH)
    assert store.server_deletes.begin(first.kind, first.server_id)
    store.deleting.stop()
    assert not store.server_deletes.begin(first.kind, first.server_id), "it is not asked for again"
    if listed:
        store.server_deletes.released(first.kind, [first.server_id])
    else:
        store.server_deletes.ended(first.kind, [first.server_id])
    store.deleting.remove_begun()
    assert wanted(store) == set()
    assert ("ann sms" in texts(store)) == listed
    assert store.database.read("SELECT count(*) FROM deletion_hidden") == [(0,)]


def test_stopped_what_is_deleted_here_besides_stays_deleted(store: Store, clock: FakeClock) -> None:
    filled(store)
    overdue(store, clock, Place.SERVER)
    ask(store, Place.HERE)
    assert store.deleting.stop() is not None
    assert texts(store) == []
    assert store.deleting.take_back() is not None
    assert texts(store) == ["ann sms", "ann mms", "ann again"]


def test_stopped_a_row_that_turned_out_to_be_one_of_ours_is_seen_as_that(
    store: Store, clock: FakeClock
) -> None:
    ours = lost(store, "", kind=MMS, attachments=[attached(store, "a.png", "image/png")])
    poll(store, mms(SAME, "", at=NOON + SECOND), at=NOON + MINUTE)
    assert len(texts(store)) == 2, "without its file nothing tells whose it is"
    ask(store, Place.BOTH)
    poll(store, mms(SAME, "", "a.png", at=NOON + SECOND), at=NOON + 2 * MINUTE)
    clock.advance(WAIT)
    store.deleting.begin_due()
    assert store.deleting.stop() == Stopped(total=1, deleted=0, asked=0)
    assert texts(store) == [""]
    assert message(store, ours).server_id == SAME


def test_stopped_the_past_may_come_again_unless_it_was_deleted_anew(
    store: Store, clock: FakeClock
) -> None:
    rows = filled(store)
    before = every_table(store)["conversation_tombstone"]
    overdue(store, clock, Place.BOTH)
    assert every_table(store)["conversation_tombstone"] != before
    store.deleting.stop()
    assert every_table(store)["conversation_tombstone"] == before
    overdue(store, clock, Place.BOTH)
    poll(store, sms(90, "new", at=NOON), at=clock.at)
    ask(store, Place.BOTH)
    store.deleting.stop()
    poll(store, *rows, at=clock.at)
    assert "new" not in texts(store)
    assert every_table(store)["conversation_tombstone"] != before, "the later one has its word"
    store.deleting.take_back()
    assert every_table(store)["conversation_tombstone"] == before


def test_what_waits_to_be_taken_back_is_not_stopped_and_nothing_is_nothing(
    store: Store, clock: FakeClock
) -> None:
    filled(store)
    assert store.deleting.stop() is None
    ask(store, Place.BOTH)
    assert store.deleting.stop() is None
    clock.advance(WAIT)
    store.deleting.begin_due()
    for row in store.server_deletes.wanted():
        store.server_deletes.missed(row.kind, [row.server_id], NOON)
    assert store.deleting.stop() is None, "as far as is known all of it is gone"


def test_what_failed_and_was_deleted_by_others_since_is_no_trouble_any_more(
    store: Store, clock: FakeClock
) -> None:
    filled(store)
    first, *_ = overdue(store, clock, Place.SERVER)
    store.server_deletes.failed(first.kind, first.server_id, "no", "No.")
    assert store.inbox.status(NOON).leaving.failed == 1
    with store.database.writing() as transaction:
        transaction.connection.execute(
            "UPDATE message SET gone = 1 WHERE kind = ? AND server_id = ?",
            (first.kind, first.server_id),
        )
    assert store.inbox.status(NOON).leaving.failed == 0


WORDS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "one", "back", "stop", "wait", "carry", "poll", "fail"]),
        st.sampled_from(list(Place)),
        st.sampled_from([ANN, BOB]),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(words=WORDS)
def test_whatever_is_said_only_what_was_asked_for_is_deleted(
    tmp_path_factory: pytest.TempPathFactory, words: list[tuple[str, Place, str]]
) -> None:
    clock = FakeClock()
    store = copied_store(tmp_path_factory.mktemp("words"), clock=clock)
    rows = filled(store)
    asked: set[tuple[Kind, int]] = set()
    owner = {(row.kind, row.server_id): row.contact for row in rows} | {(SMS, 1): BOB}
    deleted: set[tuple[Kind, int]] = set()
    for what, place, contact in words:
        found = store.inbox.conversation(SHOP, contact)
        assert found is not None
        if what == "ask":
            ask(store, place, contact)
        elif what == "one" and (page := store.inbox.thread(found.id)):
            store.deleting.delete_message(page[0].id, place)
        elif what == "back":
            store.deleting.take_back()
        elif what == "stop":
            store.deleting.stop()
        elif what == "wait":
            clock.advance(20 * SECOND)
            store.deleting.begin_due()
        elif what == "poll":
            poll(store, *(r for r in rows if (r.kind, r.server_id) not in deleted), at=clock.at)
        else:
            clock.advance(WAIT)
            store.deleting.begin_due()
            for row in store.server_deletes.wanted():
                assert owner[row.kind, row.server_id] == row.contact
                if store.server_deletes.begin(row.kind, row.server_id) and what == "carry":
                    deleted.add((row.kind, row.server_id))
                    store.server_deletes.ended(row.kind, [row.server_id])
                elif what == "fail":
                    store.server_deletes.failed(row.kind, row.server_id, "no", "No.")
            store.deleting.remove_begun()
        asked |= {(row.kind, row.server_id) for row in store.server_deletes.wanted()}
        assert deleted <= asked
        hidden = store.database.read(
            "SELECT count(*) FROM message WHERE dropped = 1 "
            "AND id NOT IN (SELECT message_id FROM deletion_hidden)"
        )
        assert hidden == [(0,)], "hidden by nobody"
        totals = store.database.read(
            "SELECT c.id FROM conversation AS c WHERE total <> (SELECT count(*) FROM message AS m "
            "WHERE m.conversation_id = c.id AND m.dropped = 0)"
        )
        assert totals == []
    while store.deleting.take_back():
        pass
    store.close()


def test_what_was_not_listed_comes_last_and_no_more_than_asked_for(store: Store) -> None:
    filled(store)
    ask(store, Place.SERVER)
    first, *_ = store.server_deletes.wanted()
    store.server_deletes.missed(first.kind, [first.server_id], NOON)
    rows = store.server_deletes.wanted()
    assert (rows[-1].kind, rows[-1].server_id) == (first.kind, first.server_id)
    assert store.server_deletes.wanted(2) == rows[:2]


def test_a_repair_keeps_what_had_begun_and_takes_the_rest_back(
    tmp_path: Path, store: Store, clock: FakeClock
) -> None:
    filled(store)
    ask(store, Place.BOTH, BOB)
    clock.advance(WAIT)
    store.deleting.begin_due()
    ask(store, Place.BOTH, ANN)
    begun_rows = {(kind, number) for kind, number, _ in wanted(store) if number in (1, 8)}
    store.close()
    damage.overwrite(database_of(tmp_path), 0, 100)
    assert repair(tmp_path, ACCOUNT, clock=clock).aside is not None
    other = make_store(tmp_path, clock=clock)
    assert texts(other) == ["ann sms", "ann mms", "ann again"], "nobody is there to take it back"
    assert texts(other, BOB) == []
    assert {(kind, number) for kind, number, _ in wanted(other)} == begun_rows | {(MMS, 9)}
    carry_out(other, clock)
    assert other.database.read("SELECT count(*) FROM message") == [(3,)]
    other.close()


@pytest.mark.parametrize("way", ["undo", "take back", "of a version before", "too late"])
def test_several_conversations_are_one_step_which_is_undone_whole(
    store: Store, clock: FakeClock, way: str
) -> None:
    filled(store)
    ann, bob = conversation(store), conversation(store, BOB)
    before, counts = every_table(store), store.deleting.outlook_of_many([ann, bob])
    assert counts.messages == sum(store.deleting.outlook(each).messages for each in (ann, bob))
    asked = store.deleting.delete_conversations([ann, bob, 99], Place.BOTH, counts.newest)
    assert [each.contact for each in asked] == [ANN, BOB]
    assert sum(each.here for each in asked) == counts.messages
    assert store.undoing.steps() == [Verb.DELETE]
    assert (texts(store), texts(store, BOB)) == ([], [])
    if way == "take back":
        assert store.deleting.take_back() is not None
        assert store.deleting.take_back() is None
    elif way == "too late":
        clock.advance(WAIT)
        store.deleting.begin_due()
        undone = store.undoing.undo()
        assert undone == Undone(Verb.DELETE, (ann, bob), 0, ANN_SHOWN, Refusal.BEGUN)
        return
    else:
        if way == "of a version before":
            with store.database.writing() as transaction:
                step = json.dumps({"deletion": asked[0].id})
                transaction.connection.execute("UPDATE undo_step SET body = ?", (step,))
            undone = store.undoing.undo()
            assert undone is not None
            assert undone.conversation_ids == (ann,)
            assert store.deleting.take_back() is not None
        else:
            undone = store.undoing.undo()
            assert undone == Undone(Verb.DELETE, (ann, bob), counts.messages, ANN_SHOWN)
    assert every_table(store) == before
