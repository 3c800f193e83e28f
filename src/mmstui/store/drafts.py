"""Drafts and their attachments."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from mmstui.domain import limits
from mmstui.domain.files.attachments import judge
from mmstui.domain.files.file_types import HEAD_BYTES, content_type, sniff
from mmstui.domain.files.iso_media import reader
from mmstui.domain.files.metadata import Bare, bare, may_fit, strips
from mmstui.domain.messages import Attachment, Draft
from mmstui.domain.problems import AttachmentProblem
from mmstui.domain.text.sanitise import file_name, without_surrogates
from mmstui.domain.triage import Verb
from mmstui.store.sqlite import files
from mmstui.store.sqlite.codec import (
    attachments_from_json,
    attachments_to_json,
    moment,
    relative,
    to_ms,
)
from mmstui.store.sqlite.database import Database, Transaction
from mmstui.store.triage import discarded
from mmstui.store.triage.undo_steps import push

#: Recent folders that are remembered.
RECENT_FOLDERS = 8
_FOLDERS = "folders"


class Candidate(NamedTuple):
    """A file to send, as it was read, whose type and size are right."""

    name: str
    type: str
    data: bytes
    certain: bool  #: what is copied has no metadata for certain


class Drafts:
    """One draft per DID and contact; `("", "")` is the draft of a new message."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def draft(self, did: str, contact: str) -> Draft | None:
        """Return a draft; None when there is none."""
        rows = self._database.read(
            "SELECT text, attachments, from_did, recipients, reminder_at FROM draft "
            "WHERE did = ? AND contact = ? AND person = ?",
            (did, contact, self._database.whose),
        )
        if not rows:
            return None
        text, attachments, from_did, recipients, reminder_at = rows[0]
        files = attachments_from_json(attachments, self._database.folder)
        numbers = tuple(map(str, json.loads(recipients)))
        return Draft(text, files, from_did, numbers, moment(reminder_at))

    def save(self, did: str, contact: str, draft: Draft) -> None:
        """Save a draft, on the disk on return; an empty draft is deleted.

        The draft shows in the list if its conversation exists; saving makes no conversation.
        """
        with self._database.writing(durable=True) as transaction:
            write(transaction, self._database, (did, contact), draft)

    def discard(self, keys: Sequence[tuple[str, str]]) -> int:
        """Delete drafts that the user gives up, by DID and contact; return how many there were.

        Undo puts them back, as one step.
        """
        with self._database.writing(durable=True) as transaction:
            taken = [draft for key in keys if (draft := discarded.take(transaction, *key))]
            if taken:
                push(transaction, Verb.DISCARD, {"drafts": taken}, self._database.now_ms())
        return len(taken)

    def sweep_attachments(self, unused_for: timedelta) -> int:
        """Delete unused copies of attachments of at least that age; return their number."""
        folder = self._database.folder / "attachments"
        before = self._database.clock() - unused_for.total_seconds()
        found = (path for path in folder.glob("*/*") if self._database.may_remove(path))
        old = [path for path in found if path.stat().st_mtime < before]
        if not old:
            return 0
        # The write lock keeps a message with one of these attachments from being queued now.
        with self._database.writing() as transaction:
            used = paths_in_use(transaction.connection)
            unused = [p for p in old if relative(p, self._database.folder) not in used]
            for path in unused:
                path.unlink(missing_ok=True)
                with suppress(OSError):
                    path.parent.rmdir()
        return len(unused)

    def adopt_attachment(
        self,
        source: Path,
        *,
        name: str | None = None,
        keep_metadata: bool = False,
        inspect: Callable[[Candidate], None] | None = None,
    ) -> Attachment:
        """Copy a file to send into the account's folder, and wait for the disk.

        Metadata is removed unless `keep_metadata` is set; what is left is judged. `name` replaces
        the source's own name. `inspect` raises AttachmentProblem for a file that must not go as it
        is. Raises AttachmentProblem for a file that cannot be sent, StoreProblem when the account's
        folder cannot be written. Touches no database: any thread may call it.
        """
        from uuid import uuid4

        called = file_name(name or source.name)
        data, size = _content(source, called)
        mime = content_type(reader(data), len(data))
        made = Bare(data, located=False) if keep_metadata else bare(data, mime)
        left_out = len(data) - len(made.data)
        verdict = judge(called, size - left_out, data[:HEAD_BYTES], content=mime)
        if verdict.problem is not None:
            raise AttachmentProblem(
                verdict.problem, fittable=verdict.fittable, reason=verdict.reason
            )
        if inspect is not None:
            inspect(Candidate(called, mime, data, certain=made.certain))
        folder = self._database.folder / "attachments" / str(uuid4())
        target = folder / file_name(verdict.name)
        files.write_private_file(target, made.data)
        return Attachment(
            str(target), target.name, mime, len(made.data), verdict.kind,
            left_out=left_out, location_removed=made.located,
            location_left=not made.certain and not strips(mime),
        )  # fmt: skip

    @property
    def _own_folders(self) -> str:
        return self._database.own(_FOLDERS)

    def recent_folders(self) -> list[Path]:
        """Return the folders that attachments were last taken from, the latest first."""
        rows = self._database.read("SELECT value FROM signal WHERE name = ?", (self._own_folders,))
        return [Path(path) for path in json.loads(rows[0][0])] if rows else []

    def remember_folder(self, folder: Path) -> None:
        """Remember a folder that an attachment was taken from."""
        others = [str(other) for other in self.recent_folders() if other != folder]
        kept = json.dumps([str(folder), *others][:RECENT_FOLDERS])
        with self._database.writing() as transaction:
            transaction.connection.execute(
                "INSERT INTO signal (name, at, value) VALUES (?1, ?2, ?3) "
                "ON CONFLICT (name) DO UPDATE SET at = ?2, value = ?3",
                (self._own_folders, self._database.now_ms(), kept),
            )


