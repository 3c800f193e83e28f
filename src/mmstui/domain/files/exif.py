"""Reads orientation and location of a picture from EXIF.

EXIF is a TIFF file without a picture (CIPA DC-008, TIFF 6.0). It comes from outside and may be
invalid: entries outside its bytes are ignored.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

ORIENTATION: Final = 0x0112
GPS: Final = 0x8825
#: Tags of latitude and longitude.
PLACE: Final = (2, 4)
#: Orientations that swap width and height.
ON_ITS_SIDE: Final = frozenset({5, 6, 7, 8})
_SHORT: Final = 3
_LONG: Final = 4
#: The most entries read from a list; no camera writes more.
_MOST_ENTRIES: Final = 1_000
_XMP_PLACE: Final = re.compile(rb"GPSL(?:at|ong)itude")


class NotCertain(Exception):
    """A file does not follow its format, so decoders may differ on its meaning."""


class Exif(NamedTuple):
    """Orientation and location."""

    #: 1 to 8; 1 is upright, None if decoders may differ on it.
    orientation: int | None = 1
    located: bool = False  #: whether it holds the place where the picture was taken


def read(tiff: bytes) -> Exif:
    """Read EXIF from its TIFF header on. Never raises."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return Exif()
    orientation: int | None = 1
    located = False
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    for tag, kind, count, value in _entries(tiff, first, order):
        if tag == ORIENTATION:
            orientation = _orientation(kind, count, value, order)
        elif tag == GPS and kind == _LONG:
            (at,) = struct.unpack(f"{order}I", value)
            located = any(entry[0] in PLACE for entry in _entries(tiff, at, order))
    return Exif(orientation, located)


def _orientation(kind: int, count: int, value: bytes, order: str) -> int | None:
    if (kind, count) != (_SHORT, 1):
        return None
    (short,) = struct.unpack_from(f"{order}H", value)
    return short if 1 <= short <= 8 else 1


def _entries(tiff: bytes, at: int, order: str) -> Iterator[tuple[int, int, int, bytes]]:
    """Yield tag, type, count and the value's four bytes of each entry that is in the data."""
    if at + 2 > len(tiff):
        return
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for number in range(min(count, _MOST_ENTRIES)):
        start = at + 2 + 12 * number
        if start + 12 > len(tiff):
            return
        tag, kind, number_of = struct.unpack_from(f"{order}HHI", tiff, start)
        yield tag, kind, number_of, tiff[start + 8 : start + 12]


def certain(found: Exif | None) -> int:
    """Return the orientation, 1 without EXIF. Raises NotCertain if it is not certain."""
    orientation = 1 if found is None else found.orientation
    if orientation is None:
        raise NotCertain
    return orientation


def turned(orientation: int) -> bytes:
    """Return EXIF with an orientation and nothing else."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, _SHORT, 1, orientation, 0, 0)


def xmp_is_located(xmp: bytes) -> bool:
    """Return whether XMP holds a location."""
    return _XMP_PLACE.search(xmp) is not None
