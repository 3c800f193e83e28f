"""Removes metadata from a PNG without changing the picture (W3C PNG, third edition)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from mmstui.domain.files import exif
from mmstui.domain.files.exif import NotCertain

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
#: Ancillary chunks that are kept, because they affect colours, size or animation.
_KEPT: Final = frozenset(
    b"tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV mDCv cLLI cLLi bKGD hIST pHYs sPLT acTL fcTL fdAT"
    .split()
)  # fmt: skip
_CRITICAL: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
#: The most bytes of compressed text that are decompressed.
_MOST_TEXT: Final = 1_000_000
#: The most bytes of rows that are counted; no decoder here takes a larger picture.
_MOST_ROWS: Final = 500_000_000
#: Bytes that are inflated at once.
_AT_ONCE: Final = 1_000_000
_PROFILES: Final = (b"Raw profile type exif\0", b"Raw profile type APP1\0")
_XMP: Final = b"XML:com.adobe.xmp\0"


class _Chunk(NamedTuple):
    name: bytes
    content: bytes
    whole: bytes


def bare(data: bytes) -> tuple[bytes, bool]:
    """Return the picture without metadata, and whether that had a location. Raises NotCertain.

    Removes texts, times, EXIF, private chunks, and everything after the picture. Keeps only the
    orientation.
    """
    written = [_SIGNATURE]
    located = is_turned = False
    for chunk in _chunks(data):
        if chunk.name in _CRITICAL or chunk.name in _KEPT:
            written.append(chunk.whole)
        elif not chunk.name[0] & 0x20:
            # An unknown critical chunk: the picture depends on it.
            raise NotCertain
        elif chunk.name == b"eXIf":
            found = exif.read(chunk.content)
            located |= found.located
            if (orientation := exif.certain(found)) != 1 and not is_turned:
                written.append(_made(b"eXIf", exif.turned(orientation)))
            is_turned = True
        elif chunk.name == b"iTXt" and chunk.content.startswith(_XMP):
            located |= exif.xmp_is_located(_text(chunk.content[len(_XMP) :]))
        elif chunk.name == b"zTXt" and chunk.content.startswith(_PROFILES):
            # Older programs keep EXIF as a text of hexadecimal digits, turned or not by taste.
            located |= exif.read(_profile(chunk.content)).located
    return b"".join(written), located


def check(data: bytes) -> None:
    """Raise NotCertain if a picture is not whole: chunks, their checksums, and all its rows."""
    header, inflate, rows, small = b"", zlib.decompressobj(), 0, True
    try:
        for chunk in _chunks(data):
            if chunk.name == b"IHDR":
                header = chunk.content
                small = _unpacked(header) <= _MOST_ROWS
            elif chunk.name == b"IDAT" and small:
                rest = chunk.content
                while rest:
                    rows += len(inflate.decompress(rest, _AT_ONCE))
                    rest = inflate.unconsumed_tail
    except zlib.error:
        raise NotCertain from None
    if small and not inflate.eof and rows + len(inflate.flush()) < _unpacked(header):
        raise NotCertain


def _unpacked(header: bytes) -> int:
    """Return the bytes of all rows of a picture, each with its filter's byte."""
    width, height, bits, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header[:13])
    pixel = bits * {2: 3, 4: 2, 6: 4}.get(colour, 1)
    sizes = [(width, height)]
    if interlaced:
        steps = ((0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2),
                 (0, 1, 1, 2))  # fmt: skip
        sizes = [
            ((width - x + dx - 1) // dx, (height - y + dy - 1) // dy) for x, dx, y, dy in steps
        ]
    return sum(
        high * (1 + (wide * pixel + 7) // 8) for wide, high in sizes if wide > 0 and high > 0
    )


def _chunks(data: bytes) -> Iterator[_Chunk]:
    """Yield all chunks. Raises NotCertain for an incomplete chunk, or a wrong first or last one."""
    if not data.startswith(_SIGNATURE):
        raise NotCertain
    at, name = len(_SIGNATURE), b""
    seen: set[bytes] = set()
    while name != b"IEND":
        if at + 12 > len(data):
            raise NotCertain
        (length,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data) or (not seen) is not (name == b"IHDR"):
            raise NotCertain
        (checksum,) = struct.unpack_from(">I", data, end - 4)
        if checksum != zlib.crc32(data[at + 4 : end - 4]):
            raise NotCertain
        seen.add(name)
        yield _Chunk(name, data[at + 8 : end - 4], data[at:end])
        at = end
    if b"IDAT" not in seen:
        raise NotCertain


def _made(name: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum


def _profile(content: bytes) -> bytes:
    """Return EXIF that is kept as a compressed text: a name, a length, and digits."""
    text = _text(b"\x01\0\0\0" + content.partition(b"\0")[2][1:])
    digits = b"".join(text.split()[2:])
    try:
        return bytes.fromhex(digits.decode("ascii")).removeprefix(b"Exif\0\0")
    except ValueError:
        return b""


def _text(content: bytes) -> bytes:
    """Return the text of an iTXt chunk from its flags on, as far as it can be read."""
    compressed, rest = content[:1] == b"\x01", content[2:]
    # After a language and a translated keyword, each ended by a zero byte.
    text = rest.split(b"\0", 2)[-1]
    if not compressed:
        return text
    try:
        return zlib.decompressobj().decompress(text, _MOST_TEXT)
    except zlib.error:
        return b""
