"""A JPEG without what a camera notes in it, its picture untouched (ITU T.81, annex B)."""

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
#: A frame, of whatever process; C4, C8 and CC are none.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
#: What is kept of the applications' segments: without these its colours would be others.
_KEPT: Final = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
_EXIF: Final = b"Exif\0\0"
_XMP: Final = (b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0")
#: A marker in coded data: neither a stuffed byte, nor a restart, nor one that fills up.
_MARKER: Final = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


def bare(data: bytes) -> tuple[bytes, bool]:
    """The picture alone, and whether what went told a place. Raises NotCertain.

    Comments, EXIF, XMP and all other notes go, and whatever follows the picture: a second one, a
    film. Only how it is to be turned stays.
    """
    parts = _Parts(data)
    parts.read()
    orientation = exif.certain(parts.exif)
    segment = _segment(0xE1, _EXIF + exif.turned(orientation)) if orientation != 1 else b""
    kept = parts.kept
    # JFIF wants to be the first.
    at = 1 if kept and kept[0][1] == 0xE0 else 0
    written = [_SOI, *kept[:at], segment, *kept[at:]]
    return b"".join(written), parts.located


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(payload) + 2).to_bytes(2, "big") + payload


class _Parts:
    """What is kept, in its order, and what is known of the rest."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.kept: list[bytes] = []
        self.exif: Exif | None = None
        self.located = False

    def read(self) -> None:
        """Up to the end of the picture."""
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
