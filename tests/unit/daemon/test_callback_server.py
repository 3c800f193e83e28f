"""The server that VoIP.ms calls: what it answers, and that only calls of its address ring."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from mmstui.daemon import callback_server
from mmstui.daemon.callback_address import address_of, is_address_of, kept_secret, new_secret
from mmstui.daemon.callback_server import MOST_BODY, MOST_HEAD, CallbackServer
from mmstui.daemon.poll_waker import WAKE_EVERY, PollWaker

SECRET = "x" * 43
WEBHOOK = b'{"data":{"event_type":"message.received"}}'


async def exchange(port: int, *sent: bytes, end: bool = False) -> bytes:
    """Send bytes, and return the whole answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in sent:
        writer.write(part)
        await writer.drain()
    if end:
        writer.write_eof()
    try:
        return await asyncio.wait_for(reader.read(), 10)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def request(method: str, target: str = f"/{SECRET}", body: bytes = b"", *headers: str) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: x", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


CHUNKS = b"3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n"
CHUNKED = "Transfer-Encoding: chunked"


@pytest.mark.parametrize(
    ("sent", "status", "rings"),
    [
        (request("GET"), 200, True),
        (request("GET", f"/{SECRET}?id={{ID}}&m=%F0%9F&x={{MEDIA}}"), 200, True),
        (request("GET", f"http://sms.example.com/sms/{SECRET}/?a=b"), 200, True),
        (request("GET").replace(b"HTTP/1.1", b"HTTP/1.0"), 200, True),
        (request("POST", f"/{SECRET}", WEBHOOK), 200, True),
        (request("POST", f"/{SECRET}", b"\xff\x00 no JSON"), 200, True),
        (request("POST", f"/{SECRET}", b"", CHUNKED) + CHUNKS, 200, True),
        (request("POST", f"/{SECRET}", WEBHOOK, "Expect: 100-continue"), 200, True),
        (request("HEAD"), 200, False),
        (request("PUT"), 405, False),
        (request("get"), 405, False),
        (request("GET", "/"), 404, False),
        (request("GET", f"/{SECRET[1:]}"), 404, False),
        (request("GET", f"/{SECRET}x"), 404, False),
        (request("GET", f"/?{SECRET}"), 404, False),
        (request("GET", "/\u00e9".encode().decode("latin-1")), 404, False),
        (b"GET  / HTTP/1.1\r\n\r\n", 400, False),
        (b"\x16\x03\x01\r\n\r\n", 400, False),
        (b"GET / HTTP/2.0\r\n\r\n", 400, False),
        (request("GET", f"/{SECRET}", b"", "broken"), 400, False),
        (request("POST", f"/{SECRET}", b"ab", "Content-Length: 3"), 400, False),
        (request("POST", f"/{SECRET}", b"ab", CHUNKED), 400, False),
        (request("POST", f"/{SECRET}", b"", "Content-Length: -1"), 400, False),
        (request("POST", f"/{SECRET}", b"", CHUNKED) + b"zz\r\n", 400, False),
        (request("POST", f"/{SECRET}", b"", CHUNKED) + b"fffffff\r\n", 413, False),
        (request("POST", f"/{SECRET}", b"", "Transfer-Encoding: gzip"), 501, False),
        (request("POST", f"/{SECRET}", b"", f"Content-Length: {MOST_BODY + 1}"), 413, False),
        (request("GET", f"/{'y' * MOST_HEAD}"), 431, False),
    ],
)  # fmt: skip
async def test_what_it_answers(sent: bytes, status: int, rings: bool) -> None:
    rung: list[bool] = []
    server = CallbackServer(SECRET, lambda: rung.append(True))
    port = await server.start("127.0.0.1", 0)
    answer = (await exchange(port, sent)).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    await server.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert (int(head.split()[1]), bool(rung)) == (status, rings), answer
    if status == 200:
        assert body == (b"" if sent.startswith(b"HEAD") else b"ok")
        assert b"Content-Length: 2\r\n" in head
    if status == 405:
        assert b"Allow: GET, HEAD, POST\r\n" in head


async def test_slow_clients_are_dropped_and_their_number_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(callback_server, "REQUEST_SECONDS", 0.3)
    monkeypatch.setattr(callback_server, "MOST_CONNECTIONS", 3)
    rung: list[bool] = []
    server = CallbackServer(SECRET, lambda: rung.append(True))
    port = await server.start("127.0.0.1", 0)
    slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
    for (_, writer), sent in zip(
        slow, (b"", b"GET /", request("POST", f"/{SECRET}", b"abc")[:-1]), strict=True
    ):
        writer.write(sent)
    assert b" 503 " in await exchange(port, request("GET"))
    for reader, writer in slow:
        assert b" 408 " in await reader.read()
        writer.close()
    monkeypatch.setattr(callback_server, "MOST_CONNECTIONS", 32)
    assert await exchange(port, b"GET /", end=True) == b""
    assert rung == []
    assert (await exchange(port, request("GET"))).endswith(b"\r\n\r\nok")
    # Connections that are open do not keep it from ending.
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await server.close()
    assert await reader.read() == b""
    writer.close()


async def test_a_flood_wakes_one_poll_in_five_seconds_and_the_last_call_is_not_lost() -> None:
    woken: list[float] = []
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        await asyncio.sleep(0)
        if now < 10:
            for _ in range(100):
                waker.ring()
        now += seconds

    waker = PollWaker(lambda: woken.append(now), sleep=sleep)
    work = asyncio.create_task(waker.run())
    waker.ring()
    for _ in range(100):
        await asyncio.sleep(0)
    work.cancel()
    assert woken == [0.0, WAKE_EVERY, 2 * WAKE_EVERY]


def test_the_secret_is_private_and_makes_the_address(tmp_path: Path) -> None:
    assert kept_secret(tmp_path) is None
    secret = new_secret(tmp_path)
    assert kept_secret(tmp_path) == secret
    path = tmp_path / "callback-secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert new_secret(tmp_path) != secret
    address = address_of(secret, "https://sms.example.com/x/")
    assert address == f"https://sms.example.com/x/{secret}?id={{ID}}"
    assert is_address_of(secret, address)
    assert not is_address_of(secret, address.replace(secret, secret[:-1]))
    path.write_text("short\n")
    assert kept_secret(tmp_path) is None
