"""Media items: files of a conversation, each with its message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import NamedTuple

from mmstui.domain.messages import Media, MediaKind, MediaState, Message
from mmstui.tui.ui import formatting


class MediaItem(NamedTuple):
    """A file and its message."""

    message: Message
    media: Media


def media_items(messages: Iterable[Message]) -> Iterator[MediaItem]:
    """Yield the files of messages, in their order."""
    return (MediaItem(message, media) for message in messages for media in message.media)


def can_view(media: Media) -> bool:
    """Whether a file is a picture that is here."""
    here = media.state is MediaState.HERE and media.path is not None
    return here and media.kind is MediaKind.PHOTO


def when(at: datetime, zone: tzinfo, now: datetime) -> str:
    """Format a time: `13:40` today, otherwise with its day: `20 Nov 13:40`; with the year if it is
    not this year's.
    """
    local, today = at.astimezone(zone), now.astimezone(zone)
    clock = formatting.clock_time(at, zone)
    if local.date() == today.date():
        return clock
    day = f"{local.day} {formatting.MONTHS[local.month - 1][:3]}"
    return f"{day} {clock}" if local.year == today.year else f"{day} {local.year}"
