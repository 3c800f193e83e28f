"""Durations of audio and video files, read from their headers.

Files come from outside and may be invalid or cut: invalid data give None, and no more is read than
the limits here allow, however large the file claims its parts to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

#: Returns bytes of a file by offset and size, fewer at its end.
Read = Callable[[int, int], bytes]

#: The most parts of a container that are read per level.
_MOST_PARTS: Final = 200
#: The most bytes after the tag of an MP3 in which its first frame is searched.
_MP3_SEARCH: Final = 16_384
#: The most bytes of an AMR file whose frames are counted; the rest is extrapolated.
_AMR_COUNTED: Final = 1_000_000
#: Longer durations are ignored as invalid.
_LONGEST: Final = timedelta(days=1)


def may_last(mime: str) -> bool:
    """Return whether files of a type can have a duration."""
    return mime in _BY_TYPE


def duration(mime: str, size: int, read: Read) -> timedelta | None:
    """Return the duration of a file of `size` bytes; None when unknown. Never raises."""
    reader = _BY_TYPE.get(mime)
    if reader is None:
        return None
    try:
        found = reader(size, read)
    except (ArithmeticError, IndexError, ValueError):
        return None
    if found is None or not 0 < found <= _LONGEST.total_seconds():
        return None
    return timedelta(seconds=found)


def _number(data: bytes, offset: int, size: int, order: str = "big") -> int:
    """Return an unsigned number. Raises IndexError if the data end before it."""
    part = data[offset : offset + size]
    if len(part) < size:
        raise IndexError(offset)
    return int.from_bytes(part, "little" if order == "little" else "big")


# WAV: a RIFF of chunks; `fmt ` has the bytes per second, `data` the sound.


def _wav(size: int, read: Read) -> float | None:
    offset, rate = 12, 0
    for _ in range(_MOST_PARTS):
        head = read(offset, 8)
        if len(head) < 8:
            break
        name, length = head[:4], _number(head, 4, 4, "little")
        if name == b"fmt ":
            rate = _number(read(offset + 8, 12), 8, 4, "little")
        elif name == b"data" and rate:
            # An interrupted recording has a length of zero or of the maximum.
            here = max(0, size - offset - 8)
            return min(length or here, here) / rate
        offset += 8 + length + length % 2
    return None


# AMR: frames of 20 ms, each with its mode in its first byte (RFC 4867 section 5.3).

_AMR_NARROW: Final = (13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1)
_AMR_WIDE: Final = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1)


def _amr(size: int, read: Read) -> float | None:
    head = read(0, 9)
    if head.startswith(b"#!AMR-WB\n"):
        sizes, begin = _AMR_WIDE, 9
    elif head.startswith(b"#!AMR\n"):
        sizes, begin = _AMR_NARROW, 6
    else:
        return None
    data = read(begin, _AMR_COUNTED)
    offset = frames = 0
    while offset < len(data) and (length := sizes[data[offset] >> 3 & 15]):
        offset += length
        frames += 1
    if offset >= len(data) and (rest := size - begin - offset) > 0:
        return frames / 50 * (offset + rest) / offset
    return frames / 50


# MP3: a frame's bit rate gives the duration; with variable rates, the first frame's count does.

_KBITS: Final = {
    (1, 3): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 1): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 3): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 1): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _mp3(size: int, read: Read) -> float | None:
    begin = 0
    tag = read(0, 10)
    if tag.startswith(b"ID3") and len(tag) == 10:
        begin = 10
        for place, byte in enumerate(reversed(tag[6:])):  # seven bits of each count
            begin += (byte & 127) << 7 * place
    data = read(begin, _MP3_SEARCH)
    at = data.find(b"\xff")
    while at >= 0:
        if (frame := _mp3_frame(data[at : at + 4])) is not None:
            samples, hertz, kbits = frame
            if frames := _mp3_frames(data[at : at + 256]):
                return frames * samples / hertz
            return (size - begin - at) * 8 / (kbits * 1000)
        at = data.find(b"\xff", at + 1)
    return None


def _mp3_frame(head: bytes) -> tuple[int, int, int] | None:
    """Return samples, samples per second and kilobits per second of the frame that begins here."""
    if len(head) < 4 or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, hertz = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer == 0 or rate in {0, 15} or hertz == 3:
        return None
    kbits = _KBITS[1 if version == 3 else 2, layer][rate - 1]
    samples = 384 if layer == 3 else 576 if layer == 1 and version != 3 else 1152
    return samples, _HERTZ[version][hertz], kbits


def _mp3_frames(frame: bytes) -> int:
    """Return the number of frames that a first frame declares, 0 if none."""
    for name in (b"Xing", b"Info"):
        if (at := frame.find(name)) >= 0 and len(frame) >= at + 12 and frame[at + 7] & 1:
            return _number(frame, at + 8, 4)
    at = frame.find(b"VBRI")
    return _number(frame, at + 14, 4) if 0 <= at <= len(frame) - 18 else 0


# MP4, 3GP, M4A, MOV: nested boxes; `mvhd` in `moov` has a time scale and a length.


def _iso_media(size: int, read: Read) -> float | None:
    for name, begin, end in _boxes(read, 0, size):
        if name == b"moov":
            for inner, at, _ in _boxes(read, begin, end):
                if inner == b"mvhd":
                    return _movie_header(read(at, 32))
    return None


def _boxes(read: Read, offset: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, first byte and end of the content of each box between two offsets."""
    for _ in range(_MOST_PARTS):
        head = read(offset, 16)
        if offset + 8 > end or len(head) < 8:
            return
        length, begin = _number(head, 0, 4), offset + 8
        if length == 1:
            length, begin = _number(head, 8, 8), offset + 16
        until = end if length == 0 else offset + length
        if until < begin:
            return
        yield head[4:8], begin, min(until, end)
        offset = until


def _movie_header(data: bytes) -> float | None:
    wide = _number(data, 0, 1) == 1
    scale, length = (20, 8) if wide else (12, 4)
    lasts = _number(data, scale + 4, length)
    if lasts == (1 << 8 * length) - 1:  # unknown
        return None
    return lasts / _number(data, scale, 4)


_BY_TYPE: Final[dict[str, Callable[[int, Read], float | None]]] = {
    "audio/wav": _wav,
    "audio/amr": _amr,
    "audio/mpeg": _mp3,
    "audio/mp4": _iso_media,
    "video/mp4": _iso_media,
    "video/3gpp": _iso_media,
    "video/quicktime": _iso_media,
}
