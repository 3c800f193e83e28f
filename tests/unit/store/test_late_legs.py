"""Further legs of a group text that VoIP.ms lists after its siblings were deleted or read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mmstui.domain.deletions import Place
from mmstui.domain.wire import ServerMessage
from mmstui.store import Store
from support.listings import IN, MINUTE, SECOND, mms, poll
from support.stores import BOB, NOON, FakeClock, copied_store

DINNER = "Dinner at 7?"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(tmp_path: Path, clock: FakeClock) -> Store:
    return copied_store(tmp_path, clock=clock)


def leg(server_id: int, text: str = DINNER, *files: str, **rest: Any) -> ServerMessage:
    return mms(server_id, text, *files, **{"direction": IN, **rest})


def visible(store: Store) -> list[int | None]:
    """The server ids of all visible rows."""
    return [
        row.server_id
        for conversation in store.inbox.conversation_ids(everything=True)
        for message in store.inbox.thread(conversation)
        for row in (message, *message.legs)
    ]


def delete(store: Store, place: Place = Place.HERE) -> None:
    (conversation,) = store.inbox.conversation_ids()
    (message,) = store.inbox.thread(conversation)
    store.deleting.delete_message(message.id, place, rows=message.row_ids)


def arrive(store: Store, size: int) -> None:
    """Let every file that is still to come arrive, with so many bytes."""
    for job in store.media.wanted(NOON + MINUTE, 9):
        path = store.database.folder / f"{job.media_id}"
        path.write_bytes(bytes(size))
        store.media.arrived(job.media_id, data_path=path, type="image/png", bytes=size)


@pytest.mark.parametrize("seconds", [10, 40], ids=["undo window", "after it"])
@pytest.mark.parametrize("whole", [False, True], ids=["message", "conversation"])
def test_a_leg_that_comes_late_is_deleted_with_its_siblings(
    store: Store, clock: FakeClock, seconds: int, whole: bool
) -> None:
    poll(store, leg(4), leg(5))
    if whole:
        (conversation,) = store.inbox.conversation_ids()
        store.deleting.delete_conversation(conversation, Place.HERE, 1 << 40)
    else:
        delete(store)
    clock.advance(seconds * SECOND)
    store.deleting.begin_due()
    while store.deleting.remove_begun():
        pass
    told = poll(store, leg(4), leg(5), leg(6), leg(7), at=clock.at)
    assert (visible(store), told.added, told.new_unread) == ([], 0, 0)
    assert store.inbox.status(clock.at).unread == 0
    while store.deleting.remove_begun():
        pass
    poll(store, leg(4), leg(5), leg(6), leg(7), at=clock.at)
    undone = store.deleting.take_back()
    assert visible(store) == ([4, 5, 6, 7] if seconds == 10 else []), "together, or not at all"
    assert undone is None or undone.here == 4


@pytest.mark.parametrize(
    "other",
    [
        leg(6, at=NOON + SECOND),
        leg(6, at=NOON + timedelta(days=1)),
        leg(6, at=NOON - SECOND),
        leg(6, "Dinner at 8?"),
        leg(6, contact=BOB),
        leg(6, did="5145550133"),
        leg(6, DINNER, "menu.png"),
    ],
    ids=["a second later", "next day", "before", "text", "contact", "DID", "with a picture"],
)
def test_what_is_no_leg_of_a_deleted_text_comes_in(store: Store, other: ServerMessage) -> None:
    poll(store, leg(4), leg(5))
    delete(store)
    poll(store, leg(4), leg(5), other, at=max(NOON, other.at))
    arrive(store, 700)
    assert visible(store) == [6]
    assert store.inbox.status(NOON).unread == 1


def test_legs_with_pictures_are_compared_when_the_pictures_are_here(store: Store) -> None:
    poll(store, leg(4, "", "a.png"))
    arrive(store, 700)
    delete(store)
    poll(store, leg(4, "", "a.png"), leg(5, "", "a.png"), leg(6, "", "a.png"))
    assert visible(store) == [5, 6], "they may be other pictures"
    for size, left in ((700, [6]), (701, [6])):
        (job, *_) = sorted(store.media.wanted(NOON + MINUTE, 9), key=lambda job: job.message_id)
        path = store.database.folder / "came"
        path.write_bytes(bytes(size))
        store.media.arrived(job.media_id, data_path=path, type="image/png", bytes=size)
        assert visible(store) == left


def test_voipms_is_asked_for_a_late_leg_only_while_that_can_be_undone(
    store: Store, clock: FakeClock
) -> None:
    poll(store, leg(4))
    delete(store, Place.BOTH)
    poll(store, leg(4), leg(5), at=clock.at)
    assert [row.server_id for row in store.server_deletes.wanted()] == [4, 5]
    clock.advance(40 * SECOND)
    store.deleting.begin_due()
    poll(store, leg(4), leg(5), leg(6), at=clock.at)
    assert [row.server_id for row in store.server_deletes.wanted()] == [4, 5]
    assert visible(store) == []


def test_a_deletion_that_was_undone_hides_no_leg(store: Store) -> None:
    poll(store, leg(4))
    delete(store)
    store.deleting.take_back()
    poll(store, leg(4), leg(5))
    assert visible(store) == [4, 5]


def test_a_leg_of_a_message_that_was_read_is_read(store: Store) -> None:
    poll(store, leg(4))
    store.flags.mark_read([1])
    told = poll(store, leg(4), leg(5), leg(6, at=NOON + SECOND))
    assert (told.new_unread, store.inbox.status(NOON).unread) == (1, 1)
    assert visible(store) == [4, 5, 6]
