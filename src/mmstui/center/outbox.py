"""The outbox: send messages, send them again, or drop them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from mmstui.domain.messages import Attachment, Did, Draft
from mmstui.domain.outgoing import NOW, Then
from mmstui.domain.routing import route
from mmstui.domain.text.sanitise import meant
from mmstui.settings import Settings
from mmstui.store import Store

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")

#: Seconds between two records of the user's last action.
_ACTED_EVERY = 30.0


class Outbox:
    """The user's outgoing messages. A write is committed when its future is done."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Callable[[], float],
        wake: Callable[[], None],
    ) -> None:
        """`wake` tells the workers of this process that there is work."""
        self._settings = settings
        self._store = store
        self._clock = clock
        self._wake = wake
        self._acted_at = 0.0

    def default_did(self, contact: str) -> Did | None:
        """Return the DID last used with a contact, else the only DID that can send, else None."""
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
        then: Then = NOW,
    ) -> Future[list[int]]:
        """Queue a message to each contact, as SMS or MMS.

        `then`: when it is to go, and what becomes of the conversations.

        The future is done when the messages are on the disk; its value is their ids. A message from
        the inbox is held if the user is away longer than the setting `hold_after`.
        """
        if hold_after is None and origin == "inbox":
            hold_after = timedelta(minutes=self._settings.hold_after)
        text = meant(text)
        return self._woken(
            self._store.submit(
                self._store.message_queue.queue,
                did=did,
                contacts=tuple(contacts),
                text=text,
                attachments=tuple(attachments),
                kind=route(text, attachments).kind,
                origin=origin,
                hold_after=hold_after,
                request_id=request_id,
                clear_draft=clear_draft,
                then=then,
            )
        )

    def send_again(self, message_id: int) -> Future[bool]:
        """Queue a failed, held, unconfirmed or scheduled message now; False if it is none."""
        return self._woken(self._store.submit(self._store.outbox.send_again, message_id))

    def schedule(self, message_id: int, at: datetime) -> Future[bool]:
        """Let a scheduled or held message go at a time; False if it is neither."""
        return self._woken(self._store.submit(self._store.outbox.schedule, message_id, at))

    def drop(self, message_id: int) -> Future[bool]:
        """Drop an unsettled message; False if it is settled."""
        return self._store.submit(self._store.outbox.drop, message_id)

    def take_back(self, message_id: int, draft: Draft) -> Future[bool]:
        """Make a message that was certainly not sent a part of its conversation's draft.

        `draft` is the whole draft then, with the message's text and its files. False if it went.
        """
        return self._store.submit(self._store.outbox.take_back, message_id, draft)

    def undo_drop(self, message_id: int) -> Future[bool]:
        """Undo a drop. The message comes back held, as the user may have had a reason."""
        return self._store.submit(self._store.outbox.undo_drop, message_id)

    def withdraw(self, message_ids: Sequence[int]) -> Future[list[int]]:
        """Delete messages that were certainly not sent; the value is the ids of those deleted."""
        return self._store.submit(self._store.outbox.withdraw, tuple(message_ids))

    def acted(self) -> None:
        """Record the time of the user's action, at most twice a minute."""
        now = self._clock()
        if abs(now - self._acted_at) < _ACTED_EVERY:
            return
        self._acted_at = now
        self._store.submit(self._store.message_queue.touch, datetime.fromtimestamp(now, UTC))

    def _woken(self, future: Future[T]) -> Future[T]:
        future.add_done_callback(lambda _: self._wake())
        return future
