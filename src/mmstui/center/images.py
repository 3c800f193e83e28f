"""Pictures that cannot go as they are: looked at, and made to fit an MMS."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from mmstui.domain.messages import Attachment
from mmstui.store import Store

if TYPE_CHECKING:
    from mmstui.pictures import Fitted, Look


@dataclass(frozen=True, slots=True)
class FittedAttachment:
    """A picture made to fit, in the store like any other attachment, and what became of it."""

    attachment: Attachment
    fitted: Fitted  #: its path is gone: the attachment's own is where the picture lies


class Images:
    """A thread that looks at pictures, shrinks and converts them, one at a time.

    Neither the event loop nor the store's writer waits for a picture, and two large ones never fill
    the memory together.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread: ThreadPoolExecutor | None = None
        self._ends = threading.Event()

    def look(self, path: Path) -> Future[Look]:
        """Read the header of a picture. Fails with AttachmentProblem, in a sentence."""
        return self._started().submit(_look, path)

    def fit(
        self,
        path: Path,
        progress: Callable[[float], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Future[FittedAttachment]:
        """Take our own copy of a picture, made to fit an MMS; the picture itself stays as it is.

        `progress` is called with 0.0 to 1.0 on the worker's thread, `cancelled` asked there. Fails
        with AttachmentProblem, `mmstui.pictures.Cancelled` or StoreProblem, and keeps nothing then.
        """
        ends = self._ends
        return self._started().submit(
            self._fit, path, progress, lambda: cancelled() or ends.is_set()
        )

    def close(self) -> None:
        """Give up what is being fitted; returns when nothing of it is left."""
        if self._thread is not None:
            self._ends.set()
            self._thread.shutdown(cancel_futures=True)
            self._thread = None

    def _started(self) -> ThreadPoolExecutor:
        if self._thread is None:
            self._ends = threading.Event()
            self._thread = ThreadPoolExecutor(1, "mmstui-pictures")
        return self._thread

    def _fit(
        self, path: Path, progress: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> FittedAttachment:
        from mmstui.pictures import fit

        # Among the attachments: what a killed process leaves there is swept away.
        folder = self._store.attachment_folder / str(uuid4())
        folder.mkdir(mode=0o700, parents=True)
        try:
            fitted = fit(path, folder, progress=progress, cancelled=cancelled)
            adopted = self._store.submit(self._store.drafts.adopt_attachment, fitted.path).result()
            return FittedAttachment(replace(adopted, location_removed=fitted.located), fitted)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _look(path: Path) -> Look:
    from mmstui.pictures import look

    return look(path)
