"""Verify against VoIP.ms's lists which messages may be deleted, and which are deleted.

A message may be deleted when the list shows it as the message that the user saw. It is deleted when
the list no longer shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Final

from mmstui.domain import limits
from mmstui.domain.deletions import ServerDelete
from mmstui.domain.messages import Kind
from mmstui.domain.times import eastern
from mmstui.domain.wire import Page
from mmstui.store import Store
from mmstui.sync.backoff import Timing
from mmstui.sync.client_protocol import Service
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.delete_lists import ServerLists, Verdict
from mmstui.sync.history import DAY
from mmstui.sync.intervals import CONFIRMED_FOR, DELETED_LOOKS, GAP, LOOK_AGAIN
from mmstui.sync.store_writes import Offload
from mmstui.voipms import NoAnswer, Refused

_ANOTHER: Final = ("another_message", "VoIP.ms lists another message under its number.")
_TEN_DIGITS: Final = re.compile("[0-9]{10}")

Key = tuple[Kind, int]


@dataclass(slots=True)
class DeleteTimes:
    """When each message was last listed and when to check it next, both by `Timing.elapsed`.

    `waits`: seconds that VoIP.ms was given to stop listing a message after it answered success.
    """

    listed: dict[Key, float] = field(default_factory=dict)
    next_check: dict[Key, float] = field(default_factory=dict)

    waits: dict[Key, float] = field(default_factory=dict)

    def waited(self, key: Key) -> bool:
        """Return whether this session has waited the longest time for the message to disappear."""
        return self.waits.get(key, 0.0) >= DELETED_LOOKS[-1]

    def forget(self, key: Key) -> None:
        """Forget the times of a message."""
        self.listed.pop(key, None)
        self.next_check.pop(key, None)
        self.waits.pop(key, None)

    def keep(self, keys: set[Key]) -> None:
        """Forget the times of all other messages."""
        for key in self.next_check.keys() - keys:
            self.forget(key)


class DeleteVerifier:
    """Fetches the lists of a conversation's days and records the verdicts in the store."""

    def __init__(
        self,
        store: Store,
        service: Service,
        connection: ConnectionState,
        timing: Timing,
        when_ended: Callable[[], None],
    ) -> None:
        self.times = DeleteTimes()
        self._deletes = store.server_deletes
        self._offload = Offload(store)
        self._service = service
        self._connection = connection
        self._timing = timing
        self._when_ended = when_ended
        self._span = limits.WINDOW.days

    def is_listed(self, row: ServerDelete) -> bool:
        """Return whether a recent check of this session listed the message as the user saw it."""
        listed = self.times.listed.get(key_of(row))
        return listed is not None and self._timing.elapsed() - listed < CONFIRMED_FOR

    async def verify(self, rows: Sequence[ServerDelete]) -> None:
        """Check these messages against VoIP.ms's lists. Raises VoipMsError."""
        ordered = sorted(rows, key=lambda row: (row.did, row.contact, row.at))
        for (did, contact), mine in groupby(ordered, key=lambda row: (row.did, row.contact)):
            for part in _split_by_days(list(mine), self._span):
                await self._verify_conversation(did, contact, part)

    async def _verify_conversation(
        self, did: str, contact: str, rows: Sequence[ServerDelete]
    ) -> None:
        """Check messages of one conversation. MMS are fetched first: SMS rows may mirror them."""
        first, last = _days(rows)
        # The lists are as old as the request: the machine may sleep before the answer.
        asked_at, asked = self._timing.now(), self._timing.elapsed()
        mms, sms = await self._listed(Kind.MMS, did, contact, first, last), None
        if mms.server_time is not None and (days := _days(rows, mms.server_time)) != (first, last):
            first, last = days
            mms = await self._listed(Kind.MMS, did, contact, first, last)
        if any(row.kind is Kind.SMS for row in rows):
            sms = await self._listed(Kind.SMS, did, contact, first, last)
        lists = ServerLists(mms, sms, asked_at)
        if any(lists.verdict(row) is Verdict.ANOTHER for row in rows):
            # An MMS that arrived between the two requests is only in one of the lists.
            mms = await self._listed(Kind.MMS, did, contact, first, last)
            lists = ServerLists(mms, sms, asked_at)
        verdicts: dict[tuple[Verdict, Kind], list[ServerDelete]] = {}
        for row in rows:
            self.times.listed.pop(key_of(row), None)
            self.times.next_check[key_of(row)] = self._timing.elapsed() + LOOK_AGAIN
            verdicts.setdefault((lists.verdict(row), row.kind), []).append(row)
        for (verdict, kind), mine in verdicts.items():
            await self._write(verdict, kind, mine, lists, asked)
        self._when_ended()

    async def _write(
        self,
        verdict: Verdict,
        kind: Kind,
        rows: Sequence[ServerDelete],
        lists: ServerLists,
        asked: float,
    ) -> None:
        deletes, ids = self._deletes, [row.server_id for row in rows]
        match verdict:
            case Verdict.LISTED:
                for row in rows:
                    self.times.listed[key_of(row)] = asked
                    self.times.next_check[key_of(row)] = asked + CONFIRMED_FOR
                again = [row.server_id for row in rows if row.missed_at is not None]
                if again:
                    await self._offload(deletes.listed, kind, again)
            case Verdict.MISSED:
                await self._offload(deletes.missed, kind, ids, lists.made_at)
            case Verdict.ENDED:
                await self._offload(deletes.ended, kind, ids)
            case Verdict.RELEASED:
                await self._offload(deletes.released, kind, ids)
            case Verdict.MIRROR:
                for server_id in ids:
                    await self._offload(deletes.is_mms, server_id)
            case Verdict.ANOTHER:
                for server_id in ids:
                    await self._offload(deletes.failed, kind, server_id, *_ANOTHER)
            case Verdict.NOTHING:
                pass

    async def _listed(self, kind: Kind, did: str, contact: str, first: date, last: date) -> Page:
        await self._timing.sleep(GAP)
        await self._connection.ready()
        # VoIP.ms is only known to filter by numbers of ten digits (voipms-api section 2.1).
        narrow = contact if _TEN_DIGITS.fullmatch(contact) else None
        try:
            return await self._service.history(
                kind, first, last, limit=limits.ALL_ROWS, did=did, contact=narrow
            )
        except Refused:
            # VoIP.ms refuses a cancelled DID, but may list its messages without the filter.
            return await self._service.history(kind, first, last, limit=limits.ALL_ROWS)
        except NoAnswer:
            self._span = max(3, self._span // 2)
            raise


def key_of(row: ServerDelete) -> Key:
    """Return the kind and id of a message."""
    return row.kind, row.server_id


def _day(row: ServerDelete) -> date:
    return date.fromisoformat(row.date[:10]) if row.date else eastern.day(row.at)


def _days(rows: Sequence[ServerDelete], server_time: datetime | None = None) -> tuple[date, date]:
    """Return the Eastern days to fetch, one more on each side.

    A message that no list has shown is dated by our clock, which may be days off. So the days of
    VoIP.ms's clock count too: that of now, and that of the first list that lacked the message.
    """
    days = [_day(row) for row in rows]
    by_server = [(row.missed_at, server_time) for row in rows if not row.date]
    days += [eastern.day(at) for times in by_server for at in times if at is not None]
    first, last = min(days) - DAY, max(days) + DAY
    return first, min(last, first + limits.WINDOW - DAY)


def _split_by_days(rows: Sequence[ServerDelete], span: int) -> Iterator[list[ServerDelete]]:
    """Yield rows of one conversation, oldest first, in parts whose days to fetch fit in `span`."""
    part: list[ServerDelete] = []
    for row in sorted(rows, key=_day):
        if part and (_day(row) - _day(part[0])).days + 3 > span:
            yield part
            part = []
        part.append(row)
    if part:
        yield part
