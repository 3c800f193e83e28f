"""Durations of OGG and FLAC (RFC 3533, 7845, 9639), also of streams that tell no length.

tinytag reads both too, but nothing of a FLAC that was written to a pipe, and no MIDI.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Read = Callable[[int, int], bytes]

#: Bytes at the end in which the last page or frame is searched.
_TAIL: Final = 131_072
_OPUS_HERTZ: Final = 48_000
_BLOCKS: Final = {
    1: 192,
    **{n: 576 << n - 2 for n in range(2, 6)},
    **{n: 1 << n for n in range(8, 16)},
}
_UNKNOWN: Final = (1 << 64) - 1


def ogg(size: int, read: Read) -> float | None:
    """Return the seconds of an OGG's first stream: its last position less its first."""
    head = read(0, 4096)
    if not head.startswith(b"OggS") or len(head) < 64:
        return None
    serial, packet = head[14:18], head[27 + head[26] :]
    if packet.startswith(b"OpusHead"):
        hertz, before = _OPUS_HERTZ, int.from_bytes(packet[10:12], "little")
    elif packet.startswith(b"\x01vorbis"):
        hertz, before = int.from_bytes(packet[12:16], "little"), 0
    elif packet.startswith(b"Speex   "):
        hertz, before = int.from_bytes(packet[36:40], "little"), 0
    elif packet.startswith(b"\x7fFLAC"):
        hertz, before = int.from_bytes(packet[27:30], "big") >> 4, 0
    else:
        return None
    start = max(0, size - _TAIL)
    tail = read(start, _TAIL)
    at = tail.rfind(b"OggS")
    while at >= 0:
        position = int.from_bytes(tail[at + 6 : at + 14], "little")
        if tail[at + 14 : at + 18] == serial and position != _UNKNOWN:
            return (position - before) / hertz
        at = tail.rfind(b"OggS", 0, at)
    return None


def flac(size: int, read: Read) -> float | None:
    """Return the seconds of a FLAC, by its last frame if its header does not tell them."""
    head = read(0, 42)
    if not head.startswith(b"fLaC") or len(head) < 42:
        return None
    block, hertz = int.from_bytes(head[8:10], "big"), int.from_bytes(head[18:21], "big") >> 4
    if samples := int.from_bytes(head[21:26], "big") & (1 << 36) - 1:
        return samples / hertz
    tail = read(max(0, size - _TAIL), _TAIL)
    at = len(tail)
    while (at := tail.rfind(b"\xff", 0, at)) >= 0:
        if (end := _flac_frame(tail[at : at + 16], block)) is not None:
            return end / hertz
    return None


def _flac_frame(head: bytes, block: int) -> int | None:
    """Return the number of samples up to the end of a frame; None where none begins."""
    if len(head) < 16 or head[1] & 0xFE != 0xF8:
        return None
    size_code, varies = head[2] >> 4, head[1] & 1
    first, number, at = head[4], head[4], 5
    if first >= 0xC0:
        more = 1
        while first & 0x40 >> more:
            more += 1
        number = first & 0x3F >> more
        for byte in head[5 : 5 + more]:
            number = number << 6 | byte & 0x3F
        at += more
    if at > 11 or size_code == 0:
        return None
    own = {6: 1, 7: 2}.get(size_code, 0)
    samples = int.from_bytes(head[at : at + own], "big") + 1 if own else _BLOCKS[size_code]
    at += own + {12: 1, 13: 2, 14: 2}.get(head[2] & 15, 0)
    if at >= len(head) or _checksum(head[:at]) != head[at]:
        return None
    return (number if varies else number * block) + samples


def _checksum(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value << 1 ^ 7 if value & 0x80 else value << 1) & 0xFF
    return value
