"""The intervals and limits of the workers. Those of VoIP.ms are in `mmstui.domain.limits`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from mmstui.domain import limits
from mmstui.settings import ACTIVE_INTERVAL, IDLE_INTERVAL

#: Overlap of a poll with the last complete poll: rows may be listed late.
OVERLAP: Final = limits.LISTED_LATE
#: Interval of complete polls of the last `FULL_DAYS` days.
FULL_EVERY: Final = timedelta(hours=1)
FULL_DAYS: Final = timedelta(days=2)
#: Seconds after a send without an answer at which polls look for the message.
LOOK_AFTER: Final = (2.0, 10.0, 30.0)
#: Most seconds between the record of an attempt and its request; later it is not sent.
SOON: Final = 15.0
#: Change of the wall clock against elapsed time from which the clock counts as set.
CLOCK_SET: Final = timedelta(seconds=1)
#: Seconds after a poll within which a message is sent without a pre-send check.
POLLED_JUST_NOW: Final = 30.0
#: Timeout of the pre-send check, in seconds.
LOOK_AT_MOST: Final = 10.0
#: Rows that the pre-send check fetches.
LOOK_ROWS: Final = 200
#: Seconds after a failed pre-send check within which none is made.
LOOK_FAILED_FOR: Final = 60.0
#: Polls whose `Date` is used to measure the clock skew.
READINGS: Final = 8
#: Interval of fetching DIDs and phonebook.
DIRECTORY_EVERY: Final = timedelta(minutes=15)
#: Seconds between two requests of one worker (voipms-api section 1: clients wait 250 ms).
GAP: Final = 0.2
#: Seconds between two heartbeats of the leader.
HEARTBEAT: Final = 5.0
#: Seconds between two tries to take the leader lock.
RETAKE: Final = 2.0
#: Seconds between the leader's checks for writes of other processes.
WATCH: Final = 0.5
#: Seconds between two checks of the store by a command that waits.
LOOK: Final = 0.1
#: Seconds that an open attempt gets to finish when the program is closed.
GRACE: Final = 3.0
#: Burst of media questions, and seconds per question after it: a long history has thousands, and
#: polls share VoIP.ms's limit per minute with them.
QUESTIONS: Final = 20
QUESTION_EVERY: Final = 2.0
#: Seconds between retries of a file or of its address, within `limits.MEDIA_RETRY_FOR`.
MEDIA_WAITS: Final = (
    10.0, 30.0, 60.0, 120.0, 300.0, 600.0, limits.MEDIA_WAIT.total_seconds(),
)  # fmt: skip
#: Burst of deletions at VoIP.ms, and seconds per deletion after it.
DELETES: Final = 10
DELETE_EVERY: Final = limits.DELETE_EVERY.total_seconds()
#: Each rate limit doubles the interval of deletions, up to `DELETE_SELDOM` seconds; each
#: `DELETE_FASTER_AFTER` seconds without one halve it. After a rate limit, sends and polls wait a
#: minute too, and one deletion may take hours.
DELETE_SELDOM: Final = 16.0
DELETE_FASTER_AFTER: Final = 3_600.0
#: Seconds from a delete request to the check that verifies it, for the first try and for repeated
#: ones. A message that is still listed after the last check counts as not deleted.
DELETED_LOOKS: Final = (0.5, 5.0, 30.0)
#: Seconds for which a check that listed a message allows its deletion.
CONFIRMED_FOR: Final = 600.0
#: Seconds to the next check of a message that was not listed. It counts as gone when two checks
#: `GONE_AFTER` apart did not list it.
LOOK_AGAIN: Final = 600.0
GONE_AFTER: Final = timedelta(hours=1)
#: Most seconds that one pass deletes.
DELETES_AT_MOST: Final = 300.0
#: A copy of a file to send is deleted when no draft or message has used it for this long.
UNUSED_FOR: Final = timedelta(days=7)
#: Seconds between two steps of reindexing, for key presses and polls.
REINDEXING_REST: Final = 0.01


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings that differ between a real account, the demo and tests.

    Intervals in seconds. `start_date`: first day of history; None: the earliest order date of the
    DIDs. `few_rows`: limit of a small poll; `many_rows`: limit of a complete one.
    """

    active_interval: float = ACTIVE_INTERVAL
    idle_interval: float = IDLE_INTERVAL
    backfill: bool = True
    first_days: int = limits.FIRST_SYNC.days
    first_slice: int = 10  #: days per window of the first sync
    start_date: date | None = None
    few_rows: int = 50
    many_rows: int = 50_000
