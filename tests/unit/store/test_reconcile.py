"""What becomes of messages whose answer was never seen, by what VoIP.ms lists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mmstui.domain.message_notes import Note, NoteKind
from mmstui.domain.messages import Kind, Message, State
from mmstui.domain.times.clock_skew import Before, Skew
from mmstui.store import Store
from mmstui.store.receiving.intake import PollCoverage
from support.listings import (
    HOUR,
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
    mms,
    page,
    poll,
    sms,
    texts,
    unchanged,
    written,
)
from support.stores import BOB, NOON, FakeClock


def sent_as(store: Store, message_id: int) -> tuple[State, int | None]:
    found = message(store, message_id)
    return found.state, found.server_id


def complete(at: datetime) -> dict[Kind, PollCoverage]:
    coverage = PollCoverage((at - timedelta(days=1)).date(), at)
    return {SMS: coverage, MMS: coverage}


# Found.


@pytest.mark.parametrize("state", ["sending", "unknown", "unconfirmed"])
def test_a_poll_that_lists_it_settles_it(store: Store, state: str) -> None:
    match state:
        case "sending":
            message_id = written(store)
            begun(store, message_id)
        case "unknown":
            message_id = lost(store)
        case _:
            message_id = given_up(store)
    result = poll(store, sms(5), at=NOON + 7 * MINUTE)
    assert (result.settled, result.added) == (1, 0)
    assert sent_as(store, message_id) == (State.SENT, 5)
    assert texts(store) == ["Hello"]
    assert message(store, message_id).problem is None


def test_a_row_stored_before_the_attempt_turned_unknown_settles_it(store: Store) -> None:
    """Listed while the request was on its way, and taken for another message's until now."""
    first, second = written(store, "ok"), written(store, "ok", contact=BOB)
    attempt = begun(store, first)
    poll(store, sms(5, "ok", contact=BOB))
    assert second != first
    poll(store, sms(6, "ok"))
    store.outbox.attempt_unknown(attempt, "t", "Late.", NOON)
    assert sent_as(store, first) == (State.SENT, 6)


@pytest.mark.parametrize("source", ["first", "backfill"])
def test_any_ingest_settles_it(store: Store, source: str) -> None:
    message_id = lost(store)
    assert poll(store, sms(5), source=source, complete=False).settled == 1
    assert sent_as(store, message_id) == (State.SENT, 5)


def test_identical_texts_are_matched_by_count(store: Store) -> None:
    first, second, third = (lost(store, "ok", at=NOON + n * SECOND) for n in range(3))
    poll(store, sms(5, "ok"), sms(6, "ok", at=NOON + SECOND))
    assert [sent_as(store, each) for each in (first, second, third)] == [
        (State.SENT, 5),
        (State.SENT, 6),
        (State.UNKNOWN, None),
    ]


def test_a_row_that_one_of_ours_owns_is_not_anothers(store: Store) -> None:
    sent = written(store, "ok")
    store.outbox.attempt_sent(begun(store, sent), 5, NOON)
    unknown = lost(store, "ok")
    poll(store, sms(5, "ok"))
    assert sent_as(store, unknown) == (State.UNKNOWN, None)
    assert texts(store) == ["ok", "ok"]


def test_a_row_listed_late_sets_an_earlier_guess_right(store: Store) -> None:
    """The second message's row came first, and was taken for the first one's."""
    first = lost(store, "ok")
    poll(store, sms(6, "Hi", direction=IN))
    second = lost(store, "ok", at=NOON + 30 * SECOND)
    poll(store, sms(6, "Hi", direction=IN), sms(7, "ok", at=NOON + MINUTE))
    assert sent_as(store, first) == (State.SENT, 7)
    result = poll(store, sms(5, "ok"), sms(7, "ok", at=NOON + MINUTE))
    assert (result.settled, result.added) == (1, 0)
    assert (sent_as(store, first), sent_as(store, second)) == (
        (State.SENT, 5),
        (State.SENT, 7),
    )
    assert texts(store) == ["ok", "Hi", "ok"]


