"""Decodes a file and encodes it in a protocol for so many cells. Slow: for a thread."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from mmstui.pictures.probe import Look
from mmstui.pictures.thumbnails import sight
from mmstui.tui.graphics import kitty, sixel
from mmstui.tui.graphics.choosing import Protocol
from mmstui.tui.graphics.half_blocks import ColourDepth, Rows, blocks, blocks_box, in_blocks

if TYPE_CHECKING:
    from PIL import Image

#: The most pixels that are sent: more are invisible and slow on a slow line.
MOST: Final = (1600, 1200)


class Room(NamedTuple):
    """The space for a picture: cells, pixels per cell, protocol, colours."""

    columns: int
    rows: int
    cell: tuple[int, int]
    protocol: Protocol
    depth: ColourDepth


class Drawn(NamedTuple):
    """A picture ready to be shown, as `blocks` or as an `escape`; `clear` removes the latter.

    With `texts`, one a row, the escape alone shows nothing: the texts do, in kitty's `COLOUR`.
    """

    look: Look
    columns: int
    rows: int
    blocks: Rows = ()
    escape: str = ""
    clear: str = ""
    texts: tuple[str, ...] = ()


def draw(path: Path, name: str, room: Room) -> Drawn:
    """Decode and encode a picture. Blocking. Raises PictureProblem, a sentence."""
    if room.protocol is Protocol.BLOCKS:
        seen = sight(path, blocks_box(room.columns, room.rows, room.cell), name)
        image = in_blocks(seen.image, room.cell)
        image = _padded(image, (1, 2), (0, 0, 0)) if image.height % 2 else image
        found = blocks(image, room.depth)
        return Drawn(seen.look, image.width, len(found), found)
    box = (
        min(room.columns * room.cell[0], MOST[0]),
        min(room.rows * room.cell[1], MOST[1]),
    )
    if room.protocol is Protocol.KITTY_IN_TMUX:
        most = kitty.MOST_CELLS
        box = (min(box[0], most * room.cell[0]), min(box[1], most * room.cell[1]))
    seen = sight(path, box, name)
    columns = math.ceil(seen.image.width / room.cell[0])
    rows = math.ceil(seen.image.height / room.cell[1])
    if room.protocol is Protocol.SIXEL:
        return Drawn(seen.look, columns, rows, escape=sixel.drawn(seen.image))
    # The terminal fits the picture into whole cells: padded to whole cells it keeps its shape.
    whole = _padded(seen.image.convert("RGBA"), room.cell, (0, 0, 0, 0))
    size = (seen.look, columns, rows)
    if room.protocol is Protocol.KITTY_IN_TMUX:
        texts = kitty.placeholders(columns, rows)
        sent = kitty.sent(whole, columns, rows)
        return Drawn(*size, escape=sent, clear=kitty.CLEAR_IN_TMUX, texts=texts)
    return Drawn(*size, escape=kitty.drawn(whole, columns, rows), clear=kitty.CLEAR)


def _padded(image: Image.Image, cell: tuple[int, int], colour: tuple[int, ...]) -> Image.Image:
    """Return the image at the top left of the next larger size of whole cells."""
    from PIL import Image

    size = tuple(math.ceil(side / part) * part for side, part in zip(image.size, cell, strict=True))
    if size == image.size:
        return image
    padded = Image.new(image.mode, (size[0], size[1]), colour)
    padded.paste(image)
    return padded
