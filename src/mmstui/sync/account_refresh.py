"""The account's DIDs and phonebook, fetched now and then."""

from __future__ import annotations

import json
import logging
from datetime import date, datetime

from mmstui.domain import eastern
from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.store import Store
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.intervals import DIRECTORY_EVERY
from mmstui.sync.service import Service
from mmstui.sync.store_writes import Offload
from mmstui.sync.timing import Bell, Timing
from mmstui.voipms import AccessRefused, Refused, SlowDown, VoipMsError

log = logging.getLogger("mmstui.sync")


class AccountRefresh:
    """Keeps the store's directory; knows since when the account has numbers."""

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
        """Whether VoIP.ms has told the DIDs since we run."""
        return self._dids is not None

    def numbers(self) -> list[str]:
        """The account's numbers and those it once had, as far as we know."""
        fetched = [did.number for did in self._dids or ()]
        stored = [did.number for did in self._directory.dids()]
        return list(dict.fromkeys(fetched + stored))

    def earliest(self) -> date | None:
        """The Eastern day on which the first of the DIDs was ordered, None when nobody says."""
        ordered = [did.order_date for did in self._dids or () if did.order_date is not None]
        return eastern.day(min(ordered)) if ordered else None

    async def refresh(self) -> None:
        """Fetch both; what has not changed is not written."""
        anew, self._write_all = self._write_all, False
        dids = await self._service.dids()
        if anew or dids != self._dids:
            await self._offload(self._directory.replace_dids, dids)
            self._dids = dids
        try:
            phonebook = await self._service.phonebook()
        except Refused:
            # Names are a comfort: an account that may not list them still has its messages.
            return
        if anew or phonebook != self._phonebook:
            await self._offload(self._directory.replace_phonebook, phonebook)
            self._phonebook = phonebook

    async def run(self) -> None:
        """Refresh every quarter of an hour, and when asked."""
        while True:
            request = self._request()
            await self._connection.retrying(self.refresh, self._bell)
            if request is not None:
                await self._answer(request)
            await self._bell.wait(DIRECTORY_EVERY.total_seconds())

    def wake(self) -> None:
        """The user wants the news now."""
        self._bell.ring()

    def refresh_all(self) -> None:
        """An errand has changed something: what we remember may not be what the store has."""
        self._write_all = True
        self._bell.ring()

    def store_changed(self) -> None:
        """The store was written to: does somebody look at the account's screens?"""
        if self._request() is not None:
            self._bell.ring()

    def _request(self) -> datetime | None:
        """When the account was asked for, if nobody has answered that yet."""
        request = self._signals.get("account_request")
        answer = self._signals.get("account_answer")
        if request is None or (answer is not None and answer[0] >= request[0]):
            return None
        return request[0]

    async def _answer(self, request: datetime) -> None:
        """DIDs and phonebook are here: the balance too, as far as it is told."""
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
