"""The outbox: messages that the user sends, sends again, or takes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from mmstui.domain.messages import Attachment, Did
from mmstui.domain.routing import route
from mmstui.domain.sanitise import meant
from mmstui.settings import Settings
from mmstui.store import Store

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")

#: Seconds between two notes that the user is here.
_ACTED_EVERY = 30.0


class Outbox:
    """Each write is done when its future is."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Callable[[], float],
        wake: Callable[[], None],
    ) -> None:
        """`wake` tells the workers of this process that there is something to do."""
        self._settings = settings
        self._store = store
        self._clock = clock
        self._wake = wake
        self._acted_at = 0.0

    def default_did(self, contact: str) -> Did | None:
        """Return the DID last used with a contact, else the only one that can send, else None."""
        able = {did.number: did for did in self._store.directory.dids() if did.sms}
        for conversation in self._store.inbox.conversations_with(contact):
            if conversation.did in able:
                return able[conversation.did]
        return next(iter(able.values())) if len(able) == 1 else None

    def send(
        self,
        *,
        did: str,
        contacts: Sequence[str],
        text: str,
        attachments: Sequence[Attachment] = (),
        origin: str = "inbox",
        hold_after: timedelta | None = None,
        request_id: str | None = None,
        clear_draft: tuple[str, str] | None = None,
    ) -> Future[list[int]]:
        """Queue a message to each contact, as SMS or MMS; done when it is on disk.

        Its value: message ids. A message from the inbox is held if the user stays away longer than
        the setting `hold_after`.
        """
        if hold_after is None and origin == "inbox":
            hold_after = timedelta(minutes=self._settings.hold_after)
        text = meant(text)
        return self._woken(
            self._store.submit(
                self._store.outbox.queue,
                did=did,
                contacts=tuple(contacts),
                text=text,
                attachments=tuple(attachments),
                kind=route(text, attachments).kind,
                origin=origin,
                hold_after=hold_after,
                request_id=request_id,
                clear_draft=clear_draft,
            )
        )

    def send_again(self, message_id: int) -> Future[bool]:
        """Queue a failed, held or unconfirmed message again; False if it was not one of these."""
        return self._woken(self._store.submit(self._store.outbox.send_again, message_id))

    def drop(self, message_id: int) -> Future[bool]:
        """Take back a message that is not settled; False if it is."""
        return self._store.submit(self._store.outbox.drop, message_id)

    def undo_drop(self, message_id: int) -> Future[bool]:
        """Bring back what `drop` took: as held, for it may have been taken back for a reason."""
        return self._store.submit(self._store.outbox.undo_drop, message_id)

    def withdraw(self, message_ids: Sequence[int]) -> Future[list[int]]:
        """Take messages out of the store that surely never went; its value: which of them."""
        return self._store.submit(self._store.outbox.withdraw, tuple(message_ids))

    def acted(self) -> None:
        """Note that the user is here, at most twice a minute."""
        now = self._clock()
        if abs(now - self._acted_at) < _ACTED_EVERY:
            return
        self._acted_at = now
        self._store.submit(self._store.outbox.touch, datetime.fromtimestamp(now, UTC))

    def _woken(self, future: Future[T]) -> Future[T]:
        future.add_done_callback(lambda _: self._wake())
        return future
