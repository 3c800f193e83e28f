"""Pillow, loaded when it is first wanted and set up for files of strangers."""

from __future__ import annotations

import warnings
from functools import cache
from types import ModuleType
from typing import Final

#: Decoders by the type that the content shows. No other is ever tried.
_DECODERS: Final = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
#: What Pillow calls a JPEG; with a second picture behind it, a preview for one, it is an MPO.
JPEG: Final = ("JPEG", "MPO")


@cache
def image() -> ModuleType:
    """The module `PIL.Image`."""
    from PIL import Image

    # Its warnings on broken files would be written into the terminal, by a thread.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    # Its own cap warns, and knows nothing of decoding at a fraction: `looking` has ours.
    Image.MAX_IMAGE_PIXELS = None
    return Image


def decoder(mime: str) -> str | None:
    """The name of Pillow's decoder for a type; None where there is none on this machine."""
    if mime == "image/heic":
        return "HEIF" if _heif() else None
    name = _DECODERS.get(mime)
    if name == "AVIF":
        from PIL import features

        return name if features.check("avif") else None
    return name


@cache
def _heif() -> bool:
    """Make HEIC known to Pillow; False without the extra `heic`."""
    try:
        from pi_heif import register_heif_opener
    except ImportError:
        return False
    register_heif_opener(thumbnails=False)
    return True
