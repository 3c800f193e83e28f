import asyncio
import os
import socket
import ssl
from collections.abc import AsyncIterator

import httpx
import pytest

from mmstui.voipms import Client, NoAnswer, NotConnected, Timeouts
from mmstui.voipms import transport as transport_module
from mmstui.voipms.failed_exchange import Trouble, trouble_of
from mmstui.voipms.transport import Answer, ClientPool, exchange
from support.canned import URL, CannedApi


async def endless(part: bytes) -> AsyncIterator[bytes]:
    while True:
        yield part
        await asyncio.sleep(0)


async def test_an_endless_answer_is_not_read_to_its_end(api: CannedApi) -> None:
    api.says(httpx.Response(200, content=endless(b" " * 1000)))
    async with httpx.AsyncClient(transport=api) as client:
        outcome = await exchange(
            client, lambda c: c.build_request("GET", URL), seconds=30, cap=50_000
        )
    assert outcome == Trouble("answer_too_big")


async def test_an_answer_that_drips_for_ever_ends_in_time(api: CannedApi) -> None:
    api.says(lambda _: httpx.Response(200, content=endless(b"")))
    timeouts = Timeouts(read=0.02, send=0.02)
    client = Client(URL, "owner@example.com", "secret", transport=api, timeouts=timeouts)
    for call in (client.dids, lambda: client.send_sms("5145550100", "4385550123", "hi")):
        with pytest.raises(NoAnswer) as caught:
            await call()
        assert caught.value.status == "no_answer_in_time"


async def test_an_answer_within_the_cap_is_whole(api: CannedApi) -> None:
    api.says(httpx.Response(200, content=b"x" * 50_000))
    async with httpx.AsyncClient(transport=api) as client:
        outcome = await exchange(
            client, lambda c: c.build_request("GET", URL), seconds=30, cap=50_000
        )
    assert isinstance(outcome, Answer)
    assert len(outcome.body) == 50_000


def test_more_to_upload_may_take_longer() -> None:
    assert Timeouts().for_send(0) == 60
    assert Timeouts().for_send(5_000_000) == 160


def test_to_construct_a_client_loads_no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> ssl.SSLContext:
        raise AssertionError("loaded")

    monkeypatch.setattr(httpx, "create_ssl_context", never)
    Client(URL, "owner@example.com", "secret")


async def test_certificates_are_loaded_once_for_all_lines_and_always_verified(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[ssl.SSLContext] = []
    real = httpx.create_ssl_context

    def counted() -> ssl.SSLContext:
        made.append(real())
        return made[-1]

    monkeypatch.setattr(httpx, "create_ssl_context", counted)
    pool = ClientPool("test", Timeouts(), None)
    first, second, send = await asyncio.gather(
        pool.shared(plain=False), pool.shared(plain=False), pool.single_use(plain=False, seconds=1)
    )
    assert isinstance(send, httpx.AsyncClient)
    assert first is second
    assert first is not send
    assert len(made) == 1
    assert made[0].verify_mode is ssl.CERT_REQUIRED
    assert made[0].check_hostname
    await send.aclose()
    await pool.aclose()


async def test_a_plain_line_trusts_no_certificate_at_all() -> None:
    context = transport_module._plain_http_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.get_ca_certs() == []


async def test_certificates_that_cannot_be_loaded_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull + "/nowhere")
    client = Client(URL, "owner@example.com", "secret")
    for call in (client.dids, lambda: client.send_sms("5145550100", "4385550123", "hi")):
        with pytest.raises(NotConnected) as caught:
            await call()
        assert caught.value.status == "tls_setup"


async def test_a_proxy_never_sees_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    async def spy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append("somebody called")
        writer.close()

    proxy = await asyncio.start_server(spy, "127.0.0.1", 0)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        async with Client(url, "owner@example.com", "secret") as client:
            for call in (client.dids, lambda: client.send_sms("5145550100", "4385550123", "hi")):
                with pytest.raises(NotConnected) as caught:
                    await call()
                assert caught.value.status == "connection_refused"
    proxy.close()
    assert seen == []


async def test_a_proxy_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "gopher://192.0.2.1")
    client = Client(URL, "owner@example.com", "secret")
    for call in (client.dids, lambda: client.send_sms("5145550100", "4385550123", "hi")):
        with pytest.raises(NotConnected) as caught:
            await call()
        assert caught.value.status == "proxy_unusable"


def caused(error: Exception, *causes: BaseException) -> Exception:
    """`error` with a chain of causes behind it."""
    link: BaseException = error
    for cause in causes:
        link.__cause__ = cause
        link = cause
    return error


@pytest.mark.parametrize(
    ("causes", "code"),
    [
        ([socket.gaierror(-2, "x")], "name_not_found"),
        ([OSError("x"), ConnectionRefusedError("x")], "connection_refused"),
        (
            [OSError("x"), ExceptionGroup("x", [OSError("y"), ConnectionRefusedError("z")])],
            "connection_refused",
        ),
        ([ssl.SSLCertVerificationError("x")], "certificate_refused"),
        ([ssl.SSLError("x")], "tls_failed"),
        ([OSError("x")], "not_connected"),
    ],
)
def test_why_there_was_no_connection(causes: list[BaseException], code: str) -> None:
    assert trouble_of(caused(httpx.ConnectError("x"), *causes)) == Trouble(code)


def test_a_ring_of_causes_ends() -> None:
    error = httpx.ConnectError("x")
    other = OSError("y")
    error.__cause__, other.__context__ = other, error
    assert trouble_of(error) == Trouble("not_connected")
