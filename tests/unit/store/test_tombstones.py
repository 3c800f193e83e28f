"""An SMS and the mirror of an MMS may have one id: each has a tombstone of its own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mmstui.domain.deletions import Place
from mmstui.domain.differences import Claim, Comparison, What
from mmstui.domain.wire import Page, ServerMessage
from mmstui.store import Store
from mmstui.store.rescue.repair import repair
from mmstui.store.sqlite.migration_runner import migrate
from mmstui.store.sqlite.schema import MIGRATIONS
from support import damage
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
    mms,
    page,
    poll,
    sms,
    unchanged,
    written,
)
from support.stores import ACCOUNT, BOB, NOON, FakeClock, find, make_store

PHOTO = mms(7, "Look", "cat.png", direction=IN)
MIRROR = sms(7, "Look", direction=IN)
#: An SMS that has the number of the MMS, in the same conversation and in another.
OTHERS = [
    sms(7, "Other", direction=IN, at=NOON + 5 * SECOND),
    sms(7, "Other", direction=IN, contact=BOB, at=NOON + 5 * SECOND),
]


def seen(store: Store) -> list[tuple[str, str]]:
    ids = store.inbox.conversation_ids()
    return [(m.kind.value, m.text) for each in ids for m in store.inbox.thread(each)]


def delete(store: Store, text: str) -> None:
    (found,) = find(store, text)
    delete_messages(store, [found.id])


# Two in one answer.


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("other", OTHERS)
def test_an_sms_beside_a_deleted_mirror(store: Store, other: ServerMessage, swapped: bool) -> None:
    """The list of MMS is the same as before, and is not told again."""
    poll(store, MIRROR)
    delete(store, "Look")
    two = Page((other, MIRROR) if swapped else (MIRROR, other), (), 2, NOON, "")
    for minutes in (1, 2):
        result = poll(store, at=NOON + minutes * MINUTE, pages=[unchanged(), two])
        assert (result.quarantined, seen(store)) == (0, [("sms", "Other")])


def test_a_deleted_mirror_alone_beside_an_sms_that_is_here(store: Store) -> None:
    poll(store, MIRROR)
    delete(store, "Look")
    poll(store, OTHERS[1], at=NOON + MINUTE)
    assert poll(store, MIRROR, at=NOON + 2 * MINUTE).quarantined == 0
    assert seen(store) == [("sms", "Other")]


@pytest.mark.parametrize("other", OTHERS)
def test_both_deleted_stay_away(store: Store, other: ServerMessage) -> None:
    poll(store, MIRROR)
    delete(store, "Look")
    poll(store, other, at=NOON + MINUTE)
    delete(store, "Other")
    for pages in ([unchanged(), page([MIRROR, other])], [page([PHOTO]), page([MIRROR, other])]):
        result = poll(store, at=NOON + 2 * MINUTE, pages=pages)
        assert (result.quarantined, seen(store)) == (0, [])


# What was sent from here.


def test_an_sms_of_ours_deleted_before_it_was_listed_stays_away(store: Store) -> None:
    """The mirror of an MMS with its number is listed first, and leaves no date in its place."""
    store.outbox.attempt_sent(begun(store, written(store, "ours")), 7, NOON)
    delete_messages(store, [1])
    ours = sms(7, "ours", at=NOON + 5 * SECOND)
    poll(store, MIRROR, at=NOON + MINUTE, server_time=NOON)
    poll(store, ours, MIRROR, PHOTO, at=NOON + 2 * MINUTE)
    assert seen(store) == [("mms", "Look")]


def test_an_sms_of_ours_dated_by_a_mirror_takes_no_mms_along(store: Store) -> None:
    """Listed first as the mirror of the portal's MMS: what is certain is the number, by answer."""
    store.outbox.attempt_sent(begun(store, written(store, "ok")), 7, NOON)
    poll(store, sms(7, "ok"), at=NOON + 5 * SECOND, server_time=NOON)
    delete_messages(store, [1])
    poll(store, sms(7, "ok", at=NOON + SECOND), sms(7, "ok"), mms(7, "ok", "a.jpg"))
    assert seen(store) == [("mms", "ok")]


def test_a_row_given_back_leaves_the_tombstone_of_another_date(store: Store) -> None:
    poll(store, MIRROR)
    delete(store, "Look")
    message_id = lost(store, "ok")
    row = sms(7, "ok", at=NOON + SECOND)
    poll(store, row, at=NOON + SECOND)
    store.deleting.delete_message(message_id, Place.HERE)
    (attempt,) = store.database.read("SELECT id FROM attempt WHERE message_id = ?", (message_id,))
    store.outbox.attempt_sent(attempt[0], 8, NOON + 2 * SECOND)
    poll(store, at=NOON + MINUTE, pages=[page([PHOTO]), page([row, sms(8, "ok"), MIRROR])])
    assert seen(store) == [("sms", "ok")], "the portal's, and neither ours nor the photo"


# Taking it back.


@pytest.mark.parametrize("as_mms", [False, True])
def test_a_mirror_taken_back_leaves_nothing_behind(store: Store, as_mms: bool) -> None:
    poll(store, MIRROR)
    store.deleting.delete_message(1, Place.HERE)
    if as_mms:
        poll(store, MIRROR, PHOTO, at=NOON + MINUTE)
    assert seen(store) == []
    store.deleting.take_back()
    assert seen(store) == [("mms" if as_mms else "sms", "Look")]
    assert store.database.read("SELECT * FROM tombstone") == []


