"""What a picture tells besides itself stays here; the picture is the same to its last pixel."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from mmstui.domain.files.metadata import bare
from support.photos import GPS, ORIENTATION, canvas, encoded, exif

JPEG, PNG = "image/jpeg", "image/png"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta exif:GPSLatitude='45,30.28N'/>"


def segment(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload


def chunk(name: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum


def seen(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """As everyone sees it: turned upright, in its colours."""
    with Image.open(BytesIO(data)) as image:
        upright = ImageOps.exif_transpose(image)
        return upright.convert("RGBA").tobytes(), upright.size


pictures = st.builds(
    lambda mode, width, height, noise: (
        canvas(40, 40, noise).crop((0, 0, width, height)).convert(mode)
    ),
    st.sampled_from(["RGB", "L", "CMYK"]),
    st.integers(1, 40),
    st.integers(1, 40),
    st.integers(0, 90),
)  # fmt: skip
options = st.fixed_dictionaries(
    {},
    optional={
        "exif": st.integers(1, 8).map(exif),
        "icc_profile": st.just(PROFILE),
        "comment": st.binary(max_size=60),
        "progressive": st.booleans(),
        "keep_rgb": st.booleans(),
        "subsampling": st.sampled_from([0, 2]),
        "restart_marker_rows": st.integers(0, 2),
        "xmp": st.just(XMP),
    },
)
NOTES = [0xE3, 0xE4, 0xEB, 0xED, 0xEF, 0xFE]
notes = st.lists(
    st.builds(segment, st.sampled_from(NOTES), st.binary(max_size=99)), max_size=3
).map(b"".join)


@settings(deadline=None)
@given(image=pictures, options=options, notes=notes, behind=st.binary(max_size=40))
def test_a_jpeg_stays_the_same_picture(
    image: Image.Image, options: dict[str, Any], notes: bytes, behind: bytes
) -> None:
    if options.get("keep_rgb"):
        options["subsampling"] = 0
    plain = encoded(image, **options)
    # Behind the first segment: JFIF wants to be there.
    first = 4 + int.from_bytes(plain[4:6], "big")
    data = plain[:first] + notes + plain[first:] + behind
    made = bare(data, JPEG)
    assert seen(made.data) == seen(data)
    assert len(made.data) <= len(data)
    assert bare(made.data, JPEG).data == made.data
    assert made.located is ("exif" in options or "xmp" in options)
    with Image.open(BytesIO(made.data)) as found:
        assert found.info.get("icc_profile") == options.get("icc_profile")
        assert not found.getexif().get_ifd(GPS)
        assert set(found.getexif()) <= {ORIENTATION}
        assert "comment" not in found.info
    # Without it some decoders take its colours for others.
    assert (b"Adobe\0" in made.data) is (b"Adobe\0" in data)
    assert b"GPS" not in made.data
    assert b"Telephone" not in made.data


@settings(deadline=None)
@given(
    image=pictures,
    turned=st.none() | st.integers(1, 8),
    texts=st.dictionaries(st.sampled_from(["Comment", "Author"]), st.text("ab é", min_size=1)),
    place=st.sampled_from(["", "plain", "compressed"]),
    behind=st.binary(max_size=40),
)
def test_a_png_stays_the_same_picture(
    image: Image.Image, turned: int | None, texts: dict[str, str], place: str, behind: bytes
) -> None:
    info = PngImagePlugin.PngInfo()
    for key, text in texts.items():
        info.add_text(key, text, zip=len(text) > 3)
    if place:
        info.add_itxt("XML:com.adobe.xmp", XMP.decode("latin-1"), zip=place == "compressed")
    info.add(b"tIME", bytes(7))
    info.add(b"prIv", b"notes of a program")
    options = {} if turned is None else {"exif": exif(turned)}
    colours = image if image.mode == "L" else image.convert("RGB")
    data = encoded(colours, "PNG", pnginfo=info, icc_profile=PROFILE, **options) + behind
    made = bare(data, PNG)
    assert seen(made.data) == seen(data)
    assert len(made.data) < len(data)
    assert bare(made.data, PNG).data == made.data
    assert made.located is (turned is not None or bool(place))
    with Image.open(BytesIO(made.data)) as found:
        found.load()
        assert set(found.info) <= {"icc_profile", "exif"}
        assert found.info["icc_profile"] == PROFILE
        assert set(found.getexif()) <= {ORIENTATION}
    for name in (b"tEXt", b"zTXt", b"iTXt", b"tIME", b"prIv"):
        assert name not in made.data


WHOLE = encoded(canvas(32, 32, 40), exif=exif(6), comment=b"who took it")
WHOLE_PNG = encoded(canvas(32, 32, 40), "PNG", exif=exif(6))


@given(at=st.integers(0, len(WHOLE) - 1), png=st.integers(0, len(WHOLE_PNG) - 1))
def test_what_ends_too_early_goes_as_it_was(at: int, png: int) -> None:
    assert bare(WHOLE[:at], JPEG).data == WHOLE[:at]
    assert bare(WHOLE_PNG[:png], PNG).data == WHOLE_PNG[:png]


@settings(deadline=None)
@given(
    data=st.sampled_from([WHOLE, WHOLE_PNG]),
    changes=st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), max_size=6),
    mime=st.sampled_from([JPEG, PNG]),
)
def test_a_damaged_one_is_never_longer_and_never_fails(
    data: bytes, changes: list[tuple[int, int]], mime: str
) -> None:
    damaged = bytearray(data)
    for at, value in changes:
        damaged[at % len(damaged)] = value
    made = bare(bytes(damaged), mime)
    assert len(made.data) <= len(damaged)
    assert bare(made.data, mime).data == made.data


@given(data=st.binary(max_size=300), mime=st.sampled_from([JPEG, PNG]))
def test_anything_at_all(data: bytes, mime: str) -> None:
    for start in (b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n"):
        made = bare(start + data, mime)
        assert len(made.data) <= len(start + data)


@given(tiff=st.binary(max_size=120), head=st.sampled_from([b"", b"II*\0", b"MM\0*\0\0\0\x08"]))
def test_exif_of_any_bytes(tiff: bytes, head: bytes) -> None:
    """It goes, or the picture stays as it was where it may tell how to turn it."""
    data = WHOLE[:2] + segment(0xE1, b"Exif\0\0" + head + tiff) + encoded(canvas(8, 8, 0))[2:]
    made = bare(data, JPEG)
    assert made.data == data or len(made.data) < len(data)


def test_a_second_picture_and_a_film_behind_it_go() -> None:
    first, second = encoded(canvas(20, 20, 9)), encoded(canvas(10, 10, 9), exif=exif(1))
    index = segment(0xE2, b"MPF\0" + bytes(80))
    data = first[:20] + index + first[20:] + second + b"\0\0\0\x18ftypmp42" + bytes(200)
    made = bare(data, JPEG)
    assert seen(made.data) == seen(first)
    assert made.data.endswith(b"\xff\xd9")
    assert b"MPF" not in made.data
    assert b"ftyp" not in made.data


@pytest.mark.parametrize(("kind", "count"), [(4, 1), (3, 2), (1, 1)])
def test_a_turn_told_in_another_way_is_left_alone(kind: int, count: int) -> None:
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, kind, count, 6, 0, 0)
    told = segment(0xE1, b"Exif\0\0" + tiff) + segment(0xFE, b"a comment")
    data = WHOLE[:2] + told + encoded(canvas(8, 8, 0))[2:]
    assert bare(data, JPEG).data == data


def test_a_place_without_latitude_is_none() -> None:
    notes = Image.Exif()
    notes.get_ifd(GPS).update({0: b"\2\3\0\0"})
    data = encoded(canvas(8, 8, 0), exif=notes.tobytes())
    made = bare(data, JPEG)
    assert not made.located
    assert len(made.data) < len(data)


@pytest.mark.parametrize("mime", ["image/gif", "video/mp4", "audio/mpeg", ""])
def test_other_files_stay_as_they_are(mime: str) -> None:
    assert bare(WHOLE, mime).data is WHOLE


def test_a_text_that_unpacks_to_gigabytes_is_not() -> None:
    bomb = zlib.compress(bytes(50_000_000), 9)
    text = chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + bomb)
    plain = encoded(canvas(8, 8, 0), "PNG")
    assert bare(plain[:33] + text + plain[33:], PNG).data == plain
