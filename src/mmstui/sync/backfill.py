"""Backfill: fetch history older than the first poll, newest window first.

Each finished window is recorded in the store, so that an interrupted backfill resumes.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import date, timedelta

from mmstui.domain import limits
from mmstui.domain.messages import Kind
from mmstui.domain.text.plurals import count_of
from mmstui.domain.times import eastern
from mmstui.domain.wire import Page
from mmstui.store import Store
from mmstui.sync.account_refresh import AccountRefresh
from mmstui.sync.backoff import Bell, Timing
from mmstui.sync.client_protocol import Service
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.history import DAY, History, newest_gap
from mmstui.sync.intervals import DIRECTORY_EVERY, GAP, Policy
from mmstui.sync.poller import KINDS
from mmstui.sync.store_writes import Offload
from mmstui.voipms import Refused

log = logging.getLogger("mmstui.sync")


@dataclass(frozen=True, slots=True)
class Window:
    """Days to fetch, both included, for these kinds. `first_sync`: among the newest 30 days."""

    first: date
    last: date
    kinds: tuple[Kind, ...]
    first_sync: bool


class Backfill:
    """A worker that fetches history before the first poll, one window at a time."""

    def __init__(
        self,
        store: Store,
        service: Service,
        history: History,
        account_refresh: AccountRefresh,
        connection: ConnectionState,
        timing: Timing,
        policy: Policy,
    ) -> None:
        self._intake = store.intake
        self._signals = store.signals
        self._offload = Offload(store)
        self._service = service
        self._history = history
        self._account_refresh = account_refresh
        self._connection = connection
        self._timing = timing
        self._policy = policy
        self._bell = Bell(timing)
        self._messages = 0
        self._progress = ""

    def wake(self) -> None:
        """Continue now: the first poll is done, the DIDs are known, or the connection is back."""
        self._bell.ring()

    def count_first_poll(self, rows: int) -> None:
        """Add the rows of the first poll to the message count of the progress text."""
        self._messages += rows

    async def run(self) -> None:
        """Finish the first sync, then fetch all history, then that of new DIDs, until cancelled."""
        while True:
            while self._anchor() is None:
                await self._bell.wait(5.0)
            await self._connection.retrying(self.finish_first_sync, self._bell)
            if not self._policy.backfill:
                return
            while not self._account_refresh.known:
                await self._bell.wait(5.0)
            await self._connection.retrying(self.fetch_all, self._bell)
            await self._bell.wait(DIRECTORY_EVERY.total_seconds())

    async def finish_first_sync(self) -> int:
        """Fetch what is missing of the first 30 days; return the number of rows. See `fetch`."""
        anchor = self._anchor()
        return 0 if anchor is None else await self.fetch(anchor - self._first_days())

    async def fetch_all(self) -> int:
        """Fetch all history and return the number of rows. See `fetch`."""
        goal = self._policy.start_date or self._account_refresh.earliest()
        if goal is None:
            goal = eastern.day(self._service.server_now() - limits.BACKFILL_WITHOUT_DATE)
        rows = await self.fetch(goal)
        if self._next_window(goal, set()) is None:
            # A refused kind still has windows to fetch, and they may be allowed later.
            await self._record_reached(goal, done=True)
        return rows

    async def fetch(self, goal: date) -> int:
        """Fetch every unfinished window back to the Eastern day `goal`; return the number of rows.

        Raises VoipMsError. Windows that were finished before the error stay recorded.
        """
        rows = 0
        refused: set[Kind] = set()
        try:
            while (window := self._next_window(goal, refused)) is not None:
                await self._report_progress(window)
                rows += await self._fetch(window, refused)
                await self._timing.sleep(GAP)
        finally:
            if self._progress:
                self._progress = ""
                await self._offload.until_committed(self._signals.clear, "progress")
        return rows

    # Choosing the next window.

    def _next_window(self, goal: date, refused: set[Kind]) -> Window | None:
        gaps: dict[Kind, tuple[date, date]] = {}
        for kind in KINDS:
            upper = self._first_poll_day(kind)
            if upper is not None and kind not in refused:
                gap = newest_gap(goal, upper, self._intake.windows(kind))
                if gap is not None:
                    gaps[kind] = gap
        if not gaps:
            return None
        last = max(end for _, end in gaps.values())
        kinds = tuple(kind for kind, (_, end) in gaps.items() if end == last)
        lowest = max(gaps[kind][0] for kind in kinds)
        return self._window(lowest, last, kinds)

    def _window(self, lowest: date, last: date, kinds: tuple[Kind, ...]) -> Window:
        anchor = self._anchor() or last
        newest_days = anchor - self._first_days()
        first_sync = last >= newest_days
        days = (
            min(self._policy.first_slice, limits.WINDOW.days) if first_sync else limits.WINDOW.days
        )
        first = max(lowest, last - timedelta(days=min(days, self._history.span) - 1))
        if first_sync:
            first = max(first, newest_days)
        return Window(first, last, kinds, first_sync)

    def _first_poll_day(self, kind: Kind) -> date | None:
        """Return the day of the first poll, from the windows that it recorded; None before it."""
        return max((last for _, last in self._intake.windows(kind)), default=None)

    def _anchor(self) -> date | None:
        """Return the day of the first sync; None before it."""
        days = [day for kind in KINDS if (day := self._first_poll_day(kind)) is not None]
        return max(days, default=None)

    def _first_days(self) -> timedelta:
        return timedelta(days=self._policy.first_days - 1)

    # Fetching a window.

    async def _fetch(self, window: Window, refused: set[Kind]) -> int:
        asked_at = self._timing.now()
        answers = await asyncio.gather(
            *(self._history.whole(kind, window.first, window.last) for kind in window.kinds),
            return_exceptions=True,
        )
        pages: dict[Kind, list[Page]] = {}
        for kind, answer in zip(window.kinds, answers, strict=True):
            match answer:
                case list():
                    pages[kind] = answer
                case Refused():
                    log.warning("history of %s is refused: %s", kind, answer.status)
                    refused.add(kind)
                case _:
                    raise answer
        source = "first" if window.first_sync else "backfill"
        together = [page for kind in pages for page in pages[kind]]
        kept = await self._offload(
            self._intake.ingest, together,
            source=source, now=self._timing.now(), asked_at=asked_at,
        )  # fmt: skip
        for kind, of_kind in pages.items():
            count = sum(page.count for page in of_kind)
            self._messages += count
            await self._offload(
                self._intake.finish_window,
                kind, window.first, window.last, count, self._timing.now(), kept,
            )  # fmt: skip
        return sum(page.count for page in together)

    async def _report_progress(self, window: Window) -> None:
        """Write the progress text for the screen."""
        anchor = self._anchor() or window.last
        count = count_of(self._messages, "message")
        if window.first_sync:
            done = (anchor - window.last).days
            words = f"{done} of {self._policy.first_days} days, {count}"
        else:
            reached = window.last + DAY
            words = f"history back to {reached.day} {reached:%b %Y}, {count}"
        if words != self._progress:
            self._progress = words
            await self._offload(self._signals.set, "progress", words, self._timing.now())
            if not window.first_sync:
                await self._record_reached(window.last + DAY, done=False)

    async def _record_reached(self, day: date, *, done: bool) -> None:
        """Record that the store has all messages from `day` on, and whether backfill is done."""
        limited = done and self._policy.start_date is not None
        words = f"{day} {'limited' if limited else 'done' if done else 'on'}"
        known = self._signals.get("history")
        if known is None or known[1] != words:
            await self._offload(self._signals.set, "history", words, self._timing.now())
