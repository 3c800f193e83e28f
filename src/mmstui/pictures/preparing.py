"""Decode a picture, turn it upright, and convert its colours to sRGB."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from mmstui.pictures import pillow
from mmstui.pictures.progress import Steps

if TYPE_CHECKING:
    from PIL import Image

#: 4096 by 3072: no telephone shows more.
WANTED_PIXELS: Final = 12_582_912


def prepared(image: Image.Image, steps: Steps) -> Image.Image:
    """Decode the first frame upright by its EXIF orientation, at most about `WANTED_PIXELS`.

    The mode is L, LA, RGB, RGBA or, unchanged, P. The metadata may be dropped.
    """
    from PIL import ImageOps

    full = image.width * image.height
    if full > WANTED_PIXELS:
        share = (WANTED_PIXELS / full) ** 0.5
        # A JPEG is decoded at a half, a quarter or an eighth, never below the requested size.
        image.draft(None, (int(image.width * share), int(image.height * share)))
    image.load()
    steps.reach(0.3)
    return _in_common_colours(ImageOps.exif_transpose(image))


def _in_common_colours(image: Image.Image) -> Image.Image:
    if image.mode == "1":
        image = image.convert("L")
    elif image.mode.startswith("I") or image.mode == "F":
        # Sixteen bits per pixel: keep the upper eight.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if profile := image.info.get("icc_profile"):
        image = _as_srgb(image, profile)
    if image.mode in ("P", "L", "LA", "RGB", "RGBA"):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _as_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Return the picture in sRGB colours; unchanged when its profile is invalid."""
    from PIL import ImageCms

    if image.mode == "P":
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        common = ImageCms.createProfile("sRGB")
        turned: Image.Image | None = ImageCms.profileToProfile(image, own, common, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return turned or image


def flat(image: Image.Image) -> Image.Image:
    """Return the picture without transparency, on white, as a JPEG needs it."""
    if image.mode in ("L", "RGB"):
        return image
    if not image.has_transparency_data:
        return image.convert("L" if image.mode == "LA" else "RGB")
    ground: Image.Image = pillow.image().new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")
