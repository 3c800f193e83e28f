"""Drafts, and our own copies of the files that are to go with them."""

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
    """Each write is done when its future is."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store

    def draft(self, did: str, contact: str) -> Draft:
        """Return what was being written; an empty draft if nothing was."""
        return self._store.drafts.draft(did, contact) or Draft()

    def save(self, did: str, contact: str, draft: Draft) -> Future[None]:
        """Keep a draft; an empty one is forgotten."""
        return self._store.submit(self._store.drafts.save, did, contact, draft)

    def attach(self, path: Path, *, keep_metadata: bool | None = None) -> Future[Attachment]:
        """Take our own copy of a file to send; None leaves a picture's metadata to the setting.

        Fails with AttachmentProblem, in a sentence.
        """
        keep = self._settings.keep_metadata if keep_metadata is None else keep_metadata
        return self._store.submit(self._store.drafts.adopt_attachment, path, keep_metadata=keep)

    def attach_received(self, media: Media) -> Future[Attachment]:
        """Take our own copy of a message's file, to go with another message under its name.

        A copy, for the first message may be deleted with its files. Fails with AttachmentProblem,
        in a sentence, also where the file is not here.
        """
        return self._store.submit(self._copy, media)

    def recent_folders(self) -> list[Path]:
        """Return the folders that files were last taken from, the latest first."""
        return self._store.drafts.recent_folders()

    def remember_folder(self, folder: Path) -> Future[None]:
        """Put a folder that a file was taken from among those offered first."""
        return self._store.submit(self._store.drafts.remember_folder, folder)

    def _copy(self, media: Media) -> Attachment:
        if media.path is None:
            raise AttachmentProblem(f"{media.name} is not here.")
        return self._store.drafts.adopt_attachment(
            Path(media.path), name=media.name, keep_metadata=self._settings.keep_metadata
        )
