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
from mmstui.tui.graphics.half_blocks import ColourDepth, blocks, blocks_box
from mmstui.tui.graphics.half_blocks import Rows as Rows
from mmstui.tui.media.commands import OPEN_OF_MESSAGE
from mmstui.tui.terminal.cell_size import USUAL

if TYPE_CHECKING:
    from PIL import Image as Pillow
    from textual.dom import DOMNode

#: Cells of a thumbnail on a screen of 30 rows or more, and on a lower one.
LARGE: Final = (25, 7)
SMALL: Final = (15, 4)
#: Thumbnails kept: a few screens of them. A photo's takes 170 KB.
CACHE_SIZE: Final = 24


class ThumbnailRequest(NamedTuple):
    """A thumbnail to draw: file, cells, colours, a cell's width and height."""

    path: str
    columns: int
    rows: int
    depth: ColourDepth
    cell: tuple[int, int] = USUAL


def enabled(environ: Mapping[str, str]) -> bool:
    """Whether thumbnails are drawn: not over SSH, where each scroll would send them again."""
    return not any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "NO_COLOR"))


class Thumbnails:
    """A cache of thumbnails. `painted(request, rows)` is called for each one; None if it failed."""

    def __init__(
        self, owner: DOMNode, painted: Callable[[ThumbnailRequest, Rows | None], None]
    ) -> None:
        self.owner = owner
        self._painted = painted
        self._cache: OrderedDict[ThumbnailRequest, Rows | None] = OrderedDict()
        self._decoding: set[ThumbnailRequest] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        # One at a time: decoding must not delay the keys.
        self._lock = asyncio.Semaphore(1)

    def get(self, request: ThumbnailRequest) -> Rows | None:
        """Return the rows of a thumbnail, or None; then it is being decoded, unless that failed."""
        if request in self._cache:
            self._cache.move_to_end(request)
            return self._cache[request]
        if request not in self._decoding:
            self._decoding.add(request)
            task = self._decode(request)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return None

    def close(self) -> None:
        """Cancel all decoding."""
        for task in self._tasks:
            task.cancel()

    def _decoding_failed(self, request: ThumbnailRequest) -> None:
        self._keep(request, None)

    @jobs.task(
        f"A picture is not shown: {OPEN_OF_MESSAGE.key} opens it.",
        recover=_decoding_failed,
        repeats=True,
    )
    async def _decode(self, request: ThumbnailRequest) -> None:
        async with self._lock:
            rows = await asyncio.to_thread(half_blocks, request)
        self._keep(request, rows)

    def _keep(self, request: ThumbnailRequest, rows: Rows | None) -> None:
        self._decoding.discard(request)
        self._cache[request] = rows
        while len(self._cache) > CACHE_SIZE:
            self._cache.popitem(last=False)
        self._painted(request, rows)


def half_blocks(request: ThumbnailRequest) -> Rows | None:
    """Decode and draw a thumbnail; None if the file is no valid picture. Never raises."""
    from mmstui.pictures.probe import PictureProblem
    from mmstui.pictures.thumbnails import sight

    width, height = blocks_box(request.columns, request.rows, request.cell)
    try:
        seen = sight(Path(request.path), (width * 8, height * 8)).image
    except PictureProblem:
        return None
    found = _fitted(seen, width, height)
    whole = (found.width, request.rows * 2)
    return blocks(found if found.size == whole else found.resize(whole), request.depth)


def _fitted(image: Pillow.Image, width: int, height: int) -> Pillow.Image:
    """Fill the box of square pixels with a landscape, cropped at its sides; a portrait keeps its
    ratio.
    """
    from PIL import Image, ImageOps

    wide = image.width / image.height
    if wide >= 1.2:
        return ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    narrow = max(2, min(width, round(height * wide)))
    return image.resize((narrow, height), Image.Resampling.LANCZOS)
