"""What is known of the server just before a message is sent.

Others send the same words to the same number, in VoIP.ms's portal or from another program. What
they sent before an attempt began must not be taken for it. A running inbox has polled seconds ago;
whoever has not looks at the conversation first, for a bounded time: a send waits for no more.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from mmstui.domain import eastern
from mmstui.domain.clock_skew import Before, Skew, told
from mmstui.domain.matching import same
from mmstui.domain.messages import Direction
from mmstui.store.outbox import OutboxItem
from mmstui.sync.history import DAY
from mmstui.sync.intervals import LOOK_AT_MOST, LOOK_FAILED_FOR, LOOK_ROWS
from mmstui.sync.poller import Poller
from mmstui.sync.service import Service
from mmstui.sync.timing import Timing, first_of
from mmstui.voipms import VoipMsError

#: Digits of a number that VoIP.ms can narrow its history to.
_FULL_NUMBER = 10


class PreSendCheck:
    """Looks at a conversation's history before a message of it goes, where no poll just has."""

    def __init__(self, service: Service, poller: Poller, timing: Timing) -> None:
        self._service = service
        self._poller = poller
        self._timing = timing
        self._failed_at: float | None = None

    async def known(self, item: OutboxItem) -> Before:
        """What is known now. Never raises VoipMsError: in doubt, less is known."""
        polled = self._poller.known(item.kind)
        if polled.looked or self._has_just_failed():
            return polled
        look = asyncio.ensure_future(self._look(item))
        end = self._timing.elapsed() + LOOK_AT_MOST
        try:
            while not look.done() and (rest := end - self._timing.elapsed()) > 0:
                await first_of(asyncio.wait({look}), self._timing.sleep(rest))
            found = look.result() if look.done() else None
        finally:
            look.cancel()
            await asyncio.gather(look, return_exceptions=True)
        self._failed_at = None if found is not None else self._timing.elapsed()
        return found or polled

    def _has_just_failed(self) -> bool:
        # Many messages to send must not each wait for a history that does not answer.
        at = self._failed_at
        return at is not None and self._timing.elapsed() - at < LOOK_FAILED_FOR

    async def _look(self, item: OutboxItem) -> Before | None:
        """None when VoIP.ms did not tell."""
        today = eastern.day(self._service.server_now())
        first, last = today - DAY, today + DAY
        asked_at = self._timing.now()
        try:
            page = await self._service.history(
                item.kind, first, last, limit=LOOK_ROWS, did=item.did,
                contact=item.contact if len(item.contact) == _FULL_NUMBER else None,
            )  # fmt: skip
        except VoipMsError:
            return None
        skew = self._skew(page.server_time, asked_at)
        # Had our clock the day wrong, other days were asked for than those that matter.
        right = page.server_time is not None and first < eastern.day(page.server_time) <= last
        return Before(
            skew,
            looked=right and skew is not None and page.count < LOOK_ROWS and not page.bad,
            seen=tuple(
                (row.server_id, row.date)
                for row in page.rows
                if row.direction is Direction.OUT
                and (row.did, row.contact) == (item.did, item.contact)
                and same(item.text, row.text)
            ),
        )

    def _skew(self, server_time: datetime | None, asked_at: datetime) -> Skew | None:
        read = told(server_time, asked_at, self._timing.now())
        before = self._poller.skew()
        if read is None or before is None:
            return read or before
        return read.meet(before) or read
