"""Open a picture, and read its header without decoding its pixels.

A picture is untrusted: only the decoder of its content's type opens it, a picture that needs more
memory than `sources.MOST_BYTES` is refused, and any error of a decoder becomes one sentence.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import IO, Final

from mmstui.domain.files.file_types import HEAD_BYTES, sniff, type_name
from mmstui.domain.limits import PICTURE_BYTES
from mmstui.domain.problems import AttachmentProblem, Refused
from mmstui.domain.routing import file_size
from mmstui.domain.text.sanitise import file_name
from mmstui.pictures import pillow, sources
from mmstui.pictures.progress import Cancelled
from mmstui.pictures.sources import Source

#: A JPEG is decoded at a fraction: more pixels cost time, not memory.
MOST_PIXELS: Final = 250_000_000


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
    pictures: int = 1  #: how many pictures the file has, frames of an animation among them

    @property
    def kind(self) -> str:
        """The common name of the type."""
        return kind(self.type)


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture whose header is read; the caller decodes it."""

    source: Source
    look: Look


def look(path: Path) -> Look:
    """Return the header of a picture. Blocks for some milliseconds. Raises PictureProblem."""
    with opened(path, file_name(path.name)) as found:
        return found.look


def kind(mime: str) -> str:
    """Return the common name of a picture type: `image/webp` is WEBP, a JPG is called JPEG."""
    return type_name(mime)


@contextmanager
def _stream(path: Path, name: str) -> Iterator[tuple[IO[bytes], int]]:
    """Yield an open regular file and its size. Raises PictureProblem."""
    try:
        # Non-blocking: a named pipe without a writer would block for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        stream = os.fdopen(descriptor, "rb")
    except FileNotFoundError:
        raise PictureProblem(f"{name} is not there.") from None
    except PermissionError:
        raise PictureProblem(f"{name} may not be read by you.") from None
    except IsADirectoryError:
        raise PictureProblem(f"{name} is a folder.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not one of a file"
        raise PictureProblem(f"{name} cannot be read: {reason}.") from None
    with stream:
        facts = os.fstat(stream.fileno())
        if not S_ISREG(facts.st_mode):
            raise PictureProblem(f"{name} is not a file.")
        if not facts.st_size:
            raise PictureProblem(f"{name} is empty.")
        if facts.st_size > PICTURE_BYTES:
            raise PictureProblem(
                f"{name} is too big to be shrunk here: over {file_size(PICTURE_BYTES)}. "
                "Make it smaller with another program first."
            )
        yield stream, facts.st_size


def unreadable(mime: str, name: str) -> str:
    """Return a sentence on why this machine cannot decode a type of picture; "" if it can.

    The first call may load a library: call it in a thread.
    """
    if pillow.decoder(mime) is not None:
        return ""
    if mime == "image/heic":
        return f"{name} is HEIC, which needs one more package: pipx inject mmstui pi-heif."
    return f"{name} is no picture that can be read here."


@contextmanager
def opened(
    path: Path, name: str, *, strict: bool = False, damaged: bool = False, advice: str = ""
) -> Iterator[Opened]:
    """Yield a picture whose header is read; the caller decodes it. Raises PictureProblem.

    Any exception in the block counts as an error of the picture, and becomes a sentence. `strict`:
    a picture that is not whole is an error too. `damaged`: what is left of it is decoded.
    `advice` follows the refusal of a picture that is too large.
    """
    with _stream(path, name) as (stream, size):
        mime = _type(stream, name)
        try:
            with pillow.forgiving(damaged):
                source = sources.opened(stream, mime, strict=strict, mend=damaged)
                _refuse_a_bomb(source, name, advice)
                looked = Look(mime, *_upright(source), size, source.moves, source.frames)
                yield Opened(source, looked)
        except (PictureProblem, Cancelled):
            raise
        except MemoryError:
            raise PictureProblem(f"{name} needs more memory than there is to be shrunk.") from None
        except Exception:
            # Decoders raise exceptions of any kind on a broken file.
            raise PictureProblem(
                f"{name} is damaged: it cannot be read to its end. "
                "Save it anew, or choose another.",
                reason=Refused.OTHER if damaged else Refused.DAMAGE,
            ) from None


def _type(stream: IO[bytes], name: str) -> str:
    try:
        mime = sniff(stream.read(HEAD_BYTES))
        stream.seek(0)
    except OSError as error:
        raise PictureProblem(f"{name} cannot be read: {error.strerror}.") from None
    if pillow.decoder(mime) is None:
        raise PictureProblem(unreadable(mime, name))
    return mime


def _upright(source: Source) -> tuple[int, int]:
    from mmstui.pictures.preparing import upright_size

    return upright_size(source)


def _refuse_a_bomb(source: Source, name: str, advice: str) -> None:
    width, height = source.size
    if width * height > MOST_PIXELS or source.cost > sources.MOST_BYTES:
        raise PictureProblem(
            f"{name} has too many pixels to be read here: {width:,} x {height:,}. {advice}".strip()
        )
