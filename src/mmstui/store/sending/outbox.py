"""The outbox: messages of the user that VoIP.ms may not have yet.

Every method that writes a message or an attempt returns after the write is on the disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from mmstui.domain import limits
from mmstui.domain.messages import Attachment, Draft, Kind
from mmstui.domain.problems import RequestClash
from mmstui.domain.records import record
from mmstui.domain.text.sanitise import line, without_surrogates
from mmstui.domain.times.clock_skew import NOTHING, Before
from mmstui.domain.triage import Verb
from mmstui.store import drafts
from mmstui.store.deleting import tombstones
from mmstui.store.sending import attempts, due, overrides
from mmstui.store.sending.message_queue import MessageQueue
from mmstui.store.sending.ownership import OPEN_ATTEMPT
from mmstui.store.sending.reconcile import reconcile
from mmstui.store.sqlite.codec import UNNAMED_TIE, file_kind, from_ms, to_ms
from mmstui.store.triage import marks
from mmstui.store.triage.undo_steps import push

__all__ = ["Outbox", "OutboxItem", "RequestClash"]


@record
class OutboxItem:
    """The message to send next."""

    message_id: int
    kind: Kind
    did: str
    contact: str
    text: str
    attachments: tuple[Attachment, ...]


class Outbox(MessageQueue):
    """The queue, attempts, and the user's decisions about messages. Raises StoreProblem."""

    # The user

    def send_again(self, message_id: int) -> bool:
        """Queue a failed, held, unconfirmed or scheduled message now; False if it is none of these.

        An SMS that VoIP.ms refused as too long is sent as an MMS.
        """
        with self._database.writing(durable=True) as transaction:
            now_ms = self._database.now_ms()
            queued = overrides.send_again(transaction, message_id, now_ms)
            if queued:
                transaction.note("send again", now_ms)
        return queued

    def schedule(self, message_id: int, at: datetime) -> bool:
        """Let a scheduled or held message go at a time; False if it is neither."""
        with self._database.writing(durable=True) as transaction:
            scheduled = overrides.schedule(transaction, message_id, to_ms(at))
            if scheduled:
                body = {"messages": [message_id]}
                push(transaction, Verb.SCHEDULE, body, self._database.now_ms())
        return scheduled

    def hold(self, message_id: int) -> bool:
        """Hold a queued or scheduled message until the user sends it; False if it is neither."""
        with self._database.writing(durable=True) as transaction:
            return overrides.hold(transaction, message_id)

    def drop(self, message_id: int) -> bool:
        """Drop an unsettled message, and its reminder; False if it is sent, being sent or gone."""
        with self._database.writing(durable=True) as transaction:
            dropped = overrides.drop(transaction, message_id)
            if dropped:
                rows = marks.forget_reminder_about(transaction, message_id)
                body = {"message": message_id, "rows": rows}
                push(transaction, Verb.DROP, body, self._database.now_ms())
        return dropped

    def withdraw(self, message_ids: Sequence[int]) -> list[int]:
        """Delete messages as if they had never been written; return the ids of those deleted.

        A message stays if it was sent, is being sent, or may have been sent.
        """
        with self._database.writing(durable=True) as transaction:
            ids = overrides.withdraw(transaction, message_ids)
            paths = tombstones.paths_of(transaction.connection, ids)
            tombstones.forget(transaction, ids)
        tombstones.delete_files(self._database, paths)
        return ids

    def take_back(self, message_id: int, draft: Draft) -> bool:
        """Make a message a part of its conversation's draft, which is given whole.

        False if it was sent, is being sent, or may have been sent: then nothing changes.
        """
        with self._database.writing(durable=True) as transaction:
            found = transaction.connection.execute(
                "SELECT c.did, c.contact FROM message AS m "
                "JOIN conversation AS c ON c.id = m.conversation_id WHERE m.id = ?",
                (message_id,),
            ).fetchone()
            ids = overrides.withdraw(transaction, [message_id])
            if ids:
                tombstones.forget(transaction, ids)
                marks.forget_reminder_about(transaction, message_id)
                drafts.write(transaction, self._database, found, draft)
        return bool(ids)

    def undo_drop(self, message_id: int) -> bool:
        """Undo a drop. A message that was queued comes back held."""
        with self._database.writing(durable=True) as transaction:
            return overrides.undo_drop(transaction, message_id)

    # The order of sending

    def next_to_send(self, now: datetime) -> OutboxItem | None:
        """Return the oldest queued message that is due, first in, first out per conversation.

        Before that, messages that waited longer than their `hold_after` become held, scheduled ones
        are queued, and those whose time has passed unused are held.
        """
        now_ms = to_ms(now)
        with self._database.reading() as connection:
            come = due.has_come(connection, now_ms)
        if come:
            with self._database.writing(durable=True) as transaction:
                due.hold_or_queue(transaction, now_ms)
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
        kept_in = str(folder) if self._database.is_shared else ""
        return OutboxItem(
            message_id=message_id,
            kind=Kind(kind),
            did=did,
            contact=contact,
            text=text,
            attachments=tuple(
                Attachment(
                    str(folder / path), name, mime, size, file_kind(mime, name), kept_in=kept_in
                )
                for path, name, mime, size in files
            ),
        )

    def next_due_at(self) -> datetime | None:
        """Return when the next message is due: in the past if now, None if none is queued."""
        with self._database.reading() as connection:
            found = due.next_due(connection)
        return None if found is None else from_ms(found)

    def end_network_waits(self) -> None:
        """End waits that are only network back-off; waits that VoIP.ms asked for stay."""
        with self._database.writing() as transaction:
            due.end_network_waits(transaction)

    # The sender

    def begin_attempt(
        self, message_id: int, owner: str, now: datetime, before: Before = NOTHING
    ) -> int | None:
        """Record an attempt before its first byte leaves, and return its id.

        `before` is what is known of VoIP.ms's history and clock. None when the message must not be
        sent any more: another process took it, the user dropped it, or it was found at VoIP.ms.
        """
        with self._database.writing(durable=True) as transaction:
            return attempts.begin(transaction, message_id, owner, to_ms(now), before)

    def attempt_sent(self, attempt_id: int, server_id: int, now: datetime) -> None:
        """Record that VoIP.ms accepted the message; its id wins over reconciliation."""
        with self._database.writing(durable=True) as transaction:
            if 0 < server_id < UNNAMED_TIE:
                attempts.answered(transaction, attempt_id, server_id, to_ms(now))
            else:
                problem = ("id", "VoIP.ms answered with an invalid id.")
                attempts.unknown(transaction, attempt_id, problem, to_ms(now))
            reconcile(transaction)

    def attempt_refused(self, attempt_id: int, code: str, words: str) -> None:
        """Record that VoIP.ms refused the message: it has failed, with this reason."""
        with self._database.writing(durable=True) as transaction:
            attempts.refused(transaction, attempt_id, _safe(code, words), self._database.now_ms())
            reconcile(transaction)

    def attempt_held(self, attempt_id: int, code: str, words: str) -> None:
        """Record a refusal that is not the message's fault: the message is held."""
        with self._database.writing(durable=True) as transaction:
            attempts.held(transaction, attempt_id, _safe(code, words), self._database.now_ms())
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
        """Queue a message again that was not sent. `network`: the user may end the wait."""
        with self._database.writing(durable=True) as transaction:
            attempts.requeued(
                transaction,
                attempt_id,
                None if due_at is None else to_ms(due_at),
                network=network,
                now_ms=self._database.now_ms(),
                problem=_safe(code, words),
            )
            reconcile(transaction)

    def attempt_unknown(self, attempt_id: int, code: str, words: str, now: datetime) -> None:
        """Record an attempt without a usable answer: polls look for its message from now on."""
        with self._database.writing(durable=True) as transaction:
            attempts.unknown(transaction, attempt_id, _safe(code, words), to_ms(now))
            reconcile(transaction)

    def take_over(self, owner: str, now: datetime) -> int:
        """Mark attempts that a former leader left open as unknown; return their number."""
        with self._database.writing(durable=True) as transaction:
            count = attempts.take_over(transaction, owner, to_ms(now))
            if count:
                reconcile(transaction)
        return count

    def unknown_since(self, ahead: timedelta = timedelta(0)) -> datetime | None:
        """Return the start of the oldest attempt that polls must cover, by VoIP.ms's clock.

        `ahead`: VoIP.ms's clock minus ours, by its last answer. Where the difference at the start
        of the attempt was another one, the earlier result counts, because polls are counted by one
        and rows are compared by the other. Unconfirmed attempts are included for
        `limits.LOOKED_FOR`.
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
        """Return whether polls must list every row to find a message of ours.

        True until enough polls have looked for the message to make it unconfirmed, however long
        that takes: a message lost just before the machine slept has had no poll when it wakes.
        """
        return bool(
            self._database.read(
                f"SELECT 1 FROM attempt WHERE {OPEN_ATTEMPT} AND state = 'unknown' AND kind = ? "
                "AND polls < ? LIMIT 1",
                (kind, limits.UNCONFIRMED_POLLS),
            )
        )


def _safe(code: str, words: str) -> tuple[str, str]:
    # Both may contain text from VoIP.ms.
    return line(without_surrogates(code)), line(without_surrogates(words))
