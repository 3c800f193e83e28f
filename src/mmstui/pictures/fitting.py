"""Fit a picture into an MMS: upright, shrunk, converted, and without metadata."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mmstui.domain.files.attachments import SENDABLE
from mmstui.domain.limits import SAFE_ATTACHMENT_BYTES
from mmstui.domain.routing import file_size
from mmstui.domain.text.plurals import count_of
from mmstui.domain.text.sanitise import file_name
from mmstui.pictures import probe
from mmstui.pictures.encoding import best
from mmstui.pictures.preparing import prepared
from mmstui.pictures.probe import Look, PictureProblem, kind
from mmstui.pictures.progress import Cancelled, Steps
from mmstui.pictures.wholeness import refuse_damage

__all__ = ["Cancelled", "Fitted", "fit"]


_SMALLER: Final = "Make it smaller with another program first."


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
    damaged: bool = False  #: the source is damaged; this is what is left of it
    on_white: bool = False  #: transparent parts of the source are white in it

    @property
    def words(self) -> str:
        """`shrunk from JPEG, 5.1 MB, 4032x3024 to JPEG, 1.1 MB, 2400x1800: fissure.jpg`.

        The name is untrusted text, to be sanitised before it is shown.
        """
        was = self.before
        done = "shrunk" if self.bytes < was.bytes else "made anew"
        done = done if was.type == self.type else "converted"
        before = f"{was.kind}, {file_size(was.bytes)}, {was.width}x{was.height}"
        after = f"{kind(self.type)}, {file_size(self.bytes)}, {self.width}x{self.height}"
        return f"{done} from {before} to {after}{self._losses()}: {self.source}"

    def _losses(self) -> str:
        was = self.before
        others = f", without its other {count_of(was.pictures - 1, 'picture')}"
        lost = ", what is left of a damaged one" if self.damaged else ""
        lost += ", without its motion" if was.animated else others if was.pictures > 1 else ""
        lost += ", its transparent parts white" if self.on_white else ""
        return lost + (", location removed" if self.located else "")


def fit(
    source: Path,
    folder: Path,
    *,
    limit: int = SAFE_ATTACHMENT_BYTES,
    damaged: bool = False,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Fitted:
    """Write a picture of at most `limit` bytes to a new file (0600) in `folder`.

    The source is not changed. Only the first frame of an animation is used. A picture that is not
    whole is refused, except with `damaged`: then what is left of it is used. Blocks for up to some
    seconds: call it in a thread. `progress` is called on that thread with rising values from 0.0 to
    1.0; `cancelled` is called between steps. Raises PictureProblem or Cancelled, and leaves no file
    in that case.
    """
    steps = Steps(progress, cancelled)
    name = file_name(source.name)
    steps.reach(0.05)
    if not damaged:
        refuse_damage(source, name)
    with probe.opened(source, name, strict=not damaged, damaged=damaged, advice=_SMALLER) as found:
        before, located = found.look, found.source.located
        picture, lossless = prepared(found.source, steps), found.source.lossless
    # The decoded source is gone by now: both would not fit into the memory.
    del found
    made = best(picture, limit, steps, lossless=lossless)
    if made is None:
        raise PictureProblem(
            f"{name} cannot be made as small as {file_size(limit)}. Choose another picture."
        )
    path = folder / file_name(f"{_stem(name)}{SENDABLE[made.type]}")
    _write(path, made.data, name)
    steps.finish()
    return Fitted(
        name, path, made.type, len(made.data), made.width, made.height, before, located, damaged,
        made.on_white,
    )  # fmt: skip


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
