"""Minimal sounds and videos that contain their duration."""

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


def adpcm(blocks: int) -> bytes:
    """A WAV of IMA ADPCM: 1,017 samples a block, and bytes per second that are not right."""
    form = struct.pack("<HHIIHHHH", 0x11, 2, 44_100, 16_000, 1024, 4, 2, 1017)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    body += b"data" + struct.pack("<I", blocks * 1024) + bytes(blocks * 1024)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def amr(seconds: float) -> bytes:
    """Frames of 12.2 kbit/s, 32 bytes for 20 ms."""
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * round(seconds * 50)


def amr_wide(seconds: float) -> bytes:
    """Frames of 6.6 kbit/s, 18 bytes for 20 ms."""
    return b"#!AMR-WB\n" + (b"\x04" + bytes(17)) * round(seconds * 50)


#: MPEG 1 layer III, 128 kbit/s, 44.1 kHz: a frame of 417 bytes, 1,152 samples.
FRAME = b"\xff\xfb\x90\x00" + bytes(413)


def mp3(frames: int, tag: int = 0) -> bytes:
    """Return an MP3 of constant rate after `tag` bytes of ID3."""
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


def mp3_that_tells_its_size(frames: int) -> bytes:
    """A frame that says how many frames and bytes there are, itself included, and those."""
    told = bytes(32) + b"Info" + struct.pack(">III", 3, frames, (frames + 1) * len(FRAME))
    return FRAME[:4] + told + bytes(413 - len(told)) + FRAME * frames


def box(name: bytes, content: bytes) -> bytes:
    """A box of ISO media."""
    return struct.pack(">I", 8 + len(content)) + name + content


def mp4(seconds: float, brand: bytes = b"isom", *, wide: bool = False, before: int = 40) -> bytes:
    """Return an MP4 whose header follows its data, as phones write it."""
    scale, lasts = 600, round(seconds * 600)
    if wide:
        header = struct.pack(">IQQIQ", 1 << 24, 0, 0, scale, lasts)
    else:
        header = struct.pack(">IIIII", 0, 0, 0, scale, lasts)
    moov = box(b"moov", box(b"udta", b"") + box(b"mvhd", header + bytes(80)))
    return box(b"ftyp", brand + bytes(8)) + box(b"mdat", bytes(before)) + moov


def mp3_without_index(frames: int) -> bytes:
    """Frames of 128 and of 320 kbit/s in turn, as an encoder of varying rates writes them."""
    return (FRAME + b"\xff\xfb\xe0\x00" + bytes(1040)) * (frames // 2)


def mp2(frames: int) -> bytes:
    """Layer II, 192 kbit/s, 44.1 kHz: 626 bytes, 1,152 samples a frame."""
    return (b"\xff\xfd\xa0\x00" + bytes(622)) * frames


def mp3_of_free_format(frames: int) -> bytes:
    """Frames of 44.1 kHz that tell no rate: 653 bytes, 1,152 samples each, one in three longer."""
    padded = b"\xff\xfb\x02\xc4" + bytes(650)
    return ((b"\xff\xfb\x00\xc4" + bytes(649)) * 2 + padded) * (frames // 3)


def adts(frames: int) -> bytes:
    """AAC, 44.1 kHz: 100 bytes, 1,024 samples a frame."""
    return (b"\xff\xf1\x50\x80\x0c\x9f\xfc" + bytes(93)) * frames


def track(kind: bytes, number: int = 1, scale: int = 1000, entry: bytes = b"mp4a") -> bytes:
    """A track of ISO media: `vide` or `soun`."""
    header = box(b"tkhd", struct.pack(">IIII", 0, 0, 0, number) + bytes(64))
    handler = box(b"hdlr", bytes(8) + kind + bytes(13))
    clock = box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, scale, 0) + bytes(4))
    table = box(b"minf", box(b"stbl", box(b"stsd", bytes(8) + box(entry, bytes(28)))))
    return box(b"trak", header + box(b"mdia", clock + handler + table))


