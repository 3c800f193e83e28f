"""What the attach dialog asks of the message center."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mmstui.domain.messages import Attachment

if TYPE_CHECKING:
    from mmstui.center.image_fitting import FittedAttachment
    from mmstui.pictures import Look


class AttachCenter(Protocol):
    """The part of `MessageCenter` that takes files; a test gives the dialog a small one."""

    def attach(self, path: Path) -> Future[Attachment]:
        """Take our own copy of a file; fails with AttachmentProblem."""
        ...

    def look_at_picture(self, path: Path) -> Future[Look]:
        """What the header of a picture says; fails with AttachmentProblem."""
        ...

    def fit(
        self, path: Path, progress: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> Future[FittedAttachment]:
        """Take a copy of a picture, made to fit; fails with AttachmentProblem or Cancelled.

        Both functions are called on a thread of its own.
        """
        ...

    def recent_folders(self) -> list[Path]:
        """The folders that files were last taken from, the latest first."""
        ...

    def remember_folder(self, folder: Path) -> Future[None]:
        """A file was taken from a folder."""
        ...
