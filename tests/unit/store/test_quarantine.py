"""What could not be understood is listed, and counted until somebody has looked at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from mmstui.domain.account import SetAside
from mmstui.domain.limits import SET_ASIDE_COUNTED
from mmstui.domain.wire import BadRow
from mmstui.store import Store
from support.listings import MINUTE, page, poll
from support.stores import NOON


def set_aside(store: Store, raws: Sequence[str], *, minutes: int = 0) -> None:
    bad = tuple(BadRow("sms", raw, "date: not a date") for raw in raws)
    poll(store, pages=[replace(page([]), bad=bad, count=len(bad))], at=NOON + minutes * MINUTE)


def new(store: Store) -> tuple[bool, int]:
    status = store.inbox.status(NOON, sends_limit=100)
    return status.set_aside, status.set_aside_new


def test_the_newest_come_first_with_when_and_why(store: Store) -> None:
    set_aside(store, ['{"message": "one"}', "two"])
    set_aside(store, ["three"], minutes=1)
    rows = store.quarantine.newest(2)
    assert [(row.raw, row.text, row.seen_at) for row in rows] == [
        ("three", "", NOON + MINUTE),
        ("two", "", NOON),
    ]
    assert store.quarantine.count() == 3
    assert [row.text for row in store.quarantine.after(0, 1)] == ["one"]


def test_they_are_new_until_somebody_has_looked(store: Store) -> None:
    assert new(store) == (False, 0)
    set_aside(store, ["a", "b"])
    assert new(store) == (True, 2)
    newest = store.quarantine.newest(1)[0].id
    store.quarantine.looked_at(newest, NOON)
    assert new(store) == (True, 0)
    set_aside(store, ["c"])
    store.quarantine.looked_at(newest, NOON)  # by a dialog that was opened before
    assert new(store) == (True, 1)


def test_no_more_are_counted_than_the_header_has_room_for(store: Store) -> None:
    set_aside(store, [f"row {number}" for number in range(SET_ASIDE_COUNTED + 5)])
    assert new(store) == (True, SET_ASIDE_COUNTED)


def test_an_id_that_is_given_again_is_new_again(store: Store) -> None:
    set_aside(store, ["a", "b"])
    ids = [row.id for row in store.quarantine.newest(9)]
    store.quarantine.looked_at(max(ids), NOON)
    store.quarantine.take_out(ids)
    assert new(store) == (False, 0)
    set_aside(store, ["c"])
    assert new(store) == (True, 1)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ('{"message": "Bonjour"}', "Bonjour"),
        ('{"text": "Bonjour"}', "Bonjour"),
        ('{"message": 5}', ""),
        ('{"message": "cut off', ""),
        ('["message"]', ""),
        ("[" * 20_000, ""),
        ("", ""),
    ],
)
def test_the_text_of_a_row_where_one_can_be_made_out(raw: str, text: str) -> None:
    assert SetAside(1, "sms", raw, "", NOON).text == text
