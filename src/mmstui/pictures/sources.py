"""Opened pictures, which give their decoded rows band by band.

Whole copies of a large picture take more memory than there should be, so nobody else gets one: a
band is converted, made smaller and forgotten.
"""

from __future__ import annotations

from functools import cached_property
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

from mmstui.domain.files import exif, jpeg
from mmstui.pictures import pillow

if TYPE_CHECKING:
    from PIL import Image

#: Bytes for the decoded pixels of the largest picture that is accepted. With the program itself
#: and the picture that is made it stays below 400 MB.
MOST_BYTES: Final = 300_000_000
#: 4096 by 3072: no telephone shows more.
WANTED_PIXELS: Final = 12_582_912
#: Bytes per pixel while a picture is decoded, measured, by Pillow's format. Of others the picture
#: itself is all, and the smaller one that is made of it.
_COST: Final = {"WEBP": 16.5, "AVIF": 9.5, "JPEG2000": 20.0, "TIFF": 8.0, "GIF": 5.0, "HEIF": 5.7}
_LOSSLESS: Final = frozenset({"image/png", "image/gif", "image/bmp", "image/tiff", "image/x-icon"})
_SMALL_MODES: Final = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2}


class Source(Protocol):
    """An opened picture whose pixels are not decoded yet, or are."""

    format: str
    info: dict[Any, Any]
    frames: int  #: pictures in the file
    moves: bool  #: they are an animation
    lossless: bool  #: every pixel is as it was drawn

    @property
    def orientation(self) -> int:
        """EXIF's, 1 to 8, to be applied to the decoded pixels."""

    @property
    def located(self) -> bool:
        """Whether its metadata has a location."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, as they are or will be decoded."""

    @property
    def mode(self) -> str:
        """Pillow's mode of the decoded pixels."""

    @property
    def cost(self) -> float:
        """Bytes that decoding takes, about."""

    def reduce(self, size: tuple[int, int]) -> None:
        """Decode at a fraction of the size if the format can, but not below `size`."""

    def load(self) -> None:
        """Decode."""

    def band(self, top: int, bottom: int) -> Image.Image:
        """Return some of the decoded rows."""


class PillowSource:
    """A picture that Pillow decodes."""

    def __init__(self, image: Image.Image, *, buffered: bool, lossless: bool) -> None:
        """`buffered`: it is a JPEG of which the decoder keeps all coefficients until its end."""
        self._image = image
        self._buffered = buffered
        self.format = image.format or ""
        self.info: dict[Any, Any] = image.info
        self.frames = 1
        self.moves = False
        # A JPEG with a preview or depth map behind it has several frames; so has an icon's file.
        if self.format in {"GIF", "PNG", "WEBP", "AVIF", "TIFF"}:
            self.frames = int(getattr(image, "n_frames", 1))
            self.moves = self.frames > 1 and self.format != "TIFF"
        self.lossless = lossless

    # The notes may stand behind the pixels of a PNG, which Pillow decodes to read them
    # (findings/pillow-getexif-decodes-png.sh): a picture of too many pixels is refused before.

    @cached_property
    def _notes(self) -> tuple[int, bool]:
        return _exif_of(self._image)

    @cached_property
    def orientation(self) -> int:
        return self._notes[0]

    @cached_property
    def located(self) -> bool:
        return self._notes[1] or exif.xmp_is_located(_xmp_of(self._image))

    @property
    def size(self) -> tuple[int, int]:
        return self._image.size

    @property
    def mode(self) -> str:
        return self._image.mode

    @property
    def cost(self) -> float:
        pixels = self._image.width * self._image.height
        if self.format in pillow.JPEG:
            # An eighth of each side, at least; or two bytes for each coefficient.
            layers = getattr(self._image, "layer", ())
            parts = [across * down for _, across, down, *_ in layers] or [1]
            return pixels * (2 * sum(parts) / max(parts) if self._buffered else 0) + pixels / 16
        usual = _SMALL_MODES.get(self.mode, 4) * pixels + 4 * min(pixels, WANTED_PIXELS)
        return max(_COST.get(self.format, 0) * pixels, usual)

    def reduce(self, size: tuple[int, int]) -> None:
        self._image.draft(None, size)

    def load(self) -> None:
        self._image.load()

    def band(self, top: int, bottom: int) -> Image.Image:
        return self._image.crop((0, top, self._image.width, bottom))


