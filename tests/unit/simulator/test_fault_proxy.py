"""The proxy that breaks the line: each fault seen by a real client."""

from collections.abc import AsyncIterator

import httpx
import pytest

from support import proxy as faults
from support.proxy import FaultProxy
from support.simulated import PASSWORD, SHOP, USERNAME, ZOE, Simulated, running_simulator

SEND = {
    "api_username": USERNAME,
    "api_password": PASSWORD,
    "method": "sendSMS",
    "did": SHOP,
    "dst": ZOE,
    "message": "Bonjour",
}


@pytest.fixture
async def sim() -> AsyncIterator[Simulated]:
    async with running_simulator() as sim:
        yield sim


@pytest.fixture
async def proxy(sim: Simulated) -> AsyncIterator[FaultProxy]:
    async with FaultProxy(sim.port) as proxy:
        yield proxy


async def send(proxy: FaultProxy, patience: float = 10) -> httpx.Response:
    async with httpx.AsyncClient(timeout=patience) as client:
        return await client.get(proxy.url, params=SEND)


async def test_without_a_fault_bytes_pass(sim: Simulated, proxy: FaultProxy) -> None:
    reply = await send(proxy)
    assert reply.json()["status"] == "success"
    assert len(sim.account.accepted) == 1


async def test_refuse_is_a_connection_that_never_was(sim: Simulated, proxy: FaultProxy) -> None:
    proxy.fault = faults.Refuse()
    with pytest.raises(httpx.ConnectError):
        await send(proxy)
    assert sim.account.accepted == []
    proxy.mend()
    assert (await send(proxy)).status_code == 200


async def test_refuse_and_mend_may_follow_each_other_at_once(proxy: FaultProxy) -> None:
    for _ in range(3):
        proxy.fault = faults.Refuse()
        proxy.mend()
    proxy.fault = faults.Refuse()
    with pytest.raises(httpx.ConnectError):
        await send(proxy)


async def test_accept_then_drop_reaches_nobody(sim: Simulated, proxy: FaultProxy) -> None:
    proxy.fault = faults.AcceptThenDrop()
    with pytest.raises(httpx.TransportError):
        await send(proxy)
    assert sim.account.accepted == []


async def test_a_cut_request_is_not_accepted(sim: Simulated, proxy: FaultProxy) -> None:
    proxy.fault = faults.CutRequest(after=40)
    with pytest.raises(httpx.TransportError):
        await send(proxy)
    assert sim.account.accepted == []


@pytest.mark.parametrize("after", [0, 1, 60, 150])
async def test_a_cut_reply_was_accepted(sim: Simulated, proxy: FaultProxy, after: int) -> None:
    proxy.fault = faults.CutReply(after=after)
    with pytest.raises(httpx.TransportError):
        await send(proxy)
    assert len(sim.account.accepted) == 1


async def test_a_line_may_also_end_in_good_order(sim: Simulated, proxy: FaultProxy) -> None:
    proxy.fault = faults.CutReply(after=100, reset=False)
    with pytest.raises(httpx.RemoteProtocolError):
        await send(proxy)
    proxy.fault = faults.CutRequest(after=100, reset=False)
    with pytest.raises(httpx.RemoteProtocolError):
        await send(proxy)
    assert len(sim.account.accepted) == 1


async def test_a_fault_counts_from_when_it_was_set(sim: Simulated, proxy: FaultProxy) -> None:
    async with httpx.AsyncClient() as client:
        await client.get(proxy.url, params=SEND)
        proxy.fault = faults.CutReply(after=10_000)
        assert (await client.get(proxy.url, params=SEND)).status_code == 200
        proxy.fault = faults.CutRequest(after=50)
        with pytest.raises(httpx.TransportError):
            await client.get(proxy.url, params=SEND)
    assert len(sim.account.accepted) == 2
    assert proxy.connections == 1


async def test_a_stalled_reply_times_out_after_accepting(sim: Simulated, proxy: FaultProxy) -> None:
    proxy.fault = faults.Stall(after=30)
    with pytest.raises(httpx.ReadTimeout):
        await send(proxy, patience=0.3)
    assert len(sim.account.accepted) == 1


async def test_a_stalled_request_times_out_unaccepted(sim: Simulated, proxy: FaultProxy) -> None:
    proxy.fault = faults.StallRequest(after=30)
    with pytest.raises(httpx.ReadTimeout):
        await send(proxy, patience=0.3)
    assert sim.account.accepted == []


async def test_a_dripping_reply_arrives_whole(proxy: FaultProxy) -> None:
    proxy.fault = faults.Drip(size=7, pause=0.0)
    assert (await send(proxy)).json()["status"] == "success"


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (faults.PAGE_522, 522),
        (faults.PAGE_502, 502),
        (faults.HTML_200, 200),
        (faults.EMPTY_200, 200),
        (faults.TRUNCATED_JSON, 200),
    ],
)
async def test_a_replaced_reply_hides_an_accepted_send(
    sim: Simulated, proxy: FaultProxy, fault: faults.Replace, status: int
) -> None:
    proxy.fault = fault
    reply = await send(proxy)
    assert reply.status_code == status
    assert fault.reply.endswith(reply.content)
    with pytest.raises(ValueError):
        reply.json()
    assert len(sim.account.accepted) == 1


async def test_an_empty_line_is_a_protocol_error(sim: Simulated, proxy: FaultProxy) -> None:
    proxy.fault = faults.EMPTY_LINE
    with pytest.raises(httpx.RemoteProtocolError):
        await send(proxy)
    assert len(sim.account.accepted) == 1


async def test_drop_all_cuts_what_is_open(proxy: FaultProxy) -> None:
    async with httpx.AsyncClient() as client:
        await client.get(proxy.url, params=SEND)
        await proxy.drop_all()
        # The pooled connection is dead; the client must find a new one.
        assert (await client.get(proxy.url, params=SEND)).status_code == 200
    assert proxy.connections == 2
