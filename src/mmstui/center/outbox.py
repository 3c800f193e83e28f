"""What the center writes: each write is done when its future is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mmstui.center.queries import Reading
from mmstui.domain.messages import Attachment, Did, Draft, Kind
from mmstui.domain.routing import Route, route
from mmstui.domain.sanitise import meant

if TYPE_CHECKING:
    from concurrent.futures import Future

#: Seconds between two notes that the user is here.
_ACTED_EVERY = 30.0


class Writing(Reading):
    """The half of `MessageCenter` that writes."""

    _acted_at = 0.0

    if TYPE_CHECKING:

        def wake(self) -> None: ...

    def route(
        self, text: str, attachments: Sequence[Attachment] = (), did: Did | None = None
    ) -> Route:
        """How a text with its files would go from a DID."""
        return route(text, attachments, did)

    def default_did(self, contact: str) -> Did | None:
        """The DID last used with a contact, else the only able one, else None."""
        able = {did.number: did for did in self.dids() if did.sms}
        for conversation in self.conversations_with(contact):
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
        kind: Kind,
        origin: str = "inbox",
        hold_after: timedelta | None = None,
        request_id: str | None = None,
        clear_draft: tuple[str, str] | None = None,
    ) -> Future[list[int]]:
        """Queue a message to each contact; done when it is on disk. Its value: message ids.

        From the inbox it is held if the user stays away longer than the setting `hold_after`.
        """
        if hold_after is None and origin == "inbox":
            hold_after = timedelta(minutes=self.settings.hold_after)
        future: Future[list[int]] = self._store.submit(
            self._store.outbox.queue,
            did=did,
            contacts=tuple(contacts),
            text=meant(text),
            attachments=tuple(attachments),
            kind=kind,
            origin=origin,
            hold_after=hold_after,
            request_id=request_id,
            clear_draft=clear_draft,
        )
        future.add_done_callback(lambda _: self.wake())
        return future

    def attach(self, path: Path, *, keep_metadata: bool | None = None) -> Future[Attachment]:
        """Take our own copy of a file to send; None leaves a picture's metadata to the setting.

        Fails with AttachmentProblem, in a sentence.
        """
        keep = self.settings.keep_metadata if keep_metadata is None else keep_metadata
        return self._store.submit(self._store.drafts.adopt_attachment, path, keep_metadata=keep)

    def keep_place(self, place: str) -> Future[None]:
        """Where the inbox is left; it may be of any form."""
        return self._store.submit(self._store.signals.set, "place", place, self.now())

    def remember_folder(self, folder: Path) -> Future[None]:
        """A file was taken from a folder: it is among the first to be offered the next time."""
        return self._store.submit(self._store.drafts.remember_folder, folder)

    def save_draft(self, did: str, contact: str, draft: Draft) -> Future[None]:
        """Keep what is being written; an empty draft is forgotten."""
        return self._store.submit(self._store.drafts.save, did, contact, draft)

    def mark_read(self, message_ids: Sequence[int]) -> Future[None]:
        """They have been before a person's eyes."""
        return self._store.submit(self._store.flags.mark_read, tuple(message_ids))

    def mark_unread(self, conversation_id: int) -> Future[None]:
        """Make the newest incoming message of a conversation unread again."""
        return self._store.submit(self._store.flags.mark_unread, conversation_id)

    def send_again(self, message_id: int) -> Future[bool]:
        """The user's word for a failed, held or unconfirmed message; False if it was not one."""
        future: Future[bool] = self._store.submit(self._store.outbox.send_again, message_id)
        future.add_done_callback(lambda _: self.wake())
        return future

    def drop(self, message_id: int) -> Future[bool]:
        """Take back a message that is not settled; False if it is."""
        return self._store.submit(self._store.outbox.drop, message_id)

    def withdraw(self, message_ids: Sequence[int]) -> Future[list[int]]:
        """Take messages out of the store that surely never went; which of them it took."""
        return self._store.submit(self._store.outbox.withdraw, tuple(message_ids))

    def undo_drop(self, message_id: int) -> Future[bool]:
        """Bring back what `drop` took: as held, for it may have been taken back for a reason."""
        return self._store.submit(self._store.outbox.undo_drop, message_id)

    def acted(self) -> None:
        """The user is here: note it, at most twice a minute."""
        now = self._clock()
        if abs(now - self._acted_at) < _ACTED_EVERY:
            return
        self._acted_at = now
        self._store.submit(self._store.outbox.touch, self.now())
