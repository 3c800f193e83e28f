"""Files that a workshop's customers send, drawn and not taken: the same bytes on every machine.

PNG, because it decodes to the same pixels everywhere; padded to the size that is asked for, for
sizes are shown.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import cache

Colour = tuple[int, int, int]
#: The colour at a place of the picture; both coordinates from 0 to 1, from the top left.
Painter = Callable[[float, float], Colour]

SKY, HAZE, HILLS = (96, 140, 200), (170, 184, 210), (120, 136, 166)
TREES, LAKE, SAND = (40, 72, 68), (104, 146, 186), (208, 192, 158)
RED, YELLOW = (206, 34, 28), (226, 160, 38)


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """Mix two colours."""
    share = max(0.0, min(1.0, share))
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def shore(u: float, v: float) -> Colour:
    """Return the colour of a point: sky, hills, trees, a lake and a beach."""
    if v < 0.16:
        return blend(SKY, HAZE, v / 0.16)
    if v < 0.30:
        return blend(HAZE, HILLS, 1.4 - 5.0 * abs(u - 0.55) - 4.0 * (0.30 - v))
    if v < 0.42:
        return blend(TREES, (70, 104, 104), (v - 0.30) / 0.12)
    if v < 0.74 - 0.10 * u:
        return blend((128, 160, 200), LAKE, (v - 0.42) / 0.2)
    return blend((188, 172, 140), SAND, (v - 0.70) / 0.2)


def boat(hull: Colour) -> Painter:
    """Return the colour of a point: a canoe on that shore."""

    def paint(u: float, v: float) -> Colour:
        rise = max(0.0, (u - 0.52) / 0.42)
        rim = 0.60 - 0.26 * rise**1.6
        keel = 0.87 - 0.45 * rise**2.4 - 1.6 * max(0.0, 0.16 - u)
        if not 0.03 < u < 0.96 or not rim < v < keel:
            return shore(u, v)
        dark = blend(hull, (40, 8, 8), 0.5)
        if v < rim + 0.07:
            return blend(dark, hull, (v - rim) / 0.12)
        if abs(u - 0.68) < 0.022:
            return dark
        return blend(hull, dark, (v - 0.72) / 0.3)

    return paint


def wall(u: float, v: float) -> Colour:
    """Return the colour of a point: paddles at a workshop's wall."""
    blade = ((u - 0.66) / 0.14) ** 2 + ((v - 0.62) / 0.24) ** 2
    if (abs(u - 0.15 - 0.8 * v) < 0.035 and v < 0.62) or blade < 1.0:
        return blend((232, 180, 92), (196, 140, 62), v)
    if v > 0.62:
        return blend((126, 82, 48), (104, 62, 34), (v - 0.62) / 0.38)
    return blend((206, 190, 164), (170, 156, 132), v)


PICTURES: dict[str, Painter] = {"red": boat(RED), "yellow": boat(YELLOW), "wall": wall}


def picture(name: str, size: int, width: int = 120, height: int = 68) -> bytes:
    """Return a PNG of exactly `size` bytes, which must be more than the drawing needs."""
    head = b"\x89PNG\r\n\x1a\n" + _chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    )
    body, end = _chunk(b"IDAT", _pixels(name, width, height)), _chunk(b"IEND", b"")
    room = size - len(head) - len(body) - len(end) - 12
    if room < 0:
        raise ValueError(f"the drawing alone takes {size - room} bytes")
    return head + _chunk(b"sPLT", bytes(room)) + body + end


@cache
def _pixels(name: str, width: int, height: int) -> bytes:
    """Return a drawing as compressed PNG data."""
    paint = PICTURES[name]
    pixels = bytearray()
    for y in range(height):
        pixels.append(0)
        for x in range(width):
            pixels += bytes(paint((x + 0.5) / width, (y + 0.5) / height))
    return zlib.compress(bytes(pixels), 9)


def sound(size: int) -> bytes:
    """Return an MP3 of silence of exactly `size` bytes."""
    frame = b"\xff\xfb\x10\xc0" + bytes(100)
    tag = b"ID3\x03\x00\x00\x00\x00\x00\x00"
    return (tag + frame * (size // len(frame)))[:size].ljust(size, b"\0")


def video(size: int) -> bytes:
    """Return the head of an MP4, padded with zeros."""
    return (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom").ljust(size, b"\0")


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum
