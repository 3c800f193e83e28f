"""What a picture tells besides itself: the place and time it was taken, the camera, a comment."""

from __future__ import annotations

from dataclasses import dataclass

from mmstui.domain import jpeg, png
from mmstui.domain.exif import NotCertain


@dataclass(frozen=True, slots=True)
class Bare:
    """A picture without its metadata."""

    data: bytes
    located: bool  #: where it was taken was among what went


def bare(data: bytes, mime: str) -> Bare:
    """A JPEG or a PNG without its metadata, not a pixel of it changed, never longer than before.

    Any other file, and one that is not built as its format wants it, comes back as it is.
    """
    without = {"image/jpeg": jpeg.bare, "image/png": png.bare}.get(mime)
    if without is None:
        return Bare(data, located=False)
    try:
        made, located = without(data)
    except NotCertain:
        return Bare(data, located=False)
    return Bare(made, located) if len(made) < len(data) else Bare(data, located=False)
