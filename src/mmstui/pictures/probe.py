"""Read the header of a picture without decoding its pixels.

A picture is untrusted: only the decoder of its content's type opens it, a picture with more pixels
than the limits here is refused, and any error of a decoder becomes one sentence.
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

#: Largest file that is read; photographs of telephones are far smaller.
MOST_BYTES: Final = 100_000_000
#: Pixels. A JPEG is decoded at a fraction of its size, other pictures at full size.
MOST_JPEG_PIXELS: Final = 250_000_000
#: A progressive JPEG needs memory for all pixels, at two bytes per sample.
MOST_PROGRESSIVE_PIXELS: Final = 60_000_000
MOST_PIXELS: Final = 60_000_000

#: Values of EXIF's orientation that swap width and height.
_ON_ITS_SIDE: Final = (5, 6, 7, 8)


class PictureProblem(AttachmentProblem):
    """A picture was refused; `words` says what happened, to which file, and what to do."""


@dataclass(frozen=True, slots=True)
class Look:
    """The header of a picture: its type by content, and its size when upright."""

    type: str  #: "image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/avif"
    width: int
    height: int
    bytes: int
    animated: bool

    @property
    def kind(self) -> str:
        """The common name of the type."""
        return kind(self.type)


def look(path: Path) -> Look:
    """Return the header of a picture. Blocks for some milliseconds. Raises PictureProblem."""
    name = file_name(path.name)
    data = read(path, name)
    with opened(data, name) as image:
        return look_of(image, data)


def kind(mime: str) -> str:
    """Return the common name of a picture type: `image/webp` is WEBP."""
    return mime.partition("/")[2].upper()


def read(path: Path, name: str) -> bytes:
    """Return the content of a file, read once: a later change of the file has no effect.

    Raises PictureProblem.
    """
    try:
        # Non-blocking: a named pipe without a writer would block for ever.
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
    """Return a sentence on why this machine cannot decode a type of picture; "" if it can.

    The first call may load a library: call it in a thread.
    """
    if pillow.decoder(mime) is not None:
        return ""
    if mime == "image/heic":
        return f"{name} is HEIC, which needs one more package: pipx inject mmstui pi-heif."
    return f"{name} is no picture that can be shrunk: no JPG, PNG, GIF or WEBP."


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Image.Image]:
    """Yield a picture whose header is read; the caller decodes it. Raises PictureProblem.

    Any exception in the block counts as an error of the picture, and becomes a sentence.
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
        # Pillow's decoders raise exceptions of any kind on a broken file.
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
    """Return whether an opened picture has a location."""
    try:
        place = image.getexif().get_ifd(GPS)
    except Exception:
        # Invalid EXIF is no reason to refuse the picture.
        return False
    return any(tag in place for tag in PLACE)


def look_of(image: Image.Image, data: bytes) -> Look:
    """Return the header of an opened picture."""
    sides = image.size
    if image.getexif().get(ORIENTATION) in _ON_ITS_SIDE:
        sides = sides[::-1]
    # A JPEG with a preview or depth map has several frames, but is not animated.
    moves = image.format not in pillow.JPEG and bool(getattr(image, "is_animated", False))
    return Look(sniff(data[:HEAD_BYTES]), *sides, len(data), moves)
