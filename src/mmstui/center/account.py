"""The account: settings of its DIDs, its phonebook, its balance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from mmstui.store import Store

if TYPE_CHECKING:
    from concurrent.futures import Future
    from datetime import datetime

    from mmstui.domain.account import Account as AccountFacts
    from mmstui.domain.account import SetAside
    from mmstui.domain.did_settings import DidField
    from mmstui.domain.pending_changes import Errand, ErrandKind
    from mmstui.domain.phonebook import NamedNumber


class Account:
    """What VoIP.ms has of the account besides messages. Workers carry out what is changed here."""

    def __init__(self, store: Store, now: Callable[[], datetime], wake: Callable[[], None]) -> None:
        """`wake` tells the workers of this process that there is something to do."""
        self._store = store
        self._now = now
        self._wake = wake

    def fetch(self) -> Future[None]:
        """Have DIDs, phonebook and balance fetched now; `fetched` tells when they were."""
        future: Future[None] = self._store.submit(
            self._store.signals.request, "account_request", "", self._now()
        )
        future.add_done_callback(lambda _: self._wake())
        return future

    def fetched(self) -> tuple[datetime | None, bool]:
        """When DIDs and phonebook were last fetched for a person; whether they are being asked."""
        signals = self._store.signals
        told, asked = signals.get("account_told"), signals.get("account_request")
        answered = signals.get("account_answer")
        waits = asked is not None and (answered is None or answered[0] < asked[0])
        return None if told is None else told[0], waits

    def changes(self) -> list[Errand]:
        """What was asked to be changed at VoIP.ms, and what became of it."""
        return self._store.errands.all()

    def facts(self) -> AccountFacts:
        """What is known of the account; counts messages, so better not on an event loop."""
        return self._store.account_facts(self._now())

    def set_aside(self, limit: int) -> tuple[list[SetAside], int]:
        """The newest rows that could not be understood, the newest first, and how many there are.

        Marks nothing as looked at.
        """
        quarantine = self._store.quarantine
        return quarantine.newest(limit), quarantine.count()

    def looked_at_set_aside(self, row_id: int) -> Future[None]:
        """The user has seen the rows that were set aside, up to this id."""
        return self._store.submit(self._store.quarantine.looked_at, row_id, self._now())

    # Asking.

    def change_did(
        self, did: str, wanted: Mapping[DidField, str], seen: Mapping[DidField, str]
    ) -> Future[int]:
        """Have settings of a DID changed; `seen` is what the user saw of all of it."""
        from mmstui.domain.pending_changes import ErrandKind

        fields = {field.value: value for field, value in wanted.items()}
        before = {field.value: seen[field] for field in wanted if field in seen}
        return self._ask(ErrandKind.DID, did, fields, before)

    def add_name(self, number: str, name: str, note: str = "") -> Future[int]:
        """Have an entry of the phonebook made."""
        from mmstui.domain.pending_changes import NEW, ErrandKind

        fields = {"name": name, "number": number, "note": note}
        return self._ask(ErrandKind.NAME, f"{NEW}{number}", fields, {})

    def change_name(self, entry: NamedNumber, wanted: Mapping[str, str]) -> Future[int]:
        """Have an entry changed: the fields named in `wanted`, of name, number and note."""
        from mmstui.domain.pending_changes import ENTRY, NEW, ErrandKind

        if entry.id.startswith(NEW):
            # It is not made yet: what is wanted is another one.
            fields = {"name": entry.name, "number": entry.number, "note": entry.note, **wanted}
            return self._ask(ErrandKind.NAME, entry.id, fields, {})
        return self._ask(ErrandKind.NAME, f"{ENTRY}{entry.id}", wanted, _seen(entry))

    def delete_name(self, entry: NamedNumber) -> Future[int]:
        """Have an entry deleted at VoIP.ms."""
        from mmstui.domain.pending_changes import ENTRY, ErrandKind

        fields = {"name": entry.name, "number": entry.number}
        return self._ask(ErrandKind.NO_NAME, f"{ENTRY}{entry.id}", fields, _seen(entry))

    def cancel_change(self, errand_id: int) -> Future[bool]:
        """Forget an errand that is not being carried out; False if it is, or is done."""
        return self._store.submit(self._store.errands.take_back, errand_id)

    def repeat_change(self, errand_id: int) -> Future[bool]:
        """The user's word: do it whatever VoIP.ms has by now."""
        future: Future[bool] = self._store.submit(self._store.errands.again, errand_id)
        future.add_done_callback(lambda _: self._wake())
        return future

    def _ask(
        self,
        kind: ErrandKind,
        subject: str,
        wanted: Mapping[str, str],
        seen: Mapping[str, str],
    ) -> Future[int]:
        future: Future[int] = self._store.submit(
            self._store.errands.add, kind, subject, dict(wanted), dict(seen)
        )
        future.add_done_callback(lambda _: self._wake())
        return future


def _seen(entry: NamedNumber) -> dict[str, str]:
    return {"name": entry.name, "number": entry.number, "note": entry.note}