def test_incoming_rows_and_other_conversations_are_never_ours(store: Store) -> None:
    message_id = lost(store)
    result = poll(store, sms(5, direction=IN), sms(6, contact=BOB), mms(7, "Hello"))
    assert (result.settled, result.added) == (0, 3)
    assert sent_as(store, message_id) == (State.UNKNOWN, None)


# The clock.


def test_a_row_dated_before_the_attempt_is_only_near(store: Store) -> None:
    message_id = lost(store)
    poll(store, sms(5, at=NOON - 11 * MINUTE))
    ours = message(store, message_id)
    assert (ours.state, ours.notes) == (State.UNKNOWN, (Note(NoteKind.NEAR_MATCH),))
    poll(store, sms(5, at=NOON - 11 * MINUTE), sms(6, at=NOON + SECOND))
    assert sent_as(store, message_id) == (State.SENT, 6)
    assert message(store, message_id).notes == ()


@pytest.mark.parametrize("wrong", [HOUR, -HOUR])
def test_the_date_of_the_answer_sets_our_clock_right(store: Store, wrong: timedelta) -> None:
    """Ours is an hour off and nothing was known of the server's when the request left."""
    message_id = written(store)
    attempt = store.outbox.begin_attempt(message_id, "us", NOON + wrong, Before(looked=True))
    assert attempt is not None
    store.outbox.attempt_unknown(attempt, "time", "Late.", NOON + wrong)
    poll(store, sms(5), at=NOON + wrong + MINUTE, server_time=NOON + MINUTE)
    assert sent_as(store, message_id) == (State.SENT, 5)


def test_a_clock_that_was_set_since_leaves_it_in_doubt(store: Store) -> None:
    message_id = lost(store)
    poll(store, sms(5), at=NOON + HOUR, server_time=NOON + MINUTE)
    assert sent_as(store, message_id) == (State.UNKNOWN, None)
    assert message(store, message_id).notes == (Note(NoteKind.NEAR_MATCH),)


def test_the_clock_known_when_it_began_serves_when_no_answer_tells(store: Store) -> None:
    message_id = lost(store, at=NOON + HOUR, skew=-HOUR)
    poll(store, sms(6, at=NOON + SECOND), at=NOON + HOUR, complete=False, pages=[page([sms(6)])])
    assert sent_as(store, message_id) == (State.SENT, 6)


def test_the_hour_that_comes_twice(store: Store, clock: FakeClock) -> None:
    """01:30 the second time; the row says 01:30 and is read as of the first."""
    second_pass = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    clock.at = second_pass
    message_id = lost(store, at=second_pass)
    poll(store, sms(5, at=second_pass - HOUR), at=second_pass + MINUTE)
    assert sent_as(store, message_id) == (State.SENT, 5)


# Files.


def photo_lost(store: Store, text: str = "", *names: str) -> int:
    files = [attached(store, name) for name in names or ("cat.jpg",)]
    return lost(store, text, kind=MMS, attachments=files)


def question(store: Store) -> int:
    """The one MMS whose files are asked for."""
    (asked,) = store.media.questions(NOON + HOUR, 10)
    return asked.message_id


def test_a_photo_without_text_waits_for_the_list_of_files(store: Store) -> None:
    message_id = photo_lost(store)
    for minutes in (0, 1, 2, 6, 7, 8):
        poll(store, mms(5, ""), at=NOON + minutes * MINUTE)
    assert sent_as(store, message_id) == (State.UNKNOWN, None), "the list may still tell"
    store.media.listed(question(store), ("https://voip.ms/media/x/media.png",), NOON + 9 * MINUTE)
    assert sent_as(store, message_id) == (State.SENT, 5)
    assert [file.name for file in message(store, message_id).media] == ["cat.jpg"]
    assert texts(store) == [""]


