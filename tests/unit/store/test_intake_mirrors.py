"""One message listed as both kinds: an SMS row with the id, date and ends of an MMS is that MMS."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mmstui.domain import limits
from mmstui.domain.deletions import Place
from mmstui.domain.messages import State
from mmstui.domain.wire import Page, ServerMessage
from mmstui.store import Store
from support.deleted import delete_messages
from support.listings import (
    IN,
    MINUTE,
    MMS,
    SECOND,
    SMS,
    attached,
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
from support.stores import ANN, BOB, NOON, SHOP, FakeClock

PHOTO = mms(7, "Look", "cat.png", direction=IN)
MIRROR = sms(7, "Look", direction=IN)


def only(store: Store) -> tuple[str, str, list[str], bool]:
    (found,) = store.inbox.thread(1)
    return found.kind.value, found.text, [file.name for file in found.media], found.unread


def everything(store: Store) -> list[tuple[str, str]]:
    ids = store.inbox.conversation_ids()
    return [(m.kind.value, m.text) for each in ids for m in store.inbox.thread(each)]


def test_listed_together(store: Store) -> None:
    assert poll(store, MIRROR, PHOTO).new_unread == 1
    assert only(store) == ("mms", "Look", ["cat.png"], True)


@pytest.mark.parametrize("first", [MIRROR, PHOTO])
def test_whichever_came_first(store: Store, first: object) -> None:
    poll(store, first)  # type: ignore[arg-type]
    result = poll(store, MIRROR, PHOTO, at=NOON + MINUTE)
    assert (result.added, result.new_unread) == (0, 0)
    assert only(store) == ("mms", "Look", ["cat.png"], True)
    rev = store.changes(0).rev
    poll(store, MIRROR, PHOTO, at=NOON + 2 * MINUTE)
    assert store.changes(0).rev == rev


def test_what_was_read_as_an_sms_stays_read_as_an_mms(store: Store) -> None:
    poll(store, MIRROR)
    store.flags.mark_read([1])
    poll(store, PHOTO, at=NOON + MINUTE)
    assert only(store) == ("mms", "Look", ["cat.png"], False)


def test_texts_need_not_be_the_same(store: Store) -> None:
    """getMMS may drop characters, or the whole text."""
    poll(store, sms(7, "Look 🐈", direction=IN))
    poll(store, mms(7, "", "cat.png", direction=IN), at=NOON + MINUTE)
    assert only(store) == ("mms", "Look 🐈", ["cat.png"], True)


@pytest.mark.parametrize(
    "other",
    [
        sms(8, "Look", direction=IN),
        sms(7, "Look", direction=IN, at=NOON + SECOND),
        sms(7, "Look"),
        sms(7, "Look", direction=IN, contact=BOB),
    ],
)
def test_anything_else_is_another_message(store: Store, other: object) -> None:
    """The sequences are separate and may well meet."""
    poll(store, PHOTO, other)  # type: ignore[arg-type]
    assert store.inbox.status(NOON).messages == 2


def test_the_mirror_of_our_own_mms_is_no_message(store: Store) -> None:
    message_id = written(store, "Look", attachments=[attached(store)], kind=MMS)
    store.outbox.attempt_sent(begun(store, message_id), 7, NOON)
    poll(store, sms(7, "Look", at=NOON + SECOND))
    poll(store, sms(7, "Look", at=NOON + SECOND), mms(7, "Look", "a.jpg", at=NOON + SECOND))
    (ours,) = store.inbox.thread(1)
    assert (ours.id, ours.server_date) == (message_id, "2026-03-02 12:00:01")


@pytest.mark.parametrize("text", ["Other", "Look"])
def test_an_mms_of_ours_that_is_not_listed_swallows_no_sms(store: Store, text: str) -> None:
    """Deleted at VoIP.ms at once; the SMS only has the same number in the other sequence."""
    store.outbox.attempt_sent(begun(store, written(store, "Look", kind=MMS)), 7, NOON)
    row = sms(7, text, at=NOON + SECOND)
    poll(store, row, complete=False)
    poll(store, pages=[unchanged(), page([row])])
    poll(store, row, first_day=NOON + timedelta(days=1), cut=True)
    assert texts(store) == ["Look"], "none of these has seen every MMS: it may be the mirror"
    poll(store, row, at=NOON + limits.LISTED_LATE)
    assert texts(store) == ["Look"], "VoIP.ms may list the MMS later than its mirror"
    poll(store, row, at=NOON + limits.LISTED_LATE + MINUTE)
    assert texts(store) == ["Look", text]


@pytest.mark.parametrize("deleted", [[], [sms(7, "Gone", contact=BOB, at=NOON - MINUTE)]])
def test_the_mirror_of_our_mms_may_be_listed_before_the_mms(
    store: Store, deleted: list[ServerMessage]
) -> None:
    """The MMS was sent between the two answers of one poll. An SMS of its number was deleted."""
    poll(store, *deleted, at=NOON - MINUTE)
    delete_messages(store, [1])
    message_id = written(store, "Look", attachments=[attached(store)], kind=MMS)
    store.outbox.attempt_sent(begun(store, message_id), 7, NOON)
    mirror = sms(7, "Look", at=NOON + SECOND)
    poll(store, *deleted, mirror, at=NOON + 5 * SECOND, server_time=NOON)
    assert everything(store) == [("mms", "Look")]
    poll(store, *deleted, mirror, mms(7, "Look", "a.jpg", at=NOON + SECOND), at=NOON + MINUTE)
    assert everything(store) == [("mms", "Look")]
    assert message(store, message_id).server_date == mirror.date


def test_the_mirror_of_a_deleted_mms_may_be_listed_before_the_mms(store: Store) -> None:
    store.outbox.attempt_sent(begun(store, written(store, "Look", kind=MMS)), 7, NOON)
    delete_messages(store, [1])
    mirror = sms(7, "Look", at=NOON + SECOND)
    poll(store, mirror, at=NOON + 5 * SECOND, server_time=NOON)
    assert everything(store) == []
    poll(store, mirror, at=NOON + 3 * MINUTE)
    assert everything(store) == [], "the MMS was listed after the list of MMS was made"
    poll(store, mirror, mms(7, "Look", at=NOON + SECOND), at=NOON + 4 * MINUTE)
    assert everything(store) == []


def test_the_mirror_of_an_unknown_mms_leads_to_it(store: Store) -> None:
    message_id = lost(store, "Look", kind=MMS, attachments=[attached(store)])
    poll(store, sms(7, "Look"))
    assert message(store, message_id).state is State.UNKNOWN, "an SMS is not an MMS"
    poll(store, sms(7, "Look"), mms(7, "Look", "a.jpg"), at=NOON + MINUTE)
    assert message(store, message_id).server_id == 7
    assert texts(store) == ["Look"]


def test_an_sms_of_ours_does_not_keep_the_mirror_of_another(store: Store) -> None:
    """The portal sent "ok" as MMS while our "ok" as SMS was lost."""
    message_id = lost(store, "ok")
    poll(store, sms(7, "ok"))
    assert message(store, message_id).server_id == 7
    poll(store, sms(7, "ok"), mms(7, "ok", "a.jpg"), at=NOON + MINUTE)
    assert message(store, message_id).state is State.UNKNOWN
    assert len(texts(store)) == 2


def test_an_sms_that_was_answered_with_that_id_is_one(store: Store) -> None:
    message_id = written(store, "ok")
    store.outbox.attempt_sent(begun(store, message_id), 7, NOON)
    poll(store, sms(7, "ok"), mms(7, "ok", "a.jpg"))
    poll(store, sms(7, "ok"), mms(7, "ok", "a.jpg"), at=NOON + MINUTE)
    assert message(store, message_id).kind.value == "sms"
    assert len(texts(store)) == 2


# An SMS and an MMS have the same number, and the MMS is listed as both.

OTHERS = [
    sms(7, "Mine", direction=IN, contact=BOB),
    sms(7, "Mine", direction=IN, at=NOON + SECOND),
    sms(7, "Mine"),
]


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("other", OTHERS)
def test_an_sms_beside_the_mirror_of_the_mms_with_its_number(
    store: Store, other: ServerMessage, swapped: bool
) -> None:
    two = [other, MIRROR] if swapped else [MIRROR, other]
    for minutes in range(2):
        result = poll(
            store,
            at=NOON + minutes * MINUTE,
            pages=[page([PHOTO]), Page(tuple(two), (), 2, NOON, "")],
        )
        assert result.quarantined == 0
        assert sorted(everything(store)) == [("mms", "Look"), ("sms", "Mine")]
    assert store.inbox.status(NOON).messages == 2


@pytest.mark.parametrize("other", OTHERS)
def test_the_mirror_of_an_mms_that_is_here(store: Store, other: ServerMessage) -> None:
    """The list of MMS is the same as before, and is not told again."""
    poll(store, PHOTO)
    two = Page((other, MIRROR), (), 2, NOON, "")
    poll(store, at=NOON + MINUTE, pages=[unchanged(), two])
    assert sorted(everything(store)) == [("mms", "Look"), ("sms", "Mine")]


def test_the_mirror_of_an_mms_that_was_deleted_here(store: Store) -> None:
    poll(store, PHOTO)
    delete_messages(store, [1])
    two = Page((OTHERS[0], MIRROR), (), 2, NOON, "")
    poll(store, at=NOON + MINUTE, pages=[page([PHOTO]), two])
    assert everything(store) == [("sms", "Mine")]


def test_the_mirror_alone_beside_an_sms_that_is_here(store: Store) -> None:
    poll(store, OTHERS[0])
    assert poll(store, PHOTO, MIRROR, at=NOON + MINUTE).quarantined == 0
    assert sorted(everything(store)) == [("mms", "Look"), ("sms", "Mine")]


def test_two_sms_with_one_number_cannot_be(store: Store) -> None:
    """Of one moment the one that is listed later is believed, the other kept aside."""
    two = Page((sms(7, "A", contact=BOB), sms(7, "B")), (), 2, NOON, "")
    assert poll(store, pages=[page([]), two]).quarantined == 1
    assert everything(store) == [("sms", "B")]


# What was deleted here.


def test_a_deleted_mms_does_not_come_back_as_its_mirror(store: Store) -> None:
    poll(store, PHOTO)
    delete_messages(store, [1])
    poll(store, MIRROR, PHOTO, at=NOON + MINUTE)
    assert texts(store) == []


@pytest.mark.parametrize("other", [sms(7, "Hi", direction=IN, contact=BOB), sms(7, "Hi")])
def test_a_deleted_mms_hides_no_sms_of_other_ends(store: Store, other: ServerMessage) -> None:
    poll(store, PHOTO)
    delete_messages(store, [1])
    poll(store, other, at=NOON + MINUTE)
    assert everything(store) == [("sms", "Hi")]


def test_a_deleted_mirror_does_not_come_back_as_the_mms(store: Store) -> None:
    poll(store, MIRROR)
    delete_messages(store, [1])
    poll(store, MIRROR, PHOTO, at=NOON + MINUTE)
    assert texts(store) == []


def test_a_deleted_sms_takes_no_mms_with_its_number_along(store: Store) -> None:
    poll(store, OTHERS[1])
    delete_messages(store, [1])
    poll(store, PHOTO, MIRROR, at=NOON + MINUTE)
    assert everything(store) == [("mms", "Look")]


@pytest.mark.parametrize("first", [PHOTO, MIRROR])
def test_a_deleted_one_does_not_come_back_while_the_other_kind_has_no_news(
    store: Store, first: ServerMessage
) -> None:
    """A body that is the same as before is not read again: what it lists is not in hand then."""
    poll(store, first)
    delete_messages(store, [1])
    other = MIRROR if first is PHOTO else PHOTO
    poll(store, at=NOON + MINUTE, pages=[page([other]), unchanged()])
    assert texts(store) == []


OTHER = sms(7, "Other", direction=IN, contact=BOB, at=NOON + 5 * SECOND)


@pytest.mark.parametrize("mms_known", [False, True])
def test_a_deleted_mirror_hides_no_sms_that_has_its_number(store: Store, mms_known: bool) -> None:
    poll(store, MIRROR)
    delete_messages(store, [1])
    if mms_known:
        poll(store, MIRROR, PHOTO, at=NOON + MINUTE)
    poll(store, OTHER, at=NOON + 2 * MINUTE)
    assert everything(store) == [("sms", "Other")]
    poll(store, MIRROR, OTHER, PHOTO, at=NOON + 3 * MINUTE)
    assert everything(store) == [("sms", "Other")]


def test_an_sms_and_a_mirror_of_one_number_deleted_one_after_the_other_stay_away(
    store: Store,
) -> None:
    poll(store, MIRROR)
    delete_messages(store, [1])
    poll(store, OTHER, at=NOON + MINUTE)
    (other,) = [m.id for each in store.inbox.conversation_ids() for m in store.inbox.thread(each)]
    delete_messages(store, [other])
    poll(store, MIRROR, OTHER, PHOTO, at=NOON + 2 * MINUTE)
    assert everything(store) == []


def test_a_sent_mms_deleted_before_it_was_listed_does_not_come_back(store: Store) -> None:
    attempt = begun(store, written(store, "Look", kind=MMS))
    store.outbox.attempt_sent(attempt, 7, NOON)
    delete_messages(store, [1])
    row, mirror = mms(7, "Look"), sms(7, "Look")
    poll(store, row, mirror, at=NOON + MINUTE)
    poll(store, at=NOON + 2 * MINUTE, pages=[unchanged(), page([mirror])])
    assert texts(store) == []
    poll(store, sms(7, "Other", direction=IN, at=NOON + MINUTE), at=NOON + 3 * MINUTE)
    assert texts(store) == ["Other"], "an SMS of another second only has the same number"


def test_the_mirror_of_our_mms_is_known_though_our_clock_is_a_day_off(store: Store) -> None:
    store.outbox.attempt_sent(begun(store, written(store, "Look", kind=MMS)), 7, NOON)
    tomorrow = NOON + timedelta(days=1)
    poll(store, sms(7, "Look", at=tomorrow), at=tomorrow + MINUTE)
    assert everything(store) == [("mms", "Look")]


def test_an_incoming_sms_mirrors_no_mms_of_ours(store: Store) -> None:
    store.outbox.attempt_sent(begun(store, written(store, "Look", kind=MMS)), 7, NOON)
    delete_messages(store, [1])
    poll(store, sms(7, "Hello", direction=IN, at=NOON + SECOND), at=NOON + MINUTE)
    assert texts(store) == ["Hello"], "it only has the id of the deleted MMS"


def test_an_sms_that_may_be_a_mirror_is_asked_for_again(store: Store) -> None:
    """Else the days of later polls may begin after it, and it never comes."""
    poll(store, at=NOON)
    store.outbox.attempt_sent(begun(store, written(store, "Look", kind=MMS)), 7, NOON)
    delete_messages(store, [1])
    maybe = sms(7, "Look", at=NOON + SECOND)
    poll(store, maybe, at=NOON + 10 * MINUTE)
    assert everything(store) == []
    marks = store.intake.marks()
    assert marks[SMS].server_at == NOON
    assert marks[MMS].server_at == NOON + 10 * MINUTE
    poll(store, maybe, at=NOON + 2 * limits.LISTED_LATE)
    assert everything(store) == [("sms", "Look")]
    assert store.intake.marks()[SMS].server_at == NOON + 2 * limits.LISTED_LATE


def test_the_mirror_of_a_deleted_mms_goes_when_the_mms_is_listed(store: Store) -> None:
    """It was deleted before VoIP.ms had listed it, and the list of SMS was the first to."""
    attempt = begun(store, written(store, "Look", kind=MMS))
    store.outbox.attempt_sent(attempt, 7, NOON)
    delete_messages(store, [1])
    poll(store, sms(7, "Look"), at=NOON + MINUTE)
    poll(store, mms(7, "Look"), sms(7, "Look"), at=NOON + 2 * MINUTE)
    assert texts(store) == []


def test_a_long_history_knows_its_mirrors(store: Store) -> None:
    """MMS and SMS of one answer are merged in different transactions."""
    photos = [
        mms(n, "p", "a.png", direction=IN, at=NOON - n * SECOND, contact=ANN) for n in range(1, 601)
    ]
    mirrors = [sms(n, "p", direction=IN, at=NOON - n * SECOND) for n in range(1, 601)]
    result = poll(store, *photos, *mirrors, source="first", first_day=NOON - timedelta(days=1))
    assert result.added == 600
    assert store.inbox.conversation(SHOP, ANN) is not None


def test_the_mirror_of_an_mms_that_voipms_deletes_for_the_user_does_not_come_back(
    store: Store, clock: FakeClock
) -> None:
    """The MMS was never listed, and the list of SMS is of before its deletion, that of MMS not."""
    store.outbox.attempt_sent(begun(store, written(store, "Look", kind=MMS)), 7, NOON)
    store.deleting.delete_message(1, Place.BOTH)
    clock.advance(limits.TAKE_BACK_FOR)
    store.deleting.begin_due()
    assert store.server_deletes.begin(MMS, 7)
    mirror = sms(7, "Look", at=NOON + SECOND)
    poll(store, mirror, at=NOON + 2 * MINUTE)
    assert everything(store) == []
    store.server_deletes.answered(MMS, 7)
    store.server_deletes.ended(MMS, [7])
    poll(store, mirror, at=NOON + 3 * MINUTE)
    assert everything(store) == []
    clock.advance(timedelta(hours=1))
    poll(store, mirror, at=NOON + timedelta(hours=1))
    assert everything(store) == [("sms", "Look")], "an SMS with the number of the MMS"


def test_the_mirror_of_our_mms_that_was_listed_before_the_answer_came_is_no_message(
    store: Store,
) -> None:
    attempt = begun(store, written(store, "Look", attachments=[attached(store)], kind=MMS))
    mirror, other = sms(7, "Look", at=NOON + SECOND), sms(8, "Look", at=NOON + SECOND)
    poll(store, mirror, other, at=NOON + 2 * SECOND)
    store.outbox.attempt_sent(attempt, 7, NOON)
    assert everything(store) == [("mms", "Look"), ("sms", "Look")], "the other has its own id"


@pytest.mark.parametrize("mirror_first", [True, False])
def test_of_two_rows_with_one_id_the_newer_is_the_mirror_of_an_mms_that_is_not_listed_yet(
    store: Store, mirror_first: bool
) -> None:
    attempt_of = lost(store, "Look")
    other, mirror = sms(7, "On my way", at=NOON - MINUTE), sms(7, "Look", at=NOON + SECOND)
    rows = [mirror, other] if mirror_first else [other, mirror]
    poll(store, *rows, at=NOON + MINUTE)
    assert everything(store) == [("sms", "On my way"), ("sms", "Look")]
    assert message(store, attempt_of).state is State.UNKNOWN, "the mirror is not ours"
    poll(store, *rows, mms(7, "Look", "cat.png", at=NOON + SECOND), at=NOON + 2 * MINUTE)
    assert ("mms", "Look") in everything(store)
