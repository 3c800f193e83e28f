"""What a browser does with `mmstui web`, without one: a websocket in, the screen out."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyte
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from support.commands import Shell
from support.reverse_proxies import free_port
from support.terminal import KEYS, UNKNOWN_TO_PYTE, WAKE

COLUMNS, ROWS = 100, 30


@dataclass
class WebProcess:
    """A running `mmstui web`."""

    address: str  #: with the token, up to the last slash
    process: asyncio.subprocess.Process

    @property
    def origin(self) -> str:
        """Scheme and authority."""
        return self.address.rsplit("/", 2)[0]

    def inboxes(self) -> list[int]:
        """Return the processes that show an inbox."""
        pid = self.process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    async def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, and return the exit code."""
        self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), 20)


@asynccontextmanager
async def running_web(shell: Shell, *words: str) -> AsyncIterator[WebProcess]:
    """Run `mmstui web` until the test ends it, or to the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *shell.command("web", "--port", str(free_port()), *words),
        env=shell.env, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        said = (await asyncio.wait_for(process.stdout.readuntil(b"/\n"), 20)).decode()
        (address,) = re.findall(r"http://\S+/", said)
        yield WebProcess(address, process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@dataclass
class Page:
    """A page that shows the inbox."""

    websocket: ClientWebSocketResponse
    raw: bytearray = field(default_factory=bytearray)
    told: list[Any] = field(default_factory=list)  #: what was not for the screen
    _screen: pyte.Screen = field(default_factory=lambda: pyte.Screen(COLUMNS, ROWS))

    def __post_init__(self) -> None:
        self._stream = pyte.ByteStream(self._screen)

    @property
    def text(self) -> str:
        """The screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    async def wait_for(self, expected: str) -> None:
        """Read until the screen has a text."""
        try:
            async with asyncio.timeout(20):
                while expected not in self.text:
                    message = await self.websocket.receive()
                    if message.type is WSMsgType.BINARY:
                        self.raw += message.data
                        self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", message.data))
                    elif message.type is WSMsgType.TEXT:
                        self.told.append(json.loads(message.data))
                    else:
                        raise AssertionError(f"{message.type} {self.websocket.close_code}")
        except TimeoutError:
            raise AssertionError(f"{expected!r} did not come; the screen:\n{self.text}") from None

    async def wait_for_close(self) -> int | None:
        """Read until the server closes the page; return the code."""
        async with asyncio.timeout(20):
            async for _ in self.websocket:
                pass
        return self.websocket.close_code

    async def press(self, keys: Sequence[str]) -> None:
        """Press keys by name, or type a text."""
        for key in keys:
            if key == "enter":
                await asyncio.sleep(WAKE)  # no enter belongs to the text before it
            await self.websocket.send_json(["stdin", KEYS.get(key, key)])


@asynccontextmanager
async def page(client: ClientSession, address: str) -> AsyncIterator[Page]:
    """Open the page at an address."""
    url = f"{address}ws?width={COLUMNS}&height={ROWS}"
    async with client.ws_connect(url, origin=address.rsplit("/", 2)[0]) as websocket:
        yield Page(websocket)