def test_the_list_of_another_message_does_not_settle_it(store: Store) -> None:
    message_id = photo_lost(store)
    poll(store, mms(5, ""))
    store.media.listed(question(store), ("https://voip.ms/media/x/media.mp3",), NOON)
    for minutes in (1, 2, 6):
        poll(store, mms(5, "", "media.mp3"), at=NOON + minutes * MINUTE)
    assert sent_as(store, message_id) == (State.UNCONFIRMED, None)
    assert len(texts(store)) == 2


def test_a_list_given_up_for_good_ends_the_waiting(store: Store) -> None:
    message_id = photo_lost(store)
    poll(store, mms(5, ""))
    store.media.question_given_up(question(store))
    for minutes in (1, 2, 6):
        poll(store, mms(5, ""), at=NOON + minutes * MINUTE)
    assert sent_as(store, message_id) == (State.UNCONFIRMED, None)


@pytest.mark.parametrize("told", ["never", "others"])
def test_the_end_of_the_waiting_is_the_end_of_the_looking(store: Store, told: str) -> None:
    """Enough polls have not found it: the next that covers its day may be an hour away."""
    message_id = photo_lost(store)
    for minutes in (1, 2, 6):
        poll(store, mms(5, ""), at=NOON + minutes * MINUTE)
    assert sent_as(store, message_id) == (State.UNKNOWN, None)
    if told == "never":
        store.media.question_given_up(question(store))
    else:
        store.media.listed(question(store), ("https://voip.ms/media/x/media.mp3",), NOON)
    assert sent_as(store, message_id) == (State.UNCONFIRMED, None)


def test_the_end_of_the_waiting_gives_up_nothing_too_early(store: Store) -> None:
    message_id = photo_lost(store)
    for minutes in (1, 2, 3, 4):
        poll(store, mms(5, ""), at=NOON + minutes * MINUTE)
    store.media.question_given_up(question(store))
    assert sent_as(store, message_id) == (State.UNKNOWN, None), "five minutes are not over"
    poll(store, mms(5, ""), at=NOON + 6 * MINUTE)
    assert sent_as(store, message_id) == (State.UNCONFIRMED, None)


def test_a_photo_that_is_listed_at_once_settles_at_once(store: Store) -> None:
    message_id = photo_lost(store, "look", "cat.jpg", "dog.jpg")
    poll(store, mms(5, "look", "media.png", "media.jpg"))
    assert sent_as(store, message_id) == (State.SENT, 5)
    assert [file.name for file in message(store, message_id).media] == ["cat.jpg", "dog.jpg"]
    assert store.media.wanted(NOON, 10) == [], "what we sent need not be fetched"


def test_a_list_that_grows_settles_it_when_it_is_whole(store: Store) -> None:
    message_id = photo_lost(store, "look", "cat.jpg", "dog.jpg")
    poll(store, mms(5, "look", "a.png"))
    assert sent_as(store, message_id) == (State.UNKNOWN, None)
    assert question(store), "getMediaMMS is asked: it knows better"
    poll(store, mms(5, "look", "a.png", "b.png"), at=NOON + MINUTE)
    assert sent_as(store, message_id) == (State.SENT, 5)


def test_with_a_text_the_list_is_not_waited_for(store: Store) -> None:
    message_id = photo_lost(store, "look")
    poll(store, mms(5, "look"))
    assert sent_as(store, message_id) == (State.SENT, 5)


# Not found.


def test_three_complete_polls_the_last_five_minutes_later(store: Store) -> None:
    message_id = lost(store)
    for after in (MINUTE, 2 * MINUTE, 5 * MINUTE - SECOND):
        poll(store, at=NOON + after)
        assert message(store, message_id).state is State.UNKNOWN
    poll(store, at=NOON + 5 * MINUTE)
    ours = message(store, message_id)
    assert ours.state is State.UNCONFIRMED
    assert ours.problem is not None
    assert ours.problem.code == "not_found"


