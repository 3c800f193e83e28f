"""A picture made small enough to be looked at: for thumbnails and the full view.

Only what its content shows to be a picture is decoded, only by that decoder, and never more pixels
than the caps here: a file of a few kilobytes can claim to be 30,000 x 30,000.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mmstui.domain.attachments import HEAD_BYTES, sniff
from mmstui.domain.exif import ORIENTATION
from mmstui.domain.sanitise import file_name
from mmstui.pictures import pillow
from mmstui.pictures.probe import Look, PictureProblem, look_of, read

if TYPE_CHECKING:
    from PIL import Image

#: Pixels: 80 MB of memory while they are decoded.
MOST_PIXELS: Final = 20_000_000
#: A JPEG is decoded at down to an eighth of its sides; it costs time, not memory.
MOST_JPEG_PIXELS: Final = 120_000_000
#: What is transparent is shown on grey: neither a dark nor a light picture vanishes on it.
_GROUND: Final = (128, 128, 128, 255)
#: Modes that Pillow makes smaller as well as it can. Others are made colours first.
_SHRINKABLE: Final = frozenset({"RGB", "RGBA", "L", "CMYK"})
_TURNED: Final = frozenset({5, 6, 7, 8})


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture as it is seen, in RGB and within the box that was asked for."""

    image: Image.Image
    look: Look


def sight(path: Path, box: tuple[int, int], name: str = "") -> Sight:
    """Decode a picture into at most so many pixels across and down; a small one stays small.

    `name` is what to call it, ready to paint, instead of its name on disk. Blocking: a second at
    the caps, on a slow machine. Raises PictureProblem, a sentence.
    """
    name = name or file_name(path.name)
    data = read(path, name)
    decoder = pillow.decoder(sniff(data[:HEAD_BYTES]))
    if decoder is None:
        raise PictureProblem(f"{name} is no picture that can be drawn here.")
    try:
        with pillow.image().open(BytesIO(data), formats=(decoder,)) as image:
            _refuse_a_bomb(image, name)
            look = look_of(image, data)
            return Sight(_seen(image, box), look)
    except PictureProblem:
        raise
    except MemoryError:
        raise PictureProblem(f"{name} needs more memory than there is to be drawn.") from None
    except Exception:
        # Pillow's decoders raise whatever a broken file makes of them.
        raise PictureProblem(f"{name} is damaged: it cannot be read to its end.") from None


def _refuse_a_bomb(image: Image.Image, name: str) -> None:
    # A progressive JPEG is held in memory whole, whatever it is decoded to.
    whole = image.format not in pillow.JPEG or image.info.get("progressive")
    if image.width * image.height > (MOST_PIXELS if whole else MOST_JPEG_PIXELS):
        sides = f"{image.width:,} x {image.height:,}"
        raise PictureProblem(f"{name} is too large to be drawn here: {sides} pixels.")


def _seen(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """Decoded, small, upright, opaque: small first, so that nothing large is ever copied."""
    from PIL import ImageOps

    if image.getexif().get(ORIENTATION) in _TURNED:
        box = box[::-1]
    image.draft("RGB", box)
    small = image if image.mode in _SHRINKABLE else image.convert("RGBA")
    small.thumbnail(box, pillow.image().Resampling.LANCZOS, reducing_gap=2.0)
    upright = ImageOps.exif_transpose(small).convert("RGBA")
    ground: Image.Image = pillow.image().new("RGBA", upright.size, _GROUND)
    ground.alpha_composite(upright)
    return ground.convert("RGB")
