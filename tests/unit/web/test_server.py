"""Who is let in by the server of `mmstui web`, and what its answers forbid a browser."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

pytest.importorskip("textual_serve", reason="the extra web is not installed")

import pytest_asyncio
from aiohttp import ClientSession, WSServerHandshakeError
from aiohttp.test_utils import TestServer

from mmstui.web import InboxServer, WebAccess
from mmstui.web.server import FILES
from support.reverse_proxies import Told, free_port, reverse_proxy

TOKEN = "t" * 43
PUBLIC = "https://mms.example.com"


@pytest_asyncio.fixture(loop_scope="function")
async def server() -> AsyncIterator[TestServer]:
    """A server behind a proxy, whose inbox ends at once."""
    inbox = InboxServer(WebAccess(TOKEN, PUBLIC), [sys.executable, "-c", "pass"])
    running = TestServer(inbox.application(), host="127.0.0.1")
    async with running:
        yield running


@pytest.mark.parametrize(
    ("path", "headers", "status", "told"),
    [
        (f"/{TOKEN}/", {}, 200, "mmstui"),
        (f"/{TOKEN}", {}, 200, "mmstui"),
        (f"/{TOKEN}/", {"Host": "localhost:9000"}, 200, "mmstui"),
        (f"/{TOKEN}/", {"Host": "[::1]:9000"}, 200, "mmstui"),
        (f"/{TOKEN}/", {"Host": "MMS.example.com"}, 200, "mmstui"),
        (f"/{TOKEN}/", {"Host": "evil.example.com"}, 421, "start it with --url"),
        (f"/{TOKEN}/", {"Host": "127.0.0.1.example.com"}, 421, "start it with --url"),
        (f"/{TOKEN}/", {"Host": "127.0.0.1@example.com"}, 421, "start it with --url"),
        (f"/{TOKEN}/", {"Origin": "https://evil.example.com"}, 403, "Another site"),
        (f"/{TOKEN}/", {"Origin": "null"}, 403, "Another site"),
        (f"/{TOKEN[1:]}/", {}, 404, "Open the one that mmstui web has printed"),
        (f"/{TOKEN}x/", {}, 404, "Open the one that mmstui web has printed"),
        ("/", {}, 404, "Open the one that mmstui web has printed"),
        ("//", {}, 404, "Open the one that mmstui web has printed"),
        ("/%ff%00/page.js", {}, 404, "Open the one that mmstui web has printed"),
        (f"/{TOKEN}/../../server.py", {}, 404, "Open the one that mmstui web has printed"),
        (f"/{TOKEN}/..%2fserver.py", {}, 404, "Open the one that mmstui web has printed"),
        ("/download/0", {}, 404, "Open it again in the inbox"),
    ],
)
async def test_who_is_let_in(
    server: TestServer, path: str, headers: dict[str, str], status: int, told: str
) -> None:
    async with ClientSession() as client, client.get(server.make_url(path), headers=headers) as got:
        assert got.status == status
        text = await got.text()
        assert told in text
        assert TOKEN not in text
        assert got.headers["Cache-Control"] == "no-store"
        assert got.headers["Referrer-Policy"] == "same-origin"
        assert "default-src 'none'" in got.headers["Content-Security-Policy"]
        assert got.headers["X-Frame-Options"] == "DENY"


async def test_the_page_gets_all_that_it_names_and_nothing_from_elsewhere(
    server: TestServer,
) -> None:
    async with ClientSession() as client:
        for name in FILES:
            async with client.get(server.make_url(f"/{TOKEN}/{name}")) as got:
                assert got.status == 200, name
                text = (await got.read()).decode("latin-1")
            if name in {"", "page.js"}:
                assert "https://" not in text
        assert {"js/textual.js", "css/xterm.css"} <= FILES.keys()


@pytest.mark.parametrize(
    ("token", "origin", "status"),
    [
        (TOKEN[1:], None, 404),
        (TOKEN, "https://evil.example.com", 403),
        (TOKEN, "http://127.0.0.1:1", 403),
        (TOKEN, "null", 403),
    ],
)
async def test_a_websocket_is_refused(
    server: TestServer, token: str, origin: str | None, status: int
) -> None:
    async with ClientSession() as client:
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect(server.make_url(f"/{token}/ws"), origin=origin)
        assert refused.value.status == status
        for post in (f"/{token}/take-over",):
            got = await client.post(
                server.make_url(post), headers={"Origin": origin} if origin else {}
            )
            assert got.status == status


@pytest.mark.parametrize("origin", [None, PUBLIC, "https://MMS.example.com"])
async def test_an_inbox_that_cannot_be_opened_closes_its_page(
    server: TestServer, origin: str | None
) -> None:
    async with (
        ClientSession() as client,
        client.ws_connect(
            server.make_url(f"/{TOKEN}/ws?width=9999999999&height=x"), origin=origin
        ) as websocket,
    ):
        for odd in ("[", "{}", '["stdin"]', '["resize", {"width": "x"}]', "[" * 20_000, '["?"]'):
            await websocket.send_str(odd)
        assert [message async for message in websocket] == []
        assert websocket.close_code == 1000


#: Shows itself, and then what is typed, as the driver of an inbox does.
ECHO = """
import os, struct
os.write(1, b"__GANGLION__\\n" + struct.pack(">cI", b"D", 5) + b"shown")
while True:
    kind, size = struct.unpack(">cI", os.read(0, 5))
    os.write(1, struct.pack(">cI", b"D", size) + os.read(0, size))