def test_one_poll_after_five_minutes_is_not_enough(store: Store) -> None:
    message_id = lost(store)
    for minutes in (6, 7):
        poll(store, at=NOON + minutes * MINUTE)
        assert message(store, message_id).state is State.UNKNOWN
    poll(store, at=NOON + 8 * MINUTE)
    assert message(store, message_id).state is State.UNCONFIRMED


def test_the_minutes_are_counted_from_its_end(store: Store) -> None:
    """The machine slept after the mark was made: the bytes left much later than that."""
    message_id = lost(store, ended=NOON + HOUR)
    for minutes in (1, 2, 3, 4):
        poll(store, at=NOON + HOUR + minutes * MINUTE)
        assert message(store, message_id).state is State.UNKNOWN
    poll(store, at=NOON + HOUR + 5 * MINUTE)
    assert message(store, message_id).state is State.UNCONFIRMED


def test_an_end_that_lies_ahead_is_now(store: Store) -> None:
    """Our clock was set back since."""
    message_id = lost(store, ended=NOON + HOUR)
    for minutes in (10, 11, 14):
        poll(store, at=NOON + minutes * MINUTE)
        assert message(store, message_id).state is State.UNKNOWN
    poll(store, at=NOON + 15 * MINUTE)
    assert message(store, message_id).state is State.UNCONFIRMED


def test_the_minutes_are_the_servers(store: Store) -> None:
    """Our clock leaps ahead; the server's says that a minute has passed."""
    message_id = lost(store, skew=SECOND)
    for minutes in (1, 2, 3):
        poll(store, at=NOON + minutes * HOUR, server_time=NOON + minutes * MINUTE)
    assert message(store, message_id).state is State.UNKNOWN


def test_the_minutes_are_counted_by_the_latest_that_the_clocks_allow(store: Store) -> None:
    """Slow answers told only that the server's clock is 0 to 40 seconds ahead."""
    message_id = written(store)
    before = Before(Skew(NO_SKEW, 40 * SECOND), looked=True)
    attempt = store.outbox.begin_attempt(message_id, "us", NOON, before)
    assert attempt is not None
    store.outbox.attempt_unknown(attempt, "time", "Late.", NOON)
    for seconds in (60, 120, 300, 338):
        poll(store, at=NOON + seconds * SECOND)
        assert message(store, message_id).state is State.UNKNOWN
    poll(store, at=NOON + 339 * SECOND)
    assert message(store, message_id).state is State.UNCONFIRMED


def test_slow_polls_count_though_our_clock_is_a_day_behind(store: Store) -> None:
    """They cover its day by VoIP.ms's clock, and tell that clock within the minutes they took."""
    message_id, day = lost(store), timedelta(days=1)
    for minutes in (10, 20, 30):
        at = NOON + minutes * MINUTE
        poll(
            store, asked_at=at - 4 * MINUTE, at=at, server_time=at + day - MINUTE,
            first_day=NOON + day,
        )  # fmt: skip
    assert message(store, message_id).state is State.UNCONFIRMED


def test_polls_that_do_not_cover_its_day_do_not_count(store: Store) -> None:
    message_id = lost(store)
    for minutes in (1, 2, 6, 7):
        poll(store, at=NOON + minutes * MINUTE, first_day=NOON + timedelta(days=1))
    assert message(store, message_id).state is State.UNKNOWN


def test_polls_that_are_not_complete_do_not_count(store: Store) -> None:
    message_id = lost(store)
    for minutes in (1, 2, 6, 7):
        poll(store, at=NOON + minutes * MINUTE, complete=False)
    assert message(store, message_id).state is State.UNKNOWN


def test_polls_of_the_other_kind_do_not_count(store: Store) -> None:
    message_id = lost(store)
    for minutes in (1, 2, 6, 7):
        at = NOON + minutes * MINUTE
        store.intake.ingest([], source="poll", now=at, complete={MMS: complete(at)[MMS]})
    assert message(store, message_id).state is State.UNKNOWN


