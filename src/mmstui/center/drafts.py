"""Drafts, and copies of the files to send with them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from mmstui.domain.files.attachments import FITTABLE
from mmstui.domain.messages import Attachment, Draft, Media
from mmstui.domain.problems import AttachmentProblem, Refused
from mmstui.settings import Settings
from mmstui.store import Store

if TYPE_CHECKING:
    from concurrent.futures import Future

    from mmstui.store.drafts import Candidate


class Drafts:
    """Drafts and attachments. A write is committed when its future is done."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._thread: ThreadPoolExecutor | None = None

    def draft(self, did: str, contact: str) -> Draft:
        """Return the draft of a conversation; an empty draft when there is none."""
        return self._store.drafts.draft(did, contact) or Draft()

    def save(self, did: str, contact: str, draft: Draft) -> Future[None]:
        """Store a draft. An empty draft deletes the stored one."""
        return self._store.submit(self._store.drafts.save, did, contact, draft)

    def discard(self, keys: Sequence[tuple[str, str]]) -> Future[int]:
        """Delete drafts that the user gives up; return how many there were. One step of undo."""
        return self._store.submit(self._store.drafts.discard, tuple(keys))

    def attach(
        self, path: Path, *, keep_metadata: bool | None = None, damaged: bool = False
    ) -> Future[Attachment]:
        """Copy a file to send into the store. `keep_metadata` None: use the setting.

        A file that is not whole is only taken with `damaged`. The future fails with
        AttachmentProblem, a sentence.
        """
        return self._started().submit(self._take, path, path.name, keep_metadata, damaged=damaged)

    def attach_received(self, media: Media) -> Future[Attachment]:
        """Copy a received file into the store, to send it with another message under its name.

        A copy, because the first message may be deleted with its files. The future fails with
        AttachmentProblem, a sentence, for example when the file is not downloaded.
        """
        return self._started().submit(self._copy, media)

    def close(self) -> None:
        """Wait until the files that are being copied are in the store."""
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None

    def recent_folders(self) -> list[Path]:
        """Return the folders of recently attached files, latest first."""
        return self._store.drafts.recent_folders()

    def remember_folder(self, folder: Path) -> Future[None]:
        """Put a folder at the front of the recent folders."""
        return self._store.submit(self._store.drafts.remember_folder, folder)

    def _copy(self, media: Media) -> Attachment:
        if media.path is None:
            raise AttachmentProblem(f"{media.name} is not here.")
        # It came damaged, if it is; whoever sends it on has seen it.
        return self._take(Path(media.path), media.name, None, damaged=True)

    def _take(
        self, path: Path, name: str, keep_metadata: bool | None, *, damaged: bool
    ) -> Attachment:
        keep = self._settings.keep_metadata if keep_metadata is None else keep_metadata

        def inspect(file: Candidate) -> None:
            _inspect(file, damaged=damaged)

        return self._store.drafts.adopt_attachment(
            path, name=name, keep_metadata=keep, inspect=inspect
        )

    def _started(self) -> ThreadPoolExecutor:
        """Return a thread of its own: neither the store's writer nor the keys wait for files."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "mmstui-files")
        return self._thread


def _inspect(file: Candidate, *, damaged: bool) -> None:
    """Raise AttachmentProblem for a damaged file, and a picture that must be made anew to go."""
    from mmstui.domain.files.jpeg import facts
    from mmstui.pictures.wholeness import damage

    rare = file.type == "image/jpeg" and not facts(file.data).common
    if rare:
        words = f"{file.name} is a JPEG of a rare kind, which few telephones can show."
        raise AttachmentProblem(words, fittable=True, reason=Refused.TYPE)
    if not damaged and (what := damage(file.data, file.type)):
        raise AttachmentProblem(f"{file.name} is damaged: {what}.", reason=Refused.DAMAGE)
    if not file.certain and file.type in FITTABLE:
        words = f"{file.name} does not follow its format: its metadata cannot be removed as it is."
        raise AttachmentProblem(words, fittable=True, reason=Refused.METADATA)
