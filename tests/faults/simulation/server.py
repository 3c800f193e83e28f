"""A model of VoIP.ms in memory: what it has, what it lists, and the truth about what it took.

It speaks `domain.wire`, as the client does. The unknowns of voipms-api sections 2 to 5 are
`Habits`, random for each world.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from mmstui.domain.messages import Direction, Kind
from mmstui.domain.times import eastern
from mmstui.domain.wire import Page, ServerMessage
from mmstui.voipms import AccessRefused, DailyLimit, Refused, SlowDown

SHOP = "5145550100"
SUPPORT = "4385550175"
DIDS = (SHOP, SUPPORT)
ANN = "5145550111"
BOB = "4385550123"
CONTACTS = (ANN, BOB)


@dataclass(frozen=True)
class Habits:
    """How this VoIP.ms behaves: times in seconds, and changes of texts."""

    first_id: dict[Kind, int]
    late_rows: float  #: rows are listed up to so long after they were taken
    late_files: float  #: and files so long after that
    late_gone: float  #: deleted ones are listed up to so long after that
    mirrored: bool  #: getSMS lists MMS as well
    keeps_newest: bool  #: which end of a long answer the limit keeps
    residue: bool  #: backslashes before quotes
    drops: bool  #: MMS texts lose what is not GSM
    newline: bool  #: texts end in a line break
    sends_per_day: int
    skew: float  #: its clock minus ours

    @classmethod
    def draw(cls, rng: random.Random) -> Habits:
        """Return random habits for one world."""
        apart = rng.random() < 0.5
        return cls(
            first_id={Kind.SMS: 112_000 if apart else 1_000, Kind.MMS: 1_000},
            late_rows=rng.choice([0.0, 0.0, 5.0, 60.0, 200.0, 2_000.0]),
            late_files=rng.choice([0.0, 20.0, 400.0]),
            late_gone=rng.choice([0.0, 0.0, 2.0, 20.0]),
            mirrored=rng.random() < 0.4,
            keeps_newest=rng.random() < 0.8,
            residue=rng.random() < 0.3,
            drops=rng.random() < 0.3,
            newline=rng.random() < 0.2,
            sends_per_day=rng.choice([8, 30, 100, 100]),
            skew=rng.choice([0.0, 0.0, 1.5, -20.0, 150.0, -7_200.0, 86_400.0]),
        )


@dataclass
class Row:
    """One message at VoIP.ms. Times are seconds since the epoch by the server's clock."""

    kind: Kind
    id: int
    at: float
    outgoing: bool
    did: str
    contact: str
    text: str
    files: tuple[str, ...]
    listed_from: float
    files_from: float
    request: int | None = None  #: the request of ours that it was taken from
    deleted: bool = False
    unlisted_from: float = float("inf")
    first_leg: int | None = None  #: the id of the first leg of its group text


@dataclass
class Request:
    """One send request. `row` is set when VoIP.ms accepts it, `told` when we get that answer."""

    id: int
    process: str
    message_id: int
    attempt_id: int
    kind: Kind
    did: str
    contact: str
    text: str
    files: tuple[str, ...]
    left_at: float  #: by the server's clock
    row: Row | None = None
    told: bool = False


