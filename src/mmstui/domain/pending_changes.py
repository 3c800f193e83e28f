"""Changes queued for VoIP.ms: settings of a DID and names of the phonebook.

A pending change is stored, and the leader carries it out. The leader first reads what VoIP.ms has,
so that a change that is there already is not requested again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from mmstui.domain.records import record


class ChangeKind(StrEnum):
    """The kind of change."""

    DID = "did"  #: change settings of a DID; the subject is its number
    NAME = "name"  #: make or change an entry of the phonebook
    NO_NAME = "no name"  #: delete an entry


class ChangeState(StrEnum):
    """The state of a pending change."""

    WAITING = "waiting"  #: carried out as soon as VoIP.ms can be asked
    DOING = "doing"
    DONE = "done"  #: VoIP.ms has what was wanted
    REFUSED = "refused"  #: refused, with the reason
    STALE = "stale"  #: not carried out: VoIP.ms has changed since the user looked
    DIFFERENT = "different"  #: accepted, but VoIP.ms has something else
    HELD = "held"  #: from a copy or a damaged store; waits for the user


#: States that continue without the user; the wanted values are shown already.
UNDER_WAY: Final = (ChangeState.WAITING, ChangeState.DOING)
#: States that need the user's decision.
TROUBLED: Final = (
    ChangeState.REFUSED,
    ChangeState.STALE,
    ChangeState.DIFFERENT,
    ChangeState.HELD,
)

#: Prefixes of subjects: for the id of a phonebook entry, and for the number of a new entry.
ENTRY, NEW = "entry:", "new:"


@record
class PendingChange:
    """A change. `wanted` and `seen` are fields by name; `words` are ready to paint.

    `seen`: the values that the user saw. If `secret`, `wanted` is masked: the full values are only
    in the memory of the process that the user asked.
    """

    id: int
    kind: ChangeKind
    subject: str
    wanted: Mapping[str, str]
    seen: Mapping[str, str]
    state: ChangeState
    words: str
    made_at: datetime
    ended_at: datetime | None = None
    secret: bool = False
    forced: bool = False  #: the user wants it whatever VoIP.ms has by now
    asked_at: datetime | None = None  #: when a request to make an entry was last sent

    @property
    def under_way(self) -> bool:
        """Whether it continues without the user."""
        return self.state in UNDER_WAY

    @property
    def troubled(self) -> bool:
        """Whether it needs the user's decision."""
        return self.state in TROUBLED
