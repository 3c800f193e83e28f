"""A TCP proxy that breaks the line on purpose, over real sockets.

    async with FaultProxy(sim.port) as proxy:
        proxy.fault = CutReply(after=120)
        ... the client talks to proxy.url ...

A fault holds for the connections opened, and the bytes passed, from the moment it is set.
"""

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
CHUNK = 65_536


class Fault:
    """No fault: bytes pass. The others derive from it."""


@dataclass(frozen=True)
class Refuse(Fault):
    """Nobody listens: connecting fails at once. Connections already open stay as they are."""


@dataclass(frozen=True)
class AcceptThenDrop(Fault):
    """Connecting works, then the line is reset before anything was read."""


@dataclass(frozen=True)
class CutRequest(Fault):
    """The line is reset when `after` bytes have gone from the client to the server."""

    after: int


@dataclass(frozen=True)
class CutReply(Fault):
    """The line is reset when `after` bytes have come from the server to the client.

    With `after=0` the server has done its work and not a byte of the answer arrives.
    """

    after: int


@dataclass(frozen=True)
class Stall(Fault):
    """The request goes through, the answer stops after `after` bytes and the line stays open."""

    after: int = 0


@dataclass(frozen=True)
class StallRequest(Fault):
    """The request stops after `after` bytes and the line stays open."""

    after: int = 0


@dataclass(frozen=True)
class Drip(Fault):
    """The answer comes `size` bytes at a time, `pause` seconds apart."""

    size: int = 1
    pause: float = 0.01


@dataclass(frozen=True)
class Replace(Fault):
    """The server does its work, and these bytes come instead of its answer; then the line ends."""

    reply: bytes


def canned(status: str, body: bytes, content_type: str = "text/html") -> Replace:
    """Return a Replace with a whole HTTP answer, such as `canned("200 OK", b"")`."""
    head = (
        f"HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return Replace(head.encode("ascii") + body)


PAGE_522 = canned("522 Origin Connection Time-out", b"error code: 522", "text/plain")
PAGE_502 = canned("502 Bad Gateway", b"<html><body><h1>502 Bad Gateway</h1></body></html>")
HTML_200 = canned("200 OK", b"<!DOCTYPE html><html><body>Just a moment...</body></html>")
EMPTY_200 = canned("200 OK", b"", "application/json")
TRUNCATED_JSON = canned("200 OK", b'{"status":"success","sms":1123', "application/json")
EMPTY_LINE = Replace(b"")


class FaultProxy:
    """Stands in front of a port of this machine."""

    def __init__(self, target_port: int) -> None:
        """Pass on to `target_port` on loopback, once started."""
        self.target_port = target_port
        self.port = 0
        self.connections = 0
        """How many connections were accepted, faulty ones included."""
        self.request_bytes = 0
        """How many bytes came from clients, passed on or not."""
        self._fault = Fault()
        self._listener: socket.socket | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._open_listener()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close_listener()
        await self.drop_all()

    @property
    def url(self) -> str:
        """The address of the API through the proxy."""
        return f"http://{HOST}:{self.port}/api/v1/rest.php"

    @property
    def fault(self) -> Fault:
        """What is broken; a plain Fault() when nothing is."""
        return self._fault

    @fault.setter
    def fault(self, fault: Fault) -> None:
        self._fault = fault
        # Closing the listener is what makes the kernel refuse.
        if isinstance(fault, Refuse):
            self._close_listener()
        elif self._listener is None:
            self._open_listener()

    def mend(self) -> None:
        """Let everything pass again."""
        self.fault = Fault()

    async def drop_all(self) -> None:
        """Reset every open connection, and return when it is done."""
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _open_listener(self) -> None:
        self._listener = _bind(self.port)
        self.port = self._listener.getsockname()[1]
        asyncio.get_running_loop().add_reader(self._listener, self._accept, self._listener)

    def _close_listener(self) -> None:
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
        self._listener = None

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            line, _ = listener.accept()
            self.connections += 1
            task = asyncio.ensure_future(self._handle(line))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _handle(self, line: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=line)
        try:
            with contextlib.suppress(ConnectionError):
                await self._carry(reader, writer)
        finally:
            _reset(writer)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if isinstance(self._fault, AcceptThenDrop):
            return
        far_reader, far_writer = await asyncio.open_connection(HOST, self.target_port)
        ways = [
            asyncio.ensure_future(self._carry_request(reader, far_writer)),
            asyncio.ensure_future(self._carry_reply(far_reader, writer)),
        ]
        try:
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in done:
                way.result()
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            far_writer.close()

    async def _carry_request(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        passed = 0
        while data := await reader.read(CHUNK):
            self.request_bytes += len(data)
            fault = self._fault
            if isinstance(fault, CutRequest | StallRequest):
                data = data[: max(0, fault.after - passed)]
            if data:
                writer.write(data)
                await writer.drain()
            passed += len(data)
            if isinstance(fault, CutRequest) and passed >= fault.after:
                return
            if isinstance(fault, StallRequest) and passed >= fault.after:
                await asyncio.Event().wait()

    async def _carry_reply(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        passed = 0
        while data := await reader.read(CHUNK):
            fault = self._fault
            if isinstance(fault, Replace):
                writer.write(fault.reply)
                await _finish(writer)
                return
            if isinstance(fault, CutReply | Stall):
                data = data[: max(0, fault.after - passed)]
            await self._write(writer, data, fault)
            passed += len(data)
            if isinstance(fault, CutReply) and passed >= fault.after:
                return
            if isinstance(fault, Stall) and passed >= fault.after:
                await asyncio.Event().wait()

    async def _write(self, writer: asyncio.StreamWriter, data: bytes, fault: Fault) -> None:
        if not isinstance(fault, Drip):
            writer.write(data)
            await writer.drain()
            return
        for start in range(0, len(data), fault.size):
            writer.write(data[start : start + fault.size])
            await writer.drain()
            await asyncio.sleep(fault.pause)


def _bind(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    listener.listen(64)
    listener.setblocking(False)
    return listener


async def _finish(writer: asyncio.StreamWriter) -> None:
    """End the line in good order: what was written arrives, then the end."""
    await writer.drain()
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Cut the line with a RST, the way a dying network does, instead of an orderly end."""
    line = writer.get_extra_info("socket")
    if line is not None and not writer.is_closing():
        with contextlib.suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
