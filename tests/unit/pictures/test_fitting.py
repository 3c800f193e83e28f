"""A picture too big for an MMS becomes one that fits, and nothing else comes along."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mmstui import pictures
from mmstui.domain.limits import SAFE_ATTACHMENT_BYTES
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
