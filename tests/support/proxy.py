"""A TCP proxy that breaks the line on purpose, over real sockets.

    async with FaultProxy(sim.port) as proxy:
        proxy.fault = CutReply(after=120)
        ... the client talks to proxy.url ...

A fault holds for the connections opened, and the bytes passed, from the moment it is set;
connections kept alive from before count from nought again.
"""

import asyncio
import contextlib
import socket
import struct
from types import TracebackType
from typing import Self

from support.faults import (
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
    Refuse,
    Replace,
    Stall,
    StallRequest,
    canned,
)

HOST = "127.0.0.1"
CHUNK = 65_536

__all__ = [
    "EMPTY_200",
    "EMPTY_LINE",
    "HTML_200",
    "PAGE_502",
    "PAGE_522",
    "TRUNCATED_JSON",
    "AcceptThenDrop",
    "CutReply",
    "CutRequest",
    "Drip",
    "Fault",
    "FaultProxy",
    "Refuse",
    "Replace",
    "Stall",
    "StallRequest",
    "canned",
]


class CutError(Exception):
    """Raised when the line must be reset."""


class Meter:
    """Counts the bytes that went one way since the fault in force was set."""

    def __init__(self) -> None:
        self._fault: Fault | None = None
        self._passed = 0
        self.full = False
        """Whether the fault's limit is reached."""

    def take(self, data: bytes, fault: Fault, limit: int | None) -> bytes:
        """Return as much of `data` as `fault` lets through; no limit is everything."""
        if fault is not self._fault:
            self._fault, self._passed = fault, 0
        if limit is not None:
            data = data[: max(0, limit - self._passed)]
        self._passed += len(data)
        self.full = limit is not None and self._passed >= limit
        return data


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
            await self._carry(reader, writer)
            await _finish(writer)
        except (ConnectionError, CutError):
            pass
        finally:
            _reset(writer)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if isinstance(self._fault, AcceptThenDrop):
            raise CutError
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
        meter = Meter()
        while data := await reader.read(CHUNK):
            self.request_bytes += len(data)
            fault = self._fault
            limit = fault.after if isinstance(fault, CutRequest | StallRequest) else None
            data = meter.take(data, fault, limit)
            if data:
                writer.write(data)
                await writer.drain()
            if meter.full:
                await _stop(fault)
                return

    async def _carry_reply(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        meter = Meter()
        while data := await reader.read(CHUNK):
            fault = self._fault
            if isinstance(fault, Replace):
                writer.write(fault.reply)
                await writer.drain()
                return
            limit = fault.after if isinstance(fault, CutReply | Stall) else None
            await self._write(writer, meter.take(data, fault, limit), fault)
            if meter.full:
                await _stop(fault)
                return

    async def _write(self, writer: asyncio.StreamWriter, data: bytes, fault: Fault) -> None:
        if not isinstance(fault, Drip):
            writer.write(data)
            await writer.drain()
            return
        for start in range(0, len(data), fault.size):
            writer.write(data[start : start + fault.size])
            await writer.drain()
            await asyncio.sleep(fault.pause)


async def _stop(fault: Fault) -> None:
    """Do what a fault does at its limit: stall for ever, reset, or return for an orderly end."""
    if isinstance(fault, Stall | StallRequest):
        await asyncio.Event().wait()
    if isinstance(fault, CutRequest | CutReply) and fault.reset:
        raise CutError


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
