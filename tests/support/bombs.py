"""Pictures of a few kilobytes that claim, or decode to, a huge size."""

from __future__ import annotations

import struct
import zlib
from functools import cache


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def _zeros(count: int) -> bytes:
    """Return so many zeros as zlib packs them, without packing each: blocks are alike."""
    block = 1 << 20
    whole, ends = zlib.compressobj(9, wbits=-15), zlib.compressobj(9, wbits=-15)
    packed = whole.compress(bytes(block)) + whole.flush(zlib.Z_FULL_FLUSH)
    packed = packed * (count // block) + ends.compress(bytes(count % block)) + ends.flush()
    return b"\x78\xda" + packed + struct.pack(">I", count % 65_521 << 16 | 1)  # Adler-32


@cache
def png_bomb(width: int, height: int, *, bits: int = 1, colour: int = 0) -> bytes:
    """Return a valid PNG of one colour; `bits` per sample, `colour` 0 grey, 2 RGB."""
    row = 1 + (width * bits * (3 if colour == 2 else 1) + 7) // 8
    packed = _zeros(row * height)
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", packed)
        + _chunk(b"IEND", b"")
    )


def resized_jpeg(whole: bytes, width: int, height: int) -> bytes:
    """Return a JPEG whose header claims another size than it has."""
    for marker in (b"\xff\xc0", b"\xff\xc2"):
        if (at := whole.find(marker)) >= 0:
            return whole[: at + 5] + struct.pack(">HH", height, width) + whole[at + 9 :]
    raise ValueError("no frame header")


def gif_bomb(width: int, height: int) -> bytes:
    """Return a GIF of one pixel on a canvas of any size."""
    return (
        b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
        + b"\x2c\0\0\0\0\x01\0\x01\0\0" + b"\x02\x02\x44\x01\0" + b"\x3b"
    )  # fmt: skip
