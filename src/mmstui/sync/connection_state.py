"""The state of the connection to VoIP.ms: reachable, refused, or rate-limited.

All workers of a process share one `ConnectionState`. Other processes and the screen read the same
state from signals in the store.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from mmstui.store import Store
from mmstui.sync.backoff import Backoff, Bell, Timing
from mmstui.sync.store_writes import Offload
from mmstui.voipms import AccessRefused, NoAnswer, NotConnected, SlowDown, VoipMsError

T = TypeVar("T")


class ConnectionState:
    """Reachability, access and rate limit. Signals are written only when they change."""

    def __init__(self, store: Store, timing: Timing) -> None:
        self._signals = store.signals
        self._offload = Offload(store)
        self._timing = timing
        self._granted = asyncio.Event()
        self._may_try = asyncio.Event()
        self._slow_until = 0.0
        #: `Timing.elapsed` of the last time VoIP.ms asked us to slow down; None before.
        self.slowed_at: float | None = None
        self._offline = False
        self._refused = False
        self.access: AccessRefused | None = None  #: the refusal that stopped all workers
        self.when_back: list[Callable[[], None]] = []  #: called when VoIP.ms answers again
        self.when_refused: list[Callable[[], None]] = []  #: called when access is refused
        self._grant()

    def begin(self) -> None:
        """Read the signals of the previous leader. A refusal that it met does not stop us."""
        self._offline = self._signals.get("offline") is not None
        self._refused = self._signals.get("access") is not None
        self._grant()

    @property
    def offline(self) -> bool:
        """Whether the last poll could not reach VoIP.ms."""
        return self._offline

    async def answered(self) -> None:
        """Record a regular answer of VoIP.ms: clear the signals and call `when_back`."""
        was = {"offline": self._offline, "access": self._refused}
        if not any(was.values()):
            return
        for name in (name for name, is_set in was.items() if is_set):
            await self._offload(self._signals.clear, name)
        self._offline = self._refused = False
        self._grant()
        for tell in self.when_back:
            tell()

    async def unreachable(self) -> None:
        """Record that a poll could not reach VoIP.ms. Later failures keep the first one's time."""
        if not self._offline:
            self._offline = True
            await self._offload(self._signals.set, "offline", "", self._timing.now())

    async def refuse(self, error: AccessRefused) -> None:
        """Record that access was refused: all workers stop until the user asks for another try."""
        self.access = error
        self._granted.clear()
        self._may_try.clear()
        self._refused = True
        await self._offload(self._signals.set, "access", error.status, self._timing.now())
        for tell in self.when_refused:
            tell()

    def try_again(self) -> None:
        """Let one poll try whether access is granted again. The user asked for it."""
        self._may_try.set()

    def slow_down(self, wait: timedelta) -> None:
        """Make no request for `wait`. The user cannot shorten it."""
        self.slowed_at = self._timing.elapsed()
        self._slow_until = max(self._slow_until, self._timing.elapsed() + wait.total_seconds())

    async def ready(self, *, trying: bool = False) -> None:
        """Wait until requests are allowed. `trying`: the caller is the poll of `try_again`."""
        gate = self._may_try if trying else self._granted
        await gate.wait()
        while (rest := self._slow_until - self._timing.elapsed()) > 0:
            await self._timing.sleep(rest)
            await gate.wait()

    async def retrying(self, ask: Callable[[], Awaitable[T]], bell: Bell) -> T:
        """Call `ask` until it succeeds, with back-off between retries, and return its result.

        `bell` ends a back-off early. Raises the errors that a retry cannot fix.
        """
        backoff = Backoff(self._timing)
        while True:
            await self.ready()
            try:
                return await ask()
            except (AccessRefused, SlowDown) as error:
                await self.react_to(error)
            except (NotConnected, NoAnswer):
                await bell.wait(backoff.next())

    async def react_to(self, error: VoipMsError) -> None:
        """Apply an error that concerns all workers: refused access or a rate limit."""
        match error:
            case AccessRefused():
                await self.refuse(error)
            case SlowDown():
                self.slow_down(error.retry_after)

    def _grant(self) -> None:
        self.access = None
        self._granted.set()
        self._may_try.set()
