"""Fetch all rows of a range of days, in windows that VoIP.ms accepts.

A page that reaches its limit is split, so that no row is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from mmstui.domain import limits
from mmstui.domain.messages import Kind
from mmstui.domain.times import eastern
from mmstui.domain.wire import Page
from mmstui.sync.backoff import Timing
from mmstui.sync.client_protocol import Service
from mmstui.sync.intervals import GAP
from mmstui.voipms import DidGone, NoAnswer

DAY = timedelta(days=1)
#: Statuses of a window that is too large.
_TOO_MUCH = frozenset({"no_answer_in_time", "answer_too_big"})


class History:
    """Fetches complete windows. `dids` returns the account's numbers, by which a day is split."""

    def __init__(
        self,
        service: Service,
        timing: Timing,
        dids: Callable[[], Sequence[str]],
        *,
        many_rows: int,
    ) -> None:
        self._service = service
        self._timing = timing
        self._dids = dids
        self._many_rows = many_rows
        self._span = limits.WINDOW.days

    async def whole(self, kind: Kind, first: date, last: date) -> list[Page]:
        """Return all rows of Eastern days `first` to `last`, both included, newest window first."""
        pages: list[Page] = []
        for start, end in windows(first, last, self._span):
            if pages:
                await self._timing.sleep(GAP)
            pages += await self._window(kind, start, end)
        return pages

    @property
    def span(self) -> int:
        """The days that one request may cover. Shrinks while answers are too slow or too large."""
        return self._span

    async def _window(self, kind: Kind, first: date, last: date) -> list[Page]:
        days = (last - first).days + 1
        try:
            page = await self._service.history(kind, first, last, limit=self._many_rows)
        except NoAnswer as error:
            if error.status in _TOO_MUCH and days > 1:
                self._span = max(1, min(self._span, days) // 2)
            raise
        if days >= self._span:
            self._span = min(limits.WINDOW.days, self._span * 2)
        if page.count < self._many_rows:
            return [page]
        if days > 1:
            return await self._by_day(kind, first, last)
        return [page, *await self._by_did(kind, first)]

    async def _by_day(self, kind: Kind, first: date, last: date) -> list[Page]:
        pages: list[Page] = []
        for day in reversed(list(eastern.days(first, last))):
            await self._timing.sleep(GAP)
            pages += await self._window(kind, day, day)
        return pages

    async def _by_did(self, kind: Kind, day: date) -> list[Page]:
        pages = []
        for did in self._dids():
            await self._timing.sleep(GAP)
            try:
                # This cannot be split further; a limit of a million is known to work
                # (voipms-api section 2.1).
                page = await self._service.history(
                    kind, day, day, limit=self._many_rows * 20, did=did
                )
            except DidGone:
                # A cancelled DID must not block the messages of the others.
                continue
            pages.append(page)
        return pages


def windows(first: date, last: date, span: int) -> Iterator[tuple[date, date]]:
    """Yield windows of at most `span` days for `first` to `last`, both included, newest first."""
    end = last
    while end >= first:
        start = max(first, end - timedelta(days=span - 1))
        yield start, end
        end = start - DAY


def newest_gap(
    first: date, last: date, finished: Iterable[tuple[date, date]]
) -> tuple[date, date] | None:
    """Return the newest range of days in `first` to `last` that no finished window covers."""
    end = last
    for start, stop in sorted(finished, key=lambda window: window[1], reverse=True):
        if stop < end:
            break
        end = min(end, start - DAY)
    if end < first:
        return None
    below = [stop + DAY for _, stop in finished if stop < end]
    return max([first, *below]), end
