"""Half-block thumbnails of photos: two pixels a cell, decoded in a thread, in a bounded cache.

`mmstui.pictures.thumbnails` decides what may be decoded, and at what cost.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from mmstui.tui import jobs
from mmstui.tui.graphics.half_blocks import ColourDepth, blocks
from mmstui.tui.graphics.half_blocks import Rows as Rows

if TYPE_CHECKING:
    from PIL import Image as Pillow
    from textual.dom import DOMNode

#: Cells of a thumbnail on a screen of 30 rows or more, and on a lower one.
LARGE: Final = (25, 7)
SMALL: Final = (15, 4)
KEPT: Final = 96


class Wanted(NamedTuple):
    """A thumbnail to draw: file, cells, colours."""

    path: str
    columns: int
    rows: int
    depth: ColourDepth


def wished(environ: Mapping[str, str]) -> bool:
    """Whether thumbnails are drawn: not over SSH, where each scroll would send them again."""
    return not any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "NO_COLOR"))


class Thumbnails:
    """A cache of thumbnails. `painted(wanted, rows)` is called for each one; None if it failed."""

    def __init__(self, owner: DOMNode, painted: Callable[[Wanted, Rows | None], None]) -> None:
        self.owner = owner
        self._painted = painted
        self._kept: OrderedDict[Wanted, Rows | None] = OrderedDict()
        self._under_way: set[Wanted] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        # One at a time: decoding must not delay the keys.
        self._turn = asyncio.Semaphore(1)

    def get(self, wanted: Wanted) -> Rows | None:
        """Return the rows of a thumbnail, or None; then it is being decoded, unless that failed."""
        if wanted in self._kept:
            self._kept.move_to_end(wanted)
            return self._kept[wanted]
        if wanted not in self._under_way:
            self._under_way.add(wanted)
            task = self._decode(wanted)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return None

    def close(self) -> None:
        """Cancel all decoding."""
        for task in self._tasks:
            task.cancel()

    def _not_decoded(self, wanted: Wanted) -> None:
        self._keep(wanted, None)

    @jobs.task("A picture is not shown: o opens it.", recover=_not_decoded, repeats=True)
    async def _decode(self, wanted: Wanted) -> None:
        async with self._turn:
            rows = await asyncio.to_thread(half_blocks, wanted)
        self._keep(wanted, rows)

    def _keep(self, wanted: Wanted, rows: Rows | None) -> None:
        self._under_way.discard(wanted)
        self._kept[wanted] = rows
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._painted(wanted, rows)


def half_blocks(wanted: Wanted) -> Rows | None:
    """Decode and draw a thumbnail; None if the file is no valid picture. Never raises."""
    from mmstui.pictures.probe import PictureProblem
    from mmstui.pictures.thumbnails import sight

    width, height = wanted.columns, wanted.rows * 2
    try:
        seen = sight(Path(wanted.path), (width * 8, height * 8)).image
    except PictureProblem:
        return None
    return blocks(_fitted(seen, width, height), wanted.depth)


def _fitted(image: Pillow.Image, width: int, height: int) -> Pillow.Image:
    """Fill the box with a landscape, cropped at its sides; a portrait keeps its ratio."""
    from PIL import Image, ImageOps

    wide = image.width / image.height
    # A cell has two pixels and is about twice as high as wide: pixels are square.
    if wide >= 1.2:
        return ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    narrow = max(2, min(width, round(height * wide)))
    return image.resize((narrow, height), Image.Resampling.LANCZOS)
