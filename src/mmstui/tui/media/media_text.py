"""Texts about a message's file, the same in the thread, the lists and the details."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mmstui.domain import limits
from mmstui.domain.files.attachments import SENDABLE
from mmstui.domain.files.file_types import media_kind, type_name
from mmstui.domain.messages import Attachment, Media, MediaKind, MediaState
from mmstui.domain.routing import file_size

#: Why a file was not fetched, by the code of the rule that it broke.
_LEFT_ALONE: Final = {
    "media_address": "its address is not one of VoIP.ms",
    "media_redirects": "it was sent on from place to place",
    "not_in_file": "it was not in the file that was imported",
    "media_too_big": f"it is larger than {file_size(limits.MEDIA_BYTES)}",
}


def facts_of(media: Media) -> Iterator[str]:
    """Yield the facts before the name: `MP3`, `0:23`, `186 KB`; or why the file is missing."""
    if media.state is not MediaState.HERE:
        yield missing(media)
        return
    if media.kind in {MediaKind.SOUND, MediaKind.VIDEO}:
        if words := format_of(media.type):
            yield words
        if media.seconds:
            yield duration(media.seconds)
    if media.bytes is not None:
        yield file_size(media.bytes)


def left_out(file: Attachment) -> str:
    """Return what was removed from a file to send, or may be in it, "" for nothing."""
    if file.location_left:
        return "may tell a location"
    return "location removed" if file.location_removed else ""


def missing(media: Media) -> str:
    """Return why a file is not here."""
    match media.state:
        case MediaState.PENDING:
            return "on its way"
        case MediaState.EXPIRED:
            return "gone from VoIP.ms before it came here"
        case _:
            why = _LEFT_ALONE.get(media.reason, "its address or its content breaks a rule")
            return f"left alone: {why}"


def format_of(mime: str) -> str:
    """Return the usual name of a type: `MP3`, `AMR`, `JPG`; "" for an unknown one."""
    extension = SENDABLE.get(mime, "") if media_kind(mime) is MediaKind.PHOTO else ""
    return extension.removeprefix(".").upper() or type_name(mime)


def duration(seconds: float) -> str:
    """Format a duration: `0:23`, `1:02:03`; at least one second."""
    whole = max(1, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
