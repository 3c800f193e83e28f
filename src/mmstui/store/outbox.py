"""The outbox: what the user wrote and VoIP.ms does not surely have.

Everything here is on the disk when it returns: what the user wrote, and every mark of an attempt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mmstui.domain import limits
from mmstui.domain.clock_skew import NOTHING, Before
from mmstui.domain.messages import Attachment, Kind
from mmstui.domain.problems import RequestClash
from mmstui.domain.sanitise import line, without_surrogates
from mmstui.store import attempts, due, enqueue, overrides, tombstones
from mmstui.store.codec import UNNAMED_TIE, file_kind, from_ms, to_ms
from mmstui.store.database import Database
from mmstui.store.ownership import OPEN_ATTEMPT
from mmstui.store.reconcile import reconcile

__all__ = ["Outbox", "OutboxItem", "RequestClash"]


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """A message whose turn it is."""

    message_id: int
    kind: Kind
    did: str
    contact: str
    text: str
    attachments: tuple[Attachment, ...]


class Outbox:
    """Queue, attempts and the user's word about them. Raises StoreProblem."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # The user.

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
    ) -> list[int]:
        """Queue a message to each contact; their ids. `clear_draft`: the draft this was.

        `origin` is `inbox` or `command`. `hold_after`: if it cannot go for so long after the
        user's last action, it waits for the user's word. The same `request_id` again queues
        nothing for the contacts it had; with another text or other files it raises RequestClash.
        """
        written = enqueue.Written(
            did, without_surrogates(text), tuple(attachments), kind, origin, hold_after, request_id
        )
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

    def send_again(self, message_id: int) -> bool:
        """Queue a failed, held or unconfirmed message again; False if it is none of these.

        An SMS that VoIP.ms refused as too long goes as MMS.
        """
        with self._database.writing(durable=True) as transaction:
            return overrides.send_again(transaction, message_id, self._database.now_ms())

    def hold(self, message_id: int) -> bool:
        """Keep a queued message until the user says to send it; False if it is not queued."""
        with self._database.writing(durable=True) as transaction:
            return overrides.hold(transaction, message_id)

    def drop(self, message_id: int) -> bool:
        """Take back a message that is not settled; False if it is sent, on its way or gone."""
        with self._database.writing(durable=True) as transaction:
            return overrides.drop(transaction, message_id)

    def withdraw(self, message_ids: Sequence[int]) -> list[int]:
        """Take these out of the store as if they had never been written; which of them it took.

        One that is sent, on its way, or of which nobody knows whether it went, stays.
        """
        with self._database.writing(durable=True) as transaction:
            ids = overrides.withdraw(transaction, message_ids)
            paths = tombstones.paths_of(transaction.connection, ids)
            tombstones.forget(transaction, ids)
        tombstones.delete_files(self._database, paths)
        return ids

    def undo_drop(self, message_id: int) -> bool:
        """Bring back what `drop` took; what was queued waits for the user's word then."""
        with self._database.writing(durable=True) as transaction:
            return overrides.undo_drop(transaction, message_id)

    def touch(self, acted_at: datetime) -> None:
        """The user has done something in an inbox: what was written there may go a while longer.

        What is dated far ahead was so by a clock that was set back since.
        """
        with self._database.writing() as transaction:
            transaction.connection.execute(
                "INSERT INTO signal (name, at) VALUES ('action', ?1) ON CONFLICT (name) "
                "DO UPDATE SET at = ?1 WHERE at < ?1 OR at > ?2",
                (to_ms(acted_at), to_ms(acted_at + limits.HOLD_AFTER)),
            )

    # Whose turn it is.

    def next_to_send(self, now: datetime) -> OutboxItem | None:
        """The oldest queued message that is due, first in first out per conversation.

        First, what was written in an inbox left alone for longer than it said becomes held.
        """
        now_ms = to_ms(now)
        with self._database.reading() as connection:
            overdue = due.left_alone(connection, now_ms)
        if overdue:
            with self._database.writing(durable=True) as transaction:
                due.hold_left_alone(transaction, now_ms)
        with self._database.reading() as connection:
            found = due.head(connection, now_ms)
            if found is None:
                return None
            message_id, kind, did, contact, text = found
            files = connection.execute(
                "SELECT path, name_shown, type, bytes FROM media "
                "WHERE message_id = ? AND url IS NULL ORDER BY position",
                (message_id,),
            ).fetchall()
        folder = self._database.folder
        return OutboxItem(
            message_id=message_id,
            kind=Kind(kind),
            did=did,
            contact=contact,
            text=text,
            attachments=tuple(
                Attachment(str(folder / path), name, mime, size, file_kind(mime, name))
                for path, name, mime, size in files
            ),
        )

    def next_due_at(self) -> datetime | None:
        """When the next message may go; in the past for one that may go now, None without any."""
        with self._database.reading() as connection:
            found = due.next_due(connection)
        return None if found is None else from_ms(found)

    def end_network_waits(self) -> None:
        """End waits that were only network back-off, never one VoIP.ms asked for."""
        with self._database.writing() as transaction:
            due.end_network_waits(transaction)

    # The sender.

    def begin_attempt(
        self, message_id: int, owner: str, now: datetime, before: Before = NOTHING
    ) -> int | None:
        """Mark, before the first byte leaves, that a queued message is being sent.

        `before` is what was known of the server just now. None when it is not to be sent any
        more: somebody took it, dropped it, or it has turned up.
        """
        with self._database.writing(durable=True) as transaction:
            return attempts.begin(transaction, message_id, owner, to_ms(now), before)

    def attempt_sent(self, attempt_id: int, server_id: int, now: datetime) -> None:
        """VoIP.ms took it under this id, which wins over whatever was found out before."""
        with self._database.writing(durable=True) as transaction:
            if 0 < server_id < UNNAMED_TIE:
                attempts.answered(transaction, attempt_id, server_id, to_ms(now))
            else:
                problem = ("id", "VoIP.ms answered with an id that cannot be.")
                attempts.unknown(transaction, attempt_id, problem, to_ms(now))
            reconcile(transaction)

    def attempt_refused(self, attempt_id: int, code: str, words: str) -> None:
        """VoIP.ms refused it: failed, with the reason."""
        with self._database.writing(durable=True) as transaction:
            attempts.refused(transaction, attempt_id, _said(code, words), self._database.now_ms())
            reconcile(transaction)

    def attempt_held(self, attempt_id: int, code: str, words: str) -> None:
        """VoIP.ms refused it for a reason that is not the message's: it waits for the user."""
        with self._database.writing(durable=True) as transaction:
            attempts.held(transaction, attempt_id, _said(code, words), self._database.now_ms())
            reconcile(transaction)

    def attempt_requeued(
        self,
        attempt_id: int,
        due_at: datetime | None,
        *,
        network: bool,
        code: str = "",
        words: str = "",
    ) -> None:
        """It was surely not taken and goes again by itself. `network`: a key may end the wait."""
        with self._database.writing(durable=True) as transaction:
            attempts.requeued(
                transaction,
                attempt_id,
                None if due_at is None else to_ms(due_at),
                network=network,
                now_ms=self._database.now_ms(),
                problem=_said(code, words),
            )
            reconcile(transaction)

    def attempt_unknown(self, attempt_id: int, code: str, words: str, now: datetime) -> None:
        """The request left and no answer was understood: it is looked for from now on."""
        with self._database.writing(durable=True) as transaction:
            attempts.unknown(transaction, attempt_id, _said(code, words), to_ms(now))
            reconcile(transaction)

    def take_over(self, owner: str, now: datetime) -> int:
        """Just after taking the lock: what others left on its way is unknown. How many that are."""
        with self._database.writing(durable=True) as transaction:
            count = attempts.take_over(transaction, owner, to_ms(now))
            if count:
                reconcile(transaction)
        return count

    def unknown_since(self, ahead: timedelta = timedelta(0)) -> datetime | None:
        """The start, by VoIP.ms's clock, of the oldest attempt being looked for: polls cover it.

        `ahead`: that clock minus ours by its last answer. Where it was another when an attempt
        began, the earlier start counts: its polls are counted by the one, rows compared with the
        other. One that was not found is looked for on for some days.
        """
        given_up = self._database.now_ms() - limits.LOOKED_FOR // timedelta(milliseconds=1)
        ((oldest,),) = self._database.read(
            "SELECT min(started_at + min(coalesce(nullif(skew, 0), ?2), ?2)) "
            f"FROM attempt WHERE {OPEN_ATTEMPT} "
            "AND (state = 'unknown' OR (state = 'unconfirmed' AND started_at > ?1))",
            (given_up, ahead // timedelta(milliseconds=1)),
        )
        return None if oldest is None else from_ms(oldest)

    def searching(self, kind: Kind) -> bool:
        """Whether a message of ours is being looked for, so that polls are to see every row.

        Until so many have that it would be given up, however long that takes: one that was lost
        just before the machine slept has had none when it wakes.
        """
        return bool(
            self._database.read(
                f"SELECT 1 FROM attempt WHERE {OPEN_ATTEMPT} AND state = 'unknown' AND kind = ? "
                "AND polls < ? LIMIT 1",
                (kind, limits.UNCONFIRMED_POLLS),
            )
        )


def _said(code: str, words: str) -> tuple[str, str]:
    # Both may hold what the service said.
    return line(without_surrogates(code)), line(without_surrogates(words))
