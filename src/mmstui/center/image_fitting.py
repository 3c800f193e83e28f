"""What the center does with pictures that cannot go as they are."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from mmstui.center.queries import Reading
from mmstui.domain.messages import Attachment

if TYPE_CHECKING:
    from mmstui.pictures import Fitted, Look


@dataclass(frozen=True, slots=True)
class FittedAttachment:
    """A picture made to fit, in the store like any other attachment, and what became of it."""

    attachment: Attachment
    fitted: Fitted  #: its path is gone: the attachment's own is where the picture lies


class Fitting(Reading):
    """The part of `MessageCenter` that looks at pictures, shrinks and converts them.

    In a thread of its own, one picture at a time: neither the event loop nor the store's writer
    waits for one, and two large ones never fill the memory together.
    """

    _fitter: ThreadPoolExecutor | None = None
    _fitting_ends: threading.Event

    def look_at_picture(self, path: Path) -> Future[Look]:
        """What the header of a picture says. Fails with AttachmentProblem, in a sentence."""
        return self._fitting_thread().submit(_look, path)

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
        thread = self._fitting_thread()
        ends = self._fitting_ends
        return thread.submit(self._fit, path, progress, lambda: cancelled() or ends.is_set())

    def close_fitting(self) -> None:
        """Give up what is being fitted; returns when nothing of it is left."""
        if self._fitter is not None:
            self._fitting_ends.set()
            self._fitter.shutdown(cancel_futures=True)
            self._fitter = None

    def _fitting_thread(self) -> ThreadPoolExecutor:
        if self._fitter is None:
            self._fitting_ends = threading.Event()
            self._fitter = ThreadPoolExecutor(1, "mmstui-pictures")
        return self._fitter

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
