"""Removes metadata from pictures: place and time, camera, comments."""

from __future__ import annotations

from dataclasses import dataclass

from mmstui.domain import jpeg, png
from mmstui.domain.exif import NotCertain


@dataclass(frozen=True, slots=True)
class Bare:
    """A picture without its metadata."""

    data: bytes
    located: bool  #: whether the removed metadata had a location


def bare(data: bytes, mime: str) -> Bare:
    """Return a JPEG or PNG without metadata, with the same pixels and never longer than before.

    Other files, and invalid ones, are returned unchanged.
    """
    without = {"image/jpeg": jpeg.bare, "image/png": png.bare}.get(mime)
    if without is None:
        return Bare(data, located=False)
    try:
        made, located = without(data)
    except NotCertain:
        return Bare(data, located=False)
    return Bare(made, located) if len(made) < len(data) else Bare(data, located=False)
