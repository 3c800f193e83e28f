"""What is known of one message: all that the details dialog tells.

As everywhere in the domain: times are aware UTC, numbers canonical, texts of outside raw unless
they are said to be ready to paint.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mmstui.domain import eastern
from mmstui.domain.messages import Kind, Message, State


class Outcome(StrEnum):
    """How a try to send a message stands, or ended."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  #: VoIP.ms refused it
    REQUEUED = "requeued"  #: surely not taken; it goes again by itself
    UNKNOWN = "unknown"  #: no answer was seen; being looked for
    UNCONFIRMED = "unconfirmed"  #: looked for, not found


@dataclass(frozen=True, slots=True)
class NearMatch:
    """A row of the server with an attempt's words, whose date does not make it surely its own.

    `after`: how long after the attempt began it is dated, below zero for before.
    """

    server_id: int | None
    server_date: str | None
    at: datetime
    text: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send. `number` counts from 1; times are by this machine's clock.

    `ended_at` is None while the process that makes it has not told its end. `answered`: VoIP.ms's
    own answer named `server_id`; else its list did. `code` and `words` are ready to paint, "" when
    there is nothing to say. `looks`: complete polls that did not list it. `after`: how long after
    it began the row is dated that was found to be its own; None for one that was answered.
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
    """Which of a batch's messages it is: `number` of `count`."""

    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Details:
    """A message with what led to it. `name` ("" without one) and `did_label` are ready to paint.

    `origin`: `inbox` or `command` for what was written here, else `server`. `queued_at` is None
    for what was not written here, and for what an older version wrote and has sent since.
    `missed_at`: the first complete look that did not list it any more.
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
        """When VoIP.ms took a sent message: the end of the attempt that it answered.

        Where its list told it, the time it is dated; None for what is not sent by us.
        """
        if self.message.state is not State.SENT:
            return None
        for attempt in self.attempts:
            if attempt.answered and attempt.server_id == self.message.server_id:
                return attempt.ended_at or self.message.at
        return self.message.at


def second_pass(message: Message) -> bool | None:
    """Whether the server date was taken for the second pass of the hour that comes twice.

    None for a date that is not in that hour (voipms-api section 4).
    """
    date = message.server_date
    if date is None or not eastern.is_ambiguous(date):
        return None
    return message.at >= eastern.parse(date, fold=1)
