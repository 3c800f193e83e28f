"""One inbox, in a process of its own, on the other end of a browser's websocket."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
from asyncio.subprocess import Process
from collections.abc import Sequence
from typing import Final, NamedTuple

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

#: Seconds that an inbox has to save what is being written, and then after SIGTERM.
_SAVES: Final = 10.0
_ENDS: Final = 3.0
#: The line before the first packet, and the head of a packet: its type, its length.
_READY: Final = b"__GANGLION__\n"
_HEAD: Final = struct.Struct(">cI")
#: Variables of the terminal of `mmstui web`, which the browser is none of.
_NOT_THE_BROWSERS: Final = (
    "COLORTERM", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "STY", "TMUX", "TMUX_PANE", "VTE_VERSION",
    "ZELLIJ",
)  # fmt: skip


class ScreenSize(NamedTuple):
    """Columns and rows that a browser has room for."""

    columns: int
    rows: int


class BrowserSession(AppService):
    """Runs `mmstui` for one websocket.

    textual-serve would start a shell, believe that the process ends when it is asked to, and stop
    reading what it writes when the browser has gone, so that the process never ends.
    """

    def __init__(
        self, command: Sequence[str], websocket: web.WebSocketResponse, downloads: DownloadManager
    ) -> None:
        """`command` opens the inbox; `--account NAME` is added for another account."""
        super().__init__(
            "",
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=self._leave,
            download_manager=downloads,
        )
        self.websocket = websocket
        #: Set when the inbox has saved what was being written, and has ended.
        self.ended = asyncio.Event()
        self._words = tuple(command)
        self._size = ScreenSize(80, 24)
        self._cell: int | None = None
        self._next_account: str | None = None

    async def open(self, size: ScreenSize) -> None:
        """Start the inbox."""
        self._size = size
        await self.start(*size)

    async def set_terminal_size(self, width: int, height: int) -> None:
        """Tell the inbox the size of the page."""
        self._size = ScreenSize(width, height)
        await super().set_terminal_size(width, height)

    async def set_cell(self, shape: int) -> None:
        """Tell the inbox the shape of the page's cells: the height in hundredths of the width."""
        self._cell = shape
        await self.send_meta({"type": "cell", "shape": shape})

    async def run(self) -> None:
        """Pass on what the inbox shows, until it ends or the browser is gone."""
        while True:
            with contextlib.suppress(
                asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError
            ):
                await self._pass_on(_running(self._process))
            account, self._next_account = self._next_account, None
            if account is None or self.websocket.closed:
                break
            await self._end_process()
            self._words = (*self._words, "--account", account)
            await self._open_app_process(*self._size)
            if self._cell is not None:
                await self.set_cell(self._cell)
        await self._leave()

    async def _pass_on(self, process: Process) -> None:
        output = process.stdout
        assert output is not None  # noqa: S101  # stdout=PIPE
        await output.readuntil(_READY)
        take = {b"D": self.on_data, b"M": self.on_meta, b"P": self.on_packed}
        while True:
            kind, length = _HEAD.unpack(await output.readexactly(_HEAD.size))
            payload = await output.readexactly(length)
            if kind in take:
                await take[kind](payload)

    async def on_meta(self, data: bytes) -> None:
        """Handle what the driver of the inbox says beside the screen."""
        told = json.loads(data)
        if told["type"] == "switch_account":
            self._next_account = told["account"]
        elif self._next_account is None:
            await super().on_meta(data)

    async def stop(self) -> None:
        """End the inbox; what is being written is saved."""
        try:
            await self._download_manager.cancel_app_downloads(self.app_service_id)
            if self._task is not None:
                self._task.cancel()
                await asyncio.gather(self._task, return_exceptions=True)
            if self._process is not None:
                await self._end_process()
        finally:
            self.ended.set()

    async def _end_process(self) -> None:
        process, self._process = _running(self._process), None
        for end, seconds in ((None, _SAVES), (process.terminate, _ENDS), (process.kill, _ENDS)):
            with contextlib.suppress(TimeoutError, ProcessLookupError):
                async with asyncio.timeout(seconds):
                    if end is None:
                        await self.send_meta({"type": "quit"})
                    else:
                        end()
                    # Reads what still comes: a full pipe would keep the process from ending.
                    await process.communicate()
                    return

    async def _leave(self) -> None:
        await self.websocket.close()

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        # In a session of its own: ctrl+c in the terminal of `mmstui web` is not for the inbox.
        process = await asyncio.create_subprocess_exec(
            *self._words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env=self._build_environment(width, height), start_new_session=True,
        )  # fmt: skip
        self._process, self._stdin = process, process.stdin
        return process

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        environ = super()._build_environment(width, height)
        for name in _NOT_THE_BROWSERS:
            environ.pop(name, None)
        return environ | {"TERM": "xterm-256color"}


def _running(process: Process | None) -> Process:
    assert process is not None  # noqa: S101  # `open` has started it
    return process
