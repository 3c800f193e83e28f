"""What is exported: conversations with their messages, read as they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from mmstui.domain import limits
from mmstui.domain.messages import Conversation, Direction, Media, MediaState, Message, State
from mmstui.domain.routing import file_size

#: The states of messages that are no longer to be sent.
SENT = frozenset({State.SENT, State.RECEIVED})


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation, and an iterator over its messages, oldest first."""

    conversation: Conversation
    messages: Iterator[Message]


@dataclass(slots=True)
class Selection:
    """What is exported. `count` is the number of its messages if the format needs that before them,
    else of the rows behind them, which is quick to tell.

    What was written is counted: `written` messages; those `left_out`, which the format does not
    have; `files` that were found, and those that are `missing`. `on_message` is called after each
    message.
    """

    transcripts: Iterable[Transcript]
    count: int
    zone: tzinfo
    now: datetime
    with_files: bool = False
    on_message: Callable[[], None] = lambda: None
    written: int = 0
    left_out: int = 0
    files: int = 0
    missing: int = 0

    def messages(self, transcript: Transcript, *, sent_only: bool = False) -> Iterator[Message]:
        """Yield the messages of a conversation; `sent_only`: none that was not sent."""
        for message in transcript.messages:
            if sent_only and message.state not in SENT:
                self.left_out += 1
                continue
            self.written += 1
            yield message
            self.on_message()

    def local(self, message: Message) -> datetime:
        """Return the time of a message in the zone of the export."""
        return message.at.astimezone(self.zone)

    def content(self, media: Media) -> bytes | None:
        """Return the content of a file, None if it is not on this machine; counts both."""
        data = content_of(media)
        self.missing += data is None
        self.files += data is not None
        return data


def content_of(media: Media) -> bytes | None:
    """Return the content of a file, None if it is not on this machine."""
    if media.state is not MediaState.HERE or media.path is None:
        return None
    try:
        with Path(media.path).open("rb") as stream:
            data = stream.read(limits.MEDIA_BYTES + 1)
    except OSError:
        return None
    return data if len(data) <= limits.MEDIA_BYTES else None


def writer_of(message: Message, conversation: Conversation) -> str:
    """Return who wrote a message, ready to paint, and its state if it was not sent."""
    if message.direction is Direction.IN:
        return conversation.title
    return "you" if message.state in SENT else f"you ({message.state.value})"


def heading(conversation: Conversation) -> str:
    """Return the title of a conversation, ready to paint."""
    name = f"{conversation.title}, " if conversation.named else ""
    return f"{name}{conversation.number}"


def file_note(media: Media) -> str:
    """Return words for a file that is not shown: `photo cat.jpg, 12 KB`. Ready to paint."""
    size = "" if media.bytes is None else f", {file_size(media.bytes)}"
    return f"{media.kind.value} {media.name}{size}"
