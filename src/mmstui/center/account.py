"""The account: settings of its DIDs, phonebook, balance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from mmstui.store import Store

if TYPE_CHECKING:
    from concurrent.futures import Future
    from datetime import datetime

    from mmstui.domain.account import AccountSummary, SetAside
    from mmstui.domain.did_settings import DidField
    from mmstui.domain.pending_changes import ChangeKind, PendingChange
    from mmstui.domain.phone.phonebook import NamedNumber


class Account:
    """The account's data besides messages. Workers apply changes made here at VoIP.ms."""

    def __init__(self, store: Store, now: Callable[[], datetime], wake: Callable[[], None]) -> None:
        """`wake` tells the workers of this process that there is something to do."""
        self._store = store
        self._now = now
        self._wake = wake

    def fetch(self) -> Future[None]:
        """Request DIDs, phonebook and balance from VoIP.ms; `fetched` returns when they arrived."""
        future: Future[None] = self._store.submit(
            self._store.signals.request, "account_request", "", self._now()
        )
        future.add_done_callback(lambda _: self._wake())
        return future

    def fetched(self) -> tuple[datetime | None, bool]:
        """Return when DIDs and phonebook were last fetched on request, and if a request is open."""
        signals = self._store.signals
        told, asked = signals.get("account_told"), signals.get("account_request")
        answered = signals.get("account_answer")
        waits = asked is not None and (answered is None or answered[0] < asked[0])
        return None if told is None else told[0], waits

    def changes(self) -> list[PendingChange]:
        """Return the pending changes, and the ended ones with their outcomes."""
        return self._store.pending_changes.all()

    def facts(self) -> AccountSummary:
        """Return the facts of the account. Counts messages: better not on an event loop."""
        return self._store.account_facts(self._now())

    def set_aside(self, limit: int) -> tuple[list[SetAside], int]:
        """Return the newest `limit` quarantined rows, newest first, and the number of all.

        Does not mark them as seen.
        """
        quarantine = self._store.quarantine
        return quarantine.newest(limit), quarantine.count()

    def looked_at_set_aside(self, row_id: int) -> Future[None]:
        """Mark the quarantined rows up to this id as seen by the user."""
        return self._store.submit(self._store.quarantine.looked_at, row_id, self._now())

    # Changes.

    def change_did(
        self, did: str, wanted: Mapping[DidField, str], seen: Mapping[DidField, str]
    ) -> Future[int]:
        """Queue a change of a DID's settings. `seen`: the values that the user saw."""
        from mmstui.domain.pending_changes import ChangeKind

        fields = {field.value: value for field, value in wanted.items()}
        before = {field.value: seen[field] for field in wanted if field in seen}
        return self._ask(ChangeKind.DID, did, fields, before)

    def add_name(self, number: str, name: str, note: str = "") -> Future[int]:
        """Queue a new phonebook entry."""
        from mmstui.domain.pending_changes import NEW, ChangeKind

        fields = {"name": name, "number": number, "note": note}
        return self._ask(ChangeKind.NAME, f"{NEW}{number}", fields, {})

    def change_name(self, entry: NamedNumber, wanted: Mapping[str, str]) -> Future[int]:
        """Queue a change of an entry: the fields in `wanted`, of name, number and note."""
        from mmstui.domain.pending_changes import ENTRY, NEW, ChangeKind

        if entry.id.startswith(NEW):
            # The entry is not created yet: create it with the wanted values.
            fields = {"name": entry.name, "number": entry.number, "note": entry.note, **wanted}
            return self._ask(ChangeKind.NAME, entry.id, fields, {})
        return self._ask(ChangeKind.NAME, f"{ENTRY}{entry.id}", wanted, _seen(entry))

    def delete_name(self, entry: NamedNumber) -> Future[int]:
        """Queue the deletion of an entry at VoIP.ms."""
        from mmstui.domain.pending_changes import ENTRY, ChangeKind

        fields = {"name": entry.name, "number": entry.number}
        return self._ask(ChangeKind.NO_NAME, f"{ENTRY}{entry.id}", fields, _seen(entry))

    def cancel_change(self, change_id: int) -> Future[bool]:
        """Cancel a pending change. Return False if it is being applied or has ended."""
        return self._store.submit(self._store.pending_changes.take_back, change_id)

    def repeat_change(self, change_id: int) -> Future[bool]:
        """Queue a change again, to be applied whatever values VoIP.ms has now."""
        future: Future[bool] = self._store.submit(self._store.pending_changes.again, change_id)
        future.add_done_callback(lambda _: self._wake())
        return future

    def _ask(
        self,
        kind: ChangeKind,
        subject: str,
        wanted: Mapping[str, str],
        seen: Mapping[str, str],
    ) -> Future[int]:
        future: Future[int] = self._store.submit(
            self._store.pending_changes.add, kind, subject, dict(wanted), dict(seen)
        )
        future.add_done_callback(lambda _: self._wake())
        return future


def _seen(entry: NamedNumber) -> dict[str, str]:
    return {"name": entry.name, "number": entry.number, "note": entry.note}
