"""A picture too big for an MMS becomes one that fits, and nothing else comes along."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from mmstui import pictures
from mmstui.domain.limits import SAFE_ATTACHMENT_BYTES
from mmstui.domain.problems import Refused
from mmstui.pictures.thumbnails import sight
from support.heic import HEIC
from support.photos import GPS, ORIENTATION, canvas, encoded, photo


def test_a_photograph_of_a_telephone_fits(tmp_path: Path) -> None:
    source = tmp_path / "fissure.jpg"
    source.write_bytes(photo(turned=6))
    assert source.stat().st_size > 4_500_000
    folder = tmp_path / "new"
    folder.mkdir()

    fitted = pictures.fit(source, folder)

    assert fitted.path == folder / "fissure.jpg"
    assert fitted.path.stat().st_mode & 0o777 == 0o600
    assert fitted.bytes == fitted.path.stat().st_size <= SAFE_ATTACHMENT_BYTES
    with Image.open(fitted.path) as image:
        assert image.size == (fitted.width, fitted.height)
        assert image.height >= 1000
        assert abs(image.width / image.height / (3024 / 4032) - 1) < 0.01
        assert ORIENTATION not in image.getexif()
        assert not image.getexif().get_ifd(GPS)
        assert "exif" not in image.info
    assert source.read_bytes() == photo(turned=6)


def test_it_is_encoded_into_a_file_so_that_keys_need_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Into memory, Pillow holds the interpreter's lock for a tenth of a second each time.
    files: list[int] = []
    save = Image.Image.save

    def noted(image: Image.Image, file: Any, *words: Any, **options: Any) -> None:
        files.append(file.fileno())
        save(image, file, *words, **options)

    source = tmp_path / "lac.webp"
    source.write_bytes(encoded(canvas(640, 480, 18), "WEBP"))
    monkeypatch.setattr(Image.Image, "save", noted)
    pictures.fit(source, tmp_path)
    assert files


def test_a_picture_that_claims_too_much_is_not_decoded(tmp_path: Path) -> None:
    source = tmp_path / "bomb.png"
    source.write_bytes(claiming(100_000, 100_000))
    with pytest.raises(pictures.PictureProblem) as refused:
        pictures.fit(source, tmp_path)
    assert refused.value.words.startswith(
        "bomb.png has too many pixels to be read here: 100,000 x 100,000."
    )


@pytest.mark.parametrize("kept", [3, 600, 40_000, 1_500_000])
def test_a_broken_picture_is_one_sentence_and_leaves_no_file(tmp_path: Path, kept: int) -> None:
    source = tmp_path / "broken.jpg"
    source.write_bytes(photo()[:kept])
    with pytest.raises(pictures.PictureProblem) as refused:
        pictures.fit(source, tmp_path)
    assert refused.value.words.startswith("broken.jpg is damaged")
    assert list(tmp_path.iterdir()) == [source]


def test_one_that_is_given_up_leaves_no_file(tmp_path: Path) -> None:
    source = tmp_path / "fissure.jpg"
    source.write_bytes(photo())
    shares: list[float] = []
    with pytest.raises(pictures.Cancelled):
        pictures.fit(source, tmp_path, progress=shares.append, cancelled=lambda: bool(shares[1:]))
    assert shares == sorted(shares)
    assert 0 < shares[-1] < 1
    assert list(tmp_path.iterdir()) == [source]


def test_of_what_moves_the_first_picture_goes_and_it_is_said(tmp_path: Path) -> None:
    source = tmp_path / "waves.gif"
    first, *others = (canvas(640, 480, noise).convert("P") for noise in (0, 40, 60))
    source.write_bytes(encoded(first, "GIF", save_all=True, append_images=others))
    folder = tmp_path / "new"
    folder.mkdir()
    fitted = pictures.fit(source, folder)
    assert fitted.before.animated
    assert ", without its motion: waves.gif" in fitted.words


def claiming(width: int, height: int) -> bytes:
    """A PNG whose header says more than there is."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    checked = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    data = b"\0\0\0\0IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    return b"\x89PNG\r\n\x1a\n" + checked + data + b"\0\0\0\0IEND\xaeB`\x82"


def fitted(data: bytes, name: str, folder: Path, **options: Any) -> pictures.Fitted:
    """Fit a picture of these bytes."""
    source, new = folder / name, folder / "new"
    source.write_bytes(data)
    new.mkdir(exist_ok=True)
    return pictures.fit(source, new, **options)


def drawing() -> Image.Image:
    image = Image.new("RGB", (900, 700), "white")
    draw = ImageDraw.Draw(image)
    for n in range(40):
        draw.line((0, 17 * n, 900, 700 - 9 * n), fill=(20 * (n % 5), 90, 200), width=2)
    return image


