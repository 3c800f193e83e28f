"""Leader election, heartbeat, and the requests of other processes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from mmstui.domain import limits
from mmstui.store import Store, StoreProblem
from mmstui.sync.backoff import Timing
from mmstui.sync.intervals import HEARTBEAT, RETAKE, WATCH
from mmstui.sync.leader_lock import LeaderLock
from mmstui.sync.store_writes import Offload
from mmstui.sync.workers import Workers

#: Signals about the leader's own work. They are out of date once it has ended.
_OF_A_LEADER = ("checking", "progress", "trouble", "poll_trouble", "clock")


class Leadership:
    """Takes and keeps the leader lock of one account."""

    def __init__(self, store: Store, timing: Timing) -> None:
        self._store = store
        self._signals = store.signals
        self._offload = Offload(store)
        self._timing = timing
        self._nudged = False
        self._sign: datetime | None = None
        self._sign_seen = 0.0  #: by `Timing.elapsed`, as is `_old_since`
        self._old_since: float | None = None
        self.lock = LeaderLock(store.folder)

    def take(self) -> bool:
        """Take the lock if no process holds it, nor another session of this process."""
        return not self.lock.held and self.lock.try_take()

    async def wait_for_lock(self) -> None:
        """Wait until the lock is free, and take it."""
        while not self.take():
            await self._timing.sleep(RETAKE)

    @contextlib.asynccontextmanager
    async def term(self, workers: Workers) -> AsyncIterator[None]:
        """Be the leader during the block. Needs the lock, and releases it at the end."""
        try:
            await self._beat()
            with contextlib.suppress(StoreProblem):
                for name in _OF_A_LEADER:
                    if self._signals.get(name) is not None:
                        await self._offload(self._signals.clear, name)
            await workers.clock.begin()
            workers.begin()
            yield
        finally:
            try:
                if self.lock.still_ours():
                    with contextlib.suppress(StoreProblem):
                        await self._offload.until_committed(self._signals.clear, "leader")
            finally:
                self.lock.release()

    async def beat(self) -> None:
        """Write heartbeats until the lock's file is no longer ours."""
        while self.lock.still_ours():
            await self._beat()
            await self._timing.sleep(HEARTBEAT)

    async def listen(self, workers: Workers) -> None:
        """Watch for writes of other processes and changes of the clock, and tell the workers."""
        seen = self._store.data_version()
        request, wake = self._signals.get("poll_request"), self._signals.get("poll_wake")
        while True:
            await self._timing.sleep(WATCH)
            await workers.clock.check()
            version = self._store.data_version()
            if version == seen:
                continue
            seen = version
            workers.store_changed()
            asked = self._signals.get("poll_request")
            if asked is not None and asked != request:
                request = asked
                await self.check_now(workers)
            woken = self._signals.get("poll_wake")
            if woken != wake:
                wake = woken
                workers.poll_scheduler.ask()

    async def check_now(self, workers: Workers) -> None:
        """Poll now, and end network back-off: the action of ctrl+r."""
        await self._offload(self._store.outbox.end_network_waits)
        workers.check_now()

    async def nudge(self) -> None:
        """Ask a leader that is offline to try again, once, because a command waits for it."""
        if not self._nudged and self._signals.get("offline") is not None:
            self._nudged = True
            await self.ask()

    async def ask(self) -> datetime:
        """Request a poll from the leader. Return the request's time, which its answer repeats."""
        await self._offload(
            self._signals.request, "poll_request", str(os.getpid()), self._timing.now()
        )
        request = self._signals.get("poll_request")
        return request[0] if request else self._timing.now()

    def silent(self) -> tuple[int, datetime] | None:
        """Return pid and last heartbeat of a leader that has none for too long, else None.

        After this machine slept or its clock was set, every heartbeat looks old. So the leader gets
        time for one more.
        """
        sign, now = self._signals.get("leader"), self._timing.elapsed()
        if sign is None or sign[0] != self._sign:
            self._sign, self._sign_seen, self._old_since = sign and sign[0], now, None
        if sign is None:
            return None
        # The first heartbeat that we see may be old already, by its date.
        waited = timedelta(seconds=now - self._sign_seen)
        if max(waited, abs(self._timing.now() - sign[0])) <= limits.SILENT_AFTER:
            self._old_since = None
            return None
        if self._old_since is None:
            self._old_since = now
        if now - self._old_since <= HEARTBEAT + 1.0:
            return None
        return (int(sign[1]) if sign[1].isdigit() else 0), sign[0]

    async def _beat(self) -> None:
        # A busy store costs us one heartbeat, not the leadership.
        with contextlib.suppress(StoreProblem):
            await self._offload(self._signals.set, "leader", str(os.getpid()), self._timing.now())