def test_taking_one_back_leaves_the_other_deleted(store: Store) -> None:
    poll(store, MIRROR)
    delete(store, "Look")
    poll(store, OTHERS[0], at=NOON + MINUTE)
    (other,) = find(store, "Other")
    store.deleting.delete_message(other.id, Place.HERE)
    store.deleting.take_back()
    poll(store, MIRROR, OTHERS[0], PHOTO, at=NOON + 2 * MINUTE)
    assert seen(store) == [("sms", "Other")]


def test_an_mms_taken_back_leaves_the_sms_with_its_id_and_date_deleted(store: Store) -> None:
    answer = sms(7, "ok")
    poll(store, answer, PHOTO)
    delete(store, "ok")
    (photo,) = find(store, "Look")
    store.deleting.delete_message(photo.id, Place.HERE)
    store.deleting.take_back()
    poll(store, answer, PHOTO, at=NOON + MINUTE)
    assert seen(store) == [("mms", "Look")]


def test_what_was_listed_since_is_taken_back_whole(store: Store) -> None:
    photo = written(store, "Look", kind=MMS, attachments=[attached(store)])
    store.outbox.attempt_sent(begun(store, photo), 7, NOON)
    store.deleting.delete_message(photo, Place.HERE)
    poll(store, mms(7, "Look", "a.jpg"), sms(7, "Look"), at=NOON + MINUTE)
    store.deleting.take_back()
    assert store.database.read("SELECT * FROM tombstone") == []


# Who else asks.


def test_a_comparison_tells_them_apart(store: Store) -> None:
    poll(store, MIRROR)
    delete(store, "Look")
    claim = Claim(SMS, NOON.date(), NOON.date(), NOON + MINUTE)
    found = Comparison()
    store.compare(claim, [MIRROR], [PHOTO], NOON, found)
    store.compare(Claim(MMS, claim.first, claim.last, claim.until), [PHOTO], [], NOON, found)
    assert (found.deleted_here, found.differences) == (2, [])
    store.compare(claim, [OTHERS[1]], [PHOTO], NOON, found)
    store.compare(claim, [OTHERS[1], MIRROR], [], NOON, found)
    assert [one.what for one in found.differences] == [What.MISSING_HERE] * 2


def test_a_repair_tells_them_apart(tmp_path: Path) -> None:
    store = damage.precious_store(tmp_path, history=60)
    poll(store, sms(100, "mirror", direction=IN))
    delete(store, "mirror")
    poll(store, sms(100, "Other", direction=IN, at=NOON + SECOND), at=NOON + MINUTE)
    store.close()
    damage.overwrite_page_with(damage.database_of(tmp_path), b"History 40 ")
    assert repair(tmp_path, ACCOUNT, clock=FakeClock(NOON)).aside is not None
    store = make_store(tmp_path)
    assert [m.text for m in find(store, "Other")] == ["Other"]
    poll(store, sms(100, "mirror", direction=IN), at=NOON + 2 * MINUTE)
    assert find(store, "mirror") == []
    store.close()


def as_before(home: Path) -> None:
    """Give a store the table of an mmstui that had one tombstone for each id."""
    with closing(sqlite3.connect(damage.database_of(home), isolation_level=None)) as old:
        kept = old.execute("SELECT kind, server_id, server_date FROM tombstone").fetchall()
        later = "'0010-tombstones-by-date', '0015-buried-legs', '0018-tombstone-ends'"
        old.execute(f"DELETE FROM migration WHERE name IN ({later})")
        old.execute("DROP TABLE tombstone")
        with closing(sqlite3.connect(":memory:")) as first:
            migrate(first, 0, MIGRATIONS[:1])
            ((made,),) = first.execute("SELECT sql FROM sqlite_schema WHERE name = 'tombstone'")
        old.execute(made)
        old.executemany("INSERT INTO tombstone VALUES (?1, ?2, 0, nullif(?3, ''))", kept)


@pytest.mark.parametrize("damaged", [False, True])
def test_tombstones_of_an_older_version_stand(tmp_path: Path, damaged: bool) -> None:
    store = damage.precious_store(tmp_path, history=60)
    poll(store, sms(100, "listed", direction=IN), mms(100, "photo"))
    delete(store, "listed")
    delete(store, "photo")
    sent = written(store, "sent")
    store.outbox.attempt_sent(begun(store, sent), 101, NOON)
    delete_messages(store, [sent])
    store.close()
    as_before(tmp_path)
    if damaged:
        damage.overwrite_page_with(damage.database_of(tmp_path), b"History 40 ")
        assert repair(tmp_path, ACCOUNT, clock=FakeClock(NOON)).aside is not None
    store = make_store(tmp_path)
    poll(store, sms(100, "listed", direction=IN), mms(100, "photo"), sms(101, "sent"))
    assert [found.text for text in ("listed", "photo", "sent") for found in find(store, text)] == []
    poll(store, sms(100, "another", direction=IN, at=NOON + SECOND), at=NOON + MINUTE)
    assert [found.text for found in find(store, "another")] == ["another"]
    store.close()
