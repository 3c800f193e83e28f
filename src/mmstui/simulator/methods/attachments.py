"""Decode media1 to media3 of sendMMS (voipms-api.md section 2.5)."""

import base64
import binascii
import struct
import zlib
from collections.abc import Callable
from urllib.parse import urlsplit

from mmstui.simulator.account import Media
from mmstui.simulator.calls import Call, RefusalError

SLOTS = ("media1", "media2", "media3")

EXTENSIONS = {
    "image/jpeg": "jpeg",
    "image/jpg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/midi": "midi",
    "audio/mid": "mid",
    "audio/amr": "amr",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
}
SIGNATURES = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WAVE", "audio/wav"),
    (0, b"MThd", "audio/midi"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"BEGIN:VCARD", "text/vcard"),
)
"""Where a file's content shows its type: offset, bytes, type."""

MIME_OF = {extension: mime for mime, extension in EXTENSIONS.items()}


def read_attachments(call: Call) -> list[Media]:
    """Return the files of a send, stored for the media server. Raises RefusalError.

    Each slot takes a data: URI, bare base64 or a public address; empty slots are skipped.
    """
    parts = [_read(call, call.get(slot)) for slot in SLOTS if call.get(slot)]
    now = call.clock.now()
    return [
        call.account.make_media(mime, EXTENSIONS.get(mime, "bin"), load, now, outgoing=True)
        for mime, load in parts
    ]


def _read(call: Call, value: str) -> tuple[str, Callable[[], bytes]]:
    if value.startswith(("http://", "https://")):
        return _from_address(call, value)
    mime = ""
    if value.startswith("data:"):
        head, comma, value = value.partition(",")
        mime, _, encoding = head.removeprefix("data:").partition(";")
        if not comma or not encoding.endswith("base64"):
            raise RefusalError("no_base64file")
    elif not call.switches.raw_base64_accepted:
        raise RefusalError("no_base64file")
    try:
        content = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise RefusalError("no_base64file") from None
    if not content:
        raise RefusalError("invalid_file")
    if len(content) > call.switches.media_byte_limit:
        raise RefusalError("exceeds_file_size")
    mime = mime or type_of(content)
    if call.switches.media_types_checked and mime.lower() not in EXTENSIONS:
        raise RefusalError("invalid_file")
    return mime.lower(), lambda: content


def type_of(content: bytes) -> str:
    """Return the type that a file's content shows: bare base64 names none."""
    return next(
        (mime for at, mark, mime in SIGNATURES if content.startswith(mark, at)),
        "application/octet-stream",
    )


def _from_address(call: Call, address: str) -> tuple[str, Callable[[], bytes]]:
    """Return a file of the simulator's own media server, or a dot for any other address.

    The simulator makes no requests, so the file at a public address is unknown.
    """
    path = urlsplit(address).path
    if address.startswith(f"{call.origin}/media/"):
        own = call.account.find_media(path.split("/")[2])
        if own is not None:
            return own.mime, own.load
    extension = path.rpartition(".")[2].lower()
    return MIME_OF.get(extension, "image/png"), dot


def dot() -> bytes:
    """Return a PNG of one grey pixel."""

    def chunk(name: bytes, body: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + checksum

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x80")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )
