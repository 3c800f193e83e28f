"""Pictures made small enough to look at; what is too large is not decoded at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from mmstui.pictures import thumbnails
from mmstui.pictures.probe import PictureProblem
from mmstui.pictures.thumbnails import sight
from support.bombs import gif_bomb, png_bomb, resized_jpeg
from support.photos import canvas, encoded, photo

BOX = (400, 300)


class Put:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, data: bytes, name: str = "x") -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path


@pytest.fixture
def put(tmp_path: Path) -> Put:
    return Put(tmp_path)


def test_it_fits_the_box_and_tells_what_the_file_is(put: Put) -> None:
    seen = sight(put(photo(1600, 900)), BOX)
    assert seen.image.size == (400, 225)
    assert seen.image.mode == "RGB"
    assert (seen.look.type, seen.look.width, seen.look.height) == ("image/jpeg", 1600, 900)


def test_a_small_one_stays_small(put: Put) -> None:
    assert sight(put(encoded(Image.new("RGB", (30, 20)), "PNG")), BOX).image.size == (30, 20)


def test_a_turned_photo_is_upright(put: Put) -> None:
    seen = sight(put(photo(1600, 900, turned=6)), BOX)
    assert seen.image.size == (169, 300)
    assert (seen.look.width, seen.look.height) == (900, 1600)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_every_mode_that_a_format_has(put: Put, mode: str, form: str) -> None:
    image = Image.new(mode, (600, 400))
    try:
        data = encoded(image, form)
    except (OSError, ValueError, KeyError):
        pytest.skip("the format has no such mode")
    assert sight(put(data), BOX).image.size == (400, 267)


def test_what_is_transparent_is_grey(put: Put) -> None:
    clear = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    assert sight(put(encoded(clear, "PNG")), BOX).image.getpixel((5, 5)) == (128, 128, 128)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: png_bomb(30_000, 30_000), id="png"),
        pytest.param(lambda: gif_bomb(30_000, 30_000), id="gif"),
        pytest.param(lambda: resized_jpeg(photo(64, 48), 30_000, 30_000), id="jpeg"),
        pytest.param(
            lambda: resized_jpeg(encoded(canvas(64, 48, 0), progressive=True), 16_000, 14_000),
            id="progressive",
        ),
    ],
)
def test_a_picture_of_too_many_pixels_is_refused_at_once(
    put: Put, data: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def decode(*_: object) -> Image.Image:
        raise AssertionError("it is being decoded")

    loaded: list[object] = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda image: loaded.append(image))
    monkeypatch.setattr(thumbnails, "within", decode)
    path = put(data(), "bomb")
    assert path.stat().st_size < 200_000
    with pytest.raises(PictureProblem, match="too many pixels to be read here"):
        sight(path, BOX, "bomb")
    assert loaded == [], "nor for its notes"


MEASURED = """
import resource, sys
from pathlib import Path
from mmstui.pictures import pillow
from mmstui.pictures.thumbnails import sight
pillow.image().init()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sight(Path(sys.argv[1]), (400, 300))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_the_largest_that_is_decoded_takes_bounded_memory(put: Put) -> None:
    # With the program itself, at most 400 MB.
    path = put(png_bomb(7_700, 7_700, bits=8, colour=2))
    assert path.stat().st_size < 200_000
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True
    )
    unit = 1 if sys.platform == "darwin" else 1024
    assert int(done.stdout) * unit < 290_000_000


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_what_is_no_picture_says_so(put: Put, content: bytes) -> None:
    with pytest.raises(PictureProblem, match=r"shown\.png"):
        sight(put(content, "shown.png"), BOX)


def test_a_folder_a_pipe_and_nothing_say_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.png"):
        with pytest.raises(PictureProblem):
            sight(path, BOX)


WHOLE = [photo(64, 48), encoded(canvas(64, 48, 20), "PNG"), encoded(canvas(64, 48, 20), "GIF")]


@settings(deadline=None)
@given(
    whole=st.sampled_from(WHOLE), at=st.integers(0, 4000), byte=st.binary(min_size=1, max_size=9)
)
def test_a_damaged_file_is_a_sentence_or_a_picture(
    tmp_path_factory: pytest.TempPathFactory, whole: bytes, at: int, byte: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.png"
    at = min(at, len(whole) - 1)
    path.write_bytes(whole[:at] + byte + whole[at + len(byte) :])
    with suppress(PictureProblem):
        assert sight(path, BOX).image.width <= BOX[0]
