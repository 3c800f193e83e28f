"""Half-block thumbnails of photos: two pixels a cell, decoded in a thread, kept while they fit.

A photo is hostile until proven otherwise: only the formats that MMS knows are opened, a picture
that claims too many pixels is not decoded at all, and a JPEG only at a fraction of its size.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

if TYPE_CHECKING:
    from PIL import Image as Pillow

#: Cells of a thumbnail from 30 rows, and below.
LARGE: Final = (25, 7)
SMALL: Final = (15, 4)
#: A JPEG is decoded at an eighth of this at least; anything else as it is.
MOST_JPEG_PIXELS: Final = 120_000_000
MOST_PIXELS: Final = 30_000_000
KEPT: Final = 96
_FORMATS: Final = ("JPEG", "PNG", "GIF")

Rows = tuple[tuple[Segment, ...], ...]


class Wanted(NamedTuple):
    """A picture to paint: file, cells, and whether the terminal has only 256 colours."""

    path: str
    columns: int
    rows: int
    dithered: bool


def wished(environ: Mapping[str, str]) -> bool:
    """Whether thumbnails are drawn: not over SSH, where each scroll would carry them again."""
    return not any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "NO_COLOR"))


class Thumbnails:
    """Thumbnails by file. `painted(wanted, rows)` is called for each; None if it cannot be."""

    def __init__(self, painted: Callable[[Wanted, Rows | None], None]) -> None:
        self._painted = painted
        self._kept: OrderedDict[Wanted, Rows | None] = OrderedDict()
        self._under_way: set[Wanted] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        # One at a time: pictures must not crowd out the keys.
        self._turn = asyncio.Semaphore(1)

    def get(self, wanted: Wanted) -> Rows | None:
        """Its rows, or None while there are none; it is then being decoded, unless it cannot be."""
        if wanted in self._kept:
            self._kept.move_to_end(wanted)
            return self._kept[wanted]
        if wanted not in self._under_way:
            self._under_way.add(wanted)
            task = asyncio.get_running_loop().create_task(self._decode(wanted))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return None

    def close(self) -> None:
        """Decode nothing more."""
        for task in self._tasks:
            task.cancel()

    async def _decode(self, wanted: Wanted) -> None:
        async with self._turn:
            rows = await asyncio.to_thread(half_blocks, wanted)
        self._under_way.discard(wanted)
        self._kept[wanted] = rows
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._painted(wanted, rows)


def half_blocks(wanted: Wanted) -> Rows | None:
    """Decode and paint; None for anything that is not a sane picture. Never raises."""
    from PIL import Image

    try:
        with Image.open(wanted.path, formats=_FORMATS) as image:
            pixels = image.width * image.height
            if pixels > (MOST_JPEG_PIXELS if image.format == "JPEG" else MOST_PIXELS):
                return None
            return _painted(image, wanted)
    except Exception:
        # Pillow's decoders raise whatever a broken file makes of them; there is nothing to add.
        return None


def _painted(image: Pillow.Image, wanted: Wanted) -> Rows:
    from PIL import Image, ImageOps

    width, height = wanted.columns, wanted.rows * 2
    image.draft("RGB", (width * 4, height * 4))
    flat = ImageOps.exif_transpose(image).convert("RGBA")
    flat.thumbnail((width * 8, height * 8), reducing_gap=2.0)
    # What is transparent is shown on grey: neither a dark nor a light picture vanishes on it.
    ground = Image.new("RGBA", flat.size, (128, 128, 128, 255))
    ground.alpha_composite(flat)
    fitted = _fitted(ground.convert("RGB"), width, height)
    if wanted.dithered:
        return _indexed(fitted)
    data, width = fitted.tobytes(), fitted.width

    def colour(x: int, y: int) -> Color:
        at = (y * width + x) * 3
        return Color.from_rgb(*data[at : at + 3])

    return _cells(width, fitted.height, colour)


def _fitted(image: Pillow.Image, width: int, height: int) -> Pillow.Image:
    """Fill the box with a landscape, its sides cut; a portrait keeps its shape and the height."""
    from PIL import Image, ImageOps

    wide = image.width / image.height
    # A cell is two pixels high and one wide, and about twice as high as wide: pixels are square.
    if wide >= 1.2:
        return ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    narrow = max(2, min(width, round(height * wide)))
    return image.resize((narrow, height), Image.Resampling.LANCZOS)


def _indexed(image: Pillow.Image) -> Rows:
    """Dithered to the 240 fixed colours of a 256-colour terminal."""
    from PIL import Image

    steps = (0, 95, 135, 175, 215, 255)
    cube = [level for r in steps for g in steps for b in steps for level in (r, g, b)]
    greys = [8 + 10 * step for step in range(24) for _ in range(3)]
    palette = Image.new("P", (1, 1))
    palette.putpalette(cube + greys)
    indexed = image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
    data, width = indexed.tobytes(), indexed.width
    return _cells(
        width,
        indexed.height,
        lambda x, y: Color.from_ansi(16 + min(data[y * width + x], 239)),
    )


def _cells(width: int, height: int, colour: Callable[[int, int], Color]) -> Rows:
    return tuple(
        tuple(Segment("▀", Style.from_color(colour(x, y), colour(x, y + 1))) for x in range(width))
        for y in range(0, height - 1, 2)
    )