def test_polls_from_before_the_attempt_do_not_count(store: Store) -> None:
    message_id = lost(store, at=NOON)
    for seconds in (30, 20, 10):
        poll(store, at=NOON, server_time=NOON - seconds * SECOND)
    poll(store, at=NOON + 6 * MINUTE)
    assert message(store, message_id).state is State.UNKNOWN


@pytest.mark.parametrize("pages", [[], [unchanged(), unchanged()]])
def test_a_body_equal_to_the_last_counts_as_well(store: Store, pages: list[object]) -> None:
    message_id = lost(store)
    for minutes in (1, 2, 6):
        poll(store, at=NOON + minutes * MINUTE, pages=pages)  # type: ignore[arg-type]
    assert message(store, message_id).state is State.UNCONFIRMED


def test_a_clock_that_was_wrong_by_years_is_set_right(store: Store) -> None:
    message_id = lost(store, at=NOON + timedelta(days=3650), skew=SECOND)
    for minutes in (1, 2, 7, 8, 9, 10):
        poll(store, at=NOON + minutes * MINUTE)
    assert message(store, message_id).state is State.UNCONFIRMED


def test_an_answer_that_the_machine_slept_over_tells_of_no_wrong_clock(store: Store) -> None:
    """It was made before the request left, and came after."""
    message_id = lost(store, skew=SECOND)
    poll(store, asked_at=NOON - 6 * MINUTE, at=NOON + SECOND, server_time=NOON - 6 * MINUTE)
    for minutes in (1, 2, 4):
        poll(store, at=NOON + minutes * MINUTE)
        assert message(store, message_id).state is State.UNKNOWN
    for minutes in (5, 6):
        poll(store, at=NOON + minutes * MINUTE)
    assert message(store, message_id).state is State.UNCONFIRMED


def test_an_old_answer_does_not_make_an_older_row_ours(store: Store) -> None:
    """By its `Date` our clock would be half an hour ahead, and the row be of the same minute."""
    message_id = lost(store, skew=SECOND)
    before = NOON - 30 * MINUTE
    poll(store, sms(5, at=before), asked_at=before, at=NOON + SECOND, server_time=before)
    assert message(store, message_id).state is State.UNKNOWN


def test_what_is_still_on_its_way_is_not_given_up(store: Store) -> None:
    message_id = written(store)
    begun(store, message_id)
    for minutes in (1, 2, 6, 7):
        poll(store, at=NOON + minutes * MINUTE)
    assert message(store, message_id).state is State.SENDING


def test_a_newer_attempt_keeps_the_message_unknown(store: Store) -> None:
    message_id = lost(store)
    for minutes in (1, 2, 6):
        poll(store, at=NOON + minutes * MINUTE)
    store.outbox.send_again(message_id)
    again = NOON + 7 * MINUTE
    store.outbox.attempt_unknown(begun(store, message_id, at=again), "t", "Late.", again)
    poll(store, at=again + MINUTE)
    assert message(store, message_id).state is State.UNKNOWN
    for minutes in (2, 6):
        poll(store, at=again + minutes * MINUTE)
    assert message(store, message_id).state is State.UNCONFIRMED


def test_a_message_deleted_while_it_was_looked_for_stays_deleted(store: Store) -> None:
    message_id = lost(store, "Sorry")
    store.outbox.drop(message_id)
    result = poll(store, sms(5, "Sorry"))
    assert (result.settled, result.added) == (1, 0)
    assert texts(store) == []
    poll(store, sms(5, "Sorry"), at=NOON + MINUTE)
    assert texts(store) == []


def test_reconciling_reads_no_answer_of_a_command(store: Store) -> None:
    """A row that turns out to be what `mmstui send` sent has read nothing."""
    poll(store, sms(1, "Are you there?", direction=IN, at=NOON - MINUTE), at=NOON - MINUTE)
    lost(store, "Back at noon", origin="command")
    poll(store, sms(2, "Back at noon", at=NOON + SECOND), at=NOON + SECOND)
    first: Message = store.inbox.thread(1)[0]
    assert first.unread
