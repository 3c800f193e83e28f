"""The order in which VoIP.ms tells things does not change what they are."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mmstui.domain.wire import ServerMessage
from mmstui.store import Store
from support.listings import IN, MINUTE, OUT, SECOND, lost, mms, poll, sms
from support.stores import ANN, BOB, NOON, copied_store

MEMORY = Path("/dev/shm")

#: Rows that mirror each other, share ids without being the same, and two that may be ours.
ROWS: tuple[ServerMessage, ...] = (
    sms(1, "one", direction=IN),
    mms(1, "one", "a.png", direction=IN),  # mirrored
    mms(2, "two", "b.png", "c.mp3", direction=OUT, at=NOON + SECOND),
    sms(2, "not two", direction=IN, at=NOON + SECOND),
    mms(3, "", direction=IN, contact=BOB),
    sms(3, "", direction=IN, contact=BOB),  # mirrored
    sms(4, "ours", at=NOON + 2 * SECOND),
    sms(5, "ours", at=NOON + 3 * SECOND),
    sms(6, "ours", at=NOON - 20 * MINUTE),
    sms(7, "ours", contact=BOB),
)


def told(store: Store) -> list[str]:
    """All there is to see."""
    seen = []
    for contact in (ANN, BOB):
        for conversation in store.inbox.conversations_with(contact):
            seen += [
                f"{m.at} {m.kind} {m.server_id} {m.direction} {m.state} {m.contact} {m.text!r} "
                f"{[file.name for file in m.media]} {m.notes}"
                for m in store.inbox.thread(conversation.id)
            ]
    return sorted(seen)


def after(polls: list[list[ServerMessage]]) -> list[str]:
    """What is to be seen after these polls, with one message of ours being looked for."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as home:
        store = copied_store(Path(home))
        lost(store, "ours")
        for number, rows in enumerate(polls):
            poll(store, *rows, at=NOON + number * MINUTE, complete=False)
        seen = told(store)
        store.close()
    return seen


AT_ONCE = after([list(ROWS)])


@settings(max_examples=30, deadline=None)
@given(st.permutations(ROWS), st.lists(st.integers(0, len(ROWS)), max_size=3))
def test_whatever_comes_first(order: list[ServerMessage], cuts: list[int]) -> None:
    """Late rows, rows out of order, and the same rows again. Only of rows that could all be ours
    the first to come is; those come in one order here.
    """
    ours = [row for row in ROWS if row.text == "ours"]
    order = sorted(order, key=lambda row: ours.index(row) if row in ours else -1)
    polls = [order[a:b] for a, b in pairwise([0, *sorted(cuts), len(order)])]
    assert after([*polls, list(ROWS)]) == AT_ONCE
