"""Apply pending changes at VoIP.ms, one at a time.

Each change begins with a read of VoIP.ms's values. A change that is already made is done; if the
values differ from those that the user saw, the change waits for the user's confirmation; after the
write the values are read back and compared. So a change whose answer was lost, or whose process was
killed, is simply started again.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping

from mmstui.domain import limits
from mmstui.domain.pending_changes import ChangeKind, ChangeState, PendingChange
from mmstui.store import Store
from mmstui.store.account.pending_changes import FORGOTTEN
from mmstui.sync.backoff import Backoff, Bell, Timing
from mmstui.sync.change_outcome import ChangeOutcome
from mmstui.sync.client_protocol import Service
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.did_change import DidChange
from mmstui.sync.phonebook_change import PhonebookChange
from mmstui.sync.store_writes import Offload
from mmstui.voipms import (
    AccessRefused,
    DailyLimit,
    NoAnswer,
    NotConnected,
    Refused,
    SlowDown,
    VoipMsError,
)

log = logging.getLogger("mmstui.sync")

#: Texts for statuses whose usual text is about a message.
_WORDS: Mapping[str, str] = {
    "invalid_did": "This number is not on the account, or VoIP.ms offers no SMS for it.",
    "sms_apply_regulations": "Regulations keep VoIP.ms from switching SMS on for this number. "
    "It may need a registration; VoIP.ms support knows which.",
}
#: Characters of a status.
_STATUS = re.compile(r"[A-Za-z0-9_]+")
#: A rate limit on one setting, not on all requests.
_A_MINUTE = "sms_wait_message"


class PendingChangesRunner:
    """A worker that applies the pending changes of the store at VoIP.ms."""

    def __init__(
        self, store: Store, service: Service, connection: ConnectionState, timing: Timing
    ) -> None:
        self._store = store
        self._offload = Offload(store)
        self._connection = connection
        self._timing = timing
        self._bell = Bell(timing)
        self._did = DidChange(service)
        self._name = PhonebookChange(store, service, timing)
        #: Called when a change has ended and VoIP.ms's values may differ from the store's.
        self.when_done: list[Callable[[], None]] = []

    def wake(self) -> None:
        """Check for work: the user made a change, or the connection is back."""
        self._bell.ring()

    def store_changed(self) -> None:
        """Wake up if a change is waiting. Called after any write to the store."""
        if self._store.pending_changes.next_waiting(self._timing.now()) is not None:
            self._bell.ring()

    def begin(self) -> None:
        """Start as the leader: changes that a former leader began are waiting again."""
        if any(change.state is ChangeState.DOING for change in self._store.pending_changes.all()):
            self._store.submit(self._store.pending_changes.interrupted)

    async def run(self) -> None:
        """Apply whatever waits, until cancelled."""
        backoff = Backoff(self._timing)
        while True:
            await self._connection.ready()
            try:
                await self.apply()
            except (AccessRefused, SlowDown) as error:
                await self._connection.react_to(error)
            except (NotConnected, NoAnswer):
                await self._bell.wait(backoff.next())
            else:
                backoff.reset()
                due = self._store.pending_changes.next_due_at()
                wait = None if due is None else max(0.5, self._timing.until(due))
                await self._bell.wait(wait)

    async def apply(self) -> None:
        """Apply the changes that wait now. Raises errors that concern all of them."""
        while (change := self._store.pending_changes.next_waiting(self._timing.now())) is not None:
            if await self._offload(self._store.pending_changes.begin, change.id):
                await self._apply(change)

    async def _apply(self, change: PendingChange) -> None:
        changes = self._store.pending_changes
        try:
            outcome = await self._outcome(change)
        except BaseException:
            await self._offload.until_committed(changes.back, change.id)
            raise
        if outcome.state is None:
            await self._offload(changes.back, change.id, self._timing.now() + limits.MAKE_AGAIN)
            return
        log.info("a pending change ended: %s %s", change.kind, outcome.state)
        await self._offload.until_committed(
            changes.end, change.id, outcome.state, outcome.words,
            did=outcome.did, entries=outcome.entries,
        )  # fmt: skip
        for tell in self.when_done:
            tell()

    async def _outcome(self, change: PendingChange) -> ChangeOutcome:
        wanted = self._store.pending_changes.whole(change)
        if wanted is None:
            return ChangeOutcome(ChangeState.REFUSED, f"{FORGOTTEN} Write the address again there.")
        try:
            if change.kind is ChangeKind.DID:
                return await self._did.apply(change, wanted)
            return await self._name.apply(change, wanted)
        except (Refused, DailyLimit) as error:
            return ChangeOutcome(ChangeState.REFUSED, _refusal(change, error))
        except SlowDown as error:
            if error.status.lower() != _A_MINUTE:
                raise
            return ChangeOutcome(None)


def _refusal(change: PendingChange, error: VoipMsError) -> str:
    if change.secret and not _STATUS.fullmatch(error.status):
        # A text that is not a status may echo the address, which contains a password.
        return "VoIP.ms refuses it, for a reason that mmstui does not know."
    return _WORDS.get(error.status.lower(), error.words)
