"""A send that waits: what others wrote since stops it, in the transaction that would queue it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from mmstui.domain.messages import Direction, Draft, Kind
from mmstui.domain.outgoing import Seen, Then
from mmstui.domain.problems import Changed
from mmstui.store import Store
from support.stores import ACCOUNT, ANN, BOB, NOON, SHOP, FakeClock, copied_store, put

ANA, BEN = 2001, 2002  #: Unix users
SECOND = timedelta(seconds=1)


@pytest.fixture
def ana(tmp_path: Path) -> Iterator[Store]:
    copied_store(tmp_path).close()
    with closing(Store.open(tmp_path, ACCOUNT, clock=FakeClock(), person=ANA)) as store:
        yield store


def send(store: Store, seen: Seen | None, did: str = SHOP) -> int:
    (message_id,) = store.outbox.queue(
        did=did, contacts=[ANN], text="Yes", kind=Kind.SMS, clear_draft=(SHOP, ANN),
        then=Then(seen=seen),
    )  # fmt: skip
    return message_id


def ben_writes(ana: Store) -> None:
    home = ana.folder.parents[1]
    with closing(Store.open(home, ACCOUNT, clock=FakeClock(), person=BEN)) as ben:
        ben.outbox.queue(did=SHOP, contacts=[ANN], text="No", kind=Kind.SMS)


STOPS: dict[str, tuple[Callable[[Store], object], tuple[int, bool, int | None]]] = {
    "a message came": (lambda s: put(s, "!", at=NOON + SECOND), (1, False, None)),
    "two came": (lambda s: (put(s, "!", at=NOON + SECOND), put(s, "?")), (2, False, None)),
    "somebody of the team wrote": (ben_writes, (1, True, BEN)),
    "somebody wrote elsewhere": (
        lambda s: put(s, "!", direction=Direction.OUT, at=NOON + SECOND), (1, True, None)
    ),
    "one is dated a little back": (lambda s: put(s, "!", at=NOON - SECOND), (1, False, None)),
}  # fmt: skip
LETS: dict[str, Callable[[Store], object]] = {
    "nothing came": lambda s: None,
    "I wrote myself": lambda s: send(s, None),
    "another customer wrote": lambda s: put(s, "!", contact=BOB),
    "history was fetched": lambda s: put(s, "!", at=NOON - timedelta(days=3)),
    "what came was deleted again": lambda s: put(s, "!", dropped=1),
}


@pytest.mark.parametrize("case", STOPS)
def test_what_others_wrote_since_stops_a_send_once(ana: Store, case: str) -> None:
    happens, told = STOPS[case]
    seen = put(ana, "Hello")
    ana.drafts.save(SHOP, ANN, Draft("Yes"))
    happens(ana)
    before = ana.inbox.thread(1)
    with pytest.raises(Changed) as stopped:
        send(ana, Seen(SHOP, ANN, seen))
    changed = stopped.value
    assert (changed.came, changed.answered, changed.answered_by) == told
    assert changed.newest == max(each.id for each in before)
    assert ana.inbox.thread(1) == before, "nothing is queued"
    assert ana.drafts.draft(SHOP, ANN) == Draft("Yes"), "and the draft is there"
    assert send(ana, Seen(SHOP, ANN, changed.newest)) > changed.newest
    assert ana.drafts.draft(SHOP, ANN) is None


@pytest.mark.parametrize("case", LETS)
def test_what_else_happens_stops_nothing(ana: Store, case: str) -> None:
    seen = put(ana, "Hello")
    LETS[case](ana)
    assert send(ana, Seen(SHOP, ANN, seen)) > seen


def test_a_first_message_is_stopped_by_somebody_elses_first(ana: Store) -> None:
    ben_writes(ana)
    with pytest.raises(Changed):
        send(ana, Seen(SHOP, ANN, 0))


def test_the_conversation_that_was_open_counts_whatever_number_it_goes_from(ana: Store) -> None:
    seen = put(ana, "Hello")
    put(ana, "!", at=NOON + SECOND)
    with pytest.raises(Changed):
        send(ana, Seen(SHOP, ANN, seen), did="6135550150")
    assert len(ana.inbox.conversations_with(ANN)) == 1, "no conversation is left behind"


def test_without_a_team_nothing_is_asked(ana: Store) -> None:
    put(ana, "Hello")
    ben_writes(ana)
    assert send(ana, None)