@dataclass
class Server:
    """One account. `clock` is the server's own."""

    habits: Habits
    rng: random.Random
    clock: Callable[[], float]
    rows: dict[Kind, dict[int, Row]] = field(default_factory=lambda: {Kind.SMS: {}, Kind.MMS: {}})
    refusals: float = 0.0  #: how often a send is refused for good
    access: bool = True
    taken_by_day: Counter[date] = field(default_factory=Counter)

    def now(self) -> datetime:
        """Return the server's clock."""
        return datetime.fromtimestamp(self.clock(), UTC)

    # Others.

    def add(
        self,
        kind: Kind,
        did: str,
        contact: str,
        text: str,
        *,
        outgoing: bool,
        files: tuple[str, ...] = (),
        request: int | None = None,
    ) -> Row:
        """Add a message with the next id of its kind."""
        habits, now = self.habits, self.clock()
        server_id = habits.first_id[kind] + len(self.rows[kind])
        listed = now + self.rng.random() * habits.late_rows
        row = Row(
            kind, server_id, float(int(now)), outgoing, did, contact, text, files, listed,
            listed + self.rng.random() * habits.late_files, request,
        )  # fmt: skip
        while self._is_a_mirror_by_chance(row):
            row.at += 1.0
        self.rows[kind][server_id] = row
        return row

    def add_legs(
        self, count: int, did: str, contact: str, text: str, files: tuple[str, ...]
    ) -> None:
        """Add a group text: rows that differ by their ids, listed within minutes of each other."""
        first = self.add(Kind.MMS, did, contact, text, outgoing=False, files=files)
        first.first_leg = first.id
        for _ in range(count - 1):
            leg = self.add(Kind.MMS, did, contact, text, outgoing=False, files=files)
            leg.first_leg = first.id if leg.at == first.at else None
            leg.listed_from += self.rng.choice([0.0, 30.0, 300.0]) * self.rng.random()

    def _is_a_mirror_by_chance(self, row: Row) -> bool:
        """Return whether an SMS and an MMS of one conversation have the same id and second.

        No client could tell such an SMS from the MMS's mirror. Both sequences begin at the same id
        and are short, so it happens in one of some hundred worlds; the later row then gets a date
        one second later.
        """
        other = self.rows[Kind.SMS if row.kind is Kind.MMS else Kind.MMS].get(row.id)
        return other is not None and (
            (other.did, other.contact, other.outgoing, self._date(other))
            == (row.did, row.contact, row.outgoing, self._date(row))
        )

    def remove(self, row: Row) -> None:
        """Delete a message. Lists may have it a while longer."""
        row.deleted = True
        row.unlisted_from = self.clock() + self.rng.random() * self.habits.late_gone

    def all_rows(self) -> list[Row]:
        """Return all rows, also deleted ones."""
        return [row for rows in self.rows.values() for row in rows.values()]

    # The API.

    def send(self, request: Request) -> int:
        """sendSMS or sendMMS; return the id, or raise the error that VoIP.ms answers."""
        self._admit()
        today = eastern.day(self.now())
        if self.taken_by_day[today] >= self.habits.sends_per_day:
            raise DailyLimit("limit_reached", "No more today.")
        if self.rng.random() < self.refusals:
            if self.rng.random() < 0.5:
                raise SlowDown("api_limit_exceeded", "Slow down.")
            raise Refused(self.rng.choice(["sms_failed", "sms_toolong", "odd_news"]), "No.")
        self.taken_by_day[today] += 1
        request.row = self.add(
            request.kind, request.did, request.contact, request.text,
            outgoing=True, files=request.files, request=request.id,
        )  # fmt: skip
        return request.row.id

    def history(
        self,
        kind: Kind,
        first: date,
        last: date,
        limit: int,
        did: str | None,
        contact: str | None,
        known: str | None,
    ) -> Page:
        """getSMS or getMMS."""
        self._admit()
        listed = sorted(
            (
                row
                for row in self._listable(kind)
                if first <= eastern.day(datetime.fromtimestamp(row.at, UTC)) <= last
                and did in {None, row.did}
                and contact in {None, row.contact}
            ),
            key=lambda row: (row.at, row.id),
        )
        listed = listed[-limit:] if self.habits.keeps_newest else listed[:limit]
        # The ids of the two kinds have nothing to do with each other, also where one is mirrored.
        instants = {
            each: eastern.instants(
                [(row.id, self._date(row)) for row in listed if row.kind is each]
            )
            for each in Kind
        }
        rows = tuple(
            self._listed(row, kind, self._date(row), instants[row.kind][row.id]) for row in listed
        )
        body = hashlib.blake2b(repr(rows).encode(), digest_size=8).hexdigest()
        digest = f"{body}:{len(rows)}"
        if digest == known:
            return Page((), (), len(rows), self._header(), digest, unchanged=True)
        return Page(rows, (), len(rows), self._header(), digest)

    def media_urls(self, server_id: int) -> tuple[str, ...]:
        """getMediaMMS."""
        self._admit()
        row = self.rows[Kind.MMS].get(server_id)
        if row is None or row.deleted:
            raise Refused("invalid_id", "No such message.")
        return _urls(row) if row.files_from <= self.clock() else ()

    def delete(self, kind: Kind, server_id: int) -> bool:
        """deleteSMS or deleteMMS; return False if there is no such message."""
        self._admit()
        row = self.rows[kind].get(server_id)
        if self.rng.random() < self.refusals:
            if self.rng.random() < 0.7:
                raise SlowDown("api_limit_exceeded", "Slow down.")
            raise Refused("odd_news", "No.")
        if row is None or row.deleted:
            return False
        self.remove(row)
        return True

    def listed_text(self, row: Row) -> str:
        """Return a row's text as the history has it."""
        text = row.text
        if self.habits.drops and row.kind is Kind.MMS:
            text = "".join(c for c in text if ord(c) < 0x2000)
        if self.habits.residue:
            text = text.replace("\\", "\\\\").replace("'", "\\'")
        return text + "\n" if self.habits.newline and text else text

    def _admit(self) -> None:
        if not self.access:
            raise AccessRefused("invalid_credentials", "No.")

    def _listable(self, kind: Kind) -> list[Row]:
        rows = list(self.rows[kind].values())
        if kind is Kind.SMS and self.habits.mirrored:
            rows += self.rows[Kind.MMS].values()
        now = self.clock()
        return [row for row in rows if row.listed_from <= now < row.unlisted_from]

    def _listed(self, row: Row, kind: Kind, date: str, at: datetime) -> ServerMessage:
        with_files = kind is Kind.MMS and row.files_from <= self.clock()
        return ServerMessage(
            kind=kind,
            server_id=row.id,
            date=date,
            at=at,
            direction=Direction.OUT if row.outgoing else Direction.IN,
            did=row.did,
            contact=row.contact,
            text=self.listed_text(row),
            media_urls=_urls(row) if with_files else (),
        )

    def instant(self, row: Row) -> datetime:
        """Return when it was sent."""
        return datetime.fromtimestamp(row.at, UTC)

    def _date(self, row: Row) -> str:
        return eastern.render(self.instant(row))

    def _header(self) -> datetime:
        return self.now().replace(microsecond=0)


def _urls(row: Row) -> tuple[str, ...]:
    return tuple(f"https://voip.ms/media/{row.id}/{name}" for name in row.files)
