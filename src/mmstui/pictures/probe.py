"""What a picture says of itself, before anything of it is decoded.

A picture is hostile until proven otherwise: it is opened only by the decoder of the type that its
content shows, it is refused when it claims more pixels than the caps here, and whatever a decoder
makes of a broken file becomes one sentence.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Final

from mmstui.domain.attachments import HEAD_BYTES, sniff
from mmstui.domain.exif import GPS, ORIENTATION, PLACE
from mmstui.domain.problems import AttachmentProblem
from mmstui.domain.routing import file_size
from mmstui.domain.sanitise import file_name
from mmstui.pictures import pillow
from mmstui.pictures.progress import Cancelled

if TYPE_CHECKING:
    from PIL import Image

#: A file larger than this is not read: the largest photographs of telephones stay far below.
MOST_BYTES: Final = 100_000_000
#: Pixels: a JPEG is decoded at a fraction of its size, any other picture as it is.
MOST_JPEG_PIXELS: Final = 250_000_000
#: A progressive JPEG is held in memory whole, at two bytes a sample.
MOST_PROGRESSIVE_PIXELS: Final = 60_000_000
MOST_PIXELS: Final = 60_000_000

#: Values of EXIF's orientation that exchange the sides.
_ON_ITS_SIDE: Final = (5, 6, 7, 8)


class PictureProblem(AttachmentProblem):
    """A picture was not taken; `words` says what happened, to which file, and what to do."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the header of a picture says: its type by content, and its sides as it is seen."""

    type: str  #: "image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/avif"
    width: int
    height: int
    bytes: int
    animated: bool

    @property
    def kind(self) -> str:
        """Its type as people call it."""
        return kind(self.type)


def look(path: Path) -> Look:
    """Read the header of a picture. Blocking, some milliseconds. Raises PictureProblem."""
    name = file_name(path.name)
    data = read(path, name)
    with opened(data, name) as image:
        return look_of(image, data)


def kind(mime: str) -> str:
    """A type of picture as people call it: `image/webp` is WEBP."""
    return mime.partition("/")[2].upper()


def read(path: Path, name: str) -> bytes:
    """All of a file, once: what is changed afterwards is not what was chosen.

    Raises PictureProblem.
    """
    try:
        # Not waiting: a named pipe without a writer would hold the program for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as stream:
            facts = os.fstat(stream.fileno())
            if not S_ISREG(facts.st_mode):
                raise PictureProblem(f"{name} is not a file.")
            data = stream.read(MOST_BYTES + 1)
    except IsADirectoryError:
        raise PictureProblem(f"{name} is a folder.") from None
    except FileNotFoundError:
        raise PictureProblem(f"{name} is not there.") from None
    except PermissionError:
        raise PictureProblem(f"{name} may not be read by you.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not one of a file"
        raise PictureProblem(f"{name} cannot be read: {reason}.") from None
    if not data:
        raise PictureProblem(f"{name} is empty.")
    if len(data) > MOST_BYTES:
        raise PictureProblem(
            f"{name} is too big to be shrunk here: over {file_size(MOST_BYTES)}. "
            "Make it smaller with another program first."
        )
    return data


def unreadable(mime: str, name: str) -> str:
    """Why a type of picture cannot be decoded on this machine, a sentence; "" where it can.

    The first time it may load a library: for a thread.
    """
    if pillow.decoder(mime) is not None:
        return ""
    if mime == "image/heic":
        return f"{name} is HEIC, which needs one more package: pipx inject mmstui pi-heif."
    return f"{name} is no picture that can be shrunk: no JPG, PNG, GIF or WEBP."


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Image.Image]:
    """A picture by its header, to be decoded by whoever has it. Raises PictureProblem.

    Whatever is raised while it is open is the picture's fault: it becomes a sentence.
    """
    mime = sniff(data[:HEAD_BYTES])
    decoder = pillow.decoder(mime)
    if decoder is None:
        raise PictureProblem(unreadable(mime, name))
    try:
        with pillow.image().open(BytesIO(data), formats=(decoder,)) as image:
            _refuse_a_bomb(image, name)
            yield image
    except (PictureProblem, Cancelled):
        raise
    except MemoryError:
        raise PictureProblem(f"{name} needs more memory than there is to be shrunk.") from None
    except Exception:
        # Pillow's decoders raise whatever a broken file makes of them.
        raise PictureProblem(
            f"{name} is damaged: it cannot be read to its end. Save it anew, or choose another."
        ) from None


def _refuse_a_bomb(image: Image.Image, name: str) -> None:
    most = MOST_PIXELS
    if image.format in pillow.JPEG:
        most = MOST_PROGRESSIVE_PIXELS if image.info.get("progressive") else MOST_JPEG_PIXELS
    if image.width * image.height > most:
        raise PictureProblem(
            f"{name} has too many pixels to be shrunk here: {image.width}x{image.height}. "
            "Make it smaller with another program first."
        )


def is_located(image: Image.Image) -> bool:
    """Whether an opened picture tells where it was taken."""
    try:
        place = image.getexif().get_ifd(GPS)
    except Exception:
        # Notes that cannot be read are no reason to refuse the picture.
        return False
    return any(tag in place for tag in PLACE)


def look_of(image: Image.Image, data: bytes) -> Look:
    """What the header says of an opened picture."""
    sides = image.size
    if image.getexif().get(ORIENTATION) in _ON_ITS_SIDE:
        sides = sides[::-1]
    # A JPEG with a preview or a depth map beside it has several frames, and does not move.
    moves = image.format not in pillow.JPEG and bool(getattr(image, "is_animated", False))
    return Look(sniff(data[:HEAD_BYTES]), *sides, len(data), moves)
