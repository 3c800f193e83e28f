"""Drafts, and copies of the files to send with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mmstui.domain.messages import Attachment, Draft, Media
from mmstui.domain.problems import AttachmentProblem
from mmstui.settings import Settings
from mmstui.store import Store

if TYPE_CHECKING:
    from concurrent.futures import Future


class Drafts:
    """Drafts and attachments. A write is committed when its future is done."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store

    def draft(self, did: str, contact: str) -> Draft:
        """Return the draft of a conversation; an empty draft when there is none."""
        return self._store.drafts.draft(did, contact) or Draft()

    def save(self, did: str, contact: str, draft: Draft) -> Future[None]:
        """Store a draft. An empty draft deletes the stored one."""
        return self._store.submit(self._store.drafts.save, did, contact, draft)

    def discard(self, did: str, contact: str) -> Future[bool]:
        """Delete a draft that the user gives up, which undo puts back; False if there is none."""
        return self._store.submit(self._store.drafts.discard, did, contact)

    def attach(self, path: Path, *, keep_metadata: bool | None = None) -> Future[Attachment]:
        """Copy a file to send into the store. `keep_metadata` None: use the setting for pictures.

        The future fails with AttachmentProblem, a sentence.
        """
        keep = self._settings.keep_metadata if keep_metadata is None else keep_metadata
        return self._store.submit(self._store.drafts.adopt_attachment, path, keep_metadata=keep)

    def attach_received(self, media: Media) -> Future[Attachment]:
        """Copy a received file into the store, to send it with another message under its name.

        A copy, because the first message may be deleted with its files. The future fails with
        AttachmentProblem, a sentence, for example when the file is not downloaded.
        """
        return self._store.submit(self._copy, media)

    def recent_folders(self) -> list[Path]:
        """Return the folders of recently attached files, latest first."""
        return self._store.drafts.recent_folders()

    def remember_folder(self, folder: Path) -> Future[None]:
        """Put a folder at the front of the recent folders."""
        return self._store.submit(self._store.drafts.remember_folder, folder)

    def _copy(self, media: Media) -> Attachment:
        if media.path is None:
            raise AttachmentProblem(f"{media.name} is not here.")
        return self._store.drafts.adopt_attachment(
            Path(media.path), name=media.name, keep_metadata=self._settings.keep_metadata
        )
