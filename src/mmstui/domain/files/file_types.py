"""The type of a file by its content, and by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from mmstui.domain.files import iso_media, mpeg_audio
from mmstui.domain.messages import MediaKind

#: The number of leading bytes that `sniff` needs: MPEG audio is known by some frames in a row.
HEAD_BYTES: Final = mpeg_audio.SEARCH

_BY_EXTENSION: Final = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "mp3": "audio/mpeg", "wav": "audio/wav", "mid": "audio/midi", "midi": "audio/midi",
    "mp4": "video/mp4", "m4v": "video/mp4", "3gp": "video/3gpp", "3gpp": "video/3gpp",
    "webp": "image/webp", "heic": "image/heic", "heif": "image/heic", "avif": "image/avif",
    "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "jp2": "image/jp2",
    "j2k": "image/jp2", "ico": "image/x-icon", "amr": "audio/amr", "m4a": "audio/mp4",
    "mov": "video/quicktime", "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg",
    "flac": "audio/flac", "aac": "audio/aac", "mp2": "audio/x-mp2",
    "vcf": "text/vcard", "pdf": "application/pdf", "txt": "text/plain",
}  # fmt: skip
#: The name of a type in texts, where it is not the last part of the type in capitals.
_NAMES: Final = {
    "image/x-icon": "ICO", "image/jp2": "JPEG 2000", "audio/mpeg": "MP3", "audio/mp4": "M4A",
    "audio/3gpp": "3GP", "video/3gpp": "3GP", "video/quicktime": "MOV", "audio/x-mp2": "MP2",
    "audio/x-mp1": "MP1", mpeg_audio.FREE_FORMAT: "MP3 of free format",
    "audio/x-rmid": "RMID", "audio/x-rf64": "RF64", "text/vcard": "vCard",
    "text/plain": "text",
}  # fmt: skip
_KNOWN: Final = frozenset(_BY_EXTENSION.values())
_BEGINNINGS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"), (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"), (b"\0\0\1\0", "image/x-icon"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"), (b"\xff\x4f\xff\x51", "image/jp2"),
    (b"MThd", "audio/midi"), (b"#!AMR", "audio/amr"), (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
)  # fmt: skip
_RIFF: Final = {
    (b"RIFF", b"WAVE"): "audio/wav", (b"RIFF", b"WEBP"): "image/webp",
    (b"RIFF", b"RMID"): "audio/x-rmid", (b"RF64", b"WAVE"): "audio/x-rf64",
}  # fmt: skip
_HEVC: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_HEIC: Final = _HEVC | {b"mif1", b"msf1"}
#: Containers of film and sound; their tracks decide which it is.
_CONTAINERS: Final = {"video/mp4": "audio/mp4", "video/3gpp": "audio/3gpp"}


def sniff(head: bytes) -> str:
    """Return the MIME type that a file's first `HEAD_BYTES` show, `""` for an unknown one.

    A sound in an MP4 or 3GP container is called video: `content_type` knows better.
    """
    for beginning, mime in _BEGINNINGS:
        if head.startswith(beginning) and (mime != "image/x-icon" or _is_icon(head)):
            return mime
    if (mime := _RIFF.get((head[:4], head[8:12]), "")) or head[4:8] == b"ftyp":
        return mime or _iso_media(head)
    # A bitmap's header has one of some lengths.
    if head.startswith(b"BM") and head[14:18] in {bytes([n, 0, 0, 0]) for n in (12, 40, 108, 124)}:
        return "image/bmp"
    if head[:11].upper() == b"BEGIN:VCARD":
        return "text/vcard"
    return mpeg_audio.sniff(head)


def _is_icon(head: bytes) -> bool:
    return 0 < int.from_bytes(head[4:6], "little") < 64 and head[9:10] == b"\0"


def _iso_media(head: bytes) -> str:
    brand = head[8:12]
    if brand.startswith(b"3g"):
        return "video/3gpp"
    if brand in {b"avif", b"avis"}:
        return "image/avif"
    if brand in _HEIC:
        # The general brands of AVIF too, which then follows in the list.
        length = min(int.from_bytes(head[:4], "big"), 256)
        others = {head[at : at + 4] for at in range(16, length, 4)}
        return "image/avif" if others & {b"avif", b"avis"} and not others & _HEVC else "image/heic"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def content_type(read: Callable[[int, int], bytes], size: int) -> str:
    """Return the MIME type of a file of `size` bytes by its content, `""` for an unknown one."""
    mime = sniff(read(0, HEAD_BYTES))
    if (sound := _CONTAINERS.get(mime)) is not None:
        kinds = iso_media.tracks(read, size)
        return sound if b"soun" in kinds and b"vide" not in kinds else mime
    return mime


def type_by_name(name: str) -> str:
    """Return the MIME type of a name's extension, `""` for an unknown one."""
    return _BY_EXTENSION.get(name.rpartition(".")[2].lower(), "") if "." in name else ""


def type_name(mime: str) -> str:
    """Return the usual name of a type in texts: `MP3`, `JPEG 2000`; "" for an unknown one."""
    if mime in _NAMES or mime not in _KNOWN:
        return _NAMES.get(mime, "")
    return mime.partition("/")[2].upper()


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
