"""One pass of `mmstui sync`: made here, or requested from the leader."""

from __future__ import annotations

from datetime import date, datetime

from mmstui.domain.messages import State
from mmstui.store import Store
from mmstui.sync.backoff import Timing
from mmstui.sync.intervals import LOOK, RETAKE
from mmstui.sync.leadership import Leadership
from mmstui.sync.report import Report
from mmstui.sync.store_writes import Offload
from mmstui.sync.workers import Workers
from mmstui.voipms import (
    AccessRefused,
    NoAnswer,
    NotConnected,
    SlowDown,
    VoipMsError,
)


class SyncPass:
    """One pass for `Engine.once`."""

    def __init__(
        self, store: Store, leadership: Leadership, workers: Workers, timing: Timing
    ) -> None:
        self._store = store
        self._signals = store.signals
        self._offload = Offload(store)
        self._leadership = leadership
        self._workers = workers
        self._timing = timing
        self._newest = store.event_log.cursor().message_id
        self._asked: datetime | None = None

    async def run(self, *, since: date | None, full: bool) -> Report:
        """Make the pass ourselves, as the leader."""
        report = Report()
        try:
            await self._pass(report, since, full)
        except VoipMsError as error:
            await self._failed_with(report, error)
        counts = self._workers.sender.counts
        report.sent = counts.get(State.SENT, 0)
        report.failed = counts.get(State.FAILED, 0)
        report.held = counts.get(State.HELD, 0)
        report.unknown = counts.get(State.UNKNOWN, 0)
        report.media = self._workers.media.fetched
        report.new_messages = self._store.inbox.new_since(self._newest)
        return report

    async def _pass(self, report: Report, since: date | None, full: bool) -> None:
        workers = self._workers
        await self._offload(self._store.outbox.end_network_waits)
        try:
            await workers.account_refresh.refresh()
        except (NoAnswer, VoipMsError) as error:
            if isinstance(error, AccessRefused | NotConnected):
                raise
            # Messages are fetched even if the DIDs are not.
            report.problem = error.words
        try:
            await workers.pending_changes.apply()
        except (NoAnswer, SlowDown) as error:
            report.problem = error.words
        await workers.sender.drain()
        if workers.connection.access is not None:
            raise workers.connection.access
        polled = await workers.poller.poll()
        await workers.connection.answered()
        report.new_unread = polled.new_unread
        if polled.first:
            workers.backfill.count_first_poll(polled.rows)
        await workers.backfill.finish_first_sync()
        if full:
            await workers.backfill.fetch_all()
        if since is not None:
            await workers.backfill.fetch(since)
        await workers.media.fetch_due()
        await workers.purger.purge_due()
        await workers.deleter.drain()
        await workers.purger.purge_due()
        await workers.quarantine_retry.run()
        while await self._offload(self._store.reindexing.step):
            pass  # Each step is a short write; other writes run between two steps.

    async def _failed_with(self, report: Report, error: VoipMsError) -> None:
        report.problem = error.words
        match error:
            case AccessRefused():
                report.refused = error.status
                await self._workers.connection.refuse(error)
                await self._workers.address.fetch()
            case NotConnected() | NoAnswer():
                report.offline = True
                await self._workers.connection.unreachable()

    async def ask_leader(self, deadline: float) -> Report | None:
        """Have the leader poll; None when it is time to look whether the lock is free."""
        if self._asked is None:
            self._asked = await self._leadership.ask()
        look_again = self._timing.elapsed() + RETAKE
        while self._timing.elapsed() < look_again:
            report = self._answer() or self._silence() or self._too_late(deadline)
            if report is not None:
                return report
            await self._timing.sleep(LOOK)
        return None

    def _answer(self) -> Report | None:
        answer = self._signals.get("poll_answer")
        if answer is None or self._asked is None or answer[0] < self._asked:
            return None
        report = Report(by_leader=True, new_messages=self._store.inbox.new_since(self._newest))
        if answer[1] == "ok":
            return report
        access, trouble = self._signals.get("access"), self._signals.get("poll_trouble")
        if access is not None and access[1] == answer[1]:
            report.refused = answer[1]
        elif trouble is not None:
            report.problem = trouble[1]
        elif self._signals.get("offline") is not None:
            report.offline = True
        else:
            report.problem = f"VoIP.ms answered {answer[1]}."
        return report

    def _silence(self) -> Report | None:
        """Return the report of a leader without a heartbeat, else None."""
        silent = self._leadership.silent()
        if silent is None:
            return None
        pid, since = silent
        words = f"Process {pid} holds the account and has been silent since {since:%H:%M} UTC."
        return Report(by_leader=True, silent_leader=pid, problem=words)

    def _too_late(self, deadline: float) -> Report | None:
        if self._timing.elapsed() < deadline:
            return None
        return Report(by_leader=True, timed_out=True)
