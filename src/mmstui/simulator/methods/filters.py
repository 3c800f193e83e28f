"""The parameters of getSMS and getMMS, checked (voipms-api.md section 2.1)."""

import math
import re
from dataclasses import dataclass
from datetime import date

from mmstui.simulator.account import Kind, Message
from mmstui.simulator.calls import Call, RefusalError
from mmstui.simulator.eastern import NO_SHIFT, wall_clock

DEFAULT_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """The checked parameters of a listing."""

    first: date
    last: date
    did: str
    contact: str
    outgoing: bool | None
    limit: int
    timezone: float
    both_kinds: bool
    number: int | None
    """The requested id."""

    def lets_through(self, message: Message) -> bool:
        """Return whether the message passes the filters, without its date."""
        return (
            (not self.did or message.did == self.did)
            and (not self.contact or message.contact == self.contact)
            and (self.outgoing is None or message.outgoing == self.outgoing)
        )

    def covers(self, message: Message) -> bool:
        """Return whether the rendered day of the message is in the requested range."""
        return self.first <= wall_clock(message.at, self.timezone).date() <= self.last


def read_filters(call: Call, kind: Kind) -> Filters:
    """Return the parameters of a listing. Raises RefusalError."""
    timezone = _timezone(call.get("timezone"))
    today = wall_clock(call.clock.now(), timezone).date()
    first = _day(call.get("from")) or today
    last = _day(call.get("to")) or today
    if first > last:
        raise RefusalError("invalid_date_from")
    if (last - first).days > call.switches.max_range_days:
        raise RefusalError("invalid_daterange")
    did = call.own_did(needed=False)
    number = _number(call.get(kind))
    both_kinds = call.flag("all_messages")
    if number is not None and both_kinds:
        raise RefusalError("invalid_sms")
    return Filters(
        first,
        last,
        did.number if did else "",
        _contact(call),
        _outgoing(call.get("type")),
        _limit(call.get("limit")),
        timezone,
        both_kinds,
        number,
    )


def _timezone(asked: str) -> float:
    if not asked:
        return NO_SHIFT
    try:
        hours = float(asked)
    except ValueError:
        raise RefusalError("invalid_timezone") from None
    if not math.isfinite(hours) or not -12 <= hours <= 13:
        raise RefusalError("invalid_timezone")
    return hours


def _day(asked: str) -> date | None:
    if not asked:
        return None
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", asked, re.ASCII):
        raise RefusalError("invalid_date")
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise RefusalError("invalid_date") from None


def _number(asked: str) -> int | None:
    if not asked or asked == "0":
        return None
    if not asked.isascii() or not asked.isdigit():
        raise RefusalError("invalid_sms")
    return int(asked)


def _contact(call: Call) -> str:
    contact = call.number("contact")
    if call.get("contact") and not contact:
        raise RefusalError("invalid_contact")
    return contact


def _outgoing(asked: str) -> bool | None:
    if not asked:
        return None
    if asked not in {"0", "1"}:
        raise RefusalError("invalid_type")
    return asked == "0"


def _limit(asked: str) -> int:
    if not asked.isascii() or not asked.isdigit() or int(asked) == 0:
        return DEFAULT_LIMIT
    return int(asked)
