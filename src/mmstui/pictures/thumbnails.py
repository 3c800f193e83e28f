"""Decode pictures at a small size, for thumbnails and the full view.

Only the decoder of the content's type is used, and never for more memory than `sources.MOST_BYTES`:
a file of a few kilobytes can claim to be 30,000 x 30,000.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mmstui.domain.text.sanitise import file_name
from mmstui.pictures.preparing import flat, within
from mmstui.pictures.probe import Look, opened

if TYPE_CHECKING:
    from PIL import Image

#: Grey behind transparent pixels: dark and light pictures are both visible on it.
_GROUND: Final = (128, 128, 128)


@dataclass(frozen=True, slots=True)
class Sight:
    """A decoded picture in RGB, within the requested box, and its header."""

    image: Image.Image
    look: Look


def sight(path: Path, box: tuple[int, int], name: str = "") -> Sight:
    """Decode a picture to at most `box` pixels (width, height); a small picture is not enlarged.

    `name` replaces the file name in texts, and is ready to paint. Blocks for up to a second at the
    limits on a slow machine. Raises PictureProblem.
    """
    with opened(path, name or file_name(path.name)) as found:
        return Sight(flat(within(found.source, box), _GROUND).convert("RGB"), found.look)
