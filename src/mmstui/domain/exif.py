"""The little that is read of EXIF: how a picture is to be turned, and whether it tells a place.

EXIF is a TIFF file without a picture (CIPA DC-008, TIFF 6.0). One from outside may be anything:
whatever does not lie inside its bytes is not there.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

#: Tags: how a picture is to be turned; where it was taken,
ORIENTATION: Final = 0x0112
GPS: Final = 0x8825
#: and in that list latitude and longitude.
PLACE: Final = (2, 4)
_SHORT: Final = 3
_LONG: Final = 4
#: No camera writes more entries into one list.
_MOST_ENTRIES: Final = 1_000
_XMP_PLACE: Final = re.compile(rb"GPSL(?:at|ong)itude")


class NotCertain(Exception):
    """A file is not built as its format wants it: nobody knows what a decoder makes of it."""


class Exif(NamedTuple):
    """What matters of it here."""

    #: 1 to 8; 1 is upright, None where it is told in a way that not everybody understands.
    orientation: int | None = 1
    located: bool = False  #: tells where it was taken


def read(tiff: bytes) -> Exif:
    """Read EXIF, from its TIFF header on. Whatever it is: never raises."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return Exif()
    orientation: int | None = 1
    located = False
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    for tag, kind, count, value in _entries(tiff, first, order):
        if tag == ORIENTATION:
            orientation = _turn(kind, count, value, order)
        elif tag == GPS and kind == _LONG:
            (at,) = struct.unpack(f"{order}I", value)
            located = any(entry[0] in PLACE for entry in _entries(tiff, at, order))
    return Exif(orientation, located)


def _turn(kind: int, count: int, value: bytes, order: str) -> int | None:
    if (kind, count) != (_SHORT, 1):
        return None
    (short,) = struct.unpack_from(f"{order}H", value)
    return short if 1 <= short <= 8 else 1


def _entries(tiff: bytes, at: int, order: str) -> Iterator[tuple[int, int, int, bytes]]:
    """Tag, type, count and the value's four bytes of each entry of a list that is there."""
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
    """How a picture with this EXIF, or without any, is to be turned. Raises NotCertain."""
    orientation = 1 if found is None else found.orientation
    if orientation is None:
        raise NotCertain
    return orientation


def turned(orientation: int) -> bytes:
    """EXIF that says how to turn a picture, and nothing else."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, _SHORT, 1, orientation, 0, 0)


def xmp_is_located(xmp: bytes) -> bool:
    """Whether XMP tells a place."""
    return _XMP_PLACE.search(xmp) is not None
