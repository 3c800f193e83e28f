"""Whether a file is whole, as far as its structure tells. What is shown is left to decoders.

A decoder forgives much: it paints grey what is missing. Nobody wants to send such a picture
without knowing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from mmstui.domain.files import gif, heic, iso_media, midi, mpeg_audio, png
from mmstui.domain.files.exif import NotCertain
from mmstui.domain.routing import distinct_sizes

_RIFF: Final = frozenset({"image/webp", "audio/wav"})
#: From this length on, and at 0, a RIFF was written to a pipe: its length was not known.
_STREAMED: Final = 0x7FFF0000


def damage(data: bytes, mime: str) -> str:
    """Return what is wrong with a file, as the end of a sentence; "" if nothing is known to be."""
    if mime in _RIFF:
        declared = int.from_bytes(data[4:8], "little")
        # A missing pad byte at the end is none of the content.
        streamed = declared == 0 or declared >= _STREAMED
        return "" if streamed or declared + 7 <= len(data) else _missing(data, declared + 8)
    if mime == "audio/midi":
        return _missing(data, midi.track_ends(data))
    if mime == "audio/mpeg":
        end = mpeg_audio.declared_end(data)
        # Programs differ by a frame in what they count.
        return _missing(data, end) if end > len(data) + mpeg_audio.LONGEST_FRAME else ""
    if mime.startswith(("video/", "audio/mp4", "audio/3gpp")) or mime in _ISO_PICTURES:
        return _iso_damage(data, film=mime not in _ISO_PICTURES)
    if (check := _CHECKS.get(mime)) is None:
        return ""
    try:
        check(data)
    except NotCertain:
        return "its end is missing, or a part of it was changed"
    return ""


_ISO_PICTURES: Final = frozenset({"image/heic", "image/avif"})
_CHECKS: Final[dict[str, Callable[[bytes], object]]] = {
    "image/png": png.check,
    "image/gif": gif.bare,
}


def _iso_damage(data: bytes, *, film: bool) -> str:
    read = iso_media.reader(data)
    if words := _missing(data, iso_media.is_cut(read, len(data))):
        return words
    if not film and heic.has_hole(data):
        return "a part of its pixels is missing"
    names = {box.name for box in iso_media.boxes(read, 0, len(data))}
    if film and not names >= {b"moov", b"mdat"}:
        return "sound and picture, or the list of them, are missing"
    return ""


def _missing(data: bytes, whole: int) -> str:
    if whole <= len(data):
        return ""
    of, here = distinct_sizes(whole, len(data))
    return f"only {here} of {of} are there"