def film(*tracks: bytes, brand: bytes = b"isom", notes: bytes = b"", seconds: float = 3) -> bytes:
    """A film of tracks, with notes about it."""
    head = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 600, round(600 * seconds)) + bytes(80))
    moov = box(b"moov", head + b"".join(tracks) + notes)
    return box(b"ftyp", brand + bytes(8)) + moov + box(b"mdat", bytes(40))


def fragments(count: int, *, usual: bool) -> bytes:
    """A film whose header has no length, and fragments of ten samples of 100 ms each."""
    extends = box(b"mvex", box(b"trex", struct.pack(">IIIIII", 0, 1, 1, 100 if usual else 0, 0, 0)))
    whole = film(track(b"soun"), notes=extends, seconds=0)
    header = box(b"tfhd", struct.pack(">II", 0x20000, 1))
    samples = b"" if usual else struct.pack(">I", 100) * 10
    run = box(b"trun", struct.pack(">II", 0 if usual else 0x100, 10) + samples)
    return whole + (box(b"moof", box(b"traf", header + run)) + box(b"mdat", bytes(9))) * count


def ogg(seconds: float, *, opus: bool) -> bytes:
    """The first and the last page of an OGG."""
    first = b"OpusHead\1\1" + struct.pack("<HI", 312, 44_100) + bytes(3)
    if not opus:
        first = b"\1vorbis" + struct.pack("<IBI", 0, 1, 44_100) + bytes(14)
    end = round(seconds * (48_000 if opus else 44_100)) + (312 if opus else 0)
    page = [
        b"OggS\0"
        + bytes([flags])
        + struct.pack("<QIIIB", at, 7, number, 0, 1)
        + bytes([len(data)])
        + data
        for number, (flags, at, data) in enumerate([(2, 0, first), (4, end, bytes(60))])
    ]
    return b"".join(page)


def flac(seconds: int, *, piped: bool) -> bytes:
    """A FLAC of 8 kHz; the header of a piped one tells no length, its last frame's number does."""
    samples = 0 if piped else seconds * 8000
    info = struct.pack(">HH", 4000, 4000) + bytes(6)
    info += struct.pack(">Q", 8000 << 44 | 15 << 36 | samples) + bytes(16)
    head = b"\xff\xf8\x70\x08" + bytes([seconds * 2 - 1]) + struct.pack(">H", 3999)
    value = 0
    for byte in head:
        value ^= byte
        for _ in range(8):
            value = (value << 1 ^ 7 if value & 0x80 else value << 1) & 0xFF
    return b"fLaC\x80\0\0\x22" + info + head + bytes([value]) + bytes(50)


def midi(quarters: int) -> bytes:
    """The first quarter lasts half a second, those after it a whole one."""
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, 96) + midi_track(quarters)


def midi_track(quarters: int) -> bytes:
    """A track of 96 ticks a quarter, with a change of tempo."""
    tempo = b"\x60\xff\x51\x03\x0f\x42\x40"
    rest = 96 * (quarters - 1)
    events = b"\0\x90\x40\x40" + tempo + bytes([0x80 | rest >> 7, rest & 127]) + b"\x80\x40\0"
    return b"MTrk" + struct.pack(">I", len(events) + 4) + events + b"\0\xff\x2f\0"


def midi_by_film(quarters: int, frames: int, ticks: int) -> bytes:
    """The same notes, timed in frames a second and ticks a frame: tempos count for nothing."""
    division = bytes([256 - frames, ticks])
    return b"MThd" + struct.pack(">IHH", 6, 1, 1) + division + midi_track(quarters)


def midi_of_pieces(*quarters: int) -> bytes:
    """Pieces of their own, one after the other (format 2)."""
    pieces = b"".join(map(midi_track, quarters))
    return b"MThd" + struct.pack(">IHHH", 6, 2, len(quarters), 96) + pieces
