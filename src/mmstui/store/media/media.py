"""Files of received messages: which to ask for, which to fetch, and the results."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from mmstui.domain.files.attachments import SENDABLE
from mmstui.domain.files.file_types import type_by_name
from mmstui.domain.messages import MediaState
from mmstui.domain.text.sanitise import file_name
from mmstui.store.deleting import late_legs
from mmstui.store.media import durations
from mmstui.store.media.media_rows import add_urls
from mmstui.store.receiving import polls
from mmstui.store.sending.reconcile import reconcile
from mmstui.store.sqlite import files
from mmstui.store.sqlite.codec import from_ms, to_ms
from mmstui.store.sqlite.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class MediaJob:
    """A file to fetch. `name` is safe; `since` is when the file was first wanted."""

    media_id: int
    message_id: int
    server_id: int | None
    position: int
    url: str
    name: str
    tries: int
    since: datetime


class MediaQuestion(NamedTuple):
    """An MMS whose list of files must be requested (getMediaMMS)."""

    message_id: int
    server_id: int
    tries: int
    since: datetime


class MediaJobs:
    """Jobs and results of the media worker."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Files

    def wanted(self, now: datetime, limit: int) -> list[MediaJob]:
        """Return the files that are due to be fetched, those of the newest messages first."""
        rows = self._database.read(
            "SELECT f.id, f.message_id, m.server_id, f.position, f.url, f.name_shown, f.tries, "
            "coalesce(f.since, m.at) "
            "FROM media AS f JOIN message AS m ON m.id = f.message_id "
            "WHERE f.state = 'pending' AND (f.due_at <= ?1 OR f.due_at IS NULL) "
            "AND f.url IS NOT NULL ORDER BY m.at DESC, f.message_id DESC, f.position LIMIT ?2",
            (to_ms(now), limit),
        )
        return [
            MediaJob(media_id, message_id, server_id, position, url, name, tries, from_ms(since))
            for media_id, message_id, server_id, position, url, name, tries, since in rows
        ]

    def next_due_at(self) -> datetime | None:
        """Return when the next file or question is due; None when there is none."""
        ((due,),) = self._database.read(
            "SELECT min(due) FROM (SELECT min(coalesce(due_at, 0)) AS due FROM media "
            "WHERE state = 'pending' AND url IS NOT NULL UNION ALL "
            "SELECT min(q.due_at) FROM media_question AS q JOIN message AS m "
            "ON m.id = q.message_id WHERE m.server_id IS NOT NULL)"
        )
        return None if due is None else from_ms(due)

    def arrived(self, media_id: int, *, data_path: Path, type: str, bytes: int) -> None:
        """Move a fetched file from `data_path` to its place in the media folder.

        `data_path` must be on the same disk; a relative path is below the account's folder. The
        type of the file can settle an unknown MMS. Raises StoreProblem.
        """
        source = self._database.folder / data_path
        lasts = durations.measured(source, type)
        with self._database.writing() as transaction:
            row = transaction.connection.execute(
                "SELECT f.message_id, f.position, f.name_shown, m.conversation_id "
                "FROM media AS f JOIN message AS m ON m.id = f.message_id WHERE f.id = ?",
                (media_id,),
            ).fetchone()
            if row is None:  # The message was deleted during the download.
                source.unlink(missing_ok=True)
                return
            message_id, position, name, conversation_id = row
            place = Path("media", str(message_id), f"{position}-{_named_as(name, type)}")
            self._move(source, place)
            transaction.connection.execute(
                "UPDATE media SET state = ?, path = ?, type = ?, bytes = ?, duration = ?, "
                "due_at = NULL WHERE id = ?",
                (MediaState.HERE, str(place), type, bytes, lasts, media_id),
            )
            transaction.touch([conversation_id])
            late_legs.settle(transaction, [message_id])
            _settle(transaction)

    def _move(self, source: Path, place: Path) -> None:
        target = self._database.folder / place
        try:
            files.make_private_folder(target.parent)
            files.settle(source)
            os.replace(source, target)
        except OSError as error:
            raise files.unusable(target, error) from error

    def failed(
        self,
        media_id: int,
        *,
        retry_at: datetime | None = None,
        state: MediaState,
        reason: str = "",
    ) -> None:
        """Record a failed fetch: try again at `retry_at`, or keep a final `state`.

        `reason` is the code of the rule that a refused file breaks.
        """
        with self._database.writing() as transaction:
            connection = transaction.connection
            connection.execute(
                "UPDATE media SET state = ?, due_at = ?, reason = ?, tries = tries + 1 "
                "WHERE id = ?",
                (state, None if retry_at is None else to_ms(retry_at), reason or None, media_id),
            )
            if state is not MediaState.PENDING:
                found = connection.execute(
                    "SELECT m.conversation_id FROM media AS f "
                    "JOIN message AS m ON m.id = f.message_id WHERE f.id = ?",
                    (media_id,),
                ).fetchall()
                transaction.touch(conversation_id for (conversation_id,) in found)

    def measure(self) -> bool:
        """Measure the durations of some files; False when all are measured."""
        return durations.measure_some(self._database)

    # Questions

    def questions(self, now: datetime, limit: int) -> list[MediaQuestion]:
        """Return the MMS whose lists of files are due to be requested, the newest first."""
        rows = self._database.read(
            "SELECT q.message_id, m.server_id, q.tries, q.since "
            "FROM media_question AS q JOIN message AS m ON m.id = q.message_id "
            "WHERE q.due_at <= ? AND m.server_id IS NOT NULL "
            "ORDER BY m.at DESC, m.id DESC LIMIT ?",
            (to_ms(now), limit),
        )
        return [
            MediaQuestion(message_id, server_id, tries, from_ms(since))
            for message_id, server_id, tries, since in rows
        ]

    def listed(self, message_id: int, urls: Sequence[str], now: datetime) -> None:
        """Store the addresses of an MMS's files, to be fetched. Can settle an unknown MMS."""
        with self._database.writing() as transaction:
            connection = transaction.connection
            connection.execute("DELETE FROM media_question WHERE message_id = ?", (message_id,))
            found = connection.execute(
                "SELECT conversation_id FROM message WHERE id = ?", (message_id,)
            ).fetchall()
            if found:
                add_urls(connection, [(message_id, tuple(urls))], to_ms(now))
                transaction.touch(conversation_id for (conversation_id,) in found)
                _settle(transaction)

    def question_later(self, message_id: int, due_at: datetime, tries: int) -> None:
        """Ask for a list of files again at `due_at`. `tries` is how often it was requested."""
        with self._database.writing() as transaction:
            transaction.connection.execute(
                "UPDATE media_question SET due_at = ?, tries = ? WHERE message_id = ?",
                (to_ms(due_at), tries, message_id),
            )

    def question_given_up(self, message_id: int) -> None:
        """Stop asking for a list of files; the known files are final. Can settle an unknown MMS."""
        with self._database.writing() as transaction:
            transaction.connection.execute(
                "DELETE FROM media_question WHERE message_id = ?", (message_id,)
            )
            _settle(transaction)


def _settle(transaction: Transaction) -> None:
    """Reconcile: with its files known, an MMS row may match an attempt or be ruled out."""
    polls.conclude(transaction, reconcile(transaction).pending_attempts)


def _named_as(name: str, mime: str) -> str:
    """Return a file's name with the extension of its type, so that other programs open it."""
    extension = SENDABLE.get(mime)
    if extension is None or type_by_name(name) == mime:
        return file_name(name)
    stem = name.rpartition(".")[0] if type_by_name(name) else name
    return file_name(f"{stem or 'file'}{extension}")
