"""The client over lines that break, stall and drip: what it says, and what the server got."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmstui.simulator import ManualClock
from mmstui.voipms import Client, NoAnswer, NotConnected, Timeouts
from support.proxy import (
    EMPTY_200,
    EMPTY_LINE,
    HTML_200,
    PAGE_502,
    PAGE_522,
    TRUNCATED_JSON,
    AcceptThenDrop,
    CutReply,
    CutRequest,
    Drip,
    Fault,
    FaultProxy,
    Refuse,
    Stall,
    StallRequest,
    canned,
)
from support.simulated import SHOP, ZOE, Simulated, running_simulator

CERTIFICATE = Path(__file__).parent / "localhost.pem"
#: For lines on which somebody waits for ever,
QUICK = Timeouts(connect=30, silence=1.0, read=1.5, send=1.5)
#: and for all others: so long that no machine is too busy.
PATIENT = Timeouts(connect=30, silence=30, read=30, send=30)


async def until(holds: Callable[[], object]) -> None:
    """Let everybody work until the condition holds."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - the other side of the line has no event to wait for
            await asyncio.sleep(0.001)


@pytest.fixture
async def proxy(sim: Simulated) -> AsyncIterator[FaultProxy]:
    async with FaultProxy(sim.port) as proxy:
        yield proxy


@pytest.fixture
async def client(
    sim: Simulated, proxy: FaultProxy, request: pytest.FixtureRequest
) -> AsyncIterator[Client]:
    waits = "no_answer_in_time" in request.node.name
    timeouts = QUICK if waits else PATIENT
    async with Client(proxy.url, sim.username, sim.password, timeouts=timeouts) as client:
        yield client


MOVED = canned("301 Moved Permanently\r\nlocation: https://voip.ms/api/v1/rest.php", b"")

#: Each fault with the code it is told by, and whether the server took the message.
FAULTS = [
    (AcceptThenDrop(), "line_cut", False),
    (CutRequest(0), "line_cut", False),
    (CutRequest(150), "line_cut", False),
    (StallRequest(150), "no_answer_in_time", False),
    (CutReply(0), "line_cut", True),
    (CutReply(0, reset=False), "line_cut", True),
    (CutReply(10), "line_cut", True),
    (CutReply(150), "line_cut", True),
    (CutReply(150, reset=False), "line_cut", True),
    (Stall(), "no_answer_in_time", True),
    (Stall(after=150), "no_answer_in_time", True),
    (Drip(size=1, pause=0.02), "no_answer_in_time", True),
    (PAGE_522, "http_522", True),
    (PAGE_502, "http_502", True),
    (HTML_200, "web_page", True),
    (EMPTY_200, "empty_answer", True),
    (TRUNCATED_JSON, "not_json", True),
    (EMPTY_LINE, "line_cut", True),
    (MOVED, "redirected", True),
]


@pytest.mark.parametrize(("fault", "code", "taken"), FAULTS, ids=repr)
async def test_a_broken_send_is_no_answer_and_is_sent_once(
    sim: Simulated, proxy: FaultProxy, client: Client, fault: Fault, code: str, taken: bool
) -> None:
    proxy.fault = fault
    with pytest.raises(NoAnswer) as caught:
        await client.send_sms(SHOP, ZOE, "once")
    assert caught.value.status == code
    assert proxy.connections == 1
    assert len(sim.account.accepted) == int(taken)
    proxy.mend()
    await client.send_sms(SHOP, ZOE, "again")
    assert sim.account.accepted[-1].text == "again"


@pytest.mark.parametrize(("fault", "code", "taken"), FAULTS, ids=repr)
async def test_a_broken_read_is_no_answer_and_the_next_one_works(
    proxy: FaultProxy, client: Client, fault: Fault, code: str, taken: bool
) -> None:
    proxy.fault = fault
    with pytest.raises(NoAnswer) as caught:
        await client.dids()
    assert caught.value.status == code
    proxy.mend()
    assert len(await client.dids()) == 3


async def test_nobody_listens(sim: Simulated, proxy: FaultProxy, client: Client) -> None:
    proxy.fault = Refuse()
    for call in (client.dids, lambda: client.send_sms(SHOP, ZOE, "x")):
        with pytest.raises(NotConnected) as caught:
            await call()
        assert caught.value.status == "connection_refused"
    assert proxy.request_bytes == 0
    proxy.mend()
    await client.send_sms(SHOP, ZOE, "x")
    assert len(sim.account.accepted) == 1


