"""How often, how far back and how long: the numbers of the workers, apart from the service's own.

Those of the service are in `mmstui.domain.limits`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from mmstui.domain import limits
from mmstui.settings import ACTIVE_INTERVAL, IDLE_INTERVAL

#: A poll looks back this far behind the last complete one: rows may be listed late.
OVERLAP: Final = limits.LISTED_LATE
#: Once in so long, the last `FULL_DAYS` days are looked at whole.
FULL_EVERY: Final = timedelta(hours=1)
FULL_DAYS: Final = timedelta(days=2)
#: Seconds after a lost answer at which history is looked at for the message.
LOOK_AFTER: Final = (2.0, 10.0, 30.0)
#: A request leaves within so many seconds of its mark, or does not leave.
SOON: Final = 15.0
#: The wall clock was set when it moved so much against the time that passed.
CLOCK_SET: Final = timedelta(seconds=1)
#: A message goes without a look at what others sent when a poll began so few seconds ago;
POLLED_JUST_NOW: Final = 30.0
#: else it waits so long for that look,
LOOK_AT_MOST: Final = 10.0
#: which lists so many rows of its conversation,
LOOK_ROWS: Final = 200
#: and is not tried again for so long after it failed.
LOOK_FAILED_FOR: Final = 60.0
#: Polls whose `Date` tells how far the clocks are apart.
READINGS: Final = 8
#: DIDs and phonebook are asked for this often.
DIRECTORY_EVERY: Final = timedelta(minutes=15)
#: Seconds between two questions of one errand (voipms-api section 1: clients space them 250 ms).
GAP: Final = 0.2
#: The leader's sign of life.
HEARTBEAT: Final = 5.0
#: How often a process without the lock tries to take it.
RETAKE: Final = 2.0
#: How often the leader looks whether another process has written.
WATCH: Final = 0.5
#: Seconds between two looks of a command at what it waits for.
LOOK: Final = 0.1
#: Seconds that a send under way gets to end when the program is closed.
GRACE: Final = 3.0
#: Questions about files that may be asked in a row, and seconds to the next one after that: a
#: long history has thousands, and the polls share the service's limit per minute with them.
QUESTIONS: Final = 20
QUESTION_EVERY: Final = 2.0
#: Seconds between two tries at a file or its address, over `limits.MEDIA_RETRY_FOR`.
MEDIA_WAITS: Final = (
    10.0, 30.0, 60.0, 120.0, 300.0, 600.0, limits.MEDIA_WAIT.total_seconds(),
)  # fmt: skip
#: Messages that may be deleted at VoIP.ms in a row, and seconds to the next one after that.
DELETES: Final = 10
DELETE_EVERY: Final = limits.DELETE_EVERY.total_seconds()
#: Each time that VoIP.ms asks us to be slower while there is something to delete, deleting waits
#: twice as long between two messages, up to so many seconds, and half as long again after an hour
#: without: everybody waits a minute for it, sends and polls too, and one deletion may take hours.
DELETE_SELDOM: Final = 16.0
DELETE_FASTER_AFTER: Final = 3_600.0
#: Seconds from a message's deletion to the look that is to tell it, the first time, and again
#: where it is listed still; then it counts as not deleted.
DELETED_LOOKS: Final = (0.5, 5.0, 30.0)
#: Seconds for which a look that showed a message to be there allows to delete it.
CONFIRMED_FOR: Final = 600.0
#: Seconds to the next look for a message that was not listed; it counts as gone when two looks so
#: far apart have not listed it.
LOOK_AGAIN: Final = 600.0
GONE_AFTER: Final = timedelta(hours=1)
#: Seconds that one pass deletes for, if there is so much.
DELETES_AT_MOST: Final = 300.0
#: Our copy of a file to send that no draft and no message has had for this long is deleted.
UNUSED_FOR: Final = timedelta(days=7)
#: Seconds between two steps of indexing anew: keys and polls go between.
REINDEXING_REST: Final = 0.01


@dataclass(frozen=True, slots=True)
class Policy:
    """What differs between a real account, the demo and a test.

    Intervals in seconds. `start_date`: how far back history goes; None: the earliest order date of
    the DIDs. `few_rows` is what a poll asks for first, `many_rows` what it widens to.
    """

    active_interval: float = ACTIVE_INTERVAL
    idle_interval: float = IDLE_INTERVAL
    backfill: bool = True
    first_days: int = limits.FIRST_SYNC.days
    first_slice: int = 10  #: days of the first sync that are fetched at a time
    start_date: date | None = None
    few_rows: int = 50
    many_rows: int = 50_000
