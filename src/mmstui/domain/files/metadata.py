"""Removes metadata from files to send: place and time, camera, comments."""

from __future__ import annotations

from mmstui.domain import limits
from mmstui.domain.files import gif, iso_media, jpeg, png
from mmstui.domain.files.exif import NotCertain
from mmstui.domain.records import record

_PICTURES = {"image/jpeg": jpeg.bare, "image/png": png.bare, "image/gif": gif.bare}
_FILMS = frozenset({"video/mp4", "video/3gpp", "audio/mp4", "audio/3gpp"})


def strips(mime: str) -> bool:
    """Return whether files of a type become smaller without their metadata."""
    return mime in _PICTURES


def may_fit(mime: str, read: iso_media.Read, size: int) -> bool:
    """Return whether a file over the limit may be within it without what it does not need."""
    if mime in _FILMS:
        return iso_media.needed_end(read, size) <= limits.ATTACHMENT_BYTES
    return mime in _PICTURES


@record
class Bare:
    """A file without its metadata."""

    data: bytes
    located: bool  #: whether the removed metadata had a location
    certain: bool = True  #: whether no metadata can be left


def bare(data: bytes, mime: str) -> Bare:
    """Return a picture, film or sound without metadata, with the same pixels and never longer.

    Other files, and those that do not follow their format, are returned unchanged; the latter are
    not `certain`.
    """
    if mime in _FILMS:
        made, located, left = iso_media.without_notes(data)
        return Bare(made, located, certain=not left)
    if (without := _PICTURES.get(mime)) is None:
        return Bare(data, located=False)
    try:
        made, located = without(data)
    except NotCertain:
        return Bare(data, located=False, certain=False)
    return Bare(made, located) if len(made) < len(data) else Bare(data, located=False)
