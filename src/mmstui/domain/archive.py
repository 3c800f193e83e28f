"""Messages as files of other programs, and our own exports, have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mmstui.domain import limits
from mmstui.domain.messages import Direction, Kind

#: The most by which two programs date one message differently: the clock of a phone that sent it,
#: and the server that took it.
SAME_TIME: Final = limits.TAKEN_LATE
#: More files than any message has: an answer or a file with more is not believed beyond them.
MOST_FILES: Final = 20


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A file of an archived message. `data` is None if the archive only names the file.

    `size` is in bytes.
    """

    name: str
    type: str = ""
    size: int | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class ArchivedMessage:
    """A message that was received or sent. `place` says where it is in its file: `line 17`.

    `server_id` is VoIP.ms's id as the file has it. `kind` is None if the file does not tell.
    """

    place: str
    did: str
    contact: str
    direction: Direction
    at: datetime
    text: str
    kind: Kind | None = None
    server_id: int | None = None
    unread: bool = False
    files: tuple[ArchivedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class NotSent:
    """A draft, or a message that was queued or refused: it is never taken over."""

    place: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row, or the rest of a file, that cannot be read. `reason` is part of a sentence."""

    place: str
    reason: str


Archived = ArchivedMessage | NotSent | Unreadable
"""What a file has at one place."""


def same_text(text: str) -> str:
    """Return a text without what programs change in it: kinds of line ends, blanks at its end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
