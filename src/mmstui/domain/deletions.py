"""Deletions: what can be requested, what they would remove, and their progress."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from mmstui.domain import limits
from mmstui.domain.message_notes import NoteKind
from mmstui.domain.messages import Direction, Kind
from mmstui.domain.records import record


class Place(StrEnum):
    """Where to delete."""

    HERE = "here"  #: VoIP.ms keeps the message
    SERVER = "server"  #: the message stays here
    BOTH = "both"

    @property
    def here(self) -> bool:
        """Whether messages are deleted from this inbox."""
        return self is not Place.SERVER

    @property
    def there(self) -> bool:
        """Whether messages are deleted at VoIP.ms."""
        return self is not Place.HERE


class Progress(StrEnum):
    """The progress of deleting a message at VoIP.ms."""

    WAITING = "waiting"  #: no delete request was sent
    DELETING = "deleting"  #: a request may have been sent; a list must confirm
    STOPPING = "stopping"  #: as `DELETING`, but the user has cancelled the deletion since
    DONE = "done"  #: requested, and no longer listed
    GONE = "gone"  #: no longer listed, without a request
    FAILED = "failed"  #: still listed, or the id is another message's


def lasting(count: int) -> timedelta:
    """Return the least time that VoIP.ms takes to delete this many messages."""
    return count * limits.DELETE_EVERY


#: Unfinished.
OPEN: tuple[Progress, ...] = (Progress.WAITING, Progress.DELETING, Progress.STOPPING)


#: Notes of messages whose deletion is unfinished or has failed.
NOTES: dict[Progress, NoteKind] = {
    Progress.WAITING: NoteKind.TO_DELETE,
    Progress.DELETING: NoteKind.DELETING,
    Progress.STOPPING: NoteKind.STOPPING,
    Progress.FAILED: NoteKind.NOT_DELETED,
}


@record
class Outlook:
    """What a deletion would remove, counted at one moment. `newest`: the last message in it.

    `sms`, `mms`: messages at VoIP.ms, as far as known. `gone`: no longer at VoIP.ms. `leaving`:
    being deleted there already. `files` are stored here, `files_to_come` are not yet. `unsent` and
    `unknown` are removed only here; an `unknown` message may be at VoIP.ms, or arrive there later.
    `sending` messages and a `draft` always stay.
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
        """The number of messages that would be deleted at VoIP.ms."""
        return self.sms + self.mms


@record
class Asked:
    """A requested deletion. It can be undone as a whole until `due_at`, and until it has begun.

    `here`: the number of messages it hid; `there`: the number to be deleted at VoIP.ms.
    """

    id: int
    place: Place
    did: str
    contact: str
    asked_at: datetime
    due_at: datetime
    here: int
    there: int


@record
class Stopped:
    """The result of cancelling deletions at VoIP.ms.

    Of `total` messages, `deleted` are deleted by VoIP.ms's word, and `asked` had no answer yet. All
    others stay there and become visible here again.
    """

    total: int
    deleted: int
    asked: int


@record
class ServerDelete:
    """A message to be deleted at VoIP.ms, as it was when the user saw it.

    `date` is the server's own string, None while unknown.
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
    due: bool  #: ready to delete: the undo window has passed and nobody undid or cancelled it
