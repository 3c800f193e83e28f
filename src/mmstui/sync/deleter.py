"""Delete messages at VoIP.ms that the user deleted: verify, delete what is listed, verify again.

Only a list of VoIP.ms starts and ends a deletion. Before the request, the list must show under that
kind and id the message that the user saw. After the request, a message that is no longer listed is
deleted, whatever the answer was. So a process may be killed at any time: the next process starts
with the lists.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from mmstui.domain.deletions import Progress, ServerDelete
from mmstui.store import Store
from mmstui.sync.backoff import Backoff, Bell, Timing
from mmstui.sync.client_protocol import Service
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.delete_pace import DeletePace
from mmstui.sync.delete_verification import DeleteVerifier, key_of
from mmstui.sync.intervals import DELETED_LOOKS, DELETES_AT_MOST
from mmstui.sync.store_writes import Offload
from mmstui.voipms import AccessRefused, Refused, SlowDown, VoipMsError

log = logging.getLogger("mmstui.sync")

_STILL_LISTED = ("still_listed", "VoIP.ms says that it is deleted, but still lists it.")


class Deleter:
    """A worker that deletes one message at a time, within VoIP.ms's rate limit."""

    def __init__(
        self,
        store: Store,
        service: Service,
        connection: ConnectionState,
        timing: Timing,
        when_ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._deletes = store.server_deletes
        self._offload = Offload(store)
        self._service = service
        self._connection = connection
        self._timing = timing
        self._bell = Bell(timing)
        self._backoff_bell = Bell(timing)
        self._verifier = DeleteVerifier(store, service, connection, timing, when_ended)
        self._times = self._verifier.times
        self._pacer = DeletePace(connection, timing)

    def wake(self) -> None:
        """Check for work: a message was deleted, a deletion was undone, or an undo window ended."""
        self._bell.ring()

    def end_backoff(self) -> None:
        """End a wait that is only back-off: the connection is back, or the user asked."""
        self._bell.ring()
        self._backoff_bell.ring()

    async def run(self) -> None:
        """Delete whatever is due, until cancelled."""
        backoff = Backoff(self._timing)
        while True:
            await self._connection.ready()
            try:
                rest = await self._round()
            except (AccessRefused, SlowDown) as error:
                await self._connection.react_to(error)
            except VoipMsError as error:
                log.info("deleting at VoIP.ms waits: %s", error.status)
                await self._backoff_bell.wait(backoff.next())
            else:
                backoff.reset()
                await self._bell.wait(rest)

    async def drain(self) -> None:
        """Delete what is due, for at most `DELETES_AT_MOST` seconds. A later pass deletes the rest.

        Raises VoipMsError.
        """
        until = self._timing.elapsed() + DELETES_AT_MOST
        while any(row.due or row.state is Progress.STOPPING for row in self._deletes.wanted()):
            rest = await self._round()
            if rest is None or rest > max(DELETED_LOOKS) or self._timing.elapsed() + rest > until:
                return
            await self._timing.sleep(rest)

    async def _round(self) -> float | None:
        """Verify messages, then delete what is due. Return the seconds to the next round."""
        rows = self._deletes.wanted()
        self._times.keep({key_of(row) for row in rows})
        now = self._timing.elapsed()
        unverified = [row for row in rows if self._times.next_check.get(key_of(row), now) <= now]
        if unverified:
            await self._verifier.verify(unverified)
            rows = self._deletes.wanted()
        for row in rows:
            if row.due and self._verifier.is_listed(row) and not await self._delete(row):
                return 0.0
        now = self._timing.elapsed()
        looks = [self._times.next_check.get(key_of(row), now) for row in rows]
        return max(0.0, min(looks) - now) if looks else None

    # Deleting.

    async def _delete(self, row: ServerDelete) -> bool:
        """Request one deletion. Return False if the user cancelled it in the meantime."""
        if row.tries >= len(DELETED_LOOKS):
            if self._times.waited(key_of(row)):
                await self._failed(row, *_STILL_LISTED)
            else:
                # An earlier process requested the deletion, perhaps a moment ago.
                self._wait(row, DELETED_LOOKS[-1])
            return True
        await self._pacer.wait()
        await self._connection.ready()
        if not await self._offload(self._deletes.begin, row.kind, row.server_id):
            return False
        # Whatever the answer is, only VoIP.ms's list shows the result.
        self._times.forget(key_of(row))
        try:
            await self._service.delete(row.kind, row.server_id)
        except Refused as error:
            await self._failed(row, error.status, error.full)
            return True
        await self._offload(self._deletes.answered, row.kind, row.server_id)
        self._wait(row, DELETED_LOOKS[row.tries])
        return True

    def _wait(self, row: ServerDelete, seconds: float) -> None:
        """Schedule the next check of a message in `seconds`."""
        self._times.forget(key_of(row))
        self._times.next_check[key_of(row)] = self._timing.elapsed() + seconds
        self._times.waits[key_of(row)] = seconds

    async def _failed(self, row: ServerDelete, code: str, words: str) -> None:
        await self._offload(self._deletes.failed, row.kind, row.server_id, code, words)
