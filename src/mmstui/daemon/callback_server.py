"""Takes VoIP.ms's URL callback (GET) and webhook (POST), and only rings (voipms-api section 7).

Neither is signed, so nothing of a request is believed or kept: a poll asks VoIP.ms itself. A
request is read within limits, answered, and its connection closed.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Final

from mmstui.daemon.callback_address import last_segment

#: Bytes of a request's line and headers, and of its body. A long text has 2,048 bytes, and a URL
#: three characters for each of them.
MOST_HEAD: Final = 16_384
MOST_BODY: Final = 65_536
#: Seconds for a whole request.
REQUEST_SECONDS: Final = 10.0
#: Seconds for a client to take its answer, and to close the connection.
_LINGER: Final = 1.0
#: Connections that are served at a time, and those that are at least told that they are not. A
#: reverse proxy opens one for each request.
MOST_CONNECTIONS: Final = 32
_MOST_TOLD: Final = 128
_END: Final = b"\r\n\r\n"
_REQUEST: Final = re.compile(r"([A-Za-z]{1,20}) (\S+) HTTP/1\.[01]")
_METHODS: Final = ("GET", "HEAD", "POST")
#: The body that VoIP.ms wants: without it, it calls again.
_OK: Final = "ok"


class _Refused(Exception):
    """A request that is answered with another status than 200."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class CallbackServer:
    """An HTTP server that knows one address, which ends in a secret."""

    def __init__(
        self, secret: str, ring: Callable[[], None], tell: Callable[[str], None] = lambda _: None
    ) -> None:
        """`ring` is called for each call of VoIP.ms; `tell` gets sentences for a log."""
        self.secret = secret
        self._ring = ring
        self._tell = tell
        self._connections: set[asyncio.Task[None]] = set()
        self._told_of_wrong_address = False
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; return the port, which the system chooses for 0. Raises OSError."""
        self._server = await asyncio.start_server(self._connected, host, port, limit=MOST_HEAD)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Take no more connections, and drop those that are open."""
        if self._server is not None:
            self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) >= _MOST_TOLD:
            writer.transport.abort()
            return
        # asyncio logs an error for a task of its own: findings/asyncio-cancelled-connection.sh.
        task = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            # A client that has gone, or does not take its answer, gets none.
            with suppress(OSError, EOFError, TimeoutError):
                answer = await self._answer(reader, writer)
                async with asyncio.timeout(_LINGER):
                    writer.write(answer)
                    writer.write_eof()
                    await writer.drain()
                    # Closed with bytes unread, it is reset, and the answer may be lost.
                    while await reader.read(MOST_BODY):
                        pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        """Return the answer to a request. Raises EOFError and OSError for a client that is gone."""
        try:
            if len(self._connections) > MOST_CONNECTIONS:
                raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE)
            async with asyncio.timeout(REQUEST_SECONDS):
                return await self._read(reader, writer)
        except _Refused as refused:
            return _response(refused.status, refused.status.phrase)
        except TimeoutError:
            return _response(HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_TIMEOUT.phrase)

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        try:
            head = await reader.readuntil(_END)
        except asyncio.LimitOverrunError:
            raise _Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE) from None
        request, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
        found = _REQUEST.fullmatch(request)
        if found is None:
            raise _Refused(HTTPStatus.BAD_REQUEST)
        method, target = found.groups()
        await _skip_body(_headers(lines), reader, writer)
        if not secrets.compare_digest(last_segment(target), self.secret.encode()):
            self._tell_of_wrong_address()
            raise _Refused(HTTPStatus.NOT_FOUND)
        if method not in _METHODS:
            raise _Refused(HTTPStatus.METHOD_NOT_ALLOWED)
        if method == "HEAD":
            return _response(HTTPStatus.OK, _OK).partition(_END)[0] + _END
        self._ring()
        return _response(HTTPStatus.OK, _OK)

    def _tell_of_wrong_address(self) -> None:
        if not self._told_of_wrong_address:
            self._told_of_wrong_address = True
            self._tell("Somebody called another address than the one to enter in the portal.")


def _headers(lines: list[str]) -> dict[str, str]:
    """Return headers by their names in lower case. Raises _Refused."""
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        key = name.lower()
        if not colon or not name.isascii() or name != name.strip() or not name:
            raise _Refused(HTTPStatus.BAD_REQUEST)
        # Of a repeated header, only those that say where a body ends matter.
        if key in found and key in {"content-length", "transfer-encoding"}:
            raise _Refused(HTTPStatus.BAD_REQUEST)
        found[key] = value.strip()
    return found


async def _skip_body(
    headers: Mapping[str, str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Read a body and forget it: a client may not read its answer before. Raises _Refused."""
    length, coding = headers.get("content-length"), headers.get("transfer-encoding")
    if length is not None and (coding is not None or not re.fullmatch("[0-9]{1,10}", length)):
        raise _Refused(HTTPStatus.BAD_REQUEST)
    if coding is not None and coding.lower() != "chunked":
        raise _Refused(HTTPStatus.NOT_IMPLEMENTED)
    left = int(length or 0)
    if left > MOST_BODY:
        raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if headers.get("expect", "").lower() == "100-continue" and (left or coding):
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if coding is not None:
        await _skip_chunks(reader)
    while left:
        data = await reader.read(left)
        if not data:
            raise EOFError
        left -= len(data)


async def _skip_chunks(reader: asyncio.StreamReader) -> None:
    left = MOST_BODY
    size = -1
    while size:
        line = await _line(reader)
        number = line.partition(b";")[0].strip()
        if not re.fullmatch(b"[0-9A-Fa-f]{1,8}", number):
            raise _Refused(HTTPStatus.BAD_REQUEST)
        size = int(number, 16)
        left -= size + len(line)
        if left < 0:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if size:
            await reader.readexactly(size + 2)
    while line := (await _line(reader)).strip():  # Trailers.
        left -= len(line)
        if left < 0:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n")
    except asyncio.LimitOverrunError:
        raise _Refused(HTTPStatus.BAD_REQUEST) from None


def _response(status: HTTPStatus, body: str) -> bytes:
    allow = f"Allow: {', '.join(_METHODS)}\r\n" if status is HTTPStatus.METHOD_NOT_ALLOWED else ""
    return (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        "Content-Type: text/plain\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"{allow}Cache-Control: no-store\r\nConnection: close\r\n\r\n{body}"
    ).encode("ascii")
