"""Generated pictures and sounds of the demo; the same seed generates the same file."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

Colour = tuple[int, int, int]
Point = tuple[float, float]

WIDTH, HEIGHT = 1024, 768
JPEG_QUALITY = 82

FILES: dict[str, tuple[str, str]] = {
    "lake": ("image/jpeg", "jpeg"),
    "boat": ("image/jpeg", "jpeg"),
    "sunset": ("image/jpeg", "jpg"),
    "leak": ("image/png", "png"),
    "memo": ("audio/mpeg", "mp3"),
}
"""The files of the conversations, with type and extension."""


def draw(name: str, seed: int) -> bytes:
    """Return the file `name` of FILES. Imports Pillow on demand, because it is slow to load."""
    chance = random.Random(f"{name}:{seed}")
    if name == "memo":
        return voice_memo(seconds=chance.randint(9, 41))
    painters: dict[str, Callable[[random.Random], Image.Image]] = {
        "lake": _lake,
        "boat": _boat,
        "sunset": _sunset,
        "leak": _leak,
    }
    buffer = io.BytesIO()
    picture = painters[name](chance)
    if FILES[name][0] == "image/png":
        picture.save(buffer, "PNG", optimize=False)
    else:
        picture.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return buffer.getvalue()


def voice_memo(seconds: int) -> bytes:
    """Return an MP3 of silence: frames of 32 kbit/s mono at 44.1 kHz, 104 bytes each."""
    frame = b"\xff\xfb\x10\xc0" + bytes(100)
    tag = b"ID3\x03\x00\x00\x00\x00\x00\x00"
    return tag + frame * round(seconds * 44_100 / 1152)


def _sky(top: Colour, bottom: Colour) -> Image.Image:
    """Return a canvas with a gradient from `top` to `bottom`."""
    from PIL import Image, ImageOps

    ramp = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    return ImageOps.colorize(ramp, top, bottom)


def _ridge(chance: random.Random, base: float, height: float) -> list[Point]:
    """Return the outline of hills on `base`, in pixels from the top."""
    waves = [(chance.uniform(1, 6), chance.uniform(0, math.tau)) for _ in range(4)]

    def crest(x: int) -> float:
        turns = x / WIDTH * math.tau
        swell = sum(math.sin(turns * pace + phase) / pace for pace, phase in waves)
        return base - height * (0.55 + 0.25 * swell)

    top = [(float(x), crest(x)) for x in range(0, WIDTH + 8, 8)]
    return [(0.0, base), *top, (float(WIDTH), base)]


def _water(picture: Image.Image, chance: random.Random, shore: int, glint: Colour) -> None:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(picture)
    for _ in range(220):
        y = chance.randint(shore + 4, HEIGHT - 4)
        reach = 12 + (y - shore) // 4
        x = chance.randint(-20, WIDTH)
        pen.line(
            [(x, y), (x + chance.randint(6, reach), y)], fill=glint, width=1 + (y - shore) // 140
        )


def _lake(chance: random.Random) -> Image.Image:
    from PIL import ImageDraw

    picture = _sky((92, 142, 205), (206, 222, 233))
    pen = ImageDraw.Draw(picture)
    shore = chance.randint(350, 430)
    pen.polygon(_ridge(chance, shore, 190), fill=(128, 148, 170))
    pen.polygon(_ridge(chance, shore, 110), fill=(70, 98, 92))
    for _ in range(60):
        x, tall = chance.randint(0, WIDTH), chance.randint(30, 80)
        pen.polygon([(x - 12, shore), (x, shore - tall), (x + 12, shore)], fill=(30, 62, 48))
    pen.rectangle((0, shore, WIDTH, HEIGHT), fill=(74, 124, 164))
    _water(picture, chance, shore, (130, 172, 200))
    return picture


def _boat(chance: random.Random) -> Image.Image:
    from PIL import ImageDraw

    picture = _lake(chance)
    pen = ImageDraw.Draw(picture)
    hull = chance.choice([(196, 34, 30), (36, 110, 74), (222, 158, 40), (44, 78, 150)])
    dark: Colour = (hull[0] // 2, hull[1] // 2, hull[2] // 2)
    pen.polygon([(0, 640), (WIDTH, 590), (WIDTH, HEIGHT), (0, HEIGHT)], fill=(208, 190, 150))
    left, right, top = 110, 900, 470 + chance.randint(-20, 20)
    rim = [(left, top), (300, top + 52), (620, top + 48), (right, top - 50)]
    keel = [(right - 70, top + 110), (620, top + 170), (290, top + 172), (left + 60, top + 100)]
    pen.polygon([*rim, *keel], fill=hull)
    pen.line(rim, fill=dark, width=16)
    pen.polygon([(640, top + 50), (700, top + 36), (720, top + 120), (660, top + 140)], fill=dark)
    return picture


def _sunset(chance: random.Random) -> Image.Image:
    from PIL import ImageDraw

    picture = _sky((64, 52, 110), (250, 164, 92))
    pen = ImageDraw.Draw(picture)
    shore, sun = 460, chance.randint(250, 780)
    pen.ellipse((sun - 60, shore - 110, sun + 60, shore + 10), fill=(255, 226, 150))
    pen.polygon(_ridge(chance, shore, 130), fill=(58, 44, 72))
    pen.rectangle((0, shore, WIDTH, HEIGHT), fill=(96, 70, 108))
    _water(picture, chance, shore, (240, 160, 110))
    pen.polygon(
        [(380, 600), (640, 600), (600, 640), (420, 640)],
        fill=(24, 18, 34),
    )
    return picture


def _leak(chance: random.Random) -> Image.Image:
    from PIL import ImageDraw

    picture = _sky((214, 206, 192), (168, 158, 140))
    pen = ImageDraw.Draw(picture)
    for seam in range(90, HEIGHT, 130):
        pen.line([(0, seam), (WIDTH, seam + 14)], fill=(150, 138, 118), width=5)
    x, y = 300.0, 180.0
    crack = [(x, y)]
    for _ in range(26):
        x, y = x + chance.uniform(4, 30), y + chance.uniform(2, 26)
        crack.append((x, y))
    pen.line(crack, fill=(52, 40, 34), width=7, joint="curve")
    for drop_x, drop_y in crack[::4]:
        pen.ellipse((drop_x - 9, drop_y + 6, drop_x + 9, drop_y + 34), fill=(112, 150, 176))
    return picture
