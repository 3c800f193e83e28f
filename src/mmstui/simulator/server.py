"""The simulator as a process: a loopback socket, uvicorn, and an orderly exit."""

import asyncio
import contextlib
import os
import signal
import socket
import stat
import sys
from collections.abc import Awaitable, Callable, Generator

import uvicorn
from starlette.applications import Starlette

from mmstui.simulator.app import API_PATH

HOST = "127.0.0.1"
PARENT_LOOK = 1.0
"""Seconds between two checks of the parent process."""


class QuietServer(uvicorn.Server):
    """A uvicorn server that reports readiness and handles no signals."""

    when_ready: Callable[[], None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer, then call `when_ready`."""
        await super().startup(sockets)
        if self.when_ready is not None:
            self.when_ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Install no signal handlers."""
        yield


def bind(port: int = 0) -> socket.socket:
    """Return a socket listening on loopback; port 0 chooses a free one. Raises OSError."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def api_url(listener: socket.socket) -> str:
    """Return the address of the API behind a listening socket."""
    return f"http://{HOST}:{listener.getsockname()[1]}{API_PATH}"


def make_server(app: Starlette) -> QuietServer:
    """Return a server that logs nothing, and does not wait for clients when it stops."""
    return QuietServer(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            ws="none",
            # The app dates its answers by its own clock, and ignores X-Forwarded-For.
            date_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=0,
        )
    )


async def serve(
    app: Starlette,
    listener: socket.socket,
    *,
    ready: Callable[[], None],
    beside: Callable[[], Awaitable[None]] | None = None,
    die_with_parent: bool = False,
) -> None:
    """Serve until SIGTERM or SIGINT. `beside` runs concurrently; `ready` is called on start.

    With `die_with_parent`, also stop when the parent process ends, or closes our stdin.
    """
    server = make_server(app)
    server.when_ready = ready

    def stop() -> None:
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    serving = asyncio.ensure_future(server.serve([listener]))
    companions: list[asyncio.Future[None]] = []
    if beside is not None:
        companions.append(asyncio.ensure_future(beside()))
    if die_with_parent:
        companions.append(asyncio.ensure_future(_watch_parent(stop)))
    for companion in companions:
        companion.add_done_callback(lambda _: stop())
    try:
        await serving
    finally:
        for companion in companions:
            companion.cancel()
        outcomes = await asyncio.gather(*companions, return_exceptions=True)
    for outcome in outcomes:
        # Without this, a crashed demo would look like a quiet one.
        if isinstance(outcome, Exception):
            raise outcome


async def _watch_parent(stop: Callable[[], None]) -> None:
    """Call `stop` when the parent process is gone.

    Input from a terminal on stdin is not read.
    """
    loop, parent = asyncio.get_running_loop(), os.getppid()

    def at_input() -> None:
        if not os.read(sys.stdin.fileno(), 4096):
            loop.remove_reader(sys.stdin.fileno())
            stop()

    with contextlib.suppress(OSError, ValueError):
        mode = os.fstat(sys.stdin.fileno()).st_mode
        if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
            loop.add_reader(sys.stdin.fileno(), at_input)
    while os.getppid() == parent:  # noqa: ASYNC110 - no event tells of it everywhere
        await asyncio.sleep(PARENT_LOOK)
    stop()
