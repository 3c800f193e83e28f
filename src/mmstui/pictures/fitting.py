"""Fit a picture into an MMS: upright, shrunk, converted, and without metadata."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mmstui.domain.attachments import SENDABLE
from mmstui.domain.limits import SAFE_ATTACHMENT_BYTES
from mmstui.domain.routing import file_size
from mmstui.domain.sanitise import file_name
from mmstui.pictures import probe
from mmstui.pictures.encoding import best
from mmstui.pictures.preparing import prepared
from mmstui.pictures.probe import Look, PictureProblem, kind
from mmstui.pictures.progress import Cancelled, Steps

__all__ = ["Cancelled", "Fitted", "fit"]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A new picture that fits, and the facts of its source."""

    source: str  #: the file name of the source
    path: Path
    type: str
    bytes: int
    width: int
    height: int
    before: Look
    located: bool = False  #: the source had a location, which was removed

    @property
    def words(self) -> str:
        """`shrunk from JPEG, 5.1 MB, 4032x3024 to JPEG, 1.1 MB, 2400x1800: fissure.jpg`.

        The name is untrusted text, to be sanitised before it is shown.
        """
        was = self.before
        done = "shrunk" if was.type == self.type else "converted"
        before = f"{was.kind}, {file_size(was.bytes)}, {was.width}x{was.height}"
        after = f"{kind(self.type)}, {file_size(self.bytes)}, {self.width}x{self.height}"
        still = ", without its motion" if was.animated else ""
        still += ", location removed" if self.located else ""
        return f"{done} from {before} to {after}{still}: {self.source}"


def fit(
    source: Path,
    folder: Path,
    *,
    limit: int = SAFE_ATTACHMENT_BYTES,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Fitted:
    """Write a picture of at most `limit` bytes to a new file (0600) in `folder`.

    The source is not changed. Only the first frame of an animation is used. Blocks for up to some
    seconds: call it in a thread. `progress` is called on that thread with rising values from 0.0 to
    1.0; `cancelled` is called between steps. Raises PictureProblem or Cancelled, and leaves no file
    in that case.
    """
    steps = Steps(progress, cancelled)
    name = file_name(source.name)
    data = probe.read(source, name)
    steps.reach(0.05)
    with probe.opened(data, name) as image:
        before = probe.look_of(image, data)
        located = probe.is_located(image)
        picture = prepared(image, steps)
        made = best(picture, limit, steps)
    if made is None:
        raise PictureProblem(
            f"{name} cannot be made as small as {file_size(limit)}. Choose another picture."
        )
    path = folder / file_name(f"{_stem(name)}{SENDABLE[made.type]}")
    _write(path, made.data, name)
    fitted = Fitted(name, path, made.type, len(made.data), made.width, made.height, before, located)
    steps.finish()
    return fitted


def _stem(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    # `photo.2026` has no extension: that of a picture has at most four letters.
    return stem if dot and stem and extension.isalpha() and len(extension) <= 4 else name


def _write(path: Path, data: bytes, name: str) -> None:
    try:
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PictureProblem(f"{name} cannot be shrunk: {reason}.") from None
