"""The sync engine: runs the workers of an inbox, of `mmstui sync` or of `mmstui send`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date, timedelta

from mmstui.domain.limits import LETTING_GO
from mmstui.domain.messages import State
from mmstui.store import Store
from mmstui.sync.backoff import Timing, first_of
from mmstui.sync.client_protocol import Service
from mmstui.sync.intervals import LOOK, RETAKE, Policy
from mmstui.sync.leadership import Leadership
from mmstui.sync.report import Report
from mmstui.sync.supervisor import Supervisor
from mmstui.sync.sync_pass import SyncPass
from mmstui.sync.workers import Workers
from mmstui.voipms import AccessRefused, NoAnswer, NotConnected, VoipMsError

#: States in which `deliver` no longer waits for a message.
SETTLED = frozenset({State.SENT, State.FAILED, State.HELD, State.UNCONFIRMED, State.RECEIVED})


class Engine:
    """Runs the workers of one account.

    `run`, `once` and `deliver` each open a session in one event loop. A session gets its client
    from `connect` and closes it. Other methods may be called from any thread at any time.
    """

    def __init__(
        self,
        store: Store,
        connect: Callable[[], Service],
        *,
        policy: Policy | None = None,
        timing: Timing | None = None,
        owner: str = "",
    ) -> None:
        self._store = store
        self._connect = connect
        self.policy = policy or Policy()
        self._timing = timing or Timing()
        self._owner = owner or f"{os.getpid()}-{secrets.token_hex(4)}"
        self._leadership = Leadership(store, self._timing)
        self._supervisor = Supervisor(store, self._timing)
        self._workers: Workers | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._focused = False

    # For the inbox.

    async def run(self) -> None:
        """Poll, fetch and send until cancelled; stand by while another process is the leader.

        On cancellation, a send in progress gets 3 seconds to finish before its connection is
        closed.
        """
        async with self._session() as workers:
            await self._supervisor.keep_running("leading", lambda: self._lead(workers))

    async def _lead(self, workers: Workers) -> None:
        listening = {"listening": lambda: self._leadership.listen(workers)}
        while True:
            await self._leadership.wait_for_lock()
            async with (
                self._leadership.term(workers),
                self._supervisor.running(listening | workers.all()),
            ):
                # Returns when the lock is lost because its file was removed.
                await self._leadership.beat()

    # For `mmstui sync`.

    async def once(
        self, *, since: date | None = None, full: bool = False, wait: timedelta | None = None
    ) -> Report:
        """Make one pass: DIDs, outbox, poll, history, files. A running leader makes it for us.

        The newest 30 days of history are always fetched; `since` and `full` go further back. `wait`
        is the time limit for the leader (two minutes).
        """
        async with self._session() as workers:
            sync_pass = SyncPass(self._store, self._leadership, workers, self._timing)
            deadline = self._timing.elapsed() + (wait or timedelta(minutes=2)).total_seconds()
            while True:
                if self._leadership.take():
                    async with (
                        self._leadership.term(workers),
                        self._supervisor.running({"beating": self._leadership.beat}),
                    ):
                        return await sync_pass.run(since=since, full=full)
                report = await sync_pass.ask_leader(deadline)
                if report is not None:
                    return report

    async def verify(self) -> Report:
        """Compare the store with VoIP.ms over the days that the store covers. Changes nothing.

        `Report.comparison` is None after an error.
        """
        report = Report()
        async with self._session() as workers:
            try:
                report.comparison = await workers.verifier.compare()
            except VoipMsError as error:
                report.problem = error.words
                report.refused = error.status if isinstance(error, AccessRefused) else None
                report.offline = isinstance(error, NotConnected | NoAnswer)
        return report

    # For `mmstui send`.

    async def deliver(self, message_ids: Sequence[int], wait: timedelta) -> None:
        """Send these queued messages, or wait for the leader to send them.

        Returns when all are settled, or after `wait`; then an attempt of this process gets up to
        one minute to finish. Does not wait for a leader without a heartbeat.
        """
        deadline = self._timing.elapsed() + wait.total_seconds()
        async with self._session() as workers:
            while not self._is_over(message_ids, deadline):
                if self._leadership.take():
                    async with self._leadership.term(workers):
                        await self._send(workers, message_ids, deadline)
                    return
                if self._leadership.silent() is not None:
                    return
                await self._leadership.nudge()
                await self._wait_for_change(min(deadline, self._timing.elapsed() + RETAKE))

    async def _send(self, workers: Workers, message_ids: Sequence[int], deadline: float) -> None:
        beside = {
            "beating": self._leadership.beat,
            "listening": lambda: self._leadership.listen(workers),
        }
        async with self._supervisor.running(beside | workers.for_delivery()) as tasks:
            while not self._is_over(message_ids, deadline) and workers.connection.access is None:
                await self._wait_for_change(deadline)
            workers.sender.close()
            sending = tasks["sending"]
            await first_of(asyncio.wait({sending}), self._timing.sleep(LETTING_GO.total_seconds()))

    def _is_over(self, message_ids: Sequence[int], deadline: float) -> bool:
        if self._timing.elapsed() >= deadline:
            return True
        messages = self._store.inbox.messages(message_ids)
        return all(message.state in SETTLED for message in messages)

    async def _wait_for_change(self, until: float) -> None:
        """Wait until another process writes to the store, or until `until`."""
        seen = self._store.data_version()
        while self._timing.elapsed() < until and self._store.data_version() == seen:
            await self._timing.sleep(LOOK)

    # From any thread.

    def wake(self) -> None:
        """Tell the workers that the user sent, deleted, changed or requested something."""
        self._tell(lambda workers: workers.user_acted())

    def set_focus(self, focused: bool) -> None:
        """Set whether a person is at the screen: polls are more frequent then."""
        self._focused = focused
        self._tell(lambda workers: workers.poll_scheduler.set_focus(focused))

    def _tell(self, what: Callable[[Workers], None]) -> None:
        loop, workers = self._loop, self._workers
        if loop is not None and workers is not None:
            # The loop may have been closed in the meantime.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(what, workers)

    @contextlib.asynccontextmanager
    async def _session(self) -> AsyncIterator[Workers]:
        service = self._connect()
        workers = Workers(self._store, service, self.policy, self._timing, self._owner)
        outermost = self._workers is None
        if outermost:
            self._workers, self._loop = workers, asyncio.get_running_loop()
            workers.poll_scheduler.set_focus(self._focused)
        try:
            yield workers
        finally:
            if outermost:
                self._workers = self._loop = None
            await service.aclose()
