"""Which files can be sent by MMS, judged by content, then by name.

The types are those of VoIP.ms's web message center: JPG, GIF, JPEG, PNG, MP3, WAV, MIDI, MP4, 3GP
(MMS wiki).
"""

from __future__ import annotations

from dataclasses import dataclass

from mmstui.domain import limits
from mmstui.domain.messages import MediaKind
from mmstui.domain.routing import file_size

#: Types that VoIP.ms sends, with their extensions.
SENDABLE: dict[str, str] = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
    "audio/midi": ".mid",
    "video/mp4": ".mp4",
    "video/3gpp": ".3gp",
}

#: Types of pictures that can be shrunk or converted to be sent.
FITTABLE = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/avif"}
)

#: The number of leading bytes that `sniff` needs.
HEAD_BYTES = 64

_BY_EXTENSION: dict[str, str] = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "mp3": "audio/mpeg", "wav": "audio/wav", "mid": "audio/midi", "midi": "audio/midi",
    "mp4": "video/mp4", "m4v": "video/mp4", "3gp": "video/3gpp", "3gpp": "video/3gpp",
    "webp": "image/webp", "heic": "image/heic", "heif": "image/heic", "avif": "image/avif",
    "amr": "audio/amr", "m4a": "audio/mp4", "mov": "video/quicktime", "ogg": "audio/ogg",
    "vcf": "text/vcard", "pdf": "application/pdf", "txt": "text/plain",
}  # fmt: skip


def sniff(head: bytes) -> str:
    """Return the MIME type that a file's first bytes show, `""` for an unknown one."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"MThd"):
        return "audio/midi"
    if head.startswith(b"#!AMR"):
        return "audio/amr"
    if head.startswith(b"OggS"):
        return "audio/ogg"
    if head[4:8] == b"ftyp":
        return _sniff_iso_media(head[8:12])
    # An ID3 tag, or an MPEG audio frame: eleven set bits, a version, and layer III.
    if head.startswith(b"ID3") or (
        len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0
    ):
        return "audio/mpeg"
    return "text/vcard" if head[:11].upper() == b"BEGIN:VCARD" else ""


def _sniff_iso_media(brand: bytes) -> str:
    if brand.startswith(b"3g"):
        return "video/3gpp"
    if brand in {b"avif", b"avis"}:
        return "image/avif"
    if brand in {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}:
        return "image/heic"
    if brand == b"qt  ":
        return "video/quicktime"
    if brand.startswith(b"M4A"):
        return "audio/mp4"
    return "video/mp4"


def type_by_name(name: str) -> str:
    """Return the MIME type of a name's extension, `""` for an unknown one."""
    return _BY_EXTENSION.get(name.rpartition(".")[2].lower(), "") if "." in name else ""


def media_kind(mime: str) -> MediaKind:
    """Return the kind of a MIME type: photo, sound, video or file."""
    match mime.partition("/")[0]:
        case "image":
            return MediaKind.PHOTO
        case "audio":
            return MediaKind.SOUND
        case "video":
            return MediaKind.VIDEO
        case _:
            return MediaKind.FILE


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a file can be sent. `type` is its real type; `problem` a sentence, None if it can.

    `fittable`: the file cannot be sent, but a picture made from it can.
    """

    type: str
    kind: MediaKind
    name: str
    problem: str | None
    fittable: bool = False


def judge(name: str, size: int, head: bytes) -> Verdict:
    """Judge a file by its name (ready to paint), size in bytes and first `HEAD_BYTES` bytes.

    Content wins over the name: a PNG named `.jpg` is sent as a PNG, with a `.png` name.
    """
    found = sniff(head)
    claimed = type_by_name(name)
    mime = found or ("" if claimed in SENDABLE else claimed)
    kind = media_kind(mime)
    if size == 0:
        return Verdict(mime, kind, name, f"{name} is empty.")
    if mime not in SENDABLE:
        if claimed in SENDABLE:
            problem = f"{name} is not the {claimed.partition('/')[2]} file that its name says."
        else:
            problem = f"{name} cannot go by MMS: only JPG, PNG, GIF, MP3, WAV, MIDI, MP4 and 3GP."
        return Verdict(mime, kind, name, problem, fittable=found in FITTABLE)
    if size > limits.SAFE_ATTACHMENT_BYTES:
        limit = file_size(limits.SAFE_ATTACHMENT_BYTES)
        problem = f"{name} is too big: {file_size(size)}, and {limit} is the limit."
        return Verdict(mime, kind, name, problem, fittable=found in FITTABLE)
    return Verdict(mime, kind, _named_as(name, mime, claimed), None)


def _named_as(name: str, mime: str, claimed: str) -> str:
    if claimed == mime:
        return name
    stem = name.rpartition(".")[0] if claimed else name
    return f"{stem or 'file'}{SENDABLE[mime]}"
