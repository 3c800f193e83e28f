"""Deleting at VoIP.ms, with the real client over HTTP; both kinds have messages of one number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from mmstui.domain.deletions import Place
from mmstui.domain.message_notes import Note, NoteKind
from mmstui.simulator import ManualClock
from support import seldom
from support.office import Office, in_time
from support.simulated import SHOP, SUPPORT, ZOE, Simulated

MAX = "5145550142"
WAIT = 31.0
DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path, sim: Simulated, clock: ManualClock) -> Iterator[Office]:
    office = Office(tmp_path, sim, clock)
    sim.account.next_sms_id = sim.account.next_mms_id = 1_000
    office.arrives("zoe sms", ago=2 * DAY)  # sms 1000
    office.arrives("max mms", ago=2 * DAY, contact=MAX, kind="mms", files=1)  # mms 1000
    office.arrives("max sms", ago=DAY, contact=MAX)  # sms 1001
    office.arrives("zoe mms", ago=DAY, kind="mms", files=1)  # mms 1001
    office.arrives("zoe again", outgoing=True)  # sms 1002
    office.arrives("support", did=SUPPORT, kind="mms")  # mms 1002
    yield office
    office.store.close()


THERE = {("sms", 1000), ("mms", 1001), ("sms", 1002)}


def ask(office: Office, place: Place = Place.BOTH) -> None:
    found = office.store.inbox.conversation(SHOP, ZOE)
    assert found is not None
    newest = office.store.deleting.outlook(found.id).newest
    assert office.store.deleting.delete_conversation(found.id, place, newest) is not None


async def carried_out(office: Office) -> None:
    """Let time pass until nothing is left to be deleted."""
    async with office.running(office.engine()):
        await ended(office)


async def ended(office: Office) -> None:
    """The same while an engine runs."""

    def nothing_left() -> bool:
        office.clock.advance(0.5)
        return not office.store.server_deletes.wanted()

    await office.holds(nothing_left)
    await office.holds(lambda: not office.store.deleting.remove_begun())


def at_server(office: Office) -> set[str]:
    account = office.sim.account
    return {
        message.text
        for kind in ("sms", "mms")
        for message in account.newest_first(kind, 0.0, office.clock.now() + 1)
    }


@pytest.mark.parametrize(
    "switches",
    [
        {},
        {"empty_body_on_delete": True},
        {"plus_one_with_did_filter": True},
        {"lone_row_is_object": True, "numeric_row_ids": True},
        {"newest_first": False},
    ],
    ids=str,
)
async def test_a_conversation_goes_and_no_other(
    office: Office, clock: ManualClock, switches: dict[str, object]
) -> None:
    office.sim.switches.apply(switches)
    await in_time(office.engine().once())
    ask(office)
    await in_time(office.engine().once())
    assert office.sim.account.deleted == []
    clock.advance(WAIT)
    await carried_out(office)
    assert set(office.sim.account.deleted) == THERE
    assert at_server(office) == {"max mms", "max sms", "support"}
    assert office.texts() == ["max mms", "max sms", "support"]
    assert not office.store.server_deletes.wanted()


async def test_an_mms_that_is_listed_as_sms_too_goes_as_mms(
    office: Office, clock: ManualClock
) -> None:
    office.sim.switches.mirrored_mms = True
    office.sim.account.next_mms_id = 5_000
    office.arrives("photo", kind="mms", contact="5145550177")
    await in_time(office.engine().once())
    found = office.store.inbox.conversation(SHOP, "5145550177")
    assert found is not None
    assert office.store.deleting.delete_conversation(found.id, Place.BOTH, 99) is not None
    clock.advance(WAIT)
    await carried_out(office)
    assert office.sim.account.deleted == [("mms", 5_000)]
    assert office.sim.account.requests["deleteSMS"] == 0


@pytest.mark.parametrize(
    ("page", "acted"),
    seldom.but(
        lambda case: case not in {("522", True), ("truncated", False)},
        product(("522", "html", "truncated"), (True, False)),
    ),
)
async def test_a_lost_answer_is_asked_for_again_and_each_goes_once(
    office: Office, clock: ManualClock, page: str, acted: bool
) -> None:
    await in_time(office.engine().once())
    ask(office)
    clock.advance(WAIT)
    office.sim.switches.apply(
        {"pages": {"deleteSMS": page, "deleteMMS": page}, "pages_act": acted, "fault_times": 2}
    )
    await carried_out(office)
    assert sorted(office.sim.account.deleted) == sorted(THERE)
    assert at_server(office) == {"max mms", "max sms", "support"}


@pytest.mark.parametrize("status", ["no_sms", "invalid_id"])
async def test_what_the_portal_deletes_meanwhile_is_gone(office: Office, status: str) -> None:
    await in_time(office.engine().once())
    office.sim.account.requests.clear()
    office.sim.switches.unknown_id_status = status
    ask(office)
    async with office.running(office.engine()):
        # The poll asks once, the look once.
        await office.holds(lambda: office.sim.account.requests["getSMS"] >= 2)
        await office.holds(lambda: office.store.signals.get("last_sync"))
        office.sim.account.delete("sms", 1000)
        await ended(office)
    assert office.sim.account.requests["deleteSMS"] == 2
    assert set(office.sim.account.deleted) == THERE
    assert len(office.sim.account.deleted) == 3
    assert office.texts() == ["max mms", "max sms", "support"]


async def test_what_stays_here_is_not_brought_back_to_life(
    office: Office, clock: ManualClock
) -> None:
    await in_time(office.engine().once())
    ask(office, Place.SERVER)
    clock.advance(WAIT)
    await carried_out(office)
    assert set(office.sim.account.deleted) == THERE
    gone = {m.text for m in office.messages() if Note(NoteKind.GONE) in m.notes}
    assert gone == {"zoe sms", "zoe mms", "zoe again"}
    comparison = (await in_time(office.engine().verify())).comparison
    assert comparison is not None
    assert (comparison.differences, comparison.gone_there) == ([], 3)


async def test_from_here_alone_leaves_voip_ms_as_it_is(office: Office, clock: ManualClock) -> None:
    await in_time(office.engine().once())
    ask(office, Place.HERE)
    clock.advance(WAIT)
    for _ in range(2):
        await in_time(office.engine().once())
    assert office.sim.account.deleted == []
    assert office.texts() == ["max mms", "max sms", "support"]
    comparison = (await in_time(office.engine().verify())).comparison
    assert comparison is not None
    assert (comparison.differences, comparison.deleted_here) == ([], 3)
