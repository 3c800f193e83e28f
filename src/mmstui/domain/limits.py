"""Every number of the service, once, with where it comes from; and those that several rooms share.

What only the workers use is in `mmstui.sync.intervals`. Sentences take their numbers from here.

"MMS wiki" is VoIP.ms's public page on MMS; "API behaviour" is what clients measured
(docs/voipms.md keeps the facts this program relies on).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

SMS_CHARACTERS: Final = 160  #: MMS wiki: a longer text goes as MMS
SMS_BYTES: Final = 160  #: API behaviour: sendSMS measures UTF-8 bytes and answers sms_toolong
MMS_CHARACTERS: Final = 2048  #: MMS wiki
MMS_BYTES: Final = 2048  #: API behaviour: the same measure in bytes

ATTACHMENTS: Final = 3  #: MMS wiki
ATTACHMENT_BYTES: Final = 1_300 * 1_000  #: MMS wiki: 1300 KB each
SAFE_ATTACHMENT_BYTES: Final = 1_200_000  #: API behaviour: decoded bytes accepted over the API

SENDS_PER_DAY: Final = 100  #: MMS wiki: sends through the API, per account; raised on request
PORT_IN: Final = timedelta(hours=48)  #: MMS wiki: for so long after a port-in MMS may fail
MMS_PRICE_USD: Final = "0.02"  #: MMS wiki: each, in and out

ALL_ROWS: Final = 1_000_000  #: API behaviour: a limit that works, and that no account reaches
LONGEST_RANGE: Final = timedelta(days=92)  #: API: more days are refused
WINDOW: Final = timedelta(days=90)  #: so many are asked for: what 92 means is not documented
FIRST_SYNC: Final = timedelta(days=30)
#: A message may be listed so long after its date; a margin of ours.
LISTED_LATE: Final = timedelta(minutes=30)
#: No id of VoIP.ms is so high: ours begin here where both share a column.
OWN_IDS_FROM: Final = 1 << 52
ANSWER_BYTES: Final = 50_000_000  #: cap on one answer; a page of history is some megabytes
BACKFILL_WITHOUT_DATE: Final = timedelta(days=3 * 365)

#: API behaviour: an answer takes 7-11 s on a busy account.
READ_TIMEOUT: Final = timedelta(seconds=60)
CONNECT_TIMEOUT: Final = timedelta(seconds=15)

#: A request that got no answer is looked for by at least this many complete polls,
UNCONFIRMED_POLLS: Final = 3
#: the last of them at least this long after its end.
UNCONFIRMED_AFTER: Final = timedelta(minutes=5)
#: A request has left for good, or never will, so long after its attempt began.
SEND_AT_MOST: Final = CONNECT_TIMEOUT + READ_TIMEOUT
#: What dates the rows of VoIP.ms may be so far behind what dates its answers.
DATED_EARLY: Final = timedelta(seconds=1)
#: VoIP.ms may date a message so long after the end of its request: a gateway gives up before what
#: is behind it does. A row dated later is another message of the same words.
TAKEN_LATE: Final = timedelta(minutes=2)
#: Rows listed so long after it began may still tell what became of an attempt.
LOOKED_FOR: Final = timedelta(days=7)
#: Dates of one message that lists of two kinds give differ by no more,
NEAR_MATCH: Final = timedelta(minutes=10)
#: nor by this much in the hour that Eastern time has twice.
NEAR_MATCH_AMBIGUOUS: Final = timedelta(minutes=70)

#: A message written in an inbox left alone for this long waits for the user's word, by default.
HOLD_AFTER: Final = timedelta(minutes=15)

#: What the user deletes is taken back for so long, and VoIP.ms is not asked before.
TAKE_BACK_FOR: Final = timedelta(seconds=30)
#: VoIP.ms deletes one message a request, and does not tell its limit per minute, which the polls
#: share (voipms-api sections 1 and 2.6).
DELETE_EVERY: Final = timedelta(seconds=2)

#: After a request to make a phonebook entry that got no answer it is looked for again before it is
#: asked for again: VoIP.ms may be at it still.
MAKE_AGAIN: Final = timedelta(minutes=1)

#: The longest that an answer can ask us to wait, whatever it says.
LONGEST_PAUSE: Final = timedelta(minutes=15)

#: API behaviour: files are kept for about a week; what is older is not late but gone.
MEDIA_LIFETIME: Final = timedelta(days=7)
MEDIA_WAIT: Final = timedelta(minutes=30)  #: between two tries at a file, at the most
MEDIA_RETRY_FOR: Final = timedelta(hours=6)  #: API behaviour: media may be late by minutes
MEDIA_BYTES: Final = 20_000_000  #: cap on one received file
MEDIA_SECONDS: Final = 60.0
MEDIA_REDIRECTS: Final = 3

NOTE_CHARACTERS: Final = 49  #: API: of a phonebook entry; 50 and more are note_toolong
CALLBACK_RETRY: Final = timedelta(minutes=30)  #: VoIP.ms's wiki: between two tries at a callback

#: A leader that has given no sign for this long is told of.
SILENT_AFTER: Final = timedelta(seconds=30)
#: What the workers are at is waited for at most so long, by who stops them.
LETTING_GO: Final = timedelta(seconds=60)
#: Rows that were not understood are counted up to so many in the header.
SET_ASIDE_COUNTED: Final = 100
