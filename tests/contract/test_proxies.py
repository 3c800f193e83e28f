"""Proxies over real sockets: who is called, what is said of one that does not help."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mmstui.voipms import Client, NoAnswer, NotConnected, Timeouts
from mmstui.voipms.proxies import EXCEPTIONS, VARIABLES

CERTIFICATE = Path(__file__).with_name("localhost.pem")
QUICK = Timeouts(connect=5, silence=5, read=5, send=5)


class Spy:
    """Listens on this machine, keeps the first bytes of each call, gives one answer, hangs up."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.heard: list[bytes] = []
        self.port = 0

    async def call(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard.append(await reader.read(4096))
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def spying(answer: bytes = b"", host: str = "127.0.0.1") -> AsyncIterator[Spy]:
    spy = Spy(answer)
    server = await asyncio.start_server(spy.call, host, 0)
    spy.port = server.sockets[0].getsockname()[1]
    yield spy
    server.close()


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, *EXCEPTIONS, "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)


async def failing(url: str) -> list[NotConnected]:
    """How a read and a send of a client fail."""
    failures = []
    async with Client(url, "owner@example.com", "secret", timeouts=QUICK) as client:
        for call in (client.dids, lambda: client.send_sms("5145550100", "4385550123", "hi")):
            with pytest.raises(NotConnected) as caught:
                await call()
            failures.append(caught.value)
    return failures


@pytest.mark.parametrize(
    "listed", ["10.0.0.0/8,fd00::/8", "10.0.0.0/8 fd00::/8", "::1", "*", "[::1]:443", "a,,b", "x/y"]
)
async def test_exceptions_without_a_proxy_change_nothing(
    listed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", listed)
    async with spying() as server:
        failures = await failing(f"https://127.0.0.1:{server.port}/")
        assert {failure.status for failure in failures} <= {"tls_failed", "not_connected"}
        assert [heard[:1] for heard in server.heard] == [b"\x16", b"\x16"]


@pytest.mark.parametrize("variable", VARIABLES)
async def test_https_goes_through_the_proxy_of_any_variable(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with spying(b"HTTP/1.1 407 Who are you\r\n\r\n") as proxy:
        monkeypatch.setenv(variable, f"http://joe:secret@127.0.0.1:{proxy.port}")
        failures = await failing("https://192.0.2.1/")
        assert [heard.split(b"\r\n")[0] for heard in proxy.heard] == [
            b"CONNECT 192.0.2.1:443 HTTP/1.1"
        ] * 2
        assert all(b"\r\nProxy-Authorization: Basic " in heard for heard in proxy.heard)
    for failure in failures:
        assert failure.status == "proxy_unreached"
        assert f"{variable}=http://...@127.0.0.1:{proxy.port}" in failure.words
        assert "407 Who are you" in failure.words
        assert "secret" not in failure.words


@pytest.mark.parametrize(
    ("listed", "through"),
    [
        ("127.0.0.0/8", False),
        ("10.0.0.0/8,127.0.0.1", False),
        ("10.0.0.0/8", True),
        ("localhost", True),
        ("*", False),
    ],
)
async def test_what_has_an_exception_is_called_itself(
    listed: str, through: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with spying(b"HTTP/1.1 403 No\r\n\r\n") as proxy, spying() as server:
        monkeypatch.setenv("ALL_PROXY", f"127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", listed)
        await failing(f"https://127.0.0.1:{server.port}/")
        assert (len(proxy.heard), len(server.heard)) == ((2, 0) if through else (0, 2))


async def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    async with spying() as gone:
        pass
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{gone.port}")
    for failure in await failing("https://192.0.2.1/"):
        assert failure.status == "proxy_unreached"
        assert f"HTTPS_PROXY=http://127.0.0.1:{gone.port}: it refuses" in failure.words


@pytest.mark.parametrize("value", ["socks4://127.0.0.1:1080", "gopher://127.0.0.1", "http://"])
async def test_a_proxy_that_cannot_be_used_is_named(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", value)
    for failure in await failing("https://192.0.2.1/"):
        assert failure.status == "proxy_unusable"
        assert f"all_proxy={value} " in failure.words


GREETING = b"\x05\x00"
CONNECTED = b"\x05\x00\x00\x01" + bytes(6)


@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
@pytest.mark.parametrize("answer", [b"", b"what?\r\n\r\n", b"\x04\x5b", b"HTTP/1.1 400 No\r\n\r\n"])
async def test_a_proxy_of_another_kind_is_named_and_nothing_has_left(
    scheme: str, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("socksio")
    async with spying(answer) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:{proxy.port}")
        for failure in await failing("https://192.0.2.1/"):
            assert failure.status == "proxy_unreached"
            assert f"ALL_PROXY={scheme}://127.0.0.1:{proxy.port}: it " in failure.words


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_proxy_that_says_nothing_is_named_and_nothing_has_left(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("socksio")
    ended = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ended.wait()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:{port}")
    hasty = Timeouts(connect=5, silence=0.05, read=5, send=5)
    async with Client("https://192.0.2.1/", "owner@example.com", "s", timeouts=hasty) as client:
        with pytest.raises(NotConnected) as caught:
            await client.send_sms("5145550100", "4385550123", "hi")
    ended.set()
    server.close()
    assert caught.value.status == "proxy_unreached"
    assert f":{port}: it does not answer" in caught.value.words


class Socks:
    """A SOCKS5 proxy that leads to a server of this machine, whatever it is asked for."""

    def __init__(self, far: int, user: bytes = b"") -> None:
        self.far = far
        self.user = user
        self.asked: list[bytes] = []

    async def call(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        methods = (await reader.readexactly(2))[1]
        await reader.readexactly(methods)
        writer.write(b"\x05\x02" if self.user else GREETING)
        if self.user:
            said = await reader.readexactly(2 + len(self.user) + 1 + len(b"s@cret"))
            writer.write(b"\x01\x00" if said[2:-7] == self.user else b"\x01\x01")
        kind, length = (await reader.readexactly(5))[3:]
        assert kind == 3, "a name is resolved by the proxy"
        self.asked.append(await reader.readexactly(length))
        await reader.readexactly(2)
        writer.write(CONNECTED)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.far)
        await asyncio.gather(_carry(reader, far_writer), _carry(far_reader, writer))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(4096):
            writer.write(data)
    writer.close()


def web(*, answers: bool) -> Callable[..., Awaitable[None]]:
    """A server that takes a message, and says so or hangs up."""
    body = b'{"status":"success","sms":7}'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"

    async def call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", asked.lower())
        assert length is not None
        await reader.readexactly(int(length[1]))
        if answers:
            writer.write(head % len(body) + body)
        writer.close()

    return call


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize(("scheme", "user"), [("socks5", ""), ("socks5h", ""), ("socks5", "joe")])
async def test_https_goes_through_a_socks_proxy(
    scheme: str, user: str, lost: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("socksio")
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE)
    server = await asyncio.start_server(web(answers=not lost), "127.0.0.1", 0, ssl=tls)
    socks = Socks(server.sockets[0].getsockname()[1], user.encode())
    proxy = await asyncio.start_server(socks.call, "127.0.0.1", 0)
    port = proxy.sockets[0].getsockname()[1]
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://{user and f'{user}:s%40cret@'}127.0.0.1:{port}")
    async with Client("https://localhost/", "o@example.com", "s", timeouts=QUICK) as client:
        if lost:
            with pytest.raises(NoAnswer):
                await client.send_sms("5145550100", "4385550123", "hi")
        else:
            assert (await client.send_sms("5145550100", "4385550123", "hi")).server_id == 7
    assert socks.asked == [b"localhost"]
    server.close()
    proxy.close()
