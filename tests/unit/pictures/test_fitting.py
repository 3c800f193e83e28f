"""A picture too big for an MMS becomes one that fits, and nothing else comes along."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from mmstui import pictures
from mmstui.domain.limits import SAFE_ATTACHMENT_BYTES
from support.photos import GPS, ORIENTATION, photo


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
