"""One pass for `mmstui sync`: done here, or asked of the process that leads."""

from __future__ import annotations

from datetime import date, datetime

from mmstui.domain.messages import State
from mmstui.store import Store
from mmstui.sync.intervals import LOOK, RETAKE
from mmstui.sync.leadership import Leading
from mmstui.sync.report import Report
from mmstui.sync.store_writes import Offload
from mmstui.sync.timing import Pace
from mmstui.sync.workers import Workers
from mmstui.voipms import (
    AccessRefused,
    NoAnswer,
    NotConnected,
    SlowDown,
    VoipMsError,
)


class Errand:
    """One `Engine.once`."""

    def __init__(self, store: Store, leading: Leading, workers: Workers, pace: Pace) -> None:
        self._store = store
        self._signals = store.signals
        self._offload = Offload(store)
        self._leading = leading
        self._workers = workers
        self._pace = pace
        self._messages = self._count()
        self._asked: datetime | None = None

    async def do(self, *, since: date | None, full: bool) -> Report:
        """Do it ourselves, as the leader."""
        report = Report()
        try:
            await self._pass(report, since, full)
        except VoipMsError as error:
            await self._went_wrong(report, error)
        counts = self._workers.sender.counts
        report.sent = counts.get(State.SENT, 0)
        report.failed = counts.get(State.FAILED, 0)
        report.held = counts.get(State.HELD, 0)
        report.unknown = counts.get(State.UNKNOWN, 0)
        report.media = self._workers.media.fetched
        report.new_messages = max(0, self._count() - self._messages)
        return report

    async def _pass(self, report: Report, since: date | None, full: bool) -> None:
        workers = self._workers
        await self._offload(self._store.outbox.end_network_waits)
        try:
            await workers.customer.refresh()
        except (NoAnswer, VoipMsError) as error:
            if isinstance(error, AccessRefused | NotConnected):
                raise
            # The list of DIDs is not worth the messages.
            report.problem = error.words
        try:
            await workers.errands.carry()
        except (NoAnswer, SlowDown) as error:
            report.problem = error.words
        await workers.sender.drain()
        if workers.line.access is not None:
            raise workers.line.access
        polled = await workers.poller.poll()
        await workers.line.answered()
        report.new_unread = polled.new_unread
        if polled.first:
            workers.backfill.saw(polled.rows)
        await workers.backfill.finish_first_sync()
        if full:
            await workers.backfill.fetch_all()
        if since is not None:
            await workers.backfill.fetch(since)
        await workers.media.fetch_due()
        await workers.remover.remove_due()
        await workers.deleter.drain()
        await workers.remover.remove_due()
        await workers.second_look.look()
        while await self._offload(self._store.reindexing.step):
            pass  # a short write each: others go between

    async def _went_wrong(self, report: Report, error: VoipMsError) -> None:
        report.problem = error.words
        match error:
            case AccessRefused():
                report.refused = error.status
                await self._workers.line.refuse(error)
                await self._workers.address.ask()
            case NotConnected() | NoAnswer():
                report.offline = True
                await self._workers.line.unreachable()

    async def ask(self, deadline: float) -> Report | None:
        """Have the leader poll; None when it is time to look whether the lock is free."""
        if self._asked is None:
            self._asked = await self._leading.ask()
        look_again = self._pace.elapsed() + RETAKE
        while self._pace.elapsed() < look_again:
            report = self._answer() or self._silence() or self._too_late(deadline)
            if report is not None:
                return report
            await self._pace.sleep(LOOK)
        return None

    def _answer(self) -> Report | None:
        answer = self._signals.get("poll_answer")
        if answer is None or self._asked is None or answer[0] < self._asked:
            return None
        report = Report(by_leader=True, new_messages=max(0, self._count() - self._messages))
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
        """The leader, when it has given no sign of life for too long."""
        silent = self._leading.silent()
        if silent is None:
            return None
        pid, since = silent
        words = f"Process {pid} holds the account and has been silent since {since:%H:%M} UTC."
        return Report(by_leader=True, silent_leader=pid, problem=words)

    def _too_late(self, deadline: float) -> Report | None:
        if self._pace.elapsed() < deadline:
            return None
        return Report(by_leader=True, timed_out=True)

    def _count(self) -> int:
        return self._store.inbox.status(self._pace.now(), sends_limit=0).messages
