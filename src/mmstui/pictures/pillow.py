"""Pillow, loaded on first use and configured for untrusted files."""

from __future__ import annotations

import warnings
from functools import cache
from types import ModuleType
from typing import Final

#: Decoders by the type of the content. No other decoder is tried.
_DECODERS: Final = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
#: Pillow's formats of a JPEG; an MPO has a second picture behind it, such as a preview.
JPEG: Final = ("JPEG", "MPO")


@cache
def image() -> ModuleType:
    """Return the module `PIL.Image`."""
    from PIL import Image

    # Warnings about broken files would be written to the terminal, by a thread.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    # Pillow's limit only warns, and ignores decoding at a fraction: `probe` has limits of ours.
    Image.MAX_IMAGE_PIXELS = None
    return Image


def decoder(mime: str) -> str | None:
    """Return the name of Pillow's decoder for a type; None when this machine has none."""
    if mime == "image/heic":
        return "HEIF" if _heif() else None
    name = _DECODERS.get(mime)
    if name == "AVIF":
        from PIL import features

        return name if features.check("avif") else None
    return name


@cache
def _heif() -> bool:
    """Register the HEIC decoder; return False without the extra `heic`."""
    try:
        from pi_heif import register_heif_opener
    except ImportError:
        return False
    register_heif_opener(thumbnails=False)
    return True
