"""How things stand with VoIP.ms: reachable, refused, or asked to be slower.

All workers of a process share one `ConnectionState`; other processes and the screen read it as signals.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from mmstui.store import Store
from mmstui.sync.store_writes import Offload
from mmstui.sync.timing import Backoff, Bell, Timing
from mmstui.voipms import AccessRefused, NoAnswer, NotConnected, SlowDown, VoipMsError

T = TypeVar("T")


class ConnectionState:
    """The line to VoIP.ms. Signals are written only when they change."""

    def __init__(self, store: Store, timing: Timing) -> None:
        self._signals = store.signals
        self._offload = Offload(store)
        self._timing = timing
        self._granted = asyncio.Event()
        self._may_try = asyncio.Event()
        self._slow_until = 0.0
        #: When VoIP.ms last asked us to be slower, if it did, by `Timing.elapsed`.
        self.slowed_at: float | None = None
        self._offline = False
        self._refused = False
        self.access: AccessRefused | None = None  #: why everything has stopped
        self.when_back: list[Callable[[], None]] = []  #: called when the line is there again
        self.when_refused: list[Callable[[], None]] = []  #: called when access was refused
        self._grant()

    def begin(self) -> None:
        """Take over what a process before us has said; a refusal it met is not ours yet."""
        self._offline = self._signals.get("offline") is not None
        self._refused = self._signals.get("access") is not None
        self._grant()

    @property
    def offline(self) -> bool:
        """Whether the last poll found nobody there."""
        return self._offline

    async def answered(self) -> None:
        """VoIP.ms has answered as it should."""
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
        """A poll found nobody there; the first of them says since when."""
        if not self._offline:
            self._offline = True
            await self._offload(self._signals.set, "offline", "", self._timing.now())

    async def refuse(self, error: AccessRefused) -> None:
        """Access was refused: everything stops until the user says otherwise."""
        self.access = error
        self._granted.clear()
        self._may_try.clear()
        self._refused = True
        await self._offload(self._signals.set, "access", error.status, self._timing.now())
        for tell in self.when_refused:
            tell()

    def try_again(self) -> None:
        """The user's word: one poll may try whether access is granted now."""
        self._may_try.set()

    def slow_down(self, wait: timedelta) -> None:
        """Ask nothing for so long; nobody's word shortens it."""
        self.slowed_at = self._timing.elapsed()
        self._slow_until = max(self._slow_until, self._timing.elapsed() + wait.total_seconds())

    async def ready(self, *, trying: bool = False) -> None:
        """Wait until something may be asked; `trying`: by the one poll that tries again."""
        gate = self._may_try if trying else self._granted
        await gate.wait()
        while (rest := self._slow_until - self._timing.elapsed()) > 0:
            await self._timing.sleep(rest)
            await gate.wait()

    async def retrying(self, ask: Callable[[], Awaitable[T]], bell: Bell) -> T:
        """Ask until there is an answer, waiting as the service or the line demands.

        The bell ends a wait that is only back-off. Raises what no patience mends.
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
        """Do what an answer demands of everybody; nothing for most."""
        match error:
            case AccessRefused():
                await self.refuse(error)
            case SlowDown():
                self.slow_down(error.retry_after)

    def _grant(self) -> None:
        self.access = None
        self._granted.set()
        self._may_try.set()
