"""What headers say of how long a sound or a video lasts, and that no bytes do any harm."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.files.media_durations import duration
from support import sounds

TYPES = ["audio/wav", "audio/amr", "audio/mpeg", "audio/mp4", "video/mp4", "video/3gpp"]


class Disk:
    """A file, and how much of it was read."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.reads = self.bytes = 0

    def read(self, offset: int, size: int) -> bytes:
        assert offset >= 0
        assert size >= 0
        found = self.data[offset : offset + size]
        self.reads += 1
        self.bytes += len(found)
        return found


def seconds(mime: str, data: bytes, size: int | None = None) -> float | None:
    found = duration(mime, len(data) if size is None else size, Disk(data).read)
    return None if found is None else found.total_seconds()


@pytest.mark.parametrize(
    ("mime", "data", "lasts"),
    [
        ("audio/wav", sounds.wav(2.5), 2.5),
        ("audio/amr", sounds.amr(23), 23.0),
        ("audio/amr", sounds.amr_wide(4), 4.0),
        ("audio/mpeg", sounds.mp3(1000), 26.12),
        ("audio/mpeg", sounds.mp3(1000, tag=5000), 26.12),
        ("audio/mpeg", sounds.mp3_that_varies(2297), 60.0),
        ("audio/mpeg", sounds.mp3_that_varies(2297, b"VBRI"), 60.0),
        ("video/mp4", sounds.mp4(12.5), 12.5),
        ("video/mp4", sounds.mp4(7, wide=True), 7.0),
        ("video/3gpp", sounds.mp4(3661, b"3gp4"), 3661.0),
        ("audio/mp4", sounds.mp4(5, b"M4A "), 5.0),
    ],
    ids=lambda value: str(value)[:12],
)
def test_how_long_it_lasts(mime: str, data: bytes, lasts: float) -> None:
    assert seconds(mime, data) == pytest.approx(lasts, abs=0.03)


def test_a_recording_that_was_cut_short_lasts_as_long_as_what_is_there() -> None:
    whole = sounds.wav(4)
    for length in (0, 0xFFFFFFFF):
        data = whole[:40] + struct.pack("<I", length) + whole[44 : 44 + 8000]
        assert seconds("audio/wav", data) == pytest.approx(1.0)


def test_a_long_recording_is_told_by_its_beginning() -> None:
    head = sounds.amr(700)
    disk = Disk(head * 20)
    found = duration("audio/amr", 60 * 50 * 32 * 60, disk.read)
    assert found is not None
    assert found.total_seconds() == pytest.approx(3600, rel=0.01)
    assert disk.bytes <= 1_000_100


@pytest.mark.parametrize(
    ("mime", "data"),
    [
        ("audio/wav", b"RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + bytes(16) + b"data" * 9),
        ("video/mp4", sounds.mp4(0)),
        ("video/mp4", sounds.box(b"moov", sounds.box(b"mvhd", bytes(100)))),
        (
            "video/mp4",
            sounds.box(b"moov", sounds.box(b"mvhd", bytes(15) + b"\2" + b"\xff" * 9)),
        ),
        ("video/mp4", sounds.mp4(400_000)),
        ("audio/mpeg", b"\xff" * 40_000),
        ("audio/midi", b"MThd"),
        ("image/png", b"\x89PNG"),
        ("", b""),
    ],
    ids=lambda value: str(value)[:12],
)
def test_what_says_nothing_that_can_be_believed(mime: str, data: bytes) -> None:
    assert seconds(mime, data) is None


def test_boxes_without_end_are_not_followed() -> None:
    disk = Disk(sounds.box(b"free", b"") * 100_000)
    assert duration("video/mp4", len(disk.data), disk.read) is None
    assert disk.reads < 300
    wav = Disk(b"RIFF\0\0\0\0WAVE" + b"junk\0\0\0\0" * 100_000)
    assert duration("audio/wav", len(wav.data), wav.read) is None
    assert wav.reads < 300


HEADS = [
    b"",
    b"RIFF\x00\x00\x00\x00WAVE",
    b"#!AMR\n",
    b"#!AMR-WB\n",
    b"ID3\x03\x00\x00",
    b"\xff\xfb\x90\x00",
    sounds.mp3_that_varies(9)[:60],
    sounds.mp4(3)[:60],
    sounds.mp4(3)[:90],
    b"\x00\x00\x00\x01moov",
    sounds.wav(1)[:30],
]


@given(
    mime=st.sampled_from(TYPES),
    head=st.sampled_from(HEADS),
    rest=st.binary(max_size=400),
    size=st.one_of(st.none(), st.integers(0, 1 << 40)),
)
def test_no_bytes_do_harm(mime: str, head: bytes, rest: bytes, size: int | None) -> None:
    disk = Disk(head + rest)
    found = duration(mime, len(disk.data) if size is None else size, disk.read)
    assert found is None or 0 < found.total_seconds() <= 86_400
    assert disk.reads <= 500


@given(mime=st.sampled_from(TYPES), at=st.integers(0, 160), byte=st.integers(0, 255))
def test_no_changed_byte_does_harm(mime: str, at: int, byte: int) -> None:
    for whole in (sounds.wav(0.01), sounds.amr(0.1), sounds.mp3(1), sounds.mp4(9)):
        data = bytearray(whole)
        data[min(at, len(data) - 1)] = byte
        seconds(mime, bytes(data))
        seconds(mime, bytes(data[:at]))
