"""Frames of MPEG audio: MP3, MP2 and AAC (ISO/IEC 11172-3, 13818-3, 13818-7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

Read = Callable[[int, int], bytes]

#: The most bytes before the first frame: the rest of a frame, or zeros of an editor.
SEARCH: Final = 16_384
#: Frames in a row that prove that bytes are MPEG audio: any two bytes may look like one frame.
_ROW: Final = 3
#: The most frames that are counted; the rest is extrapolated.
_MOST_FRAMES: Final = 200_000
LONGEST_FRAME: Final = 2_881
_TEXT: Final = frozenset({9, 10, 13, *range(32, 127)})
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"PK", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_CHUNK: Final = 262_144
_KBITS: Final = {
    (1, 3): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 1): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 3): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 1): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_AAC_HERTZ: Final = (
    96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
)  # fmt: skip
#: An MP3 whose frames tell no rate: each is as long as the first. Telephones do not play it.
FREE_FORMAT: Final = "audio/x-mp3-free"
#: The longest frame of one: 640 kbit/s at 8 kHz.
_LONGEST_FREE: Final = 5_761
_TYPES: Final = {3: "audio/mpeg", 2: "audio/x-mp2", 1: "audio/x-mp1", 0: "audio/aac"}


class Frame(NamedTuple):
    """A frame's header."""

    layer: int  #: 3 is MP3, 0 AAC
    bytes: int
    samples: int
    hertz: int


