"""Removes metadata from a GIF without changing the picture (GIF89a)."""

from __future__ import annotations

from typing import Final

from mmstui.domain.files import exif
from mmstui.domain.files.exif import NotCertain

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_COMMENT, _APPLICATION = 0xFE, 0xFF
#: Applications whose notes affect the picture: how often it repeats, and its colours.
_KEPT: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")


def bare(data: bytes) -> tuple[bytes, bool]:
    """Return the picture without metadata, and whether that had a location. Raises NotCertain.

    Removes comments, notes of programs such as XMP, and everything after the picture. The mark of
    the end is written if only that is missing.
    """
    at, located, has_image = 13 + _table(data, 10), False, False
    if at > len(data):
        raise NotCertain
    written = [data[:at]]
    while at < len(data) and data[at] != _TRAILER:
        start = at
        if data[at] == _EXTENSION and at + 2 < len(data):
            label, at = data[at + 1], _blocks_end(data, at + 2)
            name = data[start + 3 : start + 14]
            if label == _COMMENT or (label == _APPLICATION and name not in _KEPT):
                located |= exif.xmp_is_located(data[start:at])
                continue
        elif data[at] == _IMAGE and at + 10 < len(data):
            at = _blocks_end(data, at + 11 + _table(data, at + 9))
            has_image = True
        else:
            raise NotCertain
        written.append(data[start:at])
    if not has_image:
        raise NotCertain
    return b"".join([*written, bytes([_TRAILER])]), located


def _table(data: bytes, at: int) -> int:
    """Return the size of a colour table by its flags. Raises NotCertain at the end of the data."""
    if at >= len(data):
        raise NotCertain
    return 3 << (data[at] & 7) + 1 if data[at] & 0x80 else 0


def _blocks_end(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    if at >= len(data):
        raise NotCertain
    return at + 1
