"""What lists of VoIP.ms tell of a message that is to be deleted there."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto
from typing import Final

from mmstui.domain.deletions import Progress, ServerDelete
from mmstui.domain.messages import Direction, Kind
from mmstui.domain.wire import Page, ServerMessage
from mmstui.sync.intervals import GONE_AFTER

#: A limit that no conversation reaches (voipms-api section 2.1 knows a million to work).
ALL: Final = 1_000_000

#: Id, DID, contact, direction and date: by these an SMS is known to be the mirror of an MMS.
MirrorKey = tuple[int, str, str, Direction, str]


class Verdict(Enum):
    """What is known of one message after a look."""

    LISTED = auto()  #: it is there, and the very message that the user saw
    MIRROR = auto()  #: what was taken for an SMS is an MMS
    ANOTHER = auto()  #: under its number there is another message
    MISSED = auto()  #: it is not listed, for the first time, and may be listed late
    ENDED = auto()  #: it is there no more
    RELEASED = auto()  #: it is there, and the user wants it no longer deleted
    NOTHING = auto()  #: the lists cannot tell


class ServerLists:
    """The lists of one conversation's days. `sms` is None when nobody asks for an SMS.

    `asked_at`: when, by our clock. `made_at`: by that of VoIP.ms, which nobody here sets.
    """

    def __init__(self, mms: Page, sms: Page | None, asked_at: datetime) -> None:
        self.made_at = mms.server_time or asked_at
        self._pages = {Kind.MMS: mms, Kind.SMS: sms}
        self._mms = {_mirror_key(row) for row in mms.rows}
        # What lost a row, or is cut off, cannot tell that a message is not there, or mirrors none.
        self._whole = all(not p.bad and p.count < ALL for p in (mms, sms) if p is not None)

    def verdict(self, row: ServerDelete) -> Verdict:
        """What they tell of a message whose days they are of."""
        if row.kind is Kind.SMS and self._is_mirror(row):
            return Verdict.MIRROR
        found = self._found(row)
        if found and row.state is Progress.STOPPING:
            return Verdict.RELEASED
        if any(_is_the_same(row, each) for each in found):
            return Verdict.LISTED if self._whole or row.kind is Kind.MMS else Verdict.NOTHING
        if found:
            return Verdict.ANOTHER
        if not self._whole:
            return Verdict.NOTHING
        if row.state is not Progress.WAITING:
            return Verdict.ENDED
        if row.missed_at is None:
            return Verdict.MISSED
        return Verdict.ENDED if self.made_at - row.missed_at >= GONE_AFTER else Verdict.NOTHING

    def _is_mirror(self, row: ServerDelete) -> bool:
        """Whether it is an MMS: the id of its kind would be another message's.

        What VoIP.ms has not listed yet is known by the answer to its send, and so by its kind.
        """
        return row.date is not None and (
            (row.server_id, row.did, row.contact, row.direction, row.date) in self._mms
        )

    def _found(self, row: ServerDelete) -> list[ServerMessage]:
        """What is listed under its kind and id; the mirror of an MMS with that number is not it."""
        page = self._pages[row.kind]
        found = [each for each in page.rows if each.server_id == row.server_id] if page else []
        if row.kind is Kind.MMS:
            return found
        return [each for each in found if _mirror_key(each) not in self._mms]


def _mirror_key(row: ServerMessage) -> MirrorKey:
    return row.server_id, row.did, row.contact, row.direction, row.date


def _is_the_same(row: ServerDelete, listed: ServerMessage) -> bool:
    """Whether a listed row is the message that the user saw.

    What VoIP.ms had not listed by then has its id from the answer to its send, and no date.
    """
    mine = (row.did, row.contact, row.direction)
    return mine == (listed.did, listed.contact, listed.direction) and (
        row.date in {None, listed.date}
    )
