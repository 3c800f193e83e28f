"""The filter of days over a store, against every message's date counted by zoneinfo."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mmstui.domain.times.days import spans
from mmstui.store import Store
from support.stores import put

#: Around both changes of clocks of 2026, in Newfoundland and elsewhere.
CHANGES = (date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5), date(2010, 11, 6))


@pytest.fixture
def said(store: Store) -> dict[int, list[datetime]]:
    """Conversations with a few messages each, most of them within hours of a change of clocks."""
    chance = random.Random(7)
    found: dict[int, list[datetime]] = {}
    for number in range(40):
        for _ in range(chance.randrange(1, 5)):
            day = chance.choice(CHANGES)
            at = datetime(day.year, day.month, day.day, tzinfo=UTC)
            at += timedelta(minutes=chance.randrange(-4 * 1440, 4 * 1440))
            put(store, contact=f"51455501{number:02}", at=at)
            found.setdefault(number + 1, []).append(at)
    return found


@pytest.mark.parametrize(
    "name",
    ["Asia/Tokyo", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana"],
)
def test_it_finds_what_counting_by_hand_finds(
    store: Store, said: dict[int, list[datetime]], name: str
) -> None:
    zone = ZoneInfo(name)
    some = 0
    for change in CHANGES:
        for before in range(-3, 4):
            for length in (0, 1, 5):
                first = change + timedelta(days=before)
                last = first + timedelta(days=length)
                wanted = {
                    conversation
                    for conversation, times in said.items()
                    if any(first <= at.astimezone(zone).date() <= last for at in times)
                }
                found = store.inbox.conversation_ids(during=spans(first, last, zone))
                assert set(found) == wanted, (first, last)
                assert len(found) == len(wanted)
                some += 0 < len(wanted) < len(said)
    assert some > 40


def test_it_looks_into_threads_by_their_index(store: Store) -> None:
    from mmstui.store.reading import inbox

    plan = store.database.read(
        "EXPLAIN QUERY PLAN SELECT id FROM conversation WHERE listed = 1 "
        f"AND {inbox._HAS_MESSAGE.format(0)} ORDER BY pinned DESC, order_at DESC, id DESC",
        {"since0": 0, "until0": 0},
    )
    assert [row[3] for row in plan] == [
        "SCAN conversation USING COVERING INDEX conversation_list",
        "CORRELATED SCALAR SUBQUERY 1",
        "SEARCH m USING INDEX message_thread (conversation_id=? AND at>? AND at<?)",
    ]


def test_the_newest_message_in_some_days(store: Store) -> None:
    zone = ZoneInfo("America/St_Johns")
    start = datetime(2026, 11, 1, 2, 29, tzinfo=UTC)  # a minute before the first of November
    ids = [put(store, at=start + timedelta(minutes=minutes)) for minutes in (0, 1, 1500, 1501)]
    ((since, until),) = spans(date(2026, 11, 1), date(2026, 11, 1), zone)
    newest = store.inbox.newest_between(1, since, until)
    assert newest is not None
    assert newest.id == ids[2]
    ((since, until),) = spans(date(2026, 10, 20), date(2026, 10, 21), zone)
    assert store.inbox.newest_between(1, since, until) is None
