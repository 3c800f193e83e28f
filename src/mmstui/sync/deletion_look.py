"""Looking at what VoIP.ms lists of the messages that are to be deleted there.

What is listed as the very message that the user saw may be asked for; what is listed no more after
it was, is deleted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Final

from mmstui.domain import eastern, limits
from mmstui.domain.deletions import Progress, ServerDelete
from mmstui.domain.messages import Kind
from mmstui.domain.wire import Page, ServerMessage
from mmstui.store import Store
from mmstui.sync.history import DAY
from mmstui.sync.line import Line
from mmstui.sync.offload import Offload
from mmstui.sync.pace import Pace
from mmstui.sync.policy import CONFIRMED_FOR, GAP, GONE_AFTER, LOOK_AGAIN
from mmstui.sync.service import Service
from mmstui.voipms import NoAnswer, Refused

#: A limit that no conversation reaches (voipms-api section 2.1 knows a million to work).
_ALL: Final = 1_000_000
_ANOTHER: Final = ("another_message", "VoIP.ms lists another message under its number.")
_TEN_DIGITS: Final = re.compile("[0-9]{10}")

Key = tuple[Kind, int]


@dataclass(slots=True)
class Seen:
    """What looks have told: when each was listed last, and when to look for it next."""

    listed: dict[Key, float] = field(default_factory=dict)
    next_look: dict[Key, float] = field(default_factory=dict)

    def forget(self, key: Key) -> None:
        self.listed.pop(key, None)
        self.next_look.pop(key, None)

    def keep(self, keys: set[Key]) -> None:
        for key in self.next_look.keys() - keys:
            self.forget(key)


class DeletionLook:
    """Asks for a conversation's days, and writes down what that tells."""

    def __init__(
        self,
        store: Store,
        service: Service,
        line: Line,
        pace: Pace,
        when_ended: Callable[[], None],
    ) -> None:
        self.seen = Seen()
        self._deletes = store.server_deletes
        self._offload = Offload(store)
        self._service = service
        self._line = line
        self._pace = pace
        self._when_ended = when_ended
        self._span = limits.WINDOW.days

    def is_listed(self, row: ServerDelete) -> bool:
        """Whether a look of this session, not long ago, showed the message to be the user's."""
        listed = self.seen.listed.get(key_of(row))
        return listed is not None and self._pace.clock() - listed < CONFIRMED_FOR

    async def look(self, rows: Sequence[ServerDelete]) -> None:
        """Look for these; raises VoipMsError."""
        ordered = sorted(rows, key=lambda row: (row.did, row.contact, row.at))
        for (did, contact), mine in groupby(ordered, key=lambda row: (row.did, row.contact)):
            for part in _stretches(list(mine), self._span):
                await self._look_at(did, contact, part)

    async def _look_at(self, did: str, contact: str, rows: Sequence[ServerDelete]) -> None:
        """Look at one conversation's days, MMS first: an SMS row may be the mirror of one."""
        first, last = _days(rows)
        pages = {Kind.MMS: await self._listed(Kind.MMS, did, contact, first, last)}
        if any(row.kind is Kind.SMS for row in rows):
            pages[Kind.SMS] = await self._listed(Kind.SMS, did, contact, first, last)
        ended: dict[Kind, list[int]] = {kind: [] for kind in Kind}
        released: dict[Kind, list[int]] = {kind: [] for kind in Kind}
        missed: dict[Kind, list[int]] = {kind: [] for kind in Kind}
        listed: dict[Kind, list[int]] = {kind: [] for kind in Kind}
        now = self._pace.clock()
        for row in rows:
            self.seen.listed.pop(key_of(row), None)
            self.seen.next_look[key_of(row)] = now + LOOK_AGAIN
            found = [r for r in pages[row.kind].rows if r.server_id == row.server_id]
            whole = all(_is_whole(page) for page in pages.values())
            if row.kind is Kind.SMS and _mirrors(row, found, pages[Kind.MMS]):
                await self._offload(self._deletes.is_mms, row.server_id)
            elif found and row.state is Progress.STOPPING:
                released[row.kind].append(row.server_id)
            elif any(_is_the_same(row, each) for each in found):
                # Without every MMS in hand, nobody knows that it mirrors none.
                if whole or row.kind is Kind.MMS:
                    self.seen.listed[key_of(row)] = now
                    self.seen.next_look[key_of(row)] = now + CONFIRMED_FOR
                if row.missed_at is not None:
                    listed[row.kind].append(row.server_id)
            elif found:
                await self._offload(self._deletes.failed, row.kind, row.server_id, *_ANOTHER)
            elif whole and self._is_gone(row):
                ended[row.kind].append(row.server_id)
            elif whole and row.missed_at is None:
                missed[row.kind].append(row.server_id)
        for kind in Kind:
            if missed[kind]:
                await self._offload(self._deletes.missed, kind, missed[kind], self._pace.now())
            if listed[kind]:
                await self._offload(self._deletes.listed, kind, listed[kind])
            if released[kind]:
                await self._offload(self._deletes.released, kind, released[kind])
            if ended[kind]:
                await self._offload(self._deletes.ended, kind, ended[kind])
        self._when_ended()

    def _is_gone(self, row: ServerDelete) -> bool:
        """Whether an unlisted one is believed to be gone: what was sent just now is listed late."""
        if row.state is not Progress.WAITING:
            return True
        return row.missed_at is not None and self._pace.now() - row.missed_at >= GONE_AFTER

    async def _listed(self, kind: Kind, did: str, contact: str, first: date, last: date) -> Page:
        await self._pace.sleep(GAP)
        await self._line.ready()
        # Only numbers of ten digits are known to be taken to ask for (voipms-api section 2.1).
        narrow = contact if _TEN_DIGITS.fullmatch(contact) else None
        try:
            return await self._service.history(
                kind, first, last, limit=_ALL, did=did, contact=narrow
            )
        except Refused:
            # A number that was given up, or may not be asked for: it may be listed with all others.
            return await self._service.history(kind, first, last, limit=_ALL)
        except NoAnswer:
            self._span = max(3, self._span // 2)
            raise


def key_of(row: ServerDelete) -> Key:
    """Its kind and id."""
    return row.kind, row.server_id


def _day(row: ServerDelete) -> date:
    return date.fromisoformat(row.date[:10]) if row.date else eastern.day(row.at)


def _days(rows: Sequence[ServerDelete]) -> tuple[date, date]:
    """The Eastern days to ask for, one more to each side: what has no date yet is dated by us."""
    days = [_day(row) for row in rows]
    return min(days) - DAY, max(days) + DAY


def _stretches(rows: Sequence[ServerDelete], span: int) -> Iterator[list[ServerDelete]]:
    """Rows of one conversation, oldest first, in parts that one question may be about."""
    part: list[ServerDelete] = []
    for row in sorted(rows, key=_day):
        if part and (_day(row) - _day(part[0])).days + 3 > span:
            yield part
            part = []
        part.append(row)
    if part:
        yield part


def _is_whole(page: Page) -> bool:
    """Whether a page can tell that a message is not there."""
    return not page.bad and page.count < _ALL


def _same_ends(row: ServerDelete, listed: ServerMessage) -> bool:
    mine = (row.did, row.contact, row.direction)
    return mine == (listed.did, listed.contact, listed.direction)


def _is_the_same(row: ServerDelete, listed: ServerMessage) -> bool:
    """Whether a listed row is the message that the user saw."""
    if not _same_ends(row, listed):
        return False
    if row.date is not None:
        return row.date == listed.date
    return abs(listed.at - row.at) <= limits.NEAR_MATCH_AMBIGUOUS


def _mirrors(row: ServerDelete, found: Sequence[ServerMessage], mms: Page) -> bool:
    """Whether an SMS is the mirror of an MMS: the id of its kind would be another message's."""
    dates = {each.date for each in found if _is_the_same(row, each)} | {row.date}
    return any(
        each.server_id == row.server_id and _same_ends(row, each) and each.date in dates
        for each in mms.rows
    )
