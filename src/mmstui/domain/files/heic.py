"""Whether the coded data of a HEIC are whole, by the rules of HEVC (ISO/IEC 23008-2 and 23008-12).

A unit of HEVC never has three zeros in a row: an encoder puts a 3 between. So zeros in one are a
hole, over which a decoder paints on (findings/libheif-hole.sh).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mmstui.domain.files.iso_media import Box, boxes, inside, reader

#: Zeros in a row that are a hole: more than any lax encoder leaves.
_HOLE: Final = bytes(16)
_MOST_ITEMS: Final = 20_000


def has_hole(data: bytes) -> bool:
    """Return whether zeros stand where a part of a picture was. Never raises."""
    try:
        return any(_has_hole(item, size) for item, size in _coded_items(data))
    except IndexError:
        return False


def _has_hole(item: bytes, size: int) -> bool:
    """Return whether a unit has zeros; `size`: the bytes of the length before each unit."""
    at = 0
    while at + size < len(item):
        end = at + size + int.from_bytes(item[at : at + size], "big")
        if end > len(item):
            return False
        # What follows a unit's last byte may be padding.
        unit = item[at + size : end].rstrip(b"\0")
        if _HOLE in unit or (not unit and item.startswith(_HOLE, at)):
            return bool(item[end:].strip(b"\0")) or bool(unit)
        at = end
    return False


def _coded_items(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield the data of each item that is coded by HEVC, and the bytes of a unit's length."""
    read = reader(data)
    for meta in boxes(read, 0, len(data)):
        if meta.name != b"meta":
            continue
        # A full box: four bytes of version and flags come first.
        meta = meta._replace(begin=meta.begin + 4)
        parts = {box.name: box for box in boxes(read, meta.begin, meta.end)}
        if not parts.keys() >= {b"iinf", b"iloc"}:
            return
        config = next(inside(read, meta, b"iprp", b"ipco", b"hvcC"), None)
        if config is None:
            return
        size = (data[config.begin + 21] & 3) + 1
        coded = set(_hevc_items(data, parts[b"iinf"]))
        for number, extents in _locations(data, parts[b"iloc"]):
            if number in coded:
                yield b"".join(data[start:end] for start, end in extents), size


def _hevc_items(data: bytes, infos: Box) -> Iterator[int]:
    """Yield the numbers of the items that are coded by HEVC."""
    count = 2 if data[infos.begin] == 0 else 4
    for info in boxes(reader(data), infos.begin + 4 + count, infos.end):
        wide = 4 if data[info.begin] >= 3 else 2
        at = info.begin + 4 + wide
        if info.name == b"infe" and data[info.begin] >= 2 and data[at + 2 : at + 6] == b"hvc1":
            yield int.from_bytes(data[info.begin + 4 : at], "big")


def _locations(data: bytes, box: Box) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield the number of each item in the file, with where its parts begin and end."""
    numbers = _Numbers(data, box.begin + 6, box.end)
    version, sizes = data[box.begin], data[box.begin + 4 : box.begin + 6]
    wide = 4 if version == 2 else 2
    for _ in range(min(numbers.next(wide), _MOST_ITEMS)):
        item = numbers.next(wide)
        method = numbers.next(2) & 15 if version else 0
        numbers.next(2)  # another file, if not 0
        base = numbers.next(sizes[1] >> 4)
        extents = []
        for _ in range(min(numbers.next(2), _MOST_ITEMS)):
            numbers.next(sizes[1] & 15 if version else 0)
            start = base + numbers.next(sizes[0] >> 4)
            length = numbers.next(sizes[0] & 15)
            extents.append((start, start + length if length else len(data)))
        if method == 0:
            yield item, extents


class _Numbers:
    """Reads numbers one after the other. Raises IndexError at the end."""

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self._data = data
        self._at = at
        self._end = end

    def next(self, size: int) -> int:
        """Return the next number, of so many bytes."""
        start, self._at = self._at, self._at + size
        if self._at > self._end:
            raise IndexError(start)
        return int.from_bytes(self._data[start : self._at], "big")
