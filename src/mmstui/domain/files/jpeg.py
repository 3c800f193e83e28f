"""Removes metadata from a JPEG without changing the picture (ITU T.81, annex B)."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final, NamedTuple

from mmstui.domain.files import exif
from mmstui.domain.files.exif import Exif, NotCertain

_SOI: Final = b"\xff\xd8"
_EOI: Final = 0xD9
END: Final = b"\xff\xd9"
_SOS: Final = 0xDA
_DHT: Final = 0xC4
_COM: Final = 0xFE
_APP: Final = range(0xE0, 0xF0)
#: Markers of frames; C4, C8 and CC are no frames.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE: Final = 0xC2
_SEQUENTIAL: Final = frozenset({0xC0, 0xC1})
#: Frames that telephones decode: baseline, extended and progressive.
_COMMON: Final = frozenset({0xC0, 0xC1, _PROGRESSIVE})
#: Follows the last scan instead of the mark of the end: the decoder looks eight bytes ahead.
_FILLER: Final = bytes(16)
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
#: Application segments that are kept, because the colours depend on them.
_KEPT: Final = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
_EXIF: Final = b"Exif\0\0"
_XMP: Final = (b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0")
#: So many zeros within coded data are a hole where zeros do not mean that nothing changes.
_ZEROS: Final = re.compile(rb"\0{256,}+(?!\xff+[^\0\xff]|\Z)")
_RESTART: Final = re.compile(rb"\xff([\xd0-\xd7])")
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


class Facts(NamedTuple):
    """What decoding a picture takes, and gives."""

    common: bool  #: telephones can decode it: Huffman coded, eight bits a sample
    buffered: bool  #: in several scans, so that decoders keep the whole picture until its end
    short: bool  #: scans are missing, which decoders paint blurred or grey
    hole: bool  #: zeros, or nothing, where coded data were; decoders paint something
    scan_end: int  #: where the coded data end that are there


def facts(data: bytes) -> Facts:
    """Return what the headers tell. Never raises."""
    parts = _Parts(data)
    with suppress(NotCertain, IndexError):
        parts.read()
    buffered = parts.frame == _PROGRESSIVE or parts.scans > 1
    each = 64 if parts.frame == _PROGRESSIVE else 1
    return Facts(
        parts.frame in _COMMON and parts.bits == 8,
        buffered,
        len(parts.complete) < each * parts.components,
        parts.hole,
        parts.scan_end,
    )


def without_end(data: bytes) -> bytes:
    """Return a picture so that decoding fails if a part of it is missing.

    libjpeg paints grey what is missing before the mark of the end
    (findings/libjpeg-cut-picture.sh). Without the mark it asks for more data. A picture in several
    scans, or of a rare kind, needs the mark.
    """
    found = facts(data)
    if found.buffered or not found.common or not found.scan_end:
        return data
    return data[: found.scan_end] + _FILLER


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(payload) + 2).to_bytes(2, "big") + payload


class _Parts:
    """The kept segments in order, and facts about the removed ones."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._view = memoryview(data)
        self.kept: list[memoryview | bytes] = []
        self.exif: Exif | None = None
        self.located = False
        self.frame = 0  #: the marker of the frame
        self.bits = 0
        self.components = 0
        self.scan_end = 0
        self.scans = 0
        self.hole = False
        #: The symbol that zeros mean, by class and number of a Huffman table.
        self.zeros: dict[int, int] = {}
        #: Components of which all is there, or coefficients of a progressive picture.
        self.complete: set[tuple[int, int]] = set()

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
                self.kept.append(END)
                return
            if marker in _ALONE:
                raise NotCertain
            end = start + int.from_bytes(data[start : start + 2], "big")
            if end < start + 2 or end > len(data):
                raise NotCertain
            if marker == _DHT:
                self._tables(data[start + 2 : end])
            if marker in _FRAMES:
                has_frame, self.frame = True, marker
                self.bits, self.components = data[start + 2], data[min(start + 7, end - 1)]
            if marker == _SOS:
                if not has_frame:
                    raise NotCertain
                has_scan = True
                header = data[start + 2 : end]
                self._scan(header)
                scan = _MARKER.search(data, end)
                self.scan_end = len(data) if scan is None else scan.start()
                self.hole |= self._has_hole(header, end, self.scan_end)
                if scan is None:
                    raise NotCertain
                end = scan.start()
            self._segment(marker, start + 2, found.end() - 2, end)
            at = end

    def _tables(self, content: bytes) -> None:
        """Note what the code of zeros means in some Huffman tables: their first symbol."""
        while len(content) > 17:
            self.zeros[content[0]] = content[17]
            content = content[17 + sum(content[1:17]) :]

    def _has_hole(self, header: bytes, start: int, end: int) -> bool:
        """Return whether a part of a scan's data is missing, or replaced by zeros.

        Marks of restarts are numbered. Zeros may mean blocks of one colour; where they mean blocks
        of which every coefficient is -1, no encoder writes hundreds of them.
        """
        if self.frame not in _SEQUENTIAL:
            return False
        marks = [found[1][0] & 7 for found in _RESTART.finditer(self._data, start, end)]
        if any(mark != number & 7 for number, mark in enumerate(marks)):
            return True
        tables = header[2 : 2 * header[0] + 1 : 2]
        # A symbol's lower four bits are the size of a coefficient.
        if not any(self.zeros.get(0x10 | table & 15, 0) & 15 for table in tables):
            return False
        return _ZEROS.search(self._data, start, end) is not None

    def _scan(self, header: bytes) -> None:
        """Note which coefficients a scan completes."""
        self.scans += 1
        count = header[0]
        if len(header) < 2 * count + 4:
            return
        first, last, bit = header[2 * count + 1 : 2 * count + 4]
        if self.frame != _PROGRESSIVE:
            first = last = bit = 0
        if bit & 15 == 0:
            ids = header[1 : 2 * count + 1 : 2]
            coefficients = range(first, min(last, 63) + 1)
            self.complete.update((one, at) for one in ids for at in coefficients)

    def _segment(self, marker: int, payload_at: int, start: int, end: int) -> None:
        if marker == _COM:
            return
        payload = self._data[payload_at : min(end, payload_at + 65_533)] if marker in _APP else b""
        wanted = any(marker == kind and payload.startswith(name) for kind, name in _KEPT)
        if wanted or marker not in _APP:
            # A view: coded data are large.
            self.kept.append(self._view[start:end])
        elif marker == 0xE1 and payload.startswith(_EXIF):
            found = exif.read(payload[len(_EXIF) :])
            self.exif = self.exif or found
            self.located |= found.located
        elif payload.startswith(_XMP):
            self.located |= exif.xmp_is_located(payload)