"""


@pytest.mark.parametrize("name", ["nginx", "caddy"])
async def test_behind_a_proxy_with_a_login(name: str, tmp_path: Path) -> None:
    port, secret = free_port(), tmp_path / "login"
    secret.write_text("you:{PLAIN}secret\n")
    other = {
        "/etc/nginx/mmstui.htpasswd": str(secret),
        # bcrypt of the same word, with few rounds
        "$2a$14$yourHashIsHere": "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
        # Debian's Caddy is older than 2.8.
        "basic_auth": "basicauth",
    }
    access = WebAccess(TOKEN, f"http://127.0.0.1:{port}")
    inbox = InboxServer(access, [sys.executable, "-c", ECHO])
    told = Told("web.md", 8026, "mms.example.com", other)
    async with (
        TestServer(inbox.application(), host="127.0.0.1") as running,
        reverse_proxy(name, told, running.port or 0, tmp_path, port) as origin,
        ClientSession() as stranger,
        ClientSession(headers={"Authorization": "Basic eW91OnNlY3JldA=="}) as client,
    ):
        address = f"{origin}/{TOKEN}/"
        assert (await stranger.get(address)).status == 401
        assert (await client.get(address)).status == 200
        with pytest.raises(WSServerHandshakeError):
            await stranger.ws_connect(f"{address}ws", origin=origin)
        with pytest.raises(WSServerHandshakeError):
            await client.ws_connect(f"{address}ws", origin="https://evil.example.com")
        async with client.ws_connect(f"{address}ws", origin=origin) as websocket:
            assert await websocket.receive_bytes() == b"shown"
            await websocket.send_json(["stdin", "é"])
            assert await websocket.receive_bytes() == "é".encode()
        assert TOKEN not in (tmp_path / "log").read_text()


#: Asks for another account, and ends; as that account it shows its name and its size.
SWITCH = """
import json, os, struct, sys
def packet(kind, payload):
    return struct.pack(">cI", kind, len(payload)) + payload
os.write(1, b"__GANGLION__\\n")
if "--account" in sys.argv:
    os.write(1, packet(b"D", f"{sys.argv[-1]} {os.environ['COLUMNS']}".encode()))
    sys.stdin.read()
else:
    os.read(0, 100)
    for told in ({"type": "switch_account", "account": "a b"}, {"type": "exit"}):
        os.write(1, packet(b"M", json.dumps(told).encode()))
"""


async def test_another_account_is_opened_in_the_same_page() -> None:
    inbox = InboxServer(WebAccess(TOKEN), [sys.executable, "-c", SWITCH])
    async with (
        TestServer(inbox.application(), host="127.0.0.1") as running,
        ClientSession() as client,
        client.ws_connect(running.make_url(f"/{TOKEN}/ws")) as websocket,
    ):
        await websocket.send_json(["resize", {"width": 91, "height": 20}])
        assert await websocket.receive_bytes() == b"a b 91"
