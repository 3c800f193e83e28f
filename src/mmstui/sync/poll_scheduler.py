"""Schedule polls: interval, back-off, requests, and extra polls after a send without an answer."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from mmstui.store import Store
from mmstui.sync.backoff import Backoff, Bell, Timing
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.intervals import LOOK_AFTER, Policy
from mmstui.sync.poll_result import PollSummary
from mmstui.sync.poller import Poller
from mmstui.sync.store_writes import Offload
from mmstui.voipms import AccessRefused, NoAnswer, NotConnected, SlowDown, VoipMsError

log = logging.getLogger("mmstui.sync")


class PollScheduler:
    """A worker that polls periodically, and when a `poll_request` signal asks for a poll.

    The result of a requested poll is the signal `poll_answer`, with the request's time: `ok` or the
    status of the error.
    """

    def __init__(
        self,
        store: Store,
        poller: Poller,
        connection: ConnectionState,
        timing: Timing,
        policy: Policy,
    ) -> None:
        self._signals = store.signals
        self._offload = Offload(store)
        self._poller = poller
        self._connection = connection
        self._timing = timing
        self._policy = policy
        self._bell = Bell(timing)
        self._backoff = Backoff(timing, first=5.0)
        self._focused = False
        self._asked = False
        self._extra: list[float] = []
        self._ended: float | None = None
        self._wait: float | None = None
        #: Called after each successful poll.
        self.when_polled: list[Callable[[PollSummary], Awaitable[None]]] = []

    def set_focus(self, focused: bool) -> None:
        """Set whether a person is at the screen: the interval is shorter then."""
        if focused != self._focused:
            self._focused = focused
            self._bell.ring()

    def ask(self) -> None:
        """Poll now."""
        self._asked = True
        self._bell.ring()

    def look_soon(self) -> None:
        """Poll soon, and again a little later, to find a message whose send got no answer."""
        now = self._timing.elapsed()
        self._extra = [now + wait for wait in LOOK_AFTER]
        self._bell.ring()

    async def run(self) -> None:
        """Poll periodically until cancelled."""
        while True:
            await self._connection.ready(trying=True)
            await self._round()
            await self._rest(on_demand=False)

    async def run_on_demand(self) -> None:
        """Poll only after `ask` and `look_soon`, until cancelled."""
        while True:
            await self._rest(on_demand=True)
            await self._connection.ready(trying=True)
            await self._round()

    async def _round(self) -> None:
        now = self._timing.elapsed()
        self._asked = False
        self._extra = [at for at in self._extra if at > now]
        request = self._request()
        slow_is_told = request is not None or self._ended is None
        if slow_is_told:
            await self._offload(self._signals.set, "checking", "", self._timing.now())
        try:
            outcome = await self._poll()
        finally:
            if slow_is_told:
                await self._offload(self._signals.clear, "checking")
        self._ended = self._timing.elapsed()
        if request is not None:
            await self._offload(self._signals.set, "poll_answer", outcome, request)

    async def _poll(self) -> str:
        """Poll once, turning errors into back-off. Return `ok` or the status of the error."""
        try:
            polled = await self._poller.poll()
        except (AccessRefused, SlowDown) as error:
            await self._connection.react_to(error)
            self._wait = 0.0  # `ConnectionState.ready` waits as long as needed.
            await self._tell("" if isinstance(error, AccessRefused) else error.words)
            return error.status
        except (NotConnected, NoAnswer) as error:
            await self._connection.unreachable()
            self._wait = self._backoff.next()
            await self._tell("")
            return error.status
        except VoipMsError as error:
            log.warning("a poll was refused: %s", error.status)
            self._wait = self._backoff.next()
            await self._tell(error.words)
            return error.status
        self._backoff.reset()
        self._wait = None
        await self._tell("")
        await self._connection.answered()
        for tell in self.when_polled:
            await tell(polled)
        return "ok"

    async def _tell(self, words: str) -> None:
        """Say why polls fail though VoIP.ms answers; "" when they do not."""
        told = self._signals.get("poll_trouble")
        if words and (told is None or told[1] != words):
            await self._offload(self._signals.set, "poll_trouble", words, self._timing.now())
        elif told is not None and not words:
            await self._offload(self._signals.clear, "poll_trouble")

    async def _rest(self, *, on_demand: bool) -> None:
        """Wait until the next poll is due."""
        while not self._asked:
            due = self._due(on_demand)
            rest = None if due is None else due - self._timing.elapsed()
            if rest is not None and rest <= 0:
                return
            await self._bell.wait(rest)

    def _due(self, on_demand: bool) -> float | None:
        dues = list(self._extra)
        ended = self._ended or 0.0
        if self._wait is not None:
            dues.append(ended + self._wait)
        elif not on_demand:
            policy = self._policy
            interval = policy.active_interval if self._focused else policy.idle_interval
            dues.append(ended + interval)
        return min(dues, default=None)

    def _request(self) -> datetime | None:
        """Return the time of the request that has no answer yet, else None."""
        request = self._signals.get("poll_request")
        answer = self._signals.get("poll_answer")
        if request is None or (answer is not None and answer[0] >= request[0]):
            return None
        return request[0]
