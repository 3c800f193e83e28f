"""Generated photographs: a gradient and noise, of any size in pixels and bytes."""

from __future__ import annotations

import random
from functools import cache
from io import BytesIO
from statistics import NormalDist
from typing import Any

from PIL import Image

#: EXIF's tags of a picture's turn and of its place.
ORIENTATION = 0x0112
GPS = 0x8825


def _noise(width: int, height: int, sigma: float) -> Image.Image:
    """Return noise around grey, always the same, unlike Pillow's."""
    values = NormalDist(128, max(sigma, 0.01))
    table = [round(min(255, max(0, values.inv_cdf((n + 0.5) / 256)))) for n in range(256)]
    raw = random.Random(width * height).randbytes(width * height)
    return Image.frombytes("L", (width, height), raw).point(table)


@cache
def canvas(width: int, height: int, noise: int) -> Image.Image:
    """Return an image; `noise` 0 is smooth, 90 large. Red grows to the bottom."""
    down = Image.linear_gradient("L").resize((width, height))
    round_ = Image.radial_gradient("L").resize((width, height))
    seen = Image.merge("RGB", (down, round_, down.transpose(Image.Transpose.FLIP_TOP_BOTTOM)))
    grain = _noise(width, height, noise)
    return Image.blend(seen, Image.merge("RGB", (grain, grain, grain)), 0.3)


def exif(orientation: int = 1) -> bytes:
    """Return a phone's EXIF data: orientation, place, maker."""
    notes = Image.Exif()
    notes[ORIENTATION] = orientation
    notes[0x010F] = "Telephone Maker"
    notes.get_ifd(GPS).update({1: "N", 2: (45.0, 30.0, 17.0), 3: "W", 4: (73.0, 34.0, 1.0)})
    return notes.tobytes()


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as the bytes of a file."""
    stream = BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


@cache
def photo(
    width: int = 4032, height: int = 3024, *, noise: int = 18, quality: int = 95, turned: int = 1
) -> bytes:
    """Return a phone's JPEG with its place; 4.7 MB by default."""
    return encoded(canvas(width, height, noise), quality=quality, exif=exif(turned))


def too_heavy(*, turned: int = 1) -> bytes:
    """Return a JPEG of 1.5 MB, which must be shrunk: many times as fast as a phone's."""
    return photo(1344, 1008, noise=60, quality=100, turned=turned)
