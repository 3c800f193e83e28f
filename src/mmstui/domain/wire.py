"""VoIP.ms's answers as parsed by the client, for the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from mmstui.domain.messages import Direction, Kind
from mmstui.domain.records import field, record

if TYPE_CHECKING:
    from mmstui.domain.did_settings import DidField


@record
class ServerMessage:
    """A row of getSMS or getMMS.

    `date` is the server's naive Eastern wall clock, verbatim (voipms-api section 4); `at` is the
    same instant in UTC. Media addresses are absolute, in order, without blanks or duplicates.
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


@record
class BadRow:
    """A row that could not be parsed, as it came."""

    kind: str
    raw: str
    reason: str


@record
class Page:
    """An answer of getSMS or getMMS.

    `count` includes bad rows: it shows whether the answer was cut at the limit. `server_time` is
    the answer's `Date` header; `digest` a hash of its body. `unchanged`: the body equals a known
    one and was not parsed again, so an empty `rows` does not mean that nothing is listed.
    """

    rows: tuple[ServerMessage, ...]
    bad: tuple[BadRow, ...]
    count: int
    server_time: datetime | None
    digest: str
    unchanged: bool = False


@record
class ServerDid:
    """A DID as getDIDsInfo lists it; missing facts about SMS count as no.

    `settings`: everything about SMS, flags as `1` and `0`. Addresses in it are complete and may
    contain passwords: show and store them only through `did_settings.storable`.
    """

    number: str
    note: str
    city: str
    sms: bool
    mms: bool
    order_date: datetime | None
    settings: Mapping[DidField, str] = field(default_factory=dict, repr=False)


@record
class PhonebookEntry:
    """An entry of VoIP.ms's phonebook. `rest`: its other fields, to be sent back with changes."""

    id: str
    name: str
    number: str
    note: str = ""
    rest: Mapping[str, str] = field(default_factory=dict, repr=False)


@record
class Balance:
    """The answer of getBalance, as decimals in USD; `spent_today` is None if missing."""

    current: str
    spent_today: str | None = None
