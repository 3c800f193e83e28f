"""HEIC: what iPhones write, and what only the extra can read."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from mmstui import pictures
from mmstui.pictures import pillow
from support.heic import HEIC
from support.photos import GPS


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_0142.HEIC"
    path.write_bytes(HEIC)
    return path


def test_it_becomes_an_upright_jpeg_without_its_place(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    assert pictures.unreadable("image/heic", source.name) == ""

    fitted = pictures.fit(source, folder)

    assert fitted.path == folder / "IMG_0142.jpg"
    assert (fitted.before.kind, fitted.before.width, fitted.before.height) == ("HEIC", 32, 48)
    assert fitted.words.startswith("converted from HEIC, 708 B, 32x48 to JPEG, ")
    with Image.open(fitted.path) as image:
        assert (image.format, image.size) == ("JPEG", (32, 48))
        assert not image.getexif()
        assert not image.getexif().get_ifd(GPS)


def test_without_the_extra_it_says_which_package(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pillow, "_heif", lambda: False)
    with pytest.raises(pictures.PictureProblem) as refused:
        pictures.fit(source, tmp_path)
    assert refused.value.words == (
        "IMG_0142.HEIC is HEIC, which needs one more package: pipx inject mmstui pi-heif."
    )
    assert list(tmp_path.iterdir()) == [source]
