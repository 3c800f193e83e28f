"""Pillow, loaded on first use and configured for untrusted files."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
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
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
    "image/jp2": "JPEG2000",
    "image/x-icon": "ICO",
}
#: Decoders that Pillow may have been built without, by the name of their feature.
_OPTIONAL: Final = {"AVIF": "avif", "WEBP": "webp", "JPEG2000": "jpg_2000"}
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


@contextmanager
def forgiving(wanted: bool) -> Iterator[None]:
    """Have decoders paint what is left of a broken file, if `wanted`.

    Pillow has one switch for all threads: a preview that is decoded meanwhile is as forgiving.
    """
    if not wanted:
        yield
        return
    from PIL import ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def decoder(mime: str) -> str | None:
    """Return the name of Pillow's decoder for a type; None when this machine has none."""
    if mime == "image/heic":
        return "HEIF" if _heif() else None
    name = _DECODERS.get(mime)
    if name in _OPTIONAL:
        from PIL import features

        return name if features.check(_OPTIONAL[name]) else None
    return name


def formats(mime: str) -> tuple[str, ...]:
    """Return Pillow's formats for a type: only its decoder."""
    name = decoder(mime)
    return () if name is None else (name,)


@cache
def _heif() -> bool:
    """Return whether there is a HEIC decoder, of the extra `heic`."""
    try:
        import pi_heif
    except ImportError:
        return False
    pi_heif.options.THUMBNAILS = False
    return True
