"""The web server of `mmstui web`: the page, what it loads, and the websocket of the one inbox."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import signal
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import textual_serve
from aiohttp import WSCloseCode, WSMsgType, web
from textual_serve.download_manager import DownloadManager

from mmstui.web.access import WebAccess
from mmstui.web.session import BrowserSession, ScreenSize

LOOPBACK: Final = "127.0.0.1"
#: Close codes of the websocket (RFC 6455 section 7.4.2 leaves these to applications).
IN_USE, TAKEN_OVER = 4001, 4002
#: Seconds that a page which is loaded again waits until its last inbox has ended.
_LAST_ENDS: Final = 3.0
#: Seconds between two questions whether a silent browser is still there, and for a farewell.
_HEARTBEAT: Final = 15.0
_FAREWELL: Final = 3.0
#: Bytes of the longest message of a page: of a paste.
_LONGEST_PASTE: Final = 1_000_000
#: Columns or rows of the largest page.
_MOST_CELLS: Final = 1_000
_USUAL: Final = ScreenSize(80, 24)
#: Heights of a cell, in hundredths of its width.
_SHAPES: Final = range(50, 501)

_HERE: Final = Path(__file__).parent
_STATIC: Final = Path(textual_serve.__file__).parent / "static"
#: The files below the token.
FILES: Final = {
    "": _HERE / "page.html",
    "page.js": _HERE / "page.js",
    **{
        name: _STATIC / name
        for name in (
            "css/xterm.css", "js/textual.js", "fonts/RobotoMono-VariableFont_wght.ttf",
        )
    },
}  # fmt: skip
#: The terminal of the page sets styles of elements; nothing is loaded from elsewhere.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # With no-referrer, a browser would send `Origin: null` with the form of the page.
    "Referrer-Policy": "same-origin",
    "Server": "mmstui",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
#: Types that a browser may show; other files are saved.
_SHOWN: Final = re.compile(r"(?:audio|image|video)/[a-z0-9.+-]+")

_NO_ADDRESS: Final = (
    "This is not the address of the inbox. Open the one that mmstui web has printed.\n"
)
_NO_HOST: Final = (
    "mmstui web is not reached by this name. Behind a proxy, start it with --url and the address "
    "that the proxy has.\n"
)
_NO_ORIGIN: Final = "Another site's page has asked. Open the address of the inbox itself.\n"
_NO_FILE: Final = "This file was fetched already. Open it again in the inbox.\n"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PortTaken(Exception):
    """The port cannot be listened on; the text says why."""


class InboxServer:
    """Shows the inbox to one page at a time."""

    def __init__(self, access: WebAccess, command: Sequence[str]) -> None:
        """`command` opens the inbox: arguments, for no shell."""
        self._access = access
        self._command = command
        self._downloads = DownloadManager()
        self._session: BrowserSession | None = None
        self._turn = asyncio.Lock()  # held while there is an inbox
        self._is_closing = False

    def application(self) -> web.Application:
        """Return the application, which refuses whoever does not know the token."""
        app = web.Application(middlewares=[self._judged])
        app.on_response_prepare.append(_add_headers)
        app.add_routes(
            [
                web.get("/download/{key}", self._download),
                web.get("/{token}/ws", self._websocket),
                web.post("/{token}/take-over", self._take_over),
                web.get("/{token}", _to_the_page),
                web.get("/{token}/{name:.*}", _file),
            ]
        )
        return app

    async def close(self) -> None:
        """End the inbox, and open no other one."""
        self._is_closing = True
        await self._end_session(WSCloseCode.GOING_AWAY, "mmstui web has ended.")

    async def _end_session(self, code: int, words: str) -> None:
        """End the inbox, if there is one, and wait until it has saved what is being written."""
        if (session := self._session) is not None:
            await session.websocket.close(code=code, message=words.encode())
            await session.ended.wait()

    @web.middleware
    async def _judged(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._access.is_host(request.host):
            raise web.HTTPMisdirectedRequest(text=_NO_HOST)
        # The key of a download is a secret of its own, for once.
        first = request.path.split("/")[1]
        if first != "download" and not self._access.is_token(first):
            raise web.HTTPNotFound(text=_NO_ADDRESS)
        if not self._access.is_origin(request.headers.get("Origin"), request.host):
            raise web.HTTPForbidden(text=_NO_ORIGIN)
        return await handler(request)

    async def _take_over(self, request: web.Request) -> web.StreamResponse:
        await self._end_session(TAKEN_OVER, "The inbox was opened in another window.")
        raise web.HTTPSeeOther("./")

    async def _websocket(self, request: web.Request) -> web.StreamResponse:
        websocket = web.WebSocketResponse(
            heartbeat=_HEARTBEAT, timeout=_FAREWELL, max_msg_size=_LONGEST_PASTE
        )
        await websocket.prepare(request)
        try:
            async with asyncio.timeout(_LAST_ENDS):
                await self._turn.acquire()
        except TimeoutError:
            await websocket.close(code=IN_USE, message=b"The inbox is open in another window.")
            return websocket
        try:
            if not self._is_closing:
                await self._show(websocket, _asked_size(request))
        finally:
            self._turn.release()
        return websocket

    async def _show(self, websocket: web.WebSocketResponse, size: ScreenSize) -> None:
        session = self._session = BrowserSession(self._command, websocket, self._downloads)
        try:
            await session.open(size)
            async for message in websocket:
                if message.type is WSMsgType.TEXT:
                    await _obey(session, message.data)
        finally:
            await session.stop()
            self._session = None

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """Pass on a file that the inbox shows in a page of its own."""
        key = request.match_info["key"]
        try:
            found = await self._downloads.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound(text=_NO_FILE) from None
        shown = _SHOWN.fullmatch(found.mime_type) is not None
        name = quote(found.file_name, safe="")
        response = web.StreamResponse(
            headers={
                "Content-Type": found.mime_type if shown else "application/octet-stream",
                "Content-Disposition":
                    f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{name}",
            }
        )  # fmt: skip
        await response.prepare(request)
        async for chunk in self._downloads.download(key):
            await response.write(chunk)
        await response.write_eof()
        return response


async def serve(
    server: InboxServer, port: int, ready: Callable[[int], object], stop: asyncio.Event
) -> None:
    """Serve on this machine until `stop`. `ready` gets the port. Raises PortTaken."""
    # The token is in each address: no access log.
    runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=_FAREWELL)
    await runner.setup()
    try:
        site = web.TCPSite(runner, LOOPBACK, port)
        try:
            await site.start()
        except OSError as error:
            raise PortTaken(error.strerror or type(error).__name__) from None
        ready(runner.addresses[0][1])
        await stop.wait()
        await server.close()
    finally:
        await runner.cleanup()


def stopped_by_signals() -> asyncio.Event:
    """Return an event that SIGTERM, ctrl+c and a closed terminal set."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


