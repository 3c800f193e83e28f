"""What the user asked to have changed at VoIP.ms: settings of a DID, names of the phonebook.

An errand is written to the store and carried out by whoever leads; each begins by reading what
VoIP.ms has, so that one that was asked for already is not asked for twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class ErrandKind(StrEnum):
    """What is to be done."""

    DID = "did"  #: change settings of a DID; the subject is its number
    NAME = "name"  #: make an entry of the phonebook, or change one
    NO_NAME = "no name"  #: delete an entry


class ErrandState(StrEnum):
    """Where an errand stands."""

    WAITING = "waiting"  #: goes as soon as VoIP.ms can be asked
    DOING = "doing"
    DONE = "done"  #: read back as it was wanted
    REFUSED = "refused"  #: with the reason
    STALE = "stale"  #: VoIP.ms has something else by now than what the user saw: not touched
    DIFFERENT = "different"  #: taken, but read back as something else
    HELD = "held"  #: from a copy or a damaged store: waits for the user's word


#: States that go on by themselves: what is wanted is shown as if it were so.
UNDER_WAY: Final = (ErrandState.WAITING, ErrandState.DOING)
#: States that need the user.
TROUBLED: Final = (
    ErrandState.REFUSED,
    ErrandState.STALE,
    ErrandState.DIFFERENT,
    ErrandState.HELD,
)

#: Before the id of a phonebook entry, or before the number of one that is to be made.
ENTRY, NEW = "entry:", "new:"


@dataclass(frozen=True, slots=True)
class Errand:
    """One of them. `wanted` and `seen` are fields by name; `words` are ready to paint.

    `seen` is what the user had before their eyes. Of a `secret` one, `wanted` is masked: the whole
    of it is in the memory of the process that was asked, and nowhere else.
    """

    id: int
    kind: ErrandKind
    subject: str
    wanted: Mapping[str, str]
    seen: Mapping[str, str]
    state: ErrandState
    words: str
    made_at: datetime
    ended_at: datetime | None = None
    secret: bool = False
    forced: bool = False  #: the user has said to do it whatever VoIP.ms has by now
    asked_at: datetime | None = None  #: when a request to make an entry last left

    @property
    def under_way(self) -> bool:
        """Whether it goes on by itself."""
        return self.state in UNDER_WAY

    @property
    def troubled(self) -> bool:
        """Whether it needs the user."""
        return self.state in TROUBLED
