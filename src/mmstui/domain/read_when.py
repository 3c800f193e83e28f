"""When messages count as read: the values of the setting `read_when`."""

from __future__ import annotations

from enum import StrEnum


class ReadWhen(StrEnum):
    """What of a person marks messages as read here. The key that marks by hand always does.

    Whoever answers from elsewhere, as from VoIP.ms's portal, has seen what came before.
    """

    SEEN = "seen"  #: half a second before a person's eyes
    OPENED = "opened"  #: as soon as the user opens the conversation; later ones when seen
    REPLIED = "replied"  #: an answer that the user writes in the box
    BY_HAND = "by hand"  #: nothing else does, no answer from elsewhere either

    @property
    def by_eyes(self) -> bool:
        """Whether it is enough to see a message."""
        return self in {ReadWhen.SEEN, ReadWhen.OPENED}

    @property
    def by_answers(self) -> bool:
        """Whether an answer from elsewhere marks what came before it as read."""
        return self is not ReadWhen.BY_HAND
