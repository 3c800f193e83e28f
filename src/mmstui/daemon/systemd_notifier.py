"""Tells systemd how the service is, over its notify socket (sd_notify(3))."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Final

from mmstui.domain.text.sanitise import line

#: Microseconds in a second, the unit of systemd's variables.
_MICROSECONDS: Final = 1_000_000


class SystemdNotifier:
    """The socket that systemd gave us. Without one, nothing is told."""

    def __init__(self, address: str, watchdog: float | None = None) -> None:
        """`address`: a path, or an abstract name after `@`. `watchdog`: seconds, None for none."""
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._watchdog = watchdog

    @classmethod
    def of(cls, environ: MutableMapping[str, str]) -> SystemdNotifier:
        """Return the notifier of the environment, and remove it there: programs do not get it."""
        address = environ.pop("NOTIFY_SOCKET", "")
        microseconds = environ.pop("WATCHDOG_USEC", "")
        meant_for = environ.pop("WATCHDOG_PID", "")
        is_ours = meant_for in {"", str(os.getpid())}
        wanted = microseconds.isascii() and microseconds.isdecimal() and int(microseconds) > 0
        watchdog = int(microseconds) / _MICROSECONDS if wanted and is_ours else None
        return cls(address if address[:1] in {"/", "@"} else "", watchdog)

    def ready(self, status: str) -> None:
        """Tell that the service runs, after a start or a reload."""
        self._send("READY=1", f"STATUS={line(status)}")

    def status(self, words: str) -> None:
        """Tell in a sentence what the service does, for `systemctl status`."""
        self._send(f"STATUS={line(words)}")

    def reloading(self) -> None:
        """Tell that the configuration is being read again; `ready` follows."""
        now = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1_000
        self._send("RELOADING=1", f"MONOTONIC_USEC={now}")

    def stopping(self) -> None:
        """Tell that the service ends."""
        self._send("STOPPING=1")

    async def keep_alive(
        self, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        """Tell twice in each interval of the watchdog that this loop runs, until cancelled."""
        if not self._address or self._watchdog is None:
            await asyncio.Event().wait()  # Nobody wants to know.
        while self._watchdog is not None:
            self._send("WATCHDOG=1")
            await sleep(self._watchdog / 2)

    def _send(self, *assignments: str) -> None:
        if not self._address:
            return
        # A service whose manager is gone or busy goes on without it.
        with suppress(OSError, ValueError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.setblocking(False)
            end.sendto("\n".join(assignments).encode(), self._address)
