"""The start of the outbox: what the user sends comes in here, and the user's last action is noted.

Loads nothing of what becomes of a message: a command that only queues one is done with this.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from mmstui.domain import limits
from mmstui.domain.messages import Attachment, Kind
from mmstui.domain.outgoing import NOW, Then
from mmstui.domain.text.sanitise import without_surrogates
from mmstui.store.sending import enqueue
from mmstui.store.sqlite.codec import to_ms
from mmstui.store.sqlite.database import Database


class MessageQueue:
    """Queues messages. Raises StoreProblem."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(
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
        then: Then = NOW,
    ) -> list[int]:
        """Queue a message to each contact and return the message ids.

        `origin` is `inbox` or `command`. `hold_after`: hold the message if it cannot be sent for
        this long after the user's last action. `request_id` makes the call idempotent: contacts
        that have a message of that request get no second one; another text or other files raise
        RequestClash. `clear_draft`: the draft to delete in the same transaction. `then`: when it is
        to go, and what becomes of the conversations.
        """
        written = enqueue.Written(
            did, without_surrogates(text), tuple(attachments), kind, origin, hold_after, request_id,
            self._database.person, then,
        )  # fmt: skip
        with self._database.writing(durable=True) as transaction:
            ids = enqueue.queue(
                transaction,
                written,
                contacts,
                folder=self._database.folder,
                now_ms=self._database.now_ms(),
            )
            if clear_draft is not None:
                enqueue.forget_draft(transaction, *clear_draft)
        return ids

    def touch(self, acted_at: datetime) -> None:
        """Record the time of the user's last action, which queued messages are held by.

        A stored time far ahead of `acted_at` is replaced: a clock was set back since.
        """
        with self._database.writing() as transaction:
            transaction.connection.execute(
                "INSERT INTO signal (name, at) VALUES ('action', ?1) ON CONFLICT (name) "
                "DO UPDATE SET at = ?1 WHERE at < ?1 OR at > ?2",
                (to_ms(acted_at), to_ms(acted_at + limits.HOLD_AFTER)),
            )
