"""Check the conversation at VoIP.ms just before a message is sent.

Other clients, such as VoIP.ms's portal, may send the same text to the same number. A message that
they sent before our attempt began must not be taken for ours. A running inbox has polled seconds
ago. Otherwise the conversation's history is fetched first, within a time limit, because a send must
not wait longer.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from mmstui.domain.matching import same
from mmstui.domain.messages import Direction
from mmstui.domain.times import eastern
from mmstui.domain.times.clock_skew import Before, Skew, told
from mmstui.store.sending.outbox import OutboxItem
from mmstui.sync.backoff import Timing, first_of
from mmstui.sync.client_protocol import Service
from mmstui.sync.history import DAY
from mmstui.sync.intervals import LOOK_AT_MOST, LOOK_FAILED_FOR, LOOK_ROWS
from mmstui.sync.poller import Poller
from mmstui.voipms import VoipMsError

#: Digits of a contact that VoIP.ms can filter its history by.
_FULL_NUMBER = 10


class PreSendCheck:
    """Fetches a conversation's history before a send, if no poll was made just now."""

    def __init__(self, service: Service, poller: Poller, timing: Timing) -> None:
        self._service = service
        self._poller = poller
        self._timing = timing
        self._failed_at: float | None = None

    async def known(self, item: OutboxItem) -> Before:
        """Return what is known now. Never raises VoipMsError: on an error, less is known."""
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
        # Our clock may have been set during the look: what polls told is asked for again.
        return found or self._poller.known(item.kind)

    def _has_just_failed(self) -> bool:
        # A queue of messages must not wait for a failing request once per message.
        at = self._failed_at
        return at is not None and self._timing.elapsed() - at < LOOK_FAILED_FOR

    async def _look(self, item: OutboxItem) -> Before | None:
        """Fetch the newest rows of the conversation; None after an error."""
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
        # If our clock had the wrong day, the answer covers the wrong days.
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
