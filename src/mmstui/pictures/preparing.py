"""Decode a picture, turn it upright, and convert its colours: for sending and for looking alike."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Final

from mmstui.domain.files.exif import ON_ITS_SIDE
from mmstui.pictures import pillow
from mmstui.pictures.progress import Steps
from mmstui.pictures.sources import WANTED_PIXELS, Source

if TYPE_CHECKING:
    from PIL import Image

#: A JPEG is decoded at a half if that is at least this share of the wanted sides.
_NEARLY: Final = 0.92
#: Pixels of a band.
_BAND: Final = 2_000_000
#: Rows around a row that LANCZOS looks at, for each row that becomes one.
_SUPPORT: Final = 3

Convert = Callable[["Image.Image"], "Image.Image"]


def upright_size(source: Source) -> tuple[int, int]:
    """Return the sides of a picture when it is upright."""
    width, height = source.size
    return (height, width) if source.orientation in ON_ITS_SIDE else (width, height)


def prepared(source: Source, steps: Steps | None = None) -> Image.Image:
    """Decode upright, at most about `WANTED_PIXELS`. The mode is L, RGB or RGBA, without notes."""
    width, height = source.size
    share = min(1.0, (WANTED_PIXELS / (width * height)) ** 0.5)
    if share < 1:
        source.reduce((int(width * share * _NEARLY), int(height * share * _NEARLY)))
        share = min(1.0, share * width / source.size[0])
    source.load()
    if steps is not None:
        steps.reach(0.3)
    sides = (max(1, round(source.size[0] * share)), max(1, round(source.size[1] * share)))
    return _upright(_scaled(source, sides, steps), source.orientation)


def within(source: Source, box: tuple[int, int]) -> Image.Image:
    """Decode upright within a box of (width, height); a small picture is not enlarged."""
    if source.orientation in ON_ITS_SIDE:
        box = box[::-1]
    width, height = source.size
    share = min(1.0, box[0] / width, box[1] / height)
    sides = (max(1, round(width * share)), max(1, round(height * share)))
    source.reduce(sides)
    source.load()
    return _upright(_scaled(source, sides, None), source.orientation)


def _scaled(source: Source, sides: tuple[int, int], steps: Steps | None) -> Image.Image:
    """Return a decoded picture in common colours and of a size, made of bands."""
    convert = _conversion(source)
    width, height = source.size
    scale = height / sides[1]
    rows = max(1, int(_BAND / width / scale))
    margin = 0 if sides == (width, height) else ceil(_SUPPORT * max(scale, width / sides[0])) + 1
    made: Image.Image = pillow.image().new(convert(source.band(0, 1)).mode, sides)
    for top in range(0, sides[1], rows):
        bottom = min(top + rows, sides[1])
        first = max(0, int(top * scale) - margin)
        last = min(height, ceil(bottom * scale) + margin)
        band = convert(source.band(first, last))
        if margin:
            box = (0.0, top * scale - first, float(width), bottom * scale - first)
            band = band.resize(
                (sides[0], bottom - top),
                pillow.image().Resampling.LANCZOS,
                (box[0], max(0.0, box[1]), box[2], min(float(band.height), box[3])),
                reducing_gap=2.0,
            )
        made.paste(band, (0, top))
        if steps is not None:
            steps.reach(0.3 + 0.2 * bottom / sides[1])
    return made


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = pillow.image().Transpose
    turns = {
        2: turn.FLIP_LEFT_RIGHT, 3: turn.ROTATE_180, 4: turn.FLIP_TOP_BOTTOM, 5: turn.TRANSPOSE,
        6: turn.ROTATE_270, 7: turn.TRANSVERSE, 8: turn.ROTATE_90,
    }  # fmt: skip
    return image.transpose(turns[orientation]) if orientation in turns else image


# Colours.


def _conversion(source: Source) -> Convert:
    """Return what makes a band L, RGB or RGBA in sRGB colours, eight bits a sample."""
    deep = _eight_bits(source)
    coloured = _as_srgb(source) if source.info.get("icc_profile") else None

    def convert(band: Image.Image) -> Image.Image:
        if deep is not None:
            return deep(band)
        if band.mode in ("P", "PA", "LA") or (band.mode == "1"):
            has_alpha = band.has_transparency_data
            band = band.convert("L" if band.mode == "1" else "RGBA" if has_alpha else "RGB")
        if coloured is not None:
            band = coloured(band)
        if band.mode not in ("L", "RGB", "RGBA") or "transparency" in band.info:
            band = band.convert("RGBA" if band.has_transparency_data else "RGB")
        band.info = {}
        return band

    return convert


def _eight_bits(source: Source) -> Convert | None:
    """Return what makes a grey band of more than eight bits one of eight; None for no such."""
    if not source.mode.startswith(("I", "F")):
        return None
    low, high = 0.0, 65_535.0
    if source.mode in ("I", "F"):
        # Of 32 bits any range is in use: 0 to 1, to 255, to 65,535.
        low, high = _range(source.band(0, source.size[1]))
        if source.mode == "I" and low >= 0 and high <= 65_535:
            low, high = 0.0, 255.0 if high <= 255 else 65_535.0
    # The upper eight of sixteen bits, as other programs do.
    step = 256.0 if high == 65_535 and low == 0 else max((high - low) / 255.0, 1e-9)

    def convert(band: Image.Image) -> Image.Image:
        wide = band.convert("F" if band.mode == "F" else "I")
        grey = wide.point(lambda value: value * (1 / step) - low / step)
        made: Image.Image = grey.convert("L")
        return made

    return convert


def _range(grey: Image.Image) -> tuple[float, float]:
    low, high = grey.getextrema()
    if isinstance(low, tuple) or isinstance(high, tuple):
        raise ValueError("more than one band")
    return float(low), float(high)


def _as_srgb(source: Source) -> Convert | None:
    """Return what turns a band's colours to sRGB; None without a valid profile for them."""
    from PIL import ImageCms

    own_mode = source.mode
    if own_mode in ("P", "PA"):
        own_mode = source.band(0, 1).convert("RGBA" if _has_alpha(source) else "RGB").mode
    if own_mode not in ("RGB", "RGBA", "CMYK"):
        return None
    mode = "RGBA" if own_mode == "RGBA" else "RGB"
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(source.info["icc_profile"]))
        common = ImageCms.createProfile("sRGB")
        transform = ImageCms.buildTransform(own, common, own_mode, mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None

    def convert(band: Image.Image) -> Image.Image:
        if band.mode != own_mode:
            return band
        found: Image.Image | None = ImageCms.applyTransform(band, transform)
        return found or band

    return convert


def _has_alpha(source: Source) -> bool:
    return bool(source.band(0, 1).has_transparency_data)


def flat(image: Image.Image, ground: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    """Return a prepared picture without transparency, on white, as a JPEG needs it."""
    if image.mode in ("L", "RGB"):
        return image
    made: Image.Image = pillow.image().new("RGB", image.size, ground)
    made.paste(image, mask=image.getchannel("A"))
    return made