def test_transparency_and_sharp_edges_go_as_png(tmp_path: Path) -> None:
    clear = drawing().convert("RGBA")
    clear.putalpha(Image.radial_gradient("L").resize(clear.size))
    sticker = fitted(encoded(clear, "WEBP", lossless=True, exact=True), "sticker.webp", tmp_path)
    assert (sticker.type, sticker.path.name) == ("image/png", "sticker.png")
    with Image.open(sticker.path) as image:
        assert image.convert("RGBA").tobytes() == clear.tobytes()
    assert "white" not in sticker.words
    plan = fitted(encoded(drawing(), "BMP"), "plan.bmp", tmp_path)
    with Image.open(plan.path) as image:
        assert image.format == "PNG"
        assert image.convert("RGB").tobytes() == drawing().tobytes()
    assert fitted(encoded(canvas(640, 480, 40), "BMP"), "lac.bmp", tmp_path).type == "image/jpeg"


def test_a_clear_picture_that_is_too_large_for_a_png_goes_on_white_and_it_is_said(
    tmp_path: Path,
) -> None:
    clear = canvas(640, 480, 60).convert("RGBA")
    clear.putalpha(Image.radial_gradient("L").resize(clear.size))
    made = fitted(encoded(clear, "PNG"), "photo.png", tmp_path, limit=60_000)
    assert (made.type, made.on_white) == ("image/jpeg", True)
    assert made.words.endswith(", its transparent parts white: photo.png")


@pytest.mark.parametrize(("form", "kind"), [
    ("BMP", "BMP"), ("TIFF", "TIFF"), ("JPEG2000", "JPEG 2000"), ("ICO", "ICO"),
])  # fmt: skip
def test_what_the_decoder_can_read_is_drawn_and_sent_alike(
    tmp_path: Path, form: str, kind: str
) -> None:
    data = encoded(canvas(120, 90, 9), form, **({"sizes": [(120, 90)]} if form == "ICO" else {}))
    made = fitted(data, "x", tmp_path)
    assert made.words.startswith(f"converted from {kind}, ")
    shown = sight(tmp_path / "x", (120, 90)).image
    with Image.open(made.path) as sent:
        assert differ(shown, sent.convert("RGB").resize(shown.size)) < 4


def differ(one: Image.Image, two: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, two)).mean) / len(one.getbands())


def test_sixteen_bits_of_grey_look_as_they_are_sent(tmp_path: Path) -> None:
    grey = Image.linear_gradient("L").resize((300, 200))
    deep = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    made = fitted(encoded(deep, "PNG"), "x.png", tmp_path)
    for shown in (sight(tmp_path / "x.png", (300, 200)).image, Image.open(made.path)):
        assert differ(shown.convert("L"), grey) < 2


def test_a_jpeg_without_its_end_is_made_anew_and_one_that_is_cut_is_refused(
    tmp_path: Path,
) -> None:
    whole = photo(640, 480, noise=40)
    made = fitted(whole[:-2], "endless.jpg", tmp_path)
    assert made.located
    assert made.words.startswith("shrunk from JPEG")
    for cut in (whole[: len(whole) // 2], whole[: len(whole) // 2] + b"\xff\xd9"):
        with pytest.raises(pictures.PictureProblem, match="is damaged") as refused:
            fitted(cut, "cut.jpg", tmp_path)
        assert refused.value.reason is Refused.DAMAGE
        left = fitted(cut, "cut.jpg", tmp_path, damaged=True)
        assert ", what is left of a damaged one, location removed: cut.jpg" in left.words
        left.path.unlink()


def test_a_progressive_jpeg_without_its_last_scans_is_damaged(tmp_path: Path) -> None:
    whole = encoded(canvas(320, 240, 40), progressive=True)
    with pytest.raises(pictures.PictureProblem, match="is damaged"):
        fitted(whole[: whole.rindex(b"\xff\xda")] + b"\xff\xd9", "x.jpg", tmp_path)
    assert fitted(whole, "y.jpg", tmp_path).path.exists()


def test_a_heic_of_which_a_part_is_missing_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(pictures.PictureProblem, match=r"only .* of .* are there") as refused:
        fitted(HEIC[:600], "x.heic", tmp_path)
    assert refused.value.reason is Refused.DAMAGE


@pytest.mark.parametrize("form", ["WEBP", "TIFF", "AVIF"])
def test_a_place_in_xmp_is_told_of_what_is_converted_too(form: str, tmp_path: Path) -> None:
    xmp = b'<x:xmpmeta><rdf:Description exif:GPSLatitude="45,30.28N"/></x:xmpmeta>'
    options = {"tiffinfo": {700: xmp}} if form == "TIFF" else {"xmp": xmp}
    source = tmp_path / f"lac.{form.lower()}"
    source.write_bytes(encoded(canvas(64, 48, 18), form, **options))
    (tmp_path / "new").mkdir()
    fitted = pictures.fit(source, tmp_path / "new")
    assert fitted.located
    assert b"GPS" not in fitted.path.read_bytes()