def frame(head: bytes) -> Frame | None:
    """Return the frame that begins with these bytes, at least seven; None if none does."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    if layer == 4:
        return _aac(head) if head[1] & 0xF0 == 0xF0 else None
    rate, hertz = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in {0, 15} or hertz == 3:
        return None
    per_second = _HERTZ[version][hertz]
    kbits = _KBITS[1 if version == 3 else 2, 4 - layer][rate - 1]
    padding = head[2] >> 1 & 1
    if layer == 1:
        return Frame(1, (12_000 * kbits // per_second + padding) * 4, 384, per_second)
    samples = 576 if layer == 3 and version != 3 else 1152
    return Frame(layer, samples * 125 * kbits // per_second + padding, samples, per_second)


def _aac(head: bytes) -> Frame | None:
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    if (rate := head[2] >> 2 & 15) >= len(_AAC_HERTZ) or size < 7:
        return None
    return Frame(0, size, 1024 * ((head[6] & 3) + 1), _AAC_HERTZ[rate])


def first_frame(data: bytes, at: int = 0) -> int:
    """Return where the first of some frames in a row begins, -1 for none.

    Frames up to the end of the data are enough if the data are short.
    """
    at = data.find(b"\xff", at)
    while at >= 0:
        if (found := frame(data[at : at + 7])) is not None and _follow(data, at, found):
            return at
        at = data.find(b"\xff", at + 1)
    return -1


def _follow(data: bytes, at: int, first: Frame) -> bool:
    for number in range(_ROW):
        if at + 7 > len(data):
            return number > 0 and at == len(data)
        found = frame(data[at : at + 7])
        if found is None or (found.layer, found.hertz) != (first.layer, first.hertz):
            return False
        at += found.bytes
    return True


def sniff(head: bytes) -> str:
    """Return the MIME type of MPEG audio by a file's first bytes, "" if it is none.

    A recording may begin in the middle of a frame, or behind zeros.
    """
    begin = tagged(head)
    if _free_length(head[begin:]):
        return FREE_FORMAT
    if head.startswith(b"ID3"):
        return "audio/mpeg" if (at := first_frame(head, begin)) < 0 else _type(head, at)
    if (at := first_frame(head)) >= 0:
        return _type(head, at) if _is_rest(head[:at]) else ""
    # Less than two frames.
    only = frame(head[:7].ljust(7, b"\0"))
    return "audio/mpeg" if only and only.layer == 3 and only.bytes >= len(head) else ""


def _free_length(data: bytes) -> int:
    """Return the length of the first of some frames that tell no rate, 0 if there are none."""
    if len(data) < 4 or not _is_free(data, 0):
        return 0
    for length in range(24, min(_LONGEST_FREE, len(data) // 2 - 2)):
        # A frame may be longer by one byte.
        if _alike(data, length) and any(_alike(data, 2 * length + more) for more in (-1, 0, 1)):
            return length
    return 0


def _is_free(data: bytes, at: int) -> bool:
    """Return whether a frame of layer III without a rate begins here."""
    version, rest = data[at + 1] & 0xF8, data[at + 2]
    layer = data[at + 1] >> 1 & 3
    known = data[at] == 0xFF and version in {0xE0, 0xF0, 0xF8} and layer == 1
    return known and rest >> 4 == 0 and rest >> 2 & 3 != 3


def _alike(data: bytes, at: int) -> bool:
    """Return whether the same frame begins here as at the beginning, padded or not."""
    here = data[at : at + 3]
    return here[:2] == data[:2] and len(here) == 3 and here[2] & 0xFD == data[2] & 0xFD


def free_format_duration(size: int, read: Read) -> float | None:
    """Return the seconds that a sound of frames without a rate lasts."""
    begin = tagged(read(0, 10))
    head = read(begin, SEARCH)
    if not (length := _free_length(head)):
        return None
    version = head[1] >> 3 & 3
    samples = 1152 if version == 3 else 576
    return round((size - begin) / length) * samples / _HERTZ[version][head[2] >> 2 & 3]


def _is_rest(before: bytes) -> bool:
    """Return whether the bytes before the first frame can belong to a recording.

    A program or a web page could have frames in it, to be taken for a sound.
    """
    if not before.strip(b"\0"):
        return True
    text = all(byte in _TEXT for byte in before[:16])
    return len(before) <= LONGEST_FRAME and not text and not before.startswith(_PROGRAMS)


def _type(data: bytes, at: int) -> str:
    found = frame(data[at : at + 7])
    return _TYPES[found.layer] if found is not None else ""


def tagged(head: bytes) -> int:
    """Return the size of the ID3 tag that a file begins with, 0 without one."""
    if len(head) < 10 or not head.startswith(b"ID3"):
        return 0
    size = 10
    for place, byte in enumerate(reversed(head[6:10])):  # seven bits of each count
        size += (byte & 127) << 7 * place
    return size


def duration(size: int, read: Read) -> float | None:
    """Return the seconds that a sound lasts, by its frames. Raises ArithmeticError."""
    begin = tagged(read(0, 10))
    found = first_frame(read(begin, SEARCH))
    if found < 0:
        # Two frames at most, or one and a part of another.
        return _few(read(begin, SEARCH))
    return _Counting(size, read, begin + found).seconds()


def declared_end(data: bytes) -> int:
    """Return where a sound ends by what its encoder wrote into its first frame, 0 if it did not."""
    begin = tagged(data[:10])
    begin += max(0, first_frame(data[begin : begin + SEARCH]))
    head = data[begin : begin + 64]
    at = max(head.find(b"Xing"), head.find(b"Info"))
    if at < 0 or frame(head[:7]) is None:
        return 0
    flags = int.from_bytes(head[at + 4 : at + 8], "big")
    field = at + 8 + 4 * (flags & 1)
    return begin + int.from_bytes(head[field : field + 4], "big") if flags & 2 else 0


def _few(data: bytes) -> float | None:
    found = frame(data[:7])
    if found is None or found.bytes * 3 < len(data):
        return None
    return found.samples * max(1, len(data) // found.bytes) / found.hertz


class _Counting:
    """Counts frames from a place on. Bytes between them are skipped: tags, or damage."""

    def __init__(self, size: int, read: Read, begin: int) -> None:
        self._size = size
        self._read = read
        self._begin = self._at = begin
        self._chunk, self._from = b"", begin
        self._first: Frame | None = None

    def _head(self) -> bytes:
        start = self._at - self._from
        if not 0 <= start <= len(self._chunk) - 7:
            self._chunk, self._from, start = self._read(self._at, _CHUNK), self._at, 0
        return self._chunk[start : start + 7]

    def seconds(self) -> float | None:
        samples, counted, hertz = 0, 0, 0
        while counted < _MOST_FRAMES and len(head := self._head()) == 7:
            found = frame(head)
            if found is None or not self._fits(found):
                if not self._skip():
                    break
                continue
            if self._at + found.bytes > self._size:
                break
            hertz = found.hertz
            if counted or not self._is_index():
                samples += found.samples
            counted += 1
            self._at += found.bytes
        if not hertz:
            return None
        lasts = samples / hertz
        if counted >= _MOST_FRAMES:
            lasts *= (self._size - self._begin) / (self._at - self._begin)
        return lasts

    def _fits(self, found: Frame) -> bool:
        self._first = self._first or found
        return (found.layer, found.hertz) == (self._first.layer, self._first.hertz)

    def _skip(self) -> bool:
        """Go on to the next frames in a row; False if there are none."""
        start = self._at - self._from
        next_ = first_frame(self._chunk, start + 1)
        if next_ < 0:
            return False
        self._at = self._from + next_
        return True

    def _is_index(self) -> bool:
        """Return whether the frame is an encoder's table of contents, which is no sound."""
        data = self._read(self._at, 64)
        return any(name in data for name in (b"Xing", b"Info", b"VBRI"))
