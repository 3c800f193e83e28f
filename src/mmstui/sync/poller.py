"""Poll VoIP.ms for new messages (voipms-api sections 2.1, 4 and 9)."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from mmstui.domain import limits
from mmstui.domain.messages import Kind
from mmstui.domain.times import eastern
from mmstui.domain.times.clock_skew import Before, Skew, newest, told
from mmstui.domain.wire import Page
from mmstui.store import Store
from mmstui.store.receiving.intake import IngestResult, Mark
from mmstui.sync.backoff import Timing
from mmstui.sync.client_protocol import Service
from mmstui.sync.history import DAY, History
from mmstui.sync.intervals import (
    CLOCK_SET,
    FULL_DAYS,
    FULL_EVERY,
    OVERLAP,
    POLLED_JUST_NOW,
    READINGS,
    Policy,
)
from mmstui.sync.poll_result import PollResult, PollSummary
from mmstui.sync.store_writes import Offload
from mmstui.voipms import AccessRefused, NoAnswer, NotConnected, Refused, SlowDown, VoipMsError

log = logging.getLogger("mmstui.sync")

#: MMS first: they show which SMS rows are mirrors.
KINDS = (Kind.MMS, Kind.SMS)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
#: Length of the page, in small ones, that is asked for before all of the day: a busy account has
#: thousands of rows a day, and a whole poll of them each minute takes megabytes.
_BUSY = 8
#: Days. A longer absence brings more than a few rows, so the small request is skipped.
_LONG_ABSENCE = 10
#: Errors by severity: the first one decides what the scheduler does next.
_BY_SEVERITY = (AccessRefused, SlowDown, NotConnected, NoAnswer, VoipMsError)


@dataclass(slots=True)
class _Last:
    """The last complete poll of a kind: the digest of its body, and VoIP.ms's time."""

    digest: str | None = None
    seen: datetime = _NEVER


class Poller:
    """Polls getSMS and getMMS and stores new rows. `PollScheduler` decides when."""

    def __init__(
        self, store: Store, service: Service, history: History, timing: Timing, policy: Policy
    ) -> None:
        self._intake = store.intake
        self._outbox = store.outbox
        self._signals = store.signals
        self._offload = Offload(store)
        self._service = service
        self._history = history
        self._timing = timing
        self._policy = policy
        self._keeps_newest: bool | None = None
        self._logged: set[tuple[Kind, str]] = set()
        self.forget()

    def forget(self) -> None:
        """Forget earlier polls: another process may have polled since."""
        self._last = {kind: _Last() for kind in KINDS}
        self._whole_at: dict[Kind, float] = {}
        self._polled_at: dict[Kind, float] = {}
        self._readings: deque[Skew] = deque(maxlen=READINGS)
        self._wall_start = self._started_by_wall()

    def skew(self) -> Skew | None:
        """Return the skew of VoIP.ms's clock against ours, from the last polls.

        None before the first poll. A change of our clock makes earlier readings invalid.
        """
        wall_start = self._started_by_wall()
        if abs(wall_start - self._wall_start) > CLOCK_SET:
            self._readings.clear()
            self._wall_start = wall_start
        return newest(self._readings)

    def _started_by_wall(self) -> datetime:
        """Return the wall-clock time of `elapsed` zero. It moves when the clock is set."""
        return self._timing.now() - timedelta(seconds=self._timing.elapsed())

    def known(self, kind: Kind) -> Before:
        """Return what is known of VoIP.ms's history before a send: complete if polled just now."""
        asked_at, skew = self._polled_at.get(kind), self.skew()
        just_now = asked_at is not None and self._timing.elapsed() - asked_at <= POLLED_JUST_NOW
        return Before(skew, looked=just_now and skew is not None)

    async def poll(self) -> PollSummary:
        """Poll both kinds once and store the new rows.

        Raises the more severe VoipMsError of the two answers, and stores no rows then. Only a kind
        that is refused for good does not stop the other kind.
        """
        summary = PollSummary(self._timing.now())
        asked_at = self._timing.elapsed()
        results = await self._poll_both()
        heard_at = self._timing.now()
        await self._keep([result for result in results if result.fresh], "first", summary)
        await self._keep([result for result in results if not result.fresh], "poll", summary)
        self.skew()  # Drops readings from before a change of our clock.
        for result in results:
            self._polled_at[result.kind] = asked_at
            read = (told(page.server_time, summary.started, heard_at) for page in result.pages)
            self._readings.extendleft(skew for skew in read if skew is not None)
        started = str(int(summary.started.timestamp() * 1000))
        await self._offload(self._signals.set, "last_sync", started, self._timing.now())
        return summary

    # Fetching.

    async def _poll_both(self) -> list[PollResult]:
        marks = self._intake.marks()
        answers = await asyncio.gather(
            *(self._poll_kind(kind, marks.get(kind)) for kind in KINDS), return_exceptions=True
        )
        results: list[PollResult] = []
        failures: list[VoipMsError] = []
        for kind, answer in zip(KINDS, answers, strict=True):
            match answer:
                case PollResult():
                    results.append(answer)
                case VoipMsError():
                    failures.append(answer)
                    self._log_refusal(kind, answer)
                case _:
                    raise answer
        if failures and not (results and all(isinstance(f, Refused) for f in failures)):
            raise min(failures, key=_severity)
        return results

    async def _poll_kind(self, kind: Kind, mark: Mark | None) -> PollResult:
        whole = mark is None or self._whole_is_due(kind, mark)
        asked = self._range(kind, mark, whole=whole)
        while True:
            result = await self._fetch(kind, *asked, whole=whole)
            result.fresh = mark is None
            # The answer has VoIP.ms's time. If our clock had the wrong day, fetch once more.
            right = self._range(kind, mark, whole=whole)
            if asked[0] <= right[0] and right[1] <= asked[1]:
                return result
            asked = right

    def _whole_is_due(self, kind: Kind, mark: Mark) -> bool:
        # The watermark of another process, or of an earlier run, has only a wall-clock time, and
        # the clock may have been set since.
        if abs(self._timing.now() - mark.full_at) >= FULL_EVERY:
            return True
        ours = self._whole_at.get(kind)
        return ours is not None and self._timing.elapsed() - ours >= FULL_EVERY.total_seconds()

    def _range(self, kind: Kind, mark: Mark | None, *, whole: bool) -> tuple[date, date]:
        """Return the Eastern days to poll, by VoIP.ms's clock."""
        today = eastern.day(self._service.server_now())
        tomorrow = today + DAY
        if mark is None:
            days = min(self._policy.first_slice, self._policy.first_days)
            return today - timedelta(days=days - 1), tomorrow
        seen = max(mark.server_at, self._last[kind].seen)
        first = min(today, eastern.day(seen - OVERLAP))
        if whole:
            first = min(first, today - FULL_DAYS)
        if (lost := self._outbox.unknown_since(self._service.server_skew)) is not None:
            first = min(first, eastern.day(lost - limits.NEAR_MATCH_AMBIGUOUS))
        return first, tomorrow

    async def _fetch(self, kind: Kind, first: date, last: date, *, whole: bool) -> PollResult:
        small: Page | None = None
        if not whole and self._keeps_newest is not False and (last - first).days <= _LONG_ABSENCE:
            limit = self._policy.few_rows
            small = await self._service.history(
                kind, first, last, limit=limit, known_digest=self._last[kind].digest
            )
            if self._is_enough(kind, small, limit):
                return self._cut_result(kind, first, last, small, limit)
            limit *= _BUSY
            if (
                self._keeps_newest
                and limit < self._policy.many_rows
                and not self._outbox.searching(kind)
            ):
                page = await self._service.history(kind, first, last, limit=limit)
                if self._is_enough(kind, page, limit):
                    result = self._cut_result(kind, first, last, page, limit)
                    result.digest = small.digest
                    return result
        pages = await self._history.whole(kind, first, last)
        result = PollResult(kind, first, last, pages, self._time_of(pages), whole=whole)
        if small is not None:
            self._learn(small, pages)
            result.digest = small.digest
        return result

    def _cut_result(
        self, kind: Kind, first: date, last: date, page: Page, limit: int
    ) -> PollResult:
        return PollResult(
            kind, first, last, [page], self._time_of([page]),
            cut=page.count >= limit, unchanged=page.unchanged, digest=page.digest,
        )  # fmt: skip

    def _is_enough(self, kind: Kind, page: Page, limit: int) -> bool:
        """Return whether a page of at most `limit` rows contains every row that can be new."""
        if page.count < limit:
            return True
        # A cut page cannot prove that a lost message is absent. That it has the newest rows is a
        # guess (voipms-api section 2.1), and is relied on only after `_learn` has confirmed it.
        if not self._keeps_newest or self._outbox.searching(kind):
            return False
        return page.unchanged or self._intake.reaches_known(
            kind, [row.server_id for row in page.rows]
        )

    def _learn(self, small: Page, pages: Sequence[Page]) -> None:
        """Record whether a limit keeps the newest or the oldest rows: both answers are at hand."""
        rows = [row for page in pages for row in page.rows]
        if len(rows) > len(small.rows) > 0:
            oldest = min(rows, key=lambda row: (row.at, row.server_id))
            self._keeps_newest = small.rows[0].server_id != oldest.server_id

    def _time_of(self, pages: Sequence[Page]) -> datetime:
        known = [page.server_time for page in pages if page.server_time is not None]
        return min(known, default=self._service.server_now())

    # Storing.

    async def _keep(self, results: Sequence[PollResult], source: str, summary: PollSummary) -> None:
        if not results:
            return
        summary.rows += sum(result.rows for result in results)
        ingested: IngestResult | None = None
        if self._is_news(results):
            ingested = await self._offload(
                self._intake.ingest,
                [page for result in results for page in result.pages],
                source=source,
                now=self._timing.now(),
                asked_at=summary.started,
                complete={result.kind: result.coverage() for result in results},
            )
            summary.new_unread += ingested.new_unread
            summary.added += ingested.added
        for result in results:
            await self._note(result, ingested)
            summary.first |= result.fresh
            if not self._intake.windows(result.kind):
                await self._finish_first_window(result, ingested)

    def _is_news(self, results: Sequence[PollResult]) -> bool:
        # For a message of unknown state, even an unchanged body counts as a poll.
        changed = any(result.whole or not result.unchanged for result in results)
        return changed or self._outbox.unknown_since() is not None

    async def _note(self, result: PollResult, kept: IngestResult | None) -> None:
        self._last[result.kind] = _Last(result.digest, result.server_time)
        if result.whole and kept is not None:
            self._whole_at[result.kind] = self._timing.elapsed()
            await self._offload(self._intake.set_full, result.kind, self._timing.now(), kept)

    async def _finish_first_window(self, result: PollResult, kept: IngestResult | None) -> None:
        """Record the first day that polls cover completely: backfill ends there.

        If the process is killed between the first poll's rows and this record, the next poll makes
        the record.
        """
        today = result.last - DAY
        await self._offload(
            self._intake.finish_window,
            result.kind, result.first, today, result.rows, self._timing.now(), kept,
        )  # fmt: skip

    def _log_refusal(self, kind: Kind, failure: VoipMsError) -> None:
        if isinstance(failure, Refused) and (kind, failure.status) not in self._logged:
            self._logged.add((kind, failure.status))
            log.warning("the history of %s is refused: %s", kind, failure.status)


def _severity(failure: VoipMsError) -> int:
    return next(place for place, kind in enumerate(_BY_SEVERITY) if isinstance(failure, kind))
