"""Mends character references and control characters that XML forbids, in a stream of bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

_CHUNK: Final = 1 << 16
#: A run of references at the end of a chunk, perhaps cut.
_CUT_RUN = re.compile(rb"(?:&#x?[0-9A-Fa-f]{1,8};)*(?:&(?:#x?[0-9A-Fa-f]{0,8})?)?\Z")
_LONGEST_RUN: Final = 4_096
_RUN = re.compile(rb"(?:&#(?:[0-9]{1,8}|x[0-9A-Fa-f]{1,8});)+")
_ONE = re.compile(rb"&#(?:([0-9]+)|x([0-9A-Fa-f]+));")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MARK: Final = "\ufffd".encode()
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def mended(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the file in chunks that an XML parser can read. UTF-16 is not mended."""
    chunk = stream.read(_CHUNK)
    is_bytewise = not chunk.startswith(_UTF_16)
    kept = b""
    while chunk:
        if is_bytewise:
            chunk = kept + chunk
            window = max(len(chunk) - _LONGEST_RUN, 0)
            cut = _CUT_RUN.search(chunk, window)
            end = cut.start() if cut is not None else len(chunk)
            kept = chunk[end:] if end > window else b""
            chunk = _mend(chunk[:end] if end > window else chunk)
        if chunk:
            yield chunk
        chunk = stream.read(_CHUNK)
    if kept:
        yield _mend(kept)


def _mend(data: bytes) -> bytes:
    if b"&#" in data:
        data = _RUN.sub(_allowed, data)
    return _CONTROLS.sub(_MARK, data)


def _allowed(run: re.Match[bytes]) -> bytes:
    """Return a run of references with surrogates joined, and a mark for what is no character."""
    made: list[bytes] = []
    high = 0
    for one in _ONE.finditer(run[0]):
        code = int(one[1]) if one[1] else int(one[2], 16)
        if high and 0xDC00 <= code < 0xE000:
            made[-1] = chr(0x10000 + (high - 0xD800 << 10) + code - 0xDC00).encode()
            high = 0
            continue
        high = code if 0xD800 <= code < 0xDC00 else 0
        made.append(one[0] if _is_character(code) else _MARK)
    return b"".join(made)


def _is_character(code: int) -> bool:
    """Return whether XML 1.0 allows a reference to a character."""
    return code in (9, 10, 13) or (
        32 <= code < 0x110000 and not 0xD800 <= code < 0xE000 and code not in (0xFFFE, 0xFFFF)
    )
