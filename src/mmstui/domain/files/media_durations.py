"""Durations of audio and video files, read from their headers.

Files come from outside and may be invalid or cut: invalid data give None, and no more is read than
the limits here allow, however large the file claims its parts to be.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from mmstui.domain.files import iso_media, midi, mpeg_audio, sound_streams

#: Returns bytes of a file by offset and size, fewer at its end.
Read = Callable[[int, int], bytes]

#: The most parts of a container that are read per level.
_MOST_PARTS: Final = 200
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
    offset, rate = 12, 0.0
    for _ in range(_MOST_PARTS):
        head = read(offset, 8)
        if len(head) < 8:
            break
        name, length = head[:4], _number(head, 4, 4, "little")
        if name == b"fmt ":
            rate = _bytes_a_second(read(offset + 8, 20))
        elif name == b"data" and rate:
            # An interrupted recording has a length of zero or of the maximum.
            here = max(0, size - offset - 8)
            return min(length or here, here) / rate
        offset += 8 + length + length % 2
    return None


#: Coded four bits a sample (ADPCM), in blocks. Their bytes per second are a guess in some files.
_IN_BLOCKS: Final = frozenset({0x02, 0x11})


def _bytes_a_second(form: bytes) -> float:
    """Return what the chunk `fmt ` tells."""
    samples = int.from_bytes(form[18:20], "little")
    if _number(form, 0, 2, "little") in _IN_BLOCKS and samples:
        return _number(form, 4, 4, "little") * _number(form, 12, 2, "little") / samples
    return _number(form, 8, 4, "little")


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


def _iso_media(size: int, read: Read) -> float | None:
    return iso_media.duration(read, size)


_BY_TYPE: Final[dict[str, Callable[[int, Read], float | None]]] = {
    "audio/wav": _wav,
    "audio/x-rf64": _wav,
    "audio/amr": _amr,
    "audio/mpeg": mpeg_audio.duration,
    "audio/x-mp2": mpeg_audio.duration,
    "audio/aac": mpeg_audio.duration,
    mpeg_audio.FREE_FORMAT: mpeg_audio.free_format_duration,
    "audio/ogg": sound_streams.ogg,
    "audio/flac": sound_streams.flac,
    "audio/midi": midi.duration,
    "audio/mp4": _iso_media,
    "audio/3gpp": _iso_media,
    "video/mp4": _iso_media,
    "video/3gpp": _iso_media,
    "video/quicktime": _iso_media,
}
