"""Files as encoders make them: what each is, how long it lasts, and whether it is whole."""

from __future__ import annotations

import struct

import pytest

from mmstui.domain.files import wholeness
from mmstui.domain.files.attachments import judge
from mmstui.domain.files.file_types import content_type
from mmstui.domain.files.iso_media import reader
from mmstui.domain.files.media_durations import duration
from mmstui.domain.files.metadata import bare
from support import sounds
from support.photos import canvas, encoded, exif, photo

VIDE, SOUN = sounds.track(b"vide"), sounds.track(b"soun")
PLACE = sounds.box(b"udta", sounds.box(b"\xa9xyz", b"\0\x12\x15\xc7+45.50-073.57/"))


def type_of(data: bytes) -> str:
    return content_type(reader(data), len(data))


@pytest.mark.parametrize(
    ("mime", "data"),
    [
        ("audio/mp4", sounds.film(SOUN)),
        ("audio/mp4", sounds.film(SOUN, brand=b"M4A ")),
        ("audio/3gpp", sounds.film(SOUN, brand=b"3gp4")),
        ("video/mp4", sounds.film(VIDE, SOUN, brand=b"M4A ")),
        ("video/mp4", sounds.film(VIDE)),
        ("video/3gpp", sounds.film(SOUN, VIDE, brand=b"3gp5")),
        ("image/avif", b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf"),
        ("audio/mpeg", (sounds.FRAME * 9)[137:]),
        ("audio/mpeg", bytes(3000) + sounds.FRAME * 9),
        ("audio/x-mp2", sounds.mp2(9)),
        ("audio/x-mp3-free", sounds.mp3_of_free_format(9)),
        ("audio/x-mp3-free", b"ID3\4\0\0\0\0\0\5" + bytes(5) + sounds.mp3_of_free_format(9)),
        ("audio/aac", sounds.adts(9)),
        ("audio/x-rmid", b"RIFF\x24\0\0\0RMIDdata"),
        ("audio/x-rf64", b"RF64\xff\xff\xff\xffWAVEds64"),
        ("image/bmp", encoded(canvas(4, 4, 0), "BMP")),
        ("image/tiff", encoded(canvas(4, 4, 0), "TIFF")),
        ("image/x-icon", encoded(canvas(16, 16, 0), "ICO")),
        # A program with a sound in it is no sound.
        ("", b"#!/bin/sh\nrm -r ~\n" + sounds.FRAME * 9),
        ("", b"MZ\x90\0" + bytes([1]) * 60 + sounds.FRAME * 9),
        ("", b"BM is what this letter begins with, and no bitmap."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_content_decides_what_a_file_is(mime: str, data: bytes) -> None:
    assert type_of(data) == mime


@pytest.mark.parametrize(
    ("name", "data", "kind", "goes_as"),
    [
        ("rec.m4a", sounds.film(SOUN, brand=b"M4A "), "sound", "rec.mp4"),
        ("rec.3gp", sounds.film(SOUN, brand=b"3gp4"), "sound", "rec.3gp"),
        ("clip.m4v", sounds.film(VIDE), "video", "clip.mp4"),
        ("photo.JPEG", photo(8, 8), "photo", "photo.JPEG"),
        ("tune.midi", sounds.midi(3), "sound", "tune.midi"),
    ],
)  # fmt: skip
def test_what_voipms_takes_decides_the_name(
    name: str, data: bytes, kind: str, goes_as: str
) -> None:
    verdict = judge(name, len(data), b"", content=type_of(data))
    assert (verdict.problem, verdict.kind, verdict.name) == (None, kind, goes_as)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("voice.mp3", sounds.mp2(9), "voice.mp3 is MP2, which does not go by MMS."),
        ("tune.mid", b"RIFF\x24\0\0\0RMIDdata", "tune.mid is RMID, which does not go by MMS."),
        ("long.wav", b"RF64\xff\xff\xff\xffWAVE", "long.wav is RF64, which does not go by MMS."),
    ],
)
def test_a_refusal_says_what_the_file_is(name: str, data: bytes, words: str) -> None:
    assert judge(name, len(data), b"", content=type_of(data)).problem == words


def test_numbers_in_a_refusal_differ() -> None:
    limits = {"voice.mp3": ("audio/mpeg", 1_300_000), "shot.png": ("image/png", 1_200_000)}
    for name, (mime, most) in limits.items():
        assert judge(name, most, b"", content=mime).problem is None
        assert judge(name, most + 1, b"", content=mime).problem == (
            f"{name} is too big: {most + 1:,} bytes, and {most:,} bytes is the limit."
        )


@pytest.mark.parametrize(
    ("mime", "data", "lasts"),
    [
        ("audio/mpeg", sounds.mp3_without_index(1000), 26.12),
        ("audio/mpeg", (sounds.FRAME * 500)[100:], 13.04),
        ("audio/mpeg", sounds.mp3_that_varies(600)[: 417 * 301], 7.84),
        ("audio/x-mp2", sounds.mp2(100), 2.61),
        ("audio/aac", sounds.adts(431), 10.01),
        ("audio/mp4", sounds.fragments(7, usual=True), 7.0),
        ("video/mp4", sounds.fragments(600, usual=False), 600.0),
        ("audio/wav", sounds.adpcm(441), 10.17),
        ("audio/ogg", sounds.ogg(12, opus=True), 12.0),
        ("audio/ogg", sounds.ogg(5.5, opus=False), 5.5),
        ("audio/flac", sounds.flac(30, piped=False), 30.0),
        ("audio/flac", sounds.flac(30, piped=True), 30.0),
        ("audio/ogg", sounds.ogg(12, opus=True) + sounds.ogg(5.5, opus=False), 17.5),
        ("audio/ogg", sounds.ogg(4, opus=False) * 3, 12.0),
        ("audio/midi", sounds.midi(5), 4.5),
        ("audio/midi", sounds.midi_by_film(5, 25, 4), 4.8),
        ("audio/midi", sounds.midi_by_film(50, 29, 4), 40.04),
        ("audio/midi", sounds.midi_of_pieces(5, 3, 2), 8.5),
        ("audio/x-mp3-free", sounds.mp3_of_free_format(300), 7.84),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_lengths_are_those_of_the_frames(mime: str, data: bytes, lasts: float) -> None:
    found = duration(mime, len(data), reader(data))
    assert found is not None
    assert found.total_seconds() == pytest.approx(lasts, abs=0.03)


WHOLE = {
    "image/png": encoded(canvas(40, 30, 40), "PNG"),
    "image/gif": encoded(canvas(40, 30, 40), "GIF"),
    "image/webp": encoded(canvas(40, 30, 40), "WEBP"),
    "image/heic": sounds.box(b"ftyp", b"heic\0\0\0\0") + sounds.box(b"mdat", bytes(300)),
    "audio/wav": sounds.wav(0.1),
    "audio/mpeg": sounds.mp3_that_tells_its_size(90),
    "audio/midi": sounds.midi(3),
    "video/mp4": sounds.film(VIDE, SOUN),
    "audio/3gpp": sounds.film(SOUN, brand=b"3gp4"),
}  # fmt: skip


@pytest.mark.parametrize("mime", WHOLE)
def test_what_is_cut_anywhere_is_damaged(mime: str) -> None:
    data = WHOLE[mime]
    assert wholeness.damage(data, mime) == ""
    for share in (0.4, 0.9):
        assert wholeness.damage(data[: int(len(data) * share)], mime)


def test_a_changed_byte_of_a_png_is_damage() -> None:
    data = bytearray(WHOLE["image/png"])
    data[len(data) // 2] ^= 1
    assert wholeness.damage(bytes(data), "image/png")


def test_a_wav_from_a_pipe_is_whole() -> None:
    data = sounds.wav(0.1)
    piped = data[:4] + b"\xff\xff\xff\xff" + data[8:40] + b"\xff\xff\xff\xff" + data[44:]
    assert wholeness.damage(piped, "audio/wav") == ""


def test_a_film_loses_its_place_and_nothing_in_it_moves() -> None:
    data = sounds.film(VIDE, SOUN, notes=PLACE)
    made = bare(data, "video/mp4")
    assert (made.located, made.certain, len(made.data)) == (True, True, len(data))
    assert b"+45.50" not in made.data
    assert type_of(made.data) == "video/mp4"
    assert bare(made.data, "video/mp4").data is made.data


def test_a_track_of_places_is_said_to_be_there() -> None:
    data = sounds.film(VIDE, sounds.track(b"meta", entry=b"gpmd"))
    assert not bare(data, "video/mp4").certain


def test_a_gif_loses_its_comments_and_keeps_its_motion() -> None:
    others = [canvas(20, 20, noise).convert("P") for noise in (30, 60)]
    first = canvas(20, 20, 0).convert("P")
    data = encoded(first, "GIF", save_all=True, append_images=others, comment=b"at home", loop=0)
    made = bare(data + b"behind it", "image/gif")
    assert made.certain
    assert b"at home" not in made.data
    assert b"NETSCAPE2.0" in made.data
    assert made.data.count(b"\x21\xf9") == data.count(b"\x21\xf9")


def test_the_place_in_a_profile_of_text_is_told() -> None:
    import zlib

    notes = exif()
    text = b"\nexif\n%8d\n" % len(notes) + notes.hex().encode()
    content = b"Raw profile type exif\0\0" + zlib.compress(text)
    body = b"zTXt" + content
    chunk = struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
    plain = encoded(canvas(8, 8, 0), "PNG")
    made = bare(plain[:33] + chunk + plain[33:], "image/png")
    assert (made.data, made.located) == (plain, True)


@pytest.mark.parametrize("mime", ["image/jpeg", "image/png", "image/gif"])
def test_what_does_not_follow_its_format_is_not_certain(mime: str) -> None:
    data = encoded(canvas(8, 8, 0), {"jpeg": "JPEG", "png": "PNG", "gif": "GIF"}[mime[6:]])
    assert bare(data, mime).certain
    assert not bare(data[:-2], mime).certain


@pytest.mark.parametrize("mime", ["image/heic", "video/mp4", "audio/3gpp"])
def test_what_stands_behind_a_whole_file_is_no_damage(mime: str) -> None:
    data = WHOLE[mime]
    for behind in (b"notes of a program", b"\0\0\0\1\0\0"):
        assert wholeness.damage(data + behind, mime) == ""
        assert mime == "image/heic" or bare(data + behind, mime).data == data
