"""Refresh the account's DIDs, phonebook and balance."""

from __future__ import annotations

import json
import logging
from datetime import date, datetime

from mmstui.domain.times import eastern
from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.store import Store
from mmstui.sync.backoff import Bell, Timing
from mmstui.sync.client_protocol import Service
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.intervals import DIRECTORY_EVERY
from mmstui.sync.store_writes import Offload
from mmstui.voipms import AccessRefused, Refused, SlowDown, VoipMsError

log = logging.getLogger("mmstui.sync")


class AccountRefresh:
    """A worker that keeps the store's directory up to date."""

    def __init__(
        self, store: Store, service: Service, connection: ConnectionState, timing: Timing
    ) -> None:
        self._directory = store.directory
        self._signals = store.signals
        self._offload = Offload(store)
        self._service = service
        self._connection = connection
        self._timing = timing
        self._bell = Bell(timing)
        self._dids: list[ServerDid] | None = None
        self._phonebook: list[PhonebookEntry] | None = None
        self._write_all = False

    @property
    def known(self) -> bool:
        """Whether VoIP.ms has answered with the DIDs since the process started."""
        return self._dids is not None

    def numbers(self) -> list[str]:
        """Return the account's current and former numbers, as far as they are known."""
        fetched = [did.number for did in self._dids or ()]
        stored = [did.number for did in self._directory.dids()]
        return list(dict.fromkeys(fetched + stored))

    def earliest(self) -> date | None:
        """Return the Eastern day of the earliest DID order; None when no DID has an order date."""
        ordered = [did.order_date for did in self._dids or () if did.order_date is not None]
        return eastern.day(min(ordered)) if ordered else None

    async def refresh(self) -> None:
        """Fetch DIDs and phonebook, and write the lists that have changed."""
        anew, self._write_all = self._write_all, False
        dids = await self._service.dids()
        if anew or dids != self._dids:
            await self._offload(self._directory.replace_dids, dids)
            self._dids = dids
        try:
            phonebook = await self._service.phonebook()
        except Refused:
            # Names are optional: an account without a phonebook still has its messages.
            return
        if anew or phonebook != self._phonebook:
            await self._offload(self._directory.replace_phonebook, phonebook)
            self._phonebook = phonebook

    async def run(self) -> None:
        """Refresh every quarter of an hour and on request, until cancelled."""
        while True:
            request = self._request()
            await self._connection.retrying(self.refresh, self._bell)
            if request is not None:
                await self._answer(request)
            await self._bell.wait(DIRECTORY_EVERY.total_seconds())

    def wake(self) -> None:
        """Refresh now: the user asked for it, or the connection is back."""
        self._bell.ring()

    def refresh_all(self) -> None:
        """Refresh now, and write both lists: a pending change has altered the stored rows."""
        self._write_all = True
        self._bell.ring()

    def store_changed(self) -> None:
        """Check for a request of the account screen. Called after any write to the store."""
        if self._request() is not None:
            self._bell.ring()

    def _request(self) -> datetime | None:
        """Return the time of the request that has no answer yet, else None."""
        request = self._signals.get("account_request")
        answer = self._signals.get("account_answer")
        if request is None or (answer is not None and answer[0] >= request[0]):
            return None
        return request[0]

    async def _answer(self, request: datetime) -> None:
        """Fetch the balance and mark the request as answered. `refresh` fetched the rest before."""
        try:
            balance = await self._service.balance()
        except (AccessRefused, SlowDown) as error:
            await self._connection.react_to(error)
        except VoipMsError as error:
            log.info("the balance was not told: %s", error.status)
        else:
            told = json.dumps([balance.current, balance.spent_today])
            await self._offload(self._signals.set, "balance", told, self._timing.now())
        await self._offload(self._signals.set, "account_told", "", self._timing.now())
        await self._offload(self._signals.set, "account_answer", "", request)
