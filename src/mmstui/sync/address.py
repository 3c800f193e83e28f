"""Fetch this machine's address as VoIP.ms sees it, for a refusal that is about the address."""

from __future__ import annotations

from mmstui.domain.access import about_address
from mmstui.store import Store
from mmstui.sync.backoff import Bell, Timing
from mmstui.sync.client_protocol import Service
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.store_writes import Offload
from mmstui.voipms import VoipMsError


class SeenAddress:
    """A worker that keeps the signal `address`.

    It calls getIP, the only method that answers an address that is not allowed.
    """

    def __init__(
        self, store: Store, service: Service, connection: ConnectionState, timing: Timing
    ) -> None:
        self._signals = store.signals
        self._offload = Offload(store)
        self._service = service
        self._connection = connection
        self._timing = timing
        self._bell = Bell(timing)
        connection.when_refused.append(self._bell.ring)

    async def run(self) -> None:
        """Fetch the address after each refusal that is about the address, until cancelled."""
        while True:
            await self._bell.wait(None)
            await self.fetch()

    async def fetch(self) -> None:
        """Fetch the address once, if access is refused because of it. Ignores errors of VoIP.ms."""
        access = self._connection.access
        if access is None or not about_address(access.status):
            return
        try:
            address = await self._service.ip()
        except VoipMsError:
            return
        known = await self._offload(self._signals.get, "address")
        if known is None or known[1] != address:
            await self._offload(self._signals.set, "address", address, self._timing.now())
