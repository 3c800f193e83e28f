"""Pictures that must be fitted into an MMS before they are sent."""

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
from mmstui.store.sqlite.files import make_private_folder

if TYPE_CHECKING:
    from mmstui.pictures import Fitted, Look


@dataclass(frozen=True, slots=True)
class FittedAttachment:
    """A fitted picture as an attachment in the store, and the facts of the fitting."""

    attachment: Attachment
    fitted: Fitted  #: its path is gone; use the attachment's path


class Images:
    """A thread that reads, shrinks and converts pictures, one at a time.

    The event loop and the store's writer do not wait for pictures, and two large pictures are never
    in memory together.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread: ThreadPoolExecutor | None = None
        self._ends = threading.Event()

    def look(self, path: Path) -> Future[Look]:
        """Read the header of a picture. The future fails with AttachmentProblem, a sentence."""
        return self._started().submit(_look, path)

    def fit(
        self,
        path: Path,
        progress: Callable[[float], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
        *,
        damaged: bool = False,
    ) -> Future[FittedAttachment]:
        """Copy a picture into the store, fitted into an MMS. The source is not changed.

        A picture that is not whole is only taken with `damaged`.
        `progress` is called with 0.0 to 1.0 and `cancelled` is called, both on the worker's thread.
        The future fails with AttachmentProblem, `mmstui.pictures.Cancelled` or StoreProblem, and
        keeps no file in that case.
        """
        ends = self._ends
        return self._started().submit(
            self._fit, path, progress, lambda: cancelled() or ends.is_set(), damaged
        )

    def close(self) -> None:
        """Cancel the picture being fitted, and wait until its files are deleted."""
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
        self,
        path: Path,
        progress: Callable[[float], None],
        cancelled: Callable[[], bool],
        damaged: bool,
    ) -> FittedAttachment:
        from mmstui.pictures import fit

        # In the attachment folder, where leftovers of a killed process are deleted.
        folder = self._store.attachment_folder / str(uuid4())
        make_private_folder(folder)
        try:
            fitted = fit(path, folder, damaged=damaged, progress=progress, cancelled=cancelled)
            adopted = self._store.submit(self._store.drafts.adopt_attachment, fitted.path).result()
            return FittedAttachment(replace(adopted, location_removed=fitted.located), fitted)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _look(path: Path) -> Look:
    from mmstui.pictures import look

    return look(path)
