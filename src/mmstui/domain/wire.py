"""What the service says, understood but not yet judged: the language between client and store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from mmstui.domain.messages import Direction, Kind

if TYPE_CHECKING:
    from mmstui.domain.did_settings import DidField


@dataclass(frozen=True, slots=True)
class ServerMessage:
    """One row of getSMS or getMMS.

    `date` is the server's naive Eastern wall clock, verbatim (voipms-api section 4); `at` the same
    instant in UTC. Media addresses are absolute, without blanks or repetitions, in order.
    """

    kind: Kind
    server_id: int
    date: str
    at: datetime
    direction: Direction
    did: str
    contact: str
    text: str
    media_urls: tuple[str, ...] = ()
    carrier_status: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be understood, kept as it came."""

    kind: str
    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of getSMS or getMMS.

    `count` includes the bad rows: it is what tells whether the answer was cut at the limit.
    `server_time` is the answer's `Date` header; `digest` a hash of the body, the same for the same
    body. `unchanged`: the body is the one known already and was not parsed again, so `rows` is
    empty without meaning that nothing is listed.
    """

    rows: tuple[ServerMessage, ...]
    bad: tuple[BadRow, ...]
    count: int
    server_time: datetime | None
    digest: str
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class ServerDid:
    """A DID as getDIDsInfo lists it; what it does not say about SMS counts as no.

    `settings` is all that it says of SMS, flags as `1` and `0`. Addresses in it are whole: they
    may have passwords, and are shown and written down through `did_settings.storable` only.
    """

    number: str
    note: str
    city: str
    sms: bool
    mms: bool
    order_date: datetime | None
    settings: Mapping[DidField, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class PhonebookEntry:
    """An entry of the service's phonebook. `rest` is what else it has, to be sent back with it."""

    id: str
    name: str
    number: str
    note: str = ""
    rest: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Balance:
    """What getBalance says, in USD, as decimals; `spent_today` is None when it does not say."""

    current: str
    spent_today: str | None = None
