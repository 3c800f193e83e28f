"""The engine on lines that break, over real sockets: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

import pytest

from mmstui.domain.messages import Kind, State
from mmstui.simulator import ManualClock
from support import seldom
from support.office import Office, in_time
from support.proxy import (
    PAGE_502,
    AcceptThenDrop,
    CutReply,
    CutRequest,
    Fault,
    FaultProxy,
    Refuse,
    Stall,
)
from support.simulated import Simulated


@pytest.fixture
async def proxy(sim: Simulated) -> AsyncIterator[FaultProxy]:
    async with FaultProxy(sim.port) as proxy:
        yield proxy


@pytest.fixture
async def office(
    tmp_path: Path, sim: Simulated, clock: ManualClock, proxy: FaultProxy
) -> AsyncIterator[Office]:
    """After its first sync, behind the proxy."""
    office = Office(tmp_path, sim, clock)
    office.url = proxy.url
    await in_time(office.engine().once())
    yield office
    office.store.close()


async def test_nobody_there_keeps_the_message_and_says_so(
    office: Office, proxy: FaultProxy
) -> None:
    proxy.fault = Refuse()
    queued = office.queue()
    report = await in_time(office.engine().once())
    assert report.offline
    assert office.state(queued) is State.QUEUED
    assert office.store.signals.get("offline") is not None
    proxy.mend()
    report = await in_time(office.engine().once())
    assert report.ok
    assert office.state(queued) is State.SENT
    assert office.store.signals.get("offline") is None
    assert office.accepted == ["Hello"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    seldom.but(
        lambda case: case[1] is Kind.MMS and not isinstance(case[0], CutRequest),
        product((AcceptThenDrop(), CutRequest(40), CutReply(0), CutReply(30), PAGE_502), Kind),
    ),
    ids=lambda value: type(value).__name__ if isinstance(value, Fault) else value,
)
async def test_a_line_that_breaks_in_a_send_sends_at_most_once(
    office: Office, proxy: FaultProxy, clock: ManualClock, fault: Fault, kind: Kind
) -> None:
    files = (office.attachment(),) if kind is Kind.MMS else ()
    async with office.running(office.engine()):
        await office.polled()
        proxy.fault = fault
        queued = office.queue("Where?", kind=kind, attachments=files)
        await office.holds(lambda: office.state(queued) is State.UNKNOWN)
        proxy.mend()
        settled = {State.SENT, State.UNCONFIRMED}
        await office.holds(lambda: moved(clock) and office.state(queued) in settled)
    reached = len(office.accepted)
    assert office.state(queued) is (State.SENT if reached else State.UNCONFIRMED)
    assert reached <= 1
    assert len(office.messages()) == 1


async def test_closing_in_mid_send_cuts_the_line_and_keeps_the_doubt(
    office: Office, proxy: FaultProxy
) -> None:
    task = asyncio.create_task(office.engine().run())
    await office.polled()
    proxy.fault = Stall()
    queued = office.queue("Where?")
    await office.holds(lambda: office.accepted == ["Where?"])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert office.state(queued) is State.UNKNOWN
    proxy.mend()
    await in_time(office.engine("second").once())
    assert office.state(queued) is State.SENT
    assert office.accepted == ["Where?"]


async def test_an_outage_and_its_end(office: Office, proxy: FaultProxy, clock: ManualClock) -> None:
    async with office.running(office.engine()):
        await office.polled()
        proxy.fault = Refuse()
        await proxy.drop_all()
        await office.holds(lambda: moved(clock) and office.store.signals.get("offline"))
        since = office.store.signals.get("offline")
        queued = office.queue()
        office.arrives("during")
        await office.alive_after(60)
        assert office.store.signals.get("offline") == since
        proxy.mend()
        await office.holds(lambda: moved(clock) and office.store.signals.get("offline") is None)
        await office.holds(lambda: office.state(queued) is State.SENT)
        await office.holds(lambda: moved(clock) and office.unread() == {"during"})


async def test_one_process_takes_over_from_another(office: Office) -> None:
    async with office.running(office.engine("second")):
        await office.polled()
        first = asyncio.create_task(office.engine("first").run())
        await asyncio.sleep(0)
    queued = office.queue("after")
    await office.holds(lambda: office.state(queued) is State.SENT)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert office.accepted == ["after"]


def moved(clock: ManualClock) -> bool:
    clock.advance(10)
    return True