def write(transaction: Transaction, database: Database, key: tuple[str, str], draft: Draft) -> None:
    """Write the draft of a DID and a contact, or delete it if it is empty."""
    connection = transaction.connection
    if not draft.empty:
        connection.execute(
            "INSERT INTO draft (did, contact, text, attachments, from_did, updated_at, "
            "recipients, reminder_at, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
            "ON CONFLICT (did, contact, person) DO UPDATE SET text = ?3, attachments = ?4, "
            "from_did = ?5, updated_at = ?6, recipients = ?7, reminder_at = ?8",
            (
                *key,
                without_surrogates(draft.text),
                attachments_to_json(draft.attachments, database.folder),
                draft.from_did,
                database.now_ms(),
                json.dumps(draft.recipients),
                None if draft.remind_at is None else to_ms(draft.remind_at),
                transaction.whose,
            ),
        )
    else:
        connection.execute(
            "DELETE FROM draft WHERE did = ? AND contact = ? AND person = ?",
            (*key, transaction.whose),
        )
    found = connection.execute(
        "SELECT id FROM conversation WHERE did = ? AND contact = ?", key
    ).fetchall()
    transaction.touch(conversation_id for (conversation_id,) in found)


def paths_in_use(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute(
        "SELECT path FROM media WHERE path IS NOT NULL "
        "UNION SELECT json_extract(value, '$.path') FROM draft, json_each(draft.attachments) "
        f"UNION {discarded.PATHS}"
    ).fetchall()
    return {path for (path,) in rows}


def _content(source: Path, called: str) -> tuple[bytes, int]:
    """Return a file's first bytes, all of one that could be made to fit, and its size."""
    try:
        # O_NONBLOCK: opening a named pipe without a writer would block for ever.
        descriptor = os.open(source, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as stream:
            facts = os.fstat(stream.fileno())
            if not S_ISREG(facts.st_mode):
                raise AttachmentProblem(f"{called} is not a file.")
            data = stream.read(limits.ATTACHMENT_BYTES + 1)
            if len(data) > limits.SAFE_ATTACHMENT_BYTES and may_fit(
                sniff(data[:HEAD_BYTES]),
                lambda offset, count: os.pread(stream.fileno(), count, offset),
                facts.st_size,
            ):
                data += stream.read(limits.PICTURE_BYTES)
    except IsADirectoryError:
        raise AttachmentProblem(f"{called} is a folder.") from None
    except FileNotFoundError:
        raise AttachmentProblem(f"{called} is not there.") from None
    except PermissionError:
        raise AttachmentProblem(f"{called} may not be read by you.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not a valid file name"
        raise AttachmentProblem(f"{called} cannot be read: {reason}.") from None
    return data, max(len(data), facts.st_size)
