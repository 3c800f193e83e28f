"""Decode pictures at a small size, for thumbnails and the full view.

Only the decoder of the content's type is used, and never for more pixels than the limits here: a
file of a few kilobytes can claim to be 30,000 x 30,000.
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

#: Pixels: 80 MB of memory during decoding.
MOST_PIXELS: Final = 20_000_000
#: A JPEG is decoded at a fraction, down to an eighth: more pixels cost time, not memory.
MOST_JPEG_PIXELS: Final = 120_000_000
#: Grey behind transparent pixels: dark and light pictures are both visible on it.
_GROUND: Final = (128, 128, 128, 255)
#: Modes that Pillow resizes with full quality. Others are converted first.
_SHRINKABLE: Final = frozenset({"RGB", "RGBA", "L", "CMYK"})
_TURNED: Final = frozenset({5, 6, 7, 8})


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
        # Pillow's decoders raise exceptions of any kind on a broken file.
        raise PictureProblem(f"{name} is damaged: it cannot be read to its end.") from None


def _refuse_a_bomb(image: Image.Image, name: str) -> None:
    # A progressive JPEG needs memory for all pixels, whatever size it is decoded to.
    whole = image.format not in pillow.JPEG or image.info.get("progressive")
    if image.width * image.height > (MOST_PIXELS if whole else MOST_JPEG_PIXELS):
        sides = f"{image.width:,} x {image.height:,}"
        raise PictureProblem(f"{name} is too large to be drawn here: {sides} pixels.")


def _seen(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """Return the picture small, upright and opaque. It is shrunk first, to copy little."""
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
