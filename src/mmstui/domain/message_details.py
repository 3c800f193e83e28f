"""Everything that the details dialog shows of a message.

As everywhere in the domain, times are aware UTC, numbers are canonical, and texts from outside are
raw unless documented as ready to paint.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mmstui.domain.messages import Kind, Message, State
from mmstui.domain.times import eastern


class Outcome(StrEnum):
    """The state or result of an attempt."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  #: VoIP.ms refused it
    REQUEUED = "requeued"  #: not sent; queued again
    UNKNOWN = "unknown"  #: without an answer; polls look for it
    UNCONFIRMED = "unconfirmed"  #: polls have looked for it and not found it


@dataclass(frozen=True, slots=True)
class NearMatch:
    """A row of the server with an attempt's text, but without a date that proves it.

    `after`: the time from the start of the attempt to the date of the row; may be negative.
    """

    server_id: int | None
    server_date: str | None
    at: datetime
    text: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to send. `number` counts from 1; times are by this machine's clock.

    `ended_at` is None while no end is recorded. `answered`: VoIP.ms's answer named `server_id`,
    otherwise a list did. `code` and `words` are ready to paint, or "". `looks`: the number of
    complete polls that did not list it. `after`: the time from its start to the date of the row
    that was found to be its own; None for an answered attempt.
    """

    number: int
    kind: Kind
    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome
    server_id: int | None = None
    answered: bool = False
    code: str = ""
    words: str = ""
    looks: int = 0
    near: NearMatch | None = None
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a message in its batch: `number` of `count`."""

    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Details:
    """A message with its history. `name` (or "") and `did_label` are ready to paint.

    `origin`: `inbox` or `command` for messages written here, else `server`. `queued_at` is None for
    messages not written here, and for those that an older version wrote and sent. `missed_at`: the
    time of the first complete poll that did not list the message any more.
    """

    message: Message
    name: str
    did_label: str
    origin: str
    queued_at: datetime | None = None
    request_id: str | None = None
    missed_at: datetime | None = None
    place: Place | None = None
    attempts: tuple[Attempt, ...] = ()

    @property
    def accepted_at(self) -> datetime | None:
        """When VoIP.ms accepted a sent message: the end of the answered attempt.

        The message's own date if a list named it; None if the message is not sent.
        """
        if self.message.state is not State.SENT:
            return None
        for attempt in self.attempts:
            if attempt.answered and attempt.server_id == self.message.server_id:
                return attempt.ended_at or self.message.at
        return self.message.at


def second_pass(message: Message) -> bool | None:
    """Return whether a server date was taken as the second pass of the ambiguous hour.

    None for a date that is not in that hour (voipms-api section 4).
    """
    date = message.server_date
    if date is None or not eastern.is_ambiguous(date):
        return None
    return message.at >= eastern.parse(date, fold=1)
