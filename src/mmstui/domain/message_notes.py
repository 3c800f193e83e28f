"""What a message's notes can say: facts of its delivery and of its deletion at VoIP.ms."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class NoteKind(StrEnum):
    """The fact that a note tells; its value is the note's words."""

    TWICE = "went twice"
    GONE = "gone at server"
    NEAR_MATCH = "near match"
    TO_DELETE = "to be deleted at VoIP.ms"
    DELETING = "being deleted at VoIP.ms"
    STOPPING = "perhaps deleted at VoIP.ms"
    NOT_DELETED = "not deleted at VoIP.ms"


class Note(NamedTuple):
    """A note, with VoIP.ms's reason if there is one."""

    kind: NoteKind
    reason: str = ""  #: raw text of VoIP.ms

    @property
    def words(self) -> str:
        """The note in words; its reason is raw."""
        return f"{self.kind}: {self.reason}" if self.reason else str(self.kind)
