"""Deleting: what a user may ask for, what it would take with it, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mmstui.domain import limits
from mmstui.domain.messages import Direction, Kind


class Place(StrEnum):
    """Where to delete."""

    HERE = "here"  #: VoIP.ms keeps it
    SERVER = "server"  #: it stays here
    BOTH = "both"

    @property
    def here(self) -> bool:
        """Whether it goes from this inbox."""
        return self is not Place.SERVER

    @property
    def there(self) -> bool:
        """Whether it goes from VoIP.ms."""
        return self is not Place.HERE


class Progress(StrEnum):
    """How far the deleting of one message at VoIP.ms has come."""

    WAITING = "waiting"  #: nothing was asked of VoIP.ms
    DELETING = "deleting"  #: it may have been asked, and is not known to be gone
    STOPPING = "stopping"  #: so too, and the user has said since that no more shall go
    DONE = "done"  #: asked for, and no longer listed
    GONE = "gone"  #: not listed any more before it was asked for
    FAILED = "failed"  #: it is still there, or its id is another message's


def lasting(count: int) -> timedelta:
    """How long VoIP.ms takes at least to delete so many messages."""
    return count * limits.DELETE_EVERY


#: Not ended yet.
OPEN: tuple[Progress, ...] = (Progress.WAITING, Progress.DELETING, Progress.STOPPING)


#: What a message says of itself while it has not ended as asked.
NOTES: dict[Progress, str] = {
    Progress.WAITING: "to be deleted at VoIP.ms",
    Progress.DELETING: "being deleted at VoIP.ms",
    Progress.STOPPING: "perhaps deleted at VoIP.ms",
    Progress.FAILED: "not deleted at VoIP.ms",
}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What deleting would take with it, counted at one moment: `newest` is the last message in it.

    `sms`, `mms`: what VoIP.ms has, as far as is known. `gone`: what it has no more; `leaving`: what
    is being deleted there already. `files` have come here, `files_to_come` have not. `unsent` goes
    only from here, and so does `unknown`, which may be at VoIP.ms or get there yet; `sending` stays
    whatever is asked, and so does a `draft`.
    """

    messages: int = 0
    sms: int = 0
    mms: int = 0
    gone: int = 0
    leaving: int = 0
    files: int = 0
    files_to_come: int = 0
    unsent: int = 0
    unknown: int = 0
    sending: int = 0
    draft: bool = False
    first_at: datetime | None = None
    last_at: datetime | None = None
    newest: int = 0

    @property
    def there(self) -> int:
        """How many messages would be deleted at VoIP.ms."""
        return self.sms + self.mms


@dataclass(frozen=True, slots=True)
class Asked:
    """A word of the user to delete. Until `due_at`, and until it has begun, it is taken back whole.

    `here`: messages hidden by it; `there`: messages to be deleted at VoIP.ms.
    """

    id: int
    place: Place
    did: str
    contact: str
    asked_at: datetime
    due_at: datetime
    here: int
    there: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """The user's word that no more shall be deleted at VoIP.ms, and what was by then.

    Of `total` messages it says that `deleted` are; `asked` got no answer yet. All others stay
    there, and are seen here again.
    """

    total: int
    deleted: int
    asked: int


@dataclass(frozen=True, slots=True)
class ServerDelete:
    """A message to be deleted at VoIP.ms, as it was when the user saw it.

    `date` is the server's own string, None while it has told none.
    """

    kind: Kind
    server_id: int
    did: str
    contact: str
    direction: Direction
    at: datetime
    date: str | None
    state: Progress
    tries: int
    missed_at: datetime | None
    due: bool  #: to be asked for: the user's time to take it back is over, and he has not since
