"""Decide from VoIP.ms's message lists what became of a message that is to be deleted."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto

from mmstui.domain import limits
from mmstui.domain.deletions import Progress, ServerDelete
from mmstui.domain.messages import Direction, Kind
from mmstui.domain.wire import Page, ServerMessage
from mmstui.sync.intervals import GONE_AFTER

#: Id, DID, contact, direction and date. An SMS row that has all of an MMS row's is its mirror.
MirrorKey = tuple[int, str, str, Direction, str]


class Verdict(Enum):
    """What the lists say of one message."""

    LISTED = auto()  #: listed, and the same message that the user saw
    MIRROR = auto()  #: the SMS is the mirror of an MMS
    ANOTHER = auto()  #: its id belongs to another message
    MISSED = auto()  #: not listed, for the first time; it may be listed late
    ENDED = auto()  #: no longer listed
    RELEASED = auto()  #: listed, and the user cancelled its deletion
    NOTHING = auto()  #: the lists do not decide


class ServerLists:
    """The lists of one conversation's days. `sms` is None when no SMS is checked.

    `asked_at` is by our clock. `made_at` is by VoIP.ms's clock, which changes of our clock do not
    affect.
    """

    def __init__(self, mms: Page, sms: Page | None, asked_at: datetime) -> None:
        self.made_at = mms.server_time or asked_at
        self._pages = {Kind.MMS: mms, Kind.SMS: sms}
        self._mms = {_mirror_key(row) for row in mms.rows}
        # An incomplete list does not prove that a message is absent, or is not a mirror.
        self._whole = all(
            not p.bad and p.count < limits.ALL_ROWS for p in (mms, sms) if p is not None
        )

    def verdict(self, row: ServerDelete) -> Verdict:
        """Return the verdict on a message whose days the lists cover."""
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
        """Return whether the row is the mirror of an MMS: as an SMS, its id may be another message.

        A message that no list has shown yet has no date; its kind is known from the answer to its
        send.
        """
        return row.date is not None and (
            (row.server_id, row.did, row.contact, row.direction, row.date) in self._mms
        )

    def _found(self, row: ServerDelete) -> list[ServerMessage]:
        """Return the rows of the message's kind and id, without mirrors of an MMS of that id."""
        page = self._pages[row.kind]
        found = [each for each in page.rows if each.server_id == row.server_id] if page else []
        if row.kind is Kind.MMS:
            return found
        return [each for each in found if _mirror_key(each) not in self._mms]


def _mirror_key(row: ServerMessage) -> MirrorKey:
    return row.server_id, row.did, row.contact, row.direction, row.date


def _is_the_same(row: ServerDelete, listed: ServerMessage) -> bool:
    """Return whether a listed row is the message that the user saw.

    A message that VoIP.ms had not listed then has its id from the answer to its send, and no date.
    """
    mine = (row.did, row.contact, row.direction)
    return mine == (listed.did, listed.contact, listed.direction) and (
        row.date in {None, listed.date}
    )
