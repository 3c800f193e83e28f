"""Durations of OGG and FLAC (RFC 3533, 7845, 9639), also of streams that tell no length.

tinytag reads both too, but nothing of a FLAC that was written to a pipe, and no MIDI.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

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
#: The flag of a page that begins a stream.
_FIRST_PAGE: Final = 2
#: The largest OGG of which every page is looked at.
_WALKED: Final = 4_000_000
#: Of a codec's first packet: its beginning, and where its samples per second are, of which the
#: lowest bits are not part.
_RATES: Final[tuple[tuple[bytes, int, int, Literal["little", "big"], int], ...]] = (
    (b"\x01vorbis", 12, 4, "little", 0),
    (b"Speex   ", 36, 4, "little", 0),
    (b"\x7fFLAC", 27, 3, "big", 4),
)


def ogg(size: int, read: Read) -> float | None:
    """Return the seconds of an OGG: of each stream in a chain, the last position less the first.

    Only the first stream of a large one is measured.
    """
    begun = _begun(read(0, 4096))
    if begun is None or size > _WALKED:
        return None if begun is None else _until_last_page(begun, size, read)
    chain: list[_Begun | None] = []
    ends: list[int] = []
    beginning = False
    for page in _pages(size, read):
        if page[5] & _FIRST_PAGE and not beginning:
            chain.append(None)
            ends.append(0)
        beginning = bool(page[5] & _FIRST_PAGE)
        # Of streams that begin together, as sound and cover, the first that is known counts.
        if beginning:
            chain[-1] = chain[-1] or _begun(page)
        elif chain and (stream := chain[-1]) is not None and page[14:18] == stream.serial:
            position = int.from_bytes(page[6:14], "little")
            ends[-1] = ends[-1] if position == _UNKNOWN else position
    lasts = [
        max(0, end - stream.before) / stream.hertz
        for stream, end in zip(chain, ends, strict=True)
        if stream is not None
    ]
    return sum(lasts) if lasts else None


class _Begun(NamedTuple):
    """A stream by its first page: its serial number, rate, and the samples that are not heard."""

    serial: bytes
    hertz: int
    before: int


def _begun(page: bytes) -> _Begun | None:
    """Return the stream that a first page begins; None for no sound that is known."""
    if not page.startswith(b"OggS") or len(page) < 64:
        return None
    serial, packet = page[14:18], page[27 + page[26] :]
    if packet.startswith(b"OpusHead"):
        return _Begun(serial, _OPUS_HERTZ, int.from_bytes(packet[10:12], "little"))
    for name, at, length, order, shift in _RATES:
        if packet.startswith(name):
            hertz = int.from_bytes(packet[at : at + length], order) >> shift
            return _Begun(serial, hertz, 0) if hertz else None
    return None


def _pages(size: int, read: Read) -> Iterator[bytes]:
    """Yield the beginnings of an OGG's pages, at least their first packets' heads."""
    data, at = read(0, size), 0
    while (at := data.find(b"OggS", at)) >= 0:
        sizes = data[at + 27 : at + 27 + data[at + 26]] if at + 26 < len(data) else b""
        if not sizes:
            at += 4
            continue
        yield data[at : at + 27 + len(sizes) + 256]
        at += 27 + len(sizes) + sum(sizes)


def _until_last_page(stream: _Begun, size: int, read: Read) -> float | None:
    tail = read(max(0, size - _TAIL), _TAIL)
    at = tail.rfind(b"OggS")
    while at >= 0:
        position = int.from_bytes(tail[at + 6 : at + 14], "little")
        if tail[at + 14 : at + 18] == stream.serial and position != _UNKNOWN:
            return (position - stream.before) / stream.hertz
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
