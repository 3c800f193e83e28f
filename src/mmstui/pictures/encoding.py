"""Find the best encoding of a picture within a size limit, in few encodings.

A drawing, or a picture with transparency, becomes a PNG of the same size if that fits: it keeps
every pixel. Everything else becomes a JPEG. The search varies the size, at a quality without
visible loss. The quality varies only when the long side would fall below a telephone's screen, or
when the whole picture is well below the limit.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from math import log, sqrt
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final

from mmstui.pictures import pillow
from mmstui.pictures.preparing import flat
from mmstui.pictures.progress import Steps

if TYPE_CHECKING:
    from PIL import Image

QUALITY: Final = 82
BETTER: Final = (92, 88)
WORSE: Final = (72, 60, 48, 36, 24, 12)
#: The long side is not made shorter than this as long as a lower quality suffices.
LONG_SIDE: Final = 1_000
#: Share of the limit from which a result is good enough.
ENOUGH: Final = 0.92
AIM: Final = 0.965
TRIES: Final = 5
#: Longest side of a JPEG.
_LONGEST: Final = 65_500
#: Bytes grow with the pixels to this power; two encodings give a better estimate.
_GROWTH: Final = 0.85
_PROBE_PIXELS: Final = 300_000
#: A drawing has at most this share of different colours among some of its pixels.
_DRAWN: Final = 0.05
_SAMPLE: Final = 256
#: A PNG of so few bytes goes whatever it shows.
_SMALL: Final = 100_000
#: A PNG is tried if it seems to become at most so many times as large as it may.
_HOPE: Final = 1.5
#: One strip of so many tells how large it becomes.
_STRIPS: Final = 12
#: A PNG of more pixels takes longer to encode than anyone waits for.
_MOST_PNG_PIXELS: Final = 16_000_000


@dataclass(frozen=True, slots=True)
class Encoded:
    """An encoded picture."""

    data: bytes
    type: str
    width: int
    height: int
    on_white: bool = False  #: transparent parts of the picture are white in it


def best(image: Image.Image, limit: int, steps: Steps, *, lossless: bool) -> Encoded | None:
    """Return the largest and clearest encoding within `limit`; None for none. Raises Cancelled.

    The picture is a prepared one; `lossless`: no lossy encoding blurred it before.
    """
    exact = _as_png(image, limit, steps) if lossless or _is_clear(image) else None
    if exact is not None and (_is_clear(image) or _is_drawn(image) or len(exact.data) <= _SMALL):
        return exact
    found = _Search(flat(image), limit, steps).run()
    return found and replace(found, on_white=_is_clear(image))


def _is_clear(image: Image.Image) -> bool:
    """Return whether anything behind a picture would be seen."""
    return image.mode == "RGBA" and image.getchannel("A").getextrema()[0] != 255


def _is_drawn(image: Image.Image) -> bool:
    """Return whether a picture has few colours, and so sharp edges that a JPEG would blur."""
    sides = (min(image.width, _SAMPLE), min(image.height, _SAMPLE))
    sample = image.resize(sides, pillow.image().Resampling.NEAREST).convert("RGB")
    return sample.getcolors(max(16, int(_DRAWN * sides[0] * sides[1]))) is not None


def _png_size(image: Image.Image) -> float:
    """Return about how large a PNG becomes, by some of its rows."""
    every, some = 16 * _STRIPS, range(0, image.height, 16 * _STRIPS)
    if image.height <= every:
        return 0.0
    taken = 0
    with _scratch() as file:
        for top in some:
            image.crop((0, top, image.width, min(top + 16, image.height))).save(file, "PNG")
            taken = file.tell()
    return taken * image.height / (16 * len(some))


def _as_png(image: Image.Image, limit: int, steps: Steps) -> Encoded | None:
    steps.advance()
    if _png_size(image) > _HOPE * limit:
        return None
    if image.mode == "RGBA" and not _is_clear(image):
        image = image.convert("RGB")
    if (colours := image.convert("RGBA").getcolors(256)) is not None and image.mode != "L":
        # The same pixels in a byte each.
        exact = image.quantize(len(colours), method=pillow.image().Quantize.FASTOCTREE)
        if exact.convert(image.mode).tobytes() == image.tobytes():
            image = exact
    with _scratch() as file:
        image.save(file, "PNG", optimize=image.width * image.height < _MOST_PNG_PIXELS // 4)
        size = file.tell()
        if size > limit:
            return None
        file.seek(0)
        return Encoded(file.read(), "image/png", *image.size)


class _Search:
    def __init__(self, image: Image.Image, limit: int, steps: Steps) -> None:
        self._image = image
        self._limit = limit
        self._steps = steps
        longest = max(image.size)
        self._most = min(1.0, _LONGEST / longest)
        self._least = min(self._most, LONG_SIDE / longest)

    def run(self) -> Encoded | None:
        found = self._by_size()
        if found is None:
            return self._by_quality()
        whole = max(found.width, found.height) >= self._most * max(self._image.size) - 1
        if whole and len(found.data) < ENOUGH * self._limit:
            return self._clearer() or found
        return found

    def _by_size(self) -> Encoded | None:
        """Return the largest encoding of `QUALITY` that fits, not below the least size."""
        scale = self._probed()
        fits: tuple[float, Encoded] | None = None
        too_big: tuple[float, int] | None = None
        for _ in range(TRIES):
            made = self._encoded(scale, QUALITY)
            size = len(made.data)
            if size <= self._limit:
                fits = (scale, made)
                if scale >= self._most or size >= ENOUGH * self._limit:
                    break
            else:
                too_big = (scale, size)
                if scale <= self._least:
                    break
            known = [(fits[0], len(fits[1].data))] if fits else []
            scale = self._next((scale, size), [*known, too_big] if too_big else known)
        return fits[1] if fits else None

    def _probed(self) -> float:
        """Return a first scale, estimated from a small encoding."""
        pixels = self._image.width * self._image.height
        small = min(self._most, sqrt(_PROBE_PIXELS / pixels))
        size = len(self._encoded(small, QUALITY).data)
        return self._next((small, size), [])

    def _next(self, last: tuple[float, int], known: list[tuple[float, int]]) -> float:
        """Return the scale to try next, extrapolated from the known sizes."""
        growth = 2 * _GROWTH
        if len(known) == 2 and known[0][0] < known[1][0] and known[0][1] < known[1][1]:
            (low, few), (high, many) = known
            growth = log(many / few) / log(high / low)
        scale: float = last[0] * (AIM * self._limit / last[1]) ** (1 / growth)
        if len(known) == 2 and known[0][0] < known[1][0]:
            low, high = known[0][0], known[1][0]
            # Between the two known scales; their mean if the estimate is outside.
            scale = scale if low < scale < high else sqrt(low * high)
        return max(self._least, min(self._most, scale))

    def _clearer(self) -> Encoded | None:
        for quality in BETTER:
            made = self._encoded(self._most, quality)
            if len(made.data) <= self._limit:
                return made
        return None

    def _by_quality(self) -> Encoded | None:
        """Return the clearest encoding of the least size that fits; if none does, a smaller one."""
        for quality in WORSE:
            made = self._encoded(self._least, quality)
            if len(made.data) <= self._limit:
                return made
        scale = self._least
        while max(self._image.size) * scale > 1:
            scale /= 2
            made = self._encoded(scale, WORSE[-1])
            if len(made.data) <= self._limit:
                return made
        return None

    def _encoded(self, scale: float, quality: int) -> Encoded:
        self._steps.advance()
        sides = tuple(max(1, round(side * scale)) for side in self._image.size)
        image = self._image
        if sides != image.size:
            image = image.resize(
                (sides[0], sides[1]), pillow.image().Resampling.LANCZOS, reducing_gap=2.0
            )
        with _scratch() as file:
            image.save(file, "JPEG", quality=quality, optimize=True)
            file.seek(0)
            return Encoded(file.read(), "image/jpeg", *image.size)


def _scratch() -> IO[bytes]:
    """Return a file without a name.

    Pillow releases the interpreter's lock when it encodes into a file, but not into memory: the UI
    would wait for a tenth of a second each time.
    """
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("mmstui-picture"), "w+b")
    return TemporaryFile()
