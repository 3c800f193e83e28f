"""A decoded picture, upright, in the colours that everyone shows."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from mmstui.pictures import pillow
from mmstui.pictures.progress import Steps

if TYPE_CHECKING:
    from PIL import Image

#: No telephone shows more pixels than these: 4096 by 3072.
WANTED_PIXELS: Final = 12_582_912


def prepared(image: Image.Image, steps: Steps) -> Image.Image:
    """Decode the first frame and turn it as its EXIF says; at most about `WANTED_PIXELS`.

    Its mode is L, LA, RGB, RGBA or, as it was, P; none of its metadata matters any more.
    """
    from PIL import ImageOps

    full = image.width * image.height
    if full > WANTED_PIXELS:
        share = (WANTED_PIXELS / full) ** 0.5
        # A JPEG is decoded at a half, a quarter or an eighth, never smaller than asked for.
        image.draft(None, (int(image.width * share), int(image.height * share)))
    image.load()
    steps.reach(0.3)
    return _in_common_colours(ImageOps.exif_transpose(image))


def _in_common_colours(image: Image.Image) -> Image.Image:
    if image.mode == "1":
        image = image.convert("L")
    elif image.mode.startswith("I") or image.mode == "F":
        # Sixteen bits a pixel: the upper eight.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if profile := image.info.get("icc_profile"):
        image = _as_srgb(image, profile)
    if image.mode in ("P", "L", "LA", "RGB", "RGBA"):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _as_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """The colours of a profile as those of sRGB; as they are where the profile is no good."""
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
    """Without transparency, on white: what a JPEG can hold."""
    if image.mode in ("L", "RGB"):
        return image
    if not image.has_transparency_data:
        return image.convert("L" if image.mode == "LA" else "RGB")
    ground: Image.Image = pillow.image().new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")
