"""Whether a file to send is whole: by its structure, and a JPEG by decoding it."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Final

from mmstui.domain.files import jpeg, wholeness
from mmstui.domain.files.file_types import HEAD_BYTES, sniff
from mmstui.domain.problems import Refused
from mmstui.pictures import sources
from mmstui.pictures.probe import PictureProblem

_UNFINISHED: Final = "the last part of its pixels is missing"
_HOLE: Final = "a part of its pixels is missing"


def damage(data: bytes, mime: str) -> str:
    """Return what is wrong with a file, as the end of a sentence; "" if it is whole. Blocks."""
    if mime != "image/jpeg":
        return wholeness.damage(data, mime)
    if words := _by_structure(data):
        return words
    try:
        source = sources.opened(BytesIO(data), mime, strict=True, mend=False)
        # The smallest that is decoded from all coded data.
        source.reduce((1, 1))
        if source.cost <= sources.MOST_BYTES:
            source.load()
    except Exception:
        # Decoders raise exceptions of any kind on a broken file.
        return _UNFINISHED
    return ""


def _by_structure(data: bytes) -> str:
    """Return what the structure of a JPEG shows to be missing."""
    found = jpeg.facts(data)
    return _UNFINISHED if found.short else _HOLE if found.hole else ""


def refuse_damage(path: Path, name: str) -> None:
    """Raise PictureProblem if a picture's structure shows that a part of it is missing.

    What the decoder finds out is left to it; so is a file that cannot be read.
    """
    words = ""
    with suppress(OSError, ValueError), path.open("rb") as stream:
        mime = sniff(stream.read(HEAD_BYTES))
        stream.seek(0)
        if mime == "image/jpeg":
            words = _by_structure(stream.read())
        else:
            words = wholeness.damage(stream.read(), mime)
    if words:
        raise PictureProblem(f"{name} is damaged: {words}.", reason=Refused.DAMAGE)
