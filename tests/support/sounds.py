"""Sounds and videos as short as they may be, which say how long they last."""

from __future__ import annotations

import struct
import wave
from io import BytesIO


def wav(seconds: float, rate: int = 8000) -> bytes:
    """Silence, one byte a sample."""
    stream = BytesIO()
    with wave.open(stream, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(rate)
        out.writeframes(bytes(round(seconds * rate)))
    return stream.getvalue()


def amr(seconds: float) -> bytes:
    """Frames of 12.2 kbit/s, 32 bytes for 20 ms."""
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * round(seconds * 50)


def amr_wide(seconds: float) -> bytes:
    """Frames of 6.6 kbit/s, 18 bytes for 20 ms."""
    return b"#!AMR-WB\n" + (b"\x04" + bytes(17)) * round(seconds * 50)


#: MPEG 1 layer III, 128 kbit/s, 44.1 kHz: a frame of 417 bytes, 1,152 samples.
FRAME = b"\xff\xfb\x90\x00" + bytes(413)


def mp3(frames: int, tag: int = 0) -> bytes:
    """A constant rate; `tag` bytes of ID3 before it."""
    size = bytes(tag >> shift & 127 for shift in (21, 14, 7, 0))
    head = b"ID3\x03\x00\x00" + size + bytes(tag) if tag else b""
    return head + FRAME * frames


def mp3_that_varies(frames: int, name: bytes = b"Xing") -> bytes:
    """A frame that says how many follow, and those."""
    if name == b"VBRI":
        told = bytes(32) + name + bytes(10) + struct.pack(">I", frames)
    else:
        told = bytes(32) + name + struct.pack(">II", 1, frames)
    return FRAME[:4] + told + bytes(413 - len(told)) + FRAME * frames


def box(name: bytes, content: bytes) -> bytes:
    """A box of ISO media."""
    return struct.pack(">I", 8 + len(content)) + name + content


def mp4(seconds: float, brand: bytes = b"isom", *, wide: bool = False, before: int = 40) -> bytes:
    """A movie's header behind its data, as telephones write it."""
    scale, lasts = 600, round(seconds * 600)
    if wide:
        header = struct.pack(">IQQIQ", 1 << 24, 0, 0, scale, lasts)
    else:
        header = struct.pack(">IIIII", 0, 0, 0, scale, lasts)
    moov = box(b"moov", box(b"udta", b"") + box(b"mvhd", header + bytes(80)))
    return box(b"ftyp", brand + bytes(8)) + box(b"mdat", bytes(before)) + moov
