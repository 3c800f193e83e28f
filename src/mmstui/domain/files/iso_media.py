"""Boxes of ISO media files: MP4, 3GP, M4A, MOV, HEIC, AVIF (ISO/IEC 14496-12).

Files come from outside and may be invalid or cut. A box that claims to be longer than the file is
cut at the file's end, and no more boxes are read than the limits here allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

#: Returns bytes of a file by offset and size, fewer at its end.
Read = Callable[[int, int], bytes]

#: The most boxes that are read per level; a film of many fragments has two boxes a second.
_MOST_BOXES: Final = 10_000
#: Bytes that are read at once while boxes are short.
_WINDOW: Final = 16_384
#: The most samples of a fragment whose lengths are added up.
_MOST_SAMPLES: Final = 100_000
#: Boxes without which a file is not whole. What follows them may be no box at all.
_CONTENT: Final = frozenset({b"ftyp", b"moov", b"moof", b"mdat", b"meta", b"idat"})
#: Boxes of notes about a film: place, maker, title.
_NOTES: Final = frozenset({b"udta", b"meta", b"uuid"})
#: Boxes that a film does without where nothing that it needs follows.
_EMPTY: Final = frozenset({b"free", b"skip", b"wide", b"uuid"})
_PLACES: Final = (b"\xa9xyz", b"loci", b"location.ISO6709", b"GPSLatitude", b"GPSL")
#: Tracks that record the place along the way: GoPro's, Google's, and Apple's timed metadata.
_MOVING_PLACES: Final = frozenset({b"gpmd", b"camm", b"mebx"})


class Box(NamedTuple):
    """A box: its name, where it begins, where its content begins and ends."""

    name: bytes
    start: int
    begin: int
    end: int
    is_cut: bool  #: it claims to be longer than what it is in


def reader(data: bytes) -> Read:
    """Return a function that reads from `data`."""
    return lambda offset, size: data[offset : offset + size]


def boxes(read: Read, offset: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two offsets, up to the first that is none."""
    window, at = b"", offset
    for _ in range(_MOST_BOXES):
        if not 0 <= offset - at <= len(window) - 16:
            window, at = read(offset, _WINDOW), offset
        head = window[offset - at : offset - at + 16]
        if offset + 8 > end or len(head) < 8:
            return
        length, begin = int.from_bytes(head[:4], "big"), offset + 8
        if length == 1:
            length, begin = int.from_bytes(head[8:16], "big"), offset + 16
        until = end if length == 0 else offset + length
        if until < begin or not all(32 <= byte < 127 or byte == 0xA9 for byte in head[4:8]):
            return
        yield Box(head[4:8], offset, begin, min(until, end), until > end)
        offset = until


def inside(read: Read, box: Box, *path: bytes) -> Iterator[Box]:
    """Yield the boxes at a path of names below a box."""
    name, *rest = path
    for inner in boxes(read, box.begin, box.end):
        if inner.name == name:
            if rest:
                yield from inside(read, inner, *rest)
            else:
                yield inner


def _number(read: Read, offset: int, size: int) -> int:
    """Return an unsigned number. Raises IndexError if the file ends before it."""
    data = read(offset, size)
    if len(data) < size:
        raise IndexError(offset)
    return int.from_bytes(data, "big")


# What it is.


def tracks(read: Read, size: int) -> set[bytes]:
    """Return the kinds of a film's tracks, `vide` and `soun` among them; none if unknown."""
    return {
        read(handler.begin + 8, 4)
        for movie in boxes(read, 0, size)
        if movie.name == b"moov"
        for handler in inside(read, movie, b"trak", b"mdia", b"hdlr")
    }


def is_cut(read: Read, size: int) -> int:
    """Return how many bytes a file should at least have if its end is missing, otherwise 0."""
    for box in boxes(read, 0, size):
        if box.is_cut and box.name in _CONTENT:
            length = _number(read, box.start, 4)
            return box.start + (length if length != 1 else _number(read, box.start + 8, 8))
    return 0


# How long it lasts.


class _Track(NamedTuple):
    scale: int
    usual: int  #: the length of a sample in a fragment that tells none


def duration(read: Read, size: int) -> float | None:
    """Return the seconds that a film or sound lasts. Raises IndexError, ArithmeticError."""
    lasts, tracks_of, added = 0.0, dict[int, _Track](), dict[int, int]()
    for box in boxes(read, 0, size):
        if box.name == b"moov":
            lasts = _declared(read, box)
            tracks_of = _tracks(read, box)
        elif box.name == b"moof" and tracks_of:
            for fragment in inside(read, box, b"traf"):
                _add_up(read, fragment, tracks_of, added)
    sums = [added[number] / tracks_of[number].scale for number in added if number in tracks_of]
    return (lasts + max(sums, default=0.0)) or None


def _declared(read: Read, movie: Box) -> float:
    for header in inside(read, movie, b"mvhd"):
        wide = _number(read, header.begin, 1) == 1
        scale, size = (20, 8) if wide else (12, 4)
        lasts = _number(read, header.begin + scale + 4, size)
        if lasts == (1 << 8 * size) - 1:  # unknown
            return 0.0
        return lasts / _number(read, header.begin + scale, 4)
    return 0.0


def _tracks(read: Read, movie: Box) -> dict[int, _Track]:
    usual = {
        _number(read, box.begin + 4, 4): _number(read, box.begin + 12, 4)
        for box in inside(read, movie, b"mvex", b"trex")
    }
    if not usual:
        return {}
    found = {}
    for track in inside(read, movie, b"trak"):
        for header in inside(read, track, b"tkhd"):
            wide = _number(read, header.begin, 1) == 1
            number = _number(read, header.begin + (20 if wide else 12), 4)
            for media in inside(read, track, b"mdia", b"mdhd"):
                wide = _number(read, media.begin, 1) == 1
                scale = _number(read, media.begin + (20 if wide else 12), 4)
                found[number] = _Track(scale, usual.get(number, 0))
    return found


def _add_up(read: Read, fragment: Box, known: dict[int, _Track], added: dict[int, int]) -> None:
    """Add the lengths of a fragment's samples to those of its track."""
    number, usual = 0, 0
    for header in inside(read, fragment, b"tfhd"):
        flags = _number(read, header.begin, 4)
        number = _number(read, header.begin + 4, 4)
        usual = known[number].usual if number in known else 0
        if flags & 0x8:
            before = 8 * bool(flags & 0x1) + 4 * bool(flags & 0x2)
            usual = _number(read, header.begin + 8 + before, 4)
    for run in inside(read, fragment, b"trun"):
        flags, count = _number(read, run.begin, 4), _number(read, run.begin + 4, 4)
        if not flags & 0x100:
            added[number] = added.get(number, 0) + count * usual
            continue
        step = 4 * (flags >> 8 & 15).bit_count()
        at = run.begin + 8 + 4 * bool(flags & 0x1) + 4 * bool(flags & 0x4)
        samples = read(at, min(count, _MOST_SAMPLES) * step)
        lengths = range(0, len(samples) - 3, step)
        total = sum(int.from_bytes(samples[at : at + 4], "big") for at in lengths)
        added[number] = added.get(number, 0) + total


# Where it was taken.


def without_notes(data: bytes) -> tuple[bytes, bool, bool]:
    """Return a film whose notes are blank, whether they had a place, and whether one is left.

    Nothing in the file moves. What follows the last box that it needs goes. A place is left where
    a track records it along the way.
    """
    end = needed_end(reader(data), len(data))
    located = any(place in data[end:] for place in _PLACES)
    read, made, left = reader(data), bytearray(data[:end]), False
    for box in boxes(read, 0, end):
        found = [box] if box.name in _NOTES else []
        if box.name == b"moov":
            found += [b for b in boxes(read, box.begin, box.end) if b.name in _NOTES]
            for track in inside(read, box, b"trak"):
                found += [b for b in boxes(read, track.begin, track.end) if b.name in _NOTES]
                left |= any(
                    data[table.begin + 12 : table.begin + 16] in _MOVING_PLACES
                    for table in inside(read, track, b"mdia", b"minf", b"stbl", b"stsd")
                )
        for notes in found:
            content = data[notes.begin : notes.end]
            located |= any(place in content for place in _PLACES)
            made[notes.start + 4 : notes.start + 8] = b"free"
            made[notes.begin : notes.end] = bytes(notes.end - notes.begin)
    return (bytes(made) if made != data else data), located, left


def needed_end(read: Read, size: int) -> int:
    """Return where the last box that a film needs ends; its size if that is not certain."""
    end, last, names = 0, 0, set[bytes]()
    for box in boxes(read, 0, size):
        if box.is_cut and box.name not in _CONTENT:
            break
        last = box.end
        end = end if box.name in _EMPTY else box.end
        names.add(box.name)
    else:
        if any(boxes(read, last, size)):
            # A film in very many fragments has more boxes than are read.
            return size
    return end if names >= {b"moov", b"mdat"} else size