class HeicSource:
    """A HEIC: libheif decodes it, turns it upright, and keeps the pixels."""

    format = "HEIF"
    orientation = 1
    lossless = False

    def __init__(self, stream: IO[bytes]) -> None:
        from pi_heif import open_heif

        file = open_heif(stream, remove_stride=False)
        self._picture = file[file.primary_index]
        self.frames = len(file)
        stream.seek(8)
        self.moves = stream.read(4) in {b"msf1", b"hevc", b"hevx", b"heis"} and self.frames > 1
        self.info: dict[Any, Any] = dict(self._picture.info)
        tiff = (self.info.get("exif") or b"").removeprefix(b"Exif\0\0")
        self.located = exif.read(tiff).located or exif.xmp_is_located(self.info.get("xmp") or b"")

    @property
    def size(self) -> tuple[int, int]:
        width, height = self._picture.size
        return width, height

    @property
    def mode(self) -> str:
        return str(self._picture.mode)

    @property
    def cost(self) -> float:
        return self.size[0] * self.size[1] * _COST["HEIF"]

    def reduce(self, size: tuple[int, int]) -> None:
        """Nothing: libheif cannot."""

    def load(self) -> None:
        self._picture.load()

    def band(self, top: int, bottom: int) -> Image.Image:
        stride = self._picture.stride
        rows = self._picture.data[top * stride : bottom * stride]
        size = (self.size[0], bottom - top)
        band: Image.Image = pillow.image().frombytes(
            self.mode, size, rows, "raw", self.mode, stride
        )
        return band


def opened(stream: IO[bytes], mime: str, *, strict: bool, mend: bool) -> Source:
    """Return a picture whose header is read, by the one decoder of its type.

    `strict`: decoding fails where a part of a JPEG is missing that libjpeg would paint grey;
    `mend`: it paints so also without a mark of the end. Raises whatever the decoder raises.
    """
    decoder = pillow.decoder(mime)
    if decoder == "HEIF":
        pillow.image()
        return HeicSource(stream)
    buffered, rare, lossless, data = False, False, mime in _LOSSLESS, b""
    if mime == "image/webp":
        lossless = b"VP8L" in stream.read(64)
        stream.seek(0)
    elif mime == "image/jpeg":
        data = stream.read()
        found = jpeg.facts(data)
        buffered, rare = found.buffered, not found.common
        data = data + jpeg.END if mend else jpeg.without_end(data) if strict else data
        stream = BytesIO(data)
    image = pillow.image().open(stream, formats=pillow.formats(mime))
    if rare:
        # An arithmetic decoder cannot wait for more (findings/pillow-arithmetic-jpeg.sh).
        image.decodermaxblock = len(data)
    return PillowSource(image, buffered=buffered, lossless=lossless)


def _exif_of(image: Image.Image) -> tuple[int, bool]:
    """Return the orientation of a picture, and whether it has a location."""
    try:
        notes = image.getexif()
        turned, place = notes.get(exif.ORIENTATION), notes.get_ifd(exif.GPS)
        orientation = turned if isinstance(turned, int) and 1 <= turned <= 8 else 1
        return orientation, any(tag in place for tag in exif.PLACE)
    except Exception:
        # Invalid EXIF is no reason to refuse the picture.
        return 1, False


def _xmp_of(image: Image.Image) -> bytes:
    found = image.info.get("xmp")
    return found if isinstance(found, bytes) else b""