async def test_a_send_uses_a_line_of_its_own(sim: Simulated, proxy: FaultProxy) -> None:
    async with Client(proxy.url, sim.username, sim.password) as client:
        await client.dids()
        await client.dids()
        assert proxy.connections == 1
        await client.send_sms(SHOP, ZOE, "one")
        await client.send_sms(SHOP, ZOE, "two")
        assert proxy.connections == 3
        # A kept-alive line that died while nobody looked is not used again.
        await proxy.drop_all()
        await client.dids()
        assert proxy.connections == 4


async def test_a_send_never_waits_behind_slow_reads() -> None:
    clock = ManualClock(datetime(2026, 7, 4, 18, 30, tzinfo=UTC))
    async with (
        running_simulator(clock=clock) as sim,
        Client(sim.url, sim.username, sim.password) as client,
    ):
        sim.switches.latency = 10
        reads = [asyncio.ensure_future(client.dids()) for _ in range(8)]
        await until(lambda: clock.sleepers == 6)
        sim.switches.latency = 0
        await client.send_sms(SHOP, ZOE, "at once")
        assert len(sim.account.accepted) == 1
        assert not any(read.done() for read in reads)
        clock.advance(10)
        assert all(len(dids) == 3 for dids in await asyncio.gather(*reads))


async def test_a_cancelled_send_closes_its_line(sim: Simulated, proxy: FaultProxy) -> None:
    proxy.fault = Stall()
    async with Client(proxy.url, sim.username, sim.password) as client:
        sending = asyncio.ensure_future(client.send_sms(SHOP, ZOE, "x"))
        await until(lambda: sim.account.accepted)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await until(lambda: not proxy._running)


async def test_no_log_tells_the_password(
    sim: Simulated, proxy: FaultProxy, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    sim.account.password = "canary-7Qx!"
    for name in ("", "httpx", "httpcore", "asyncio"):
        caplog.set_level(logging.DEBUG, name or None)
    async with Client(proxy.url, sim.username, "canary-7Qx!", timeouts=PATIENT) as client:
        await client.send_sms(SHOP, ZOE, "x")
        proxy.fault = CutReply(10)
        with pytest.raises(NoAnswer):
            await client.dids()
    assert "send_request_body" in caplog.text
    assert "canary" not in caplog.text
    assert sim.username not in caplog.text


# TLS, with a certificate that nobody but the test trusts.


@pytest.fixture
async def tls_url(sim: Simulated) -> AsyncIterator[str]:
    """A TLS front of the simulator, the way Cloudflare stands before the service."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    carrying: set[asyncio.Task[None]] = set()

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", sim.port)
        carrying.add(asyncio.ensure_future(pipe(reader, far_writer)))
        carrying.add(asyncio.ensure_future(pipe(far_reader, writer)))

    server = await asyncio.start_server(carry, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    yield f"https://127.0.0.1:{port}/api/v1/rest.php"
    server.close()
    for task in carrying:
        task.cancel()
    await asyncio.gather(*carrying, return_exceptions=True)


async def test_a_certificate_nobody_vouches_for_is_refused_before_a_byte_leaves(
    sim: Simulated, tls_url: str
) -> None:
    async with Client(tls_url, sim.username, sim.password) as client:
        for call in (client.dids, lambda: client.send_sms(SHOP, ZOE, "x")):
            with pytest.raises(NotConnected) as caught:
                await call()
            assert caught.value.status == "certificate_refused"
    assert sum(sim.account.requests.values()) == 0


async def test_a_certificate_that_is_vouched_for_is_good_for_reads_sends_and_files(
    sim: Simulated, tls_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    async with Client(tls_url, sim.username, sim.password) as client:
        assert len(await client.dids()) == 3
        await client.send_sms(SHOP, ZOE, "x")
        sim.switches.relative_media_urls = True
        media = sim.account.make_media("image/png", "png", lambda: b"GIF89a", 0, outgoing=False)
        at = sim.clock.now()
        sim.switches.media_lifetime_days = 1e6
        message = sim.account.add("mms", SHOP, ZOE, "", at=at, media=[media])
        (url,) = await client.media_urls(message.id)
        assert url.startswith("https://127.0.0.1:")
        assert (await client.download(url, tmp_path / "file")).type == "image/gif"
    assert len(sim.account.accepted) == 1


async def test_a_server_without_tls_is_not_spoken_to(sim: Simulated) -> None:
    url = f"https://127.0.0.1:{sim.port}/api/v1/rest.php"
    async with Client(url, sim.username, sim.password) as client:
        with pytest.raises(NotConnected) as caught:
            await client.send_sms(SHOP, ZOE, "x")
    assert caught.value.status == "tls_failed"
