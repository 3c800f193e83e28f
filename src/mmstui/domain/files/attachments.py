"""Which files can be sent by MMS, judged by content, then by name.

The types are those of VoIP.ms's web message center: JPG, GIF, JPEG, PNG, MP3, WAV, MIDI, MP4, 3GP
(MMS wiki). A sound in an MP4 or 3GP container is such a file too.
"""

from __future__ import annotations

from mmstui.domain import limits
from mmstui.domain.files.file_types import media_kind, sniff, type_by_name, type_name
from mmstui.domain.messages import MediaKind
from mmstui.domain.problems import Refused
from mmstui.domain.records import record
from mmstui.domain.routing import distinct_sizes

#: Types that VoIP.ms sends, with their extensions, the usual one first.
_EXTENSIONS: dict[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/gif": (".gif",),
    "audio/mpeg": (".mp3",),
    "audio/wav": (".wav",),
    "audio/midi": (".mid", ".midi"),
    "audio/mp4": (".mp4",),
    "audio/3gpp": (".3gp",),
    "video/mp4": (".mp4",),
    "video/3gpp": (".3gp",),
}
SENDABLE: dict[str, str] = {mime: first for mime, (first, *_) in _EXTENSIONS.items()}

#: Types of pictures that can be shrunk or converted to be sent.
FITTABLE = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/avif",
     "image/bmp", "image/tiff", "image/jp2", "image/x-icon"}
)  # fmt: skip


@record
class Verdict:
    """Whether a file can be sent. `type` is its real type; `problem` a sentence, None if it can.

    `fittable`: the file cannot be sent, but a picture made from it can.
    """

    type: str
    kind: MediaKind
    name: str
    problem: str | None
    fittable: bool = False
    reason: Refused = Refused.OTHER


def judge(name: str, size: int, head: bytes, *, content: str | None = None) -> Verdict:
    """Judge a file by its name (ready to paint), size in bytes and first `HEAD_BYTES` bytes.

    `content` is the type by the whole content, if it is known. Content wins over the name: a PNG
    named `.jpg` is sent as a PNG, with a `.png` name.
    """
    found = sniff(head) if content is None else content
    claimed = type_by_name(name)
    mime = found or ("" if claimed in SENDABLE else claimed)
    kind = media_kind(mime)
    if size == 0:
        return Verdict(mime, kind, name, f"{name} is empty.")
    if mime not in SENDABLE:
        words = f"{name} cannot go by MMS: only JPG, PNG, GIF, MP3, WAV, MIDI, MP4 and 3GP."
        if claimed in SENDABLE:
            words = f"{name} is not the {type_name(claimed)} file that its name says."
            if found:
                words = f"{name} is {type_name(found)}, which does not go by MMS."
        return Verdict(mime, kind, name, words, found in FITTABLE, Refused.TYPE)
    if size > limit_of(mime):
        is_, most = distinct_sizes(size, limit_of(mime))
        problem = f"{name} is too big: {is_}, and {most} is the limit."
        return Verdict(mime, kind, name, problem, found in FITTABLE, Refused.SIZE)
    return Verdict(mime, kind, _named_as(name, mime, claimed), None)


def limit_of(mime: str) -> int:
    """Return the most bytes of a type: for pictures, which can be shrunk, with a margin."""
    return limits.SAFE_ATTACHMENT_BYTES if mime in FITTABLE else limits.ATTACHMENT_BYTES


def _named_as(name: str, mime: str, claimed: str) -> str:
    if name.lower().endswith(_EXTENSIONS[mime]):
        return name
    stem = name.rpartition(".")[0] if claimed else name
    return f"{stem or 'file'}{SENDABLE[mime]}"