async def _to_the_page(request: web.Request) -> web.StreamResponse:
    raise web.HTTPMovedPermanently(f"{request.match_info['token']}/")


async def _file(request: web.Request) -> web.StreamResponse:
    path = FILES.get(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound(text=_NO_ADDRESS)
    return web.FileResponse(path)


def _asked_size(request: web.Request) -> ScreenSize:
    width, height = request.query.get("width", ""), request.query.get("height", "")
    if not (width.isascii() and width.isdecimal() and height.isascii() and height.isdecimal()):
        return _USUAL
    return _within(int(width[:9]), int(height[:9]))


def _within(width: int, height: int) -> ScreenSize:
    return ScreenSize(min(max(width, 1), _MOST_CELLS), min(max(height, 1), _MOST_CELLS))


async def _obey(session: BrowserSession, data: str) -> None:
    """Do what a message of the page says; one that is none is dropped."""
    try:
        told: Any = json.loads(data)
    except (ValueError, RecursionError):
        return
    match told:
        case ["stdin", str(keys)]:
            await session.send_bytes(keys.encode("utf-8", "replace"))
        case ["resize", {"width": int(width), "height": int(height)}]:
            await session.set_terminal_size(*_within(width, height))
        case ["cell", int(shape)] if shape in _SHAPES:
            await session.set_cell(shape)
        case ["ping", str(sent)]:
            with contextlib.suppress(ConnectionError):
                await session.websocket.send_json(["pong", sent])
        case ["blur"]:
            await session.blur()
        case ["focus"]:
            await session.focus()
