"""`mmstui sync --verify`: compare the store with VoIP.ms, without changing either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from mmstui.domain import limits
from mmstui.domain.differences import Claim, Comparison
from mmstui.domain.messages import Kind
from mmstui.domain.wire import Page, ServerMessage
from mmstui.store import Store
from mmstui.sync.backoff import Timing
from mmstui.sync.client_protocol import Service
from mmstui.sync.history import windows
from mmstui.sync.intervals import GAP, Policy


class Verifier:
    """Compares store and VoIP.ms. Needs no leader lock: a running inbox continues."""

    def __init__(self, store: Store, service: Service, policy: Policy, timing: Timing) -> None:
        self._store = store
        self._service = service
        self._policy = policy
        self._timing = timing

    async def compare(self) -> Comparison:
        """Compare all days that the store covers, 90 days at a time.

        Makes at most two requests per kind and window. Raises VoipMsError.
        """
        found = Comparison()
        claims = self._store.claims()
        if not claims:
            return found
        found.first = min(claim.first for claim in claims)
        found.last = max(claim.last for claim in claims)
        for first, last in windows(found.first, found.last, limits.WINDOW.days):
            parts = [part for claim in claims if (part := _part(claim, first, last)) is not None]
            await self._window(parts, found)
        return found

    async def _window(self, parts: Sequence[Claim], found: Comparison) -> None:
        pages = [await self._listed(part) for part in parts]
        rows: dict[Kind, list[ServerMessage]] = {kind: [] for kind in Kind}
        for page in pages:
            found.not_understood += len(page.bad)
            for row in page.rows:
                rows[row.kind].append(row)
        for part, page in zip(parts, pages, strict=True):
            other = rows[Kind.MMS if part.kind is Kind.SMS else Kind.SMS]
            self._store.compare(part, page.rows, other, self._service.server_now(), found)

    async def _listed(self, part: Claim) -> Page:
        """Return all rows of these days."""
        page = await self._ask(part, self._policy.many_rows)
        if page.count >= self._policy.many_rows:
            page = await self._ask(part, limits.ALL_ROWS)
        return page

    async def _ask(self, part: Claim, limit: int) -> Page:
        page = await self._service.history(part.kind, part.first, part.last, limit=limit)
        await self._timing.sleep(GAP)
        return page


def _part(claim: Claim, first: date, last: date) -> Claim | None:
    """Return the days of a claim that lie in a window; None for none."""
    begin, end = max(claim.first, first), min(claim.last, last)
    return replace(claim, first=begin, last=end) if begin <= end else None
