"""Removes metadata from a JPEG without changing the picture (ITU T.81, annex B)."""

from __future__ import annotations

import re
from typing import Final

from mmstui.domain import exif
from mmstui.domain.exif import Exif, NotCertain

_SOI: Final = b"\xff\xd8"
_EOI: Final = 0xD9
_SOS: Final = 0xDA
_COM: Final = 0xFE
_APP: Final = range(0xE0, 0xF0)
#: Markers of frames; C4, C8 and CC are no frames.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
#: Application segments that are kept, because the colours depend on them.
_KEPT: Final = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
_EXIF: Final = b"Exif\0\0"
_XMP: Final = (b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0")
#: A marker in coded data: no stuffed byte, restart marker or fill byte.
_MARKER: Final = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


def bare(data: bytes) -> tuple[bytes, bool]:
    """Return the picture without metadata, and whether that had a location. Raises NotCertain.

    Removes comments, EXIF, XMP, other notes, and everything after the picture, such as a second
    picture or a video. Keeps only the orientation.
    """
    parts = _Parts(data)
    parts.read()
    orientation = exif.certain(parts.exif)
    segment = _segment(0xE1, _EXIF + exif.turned(orientation)) if orientation != 1 else b""
    kept = parts.kept
    # JFIF must be the first segment.
    at = 1 if kept and kept[0][1] == 0xE0 else 0
    written = [_SOI, *kept[:at], segment, *kept[at:]]
    return b"".join(written), parts.located


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(payload) + 2).to_bytes(2, "big") + payload


class _Parts:
    """The kept segments in order, and facts about the removed ones."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.kept: list[bytes] = []
        self.exif: Exif | None = None
        self.located = False

    def read(self) -> None:
        """Read segments up to the end of the picture."""
        data = self._data
        if not data.startswith(_SOI):
            raise NotCertain
        at, has_frame, has_scan = 2, False, False
        while True:
            found = _MARKER.match(data, at)
            if found is None:
                raise NotCertain
            marker, start = data[found.end() - 1], found.end()
            if marker == _EOI:
                if not has_scan:
                    raise NotCertain
                self.kept.append(b"\xff\xd9")
                return
            if marker in _ALONE:
                raise NotCertain
            end = start + int.from_bytes(data[start : start + 2], "big")
            if end < start + 2 or end > len(data):
                raise NotCertain
            has_frame |= marker in _FRAMES
            if marker == _SOS:
                if not has_frame:
                    raise NotCertain
                has_scan = True
                scan = _MARKER.search(data, end)
                if scan is None:
                    raise NotCertain
                end = scan.start()
            self._segment(marker, data[start + 2 : end], data[found.end() - 2 : end])
            at = end

    def _segment(self, marker: int, payload: bytes, whole: bytes) -> None:
        if marker == _COM:
            return
        wanted = any(marker == kind and payload.startswith(name) for kind, name in _KEPT)
        if wanted or marker not in _APP:
            self.kept.append(whole)
        elif marker == 0xE1 and payload.startswith(_EXIF):
            found = exif.read(payload[len(_EXIF) :])
            self.exif = self.exif or found
            self.located |= found.located
        elif payload.startswith(_XMP):
            self.located |= exif.xmp_is_located(payload)
