"""Proxies over real sockets: who is called, what is said of one that does not help."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from mmstui.voipms import Client, NotConnected, Timeouts
from mmstui.voipms.proxies import EXCEPTIONS, VARIABLES

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
