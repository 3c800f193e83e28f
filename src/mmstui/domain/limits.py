"""The numbers of VoIP.ms's service, each once and with its source, and limits that rooms share.

Numbers that only the workers use are in `mmstui.sync.intervals`. Sentences take numbers from here.

"MMS wiki" is VoIP.ms's public page on MMS; "API behaviour" is what other clients measured
(docs/voipms.md has the facts this program relies on).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

SMS_CHARACTERS: Final = 160  #: MMS wiki: a longer text is sent as MMS
SMS_BYTES: Final = 160  #: API behaviour: sendSMS measures UTF-8 bytes and answers sms_toolong
MMS_CHARACTERS: Final = 2048  #: MMS wiki
MMS_BYTES: Final = 2048  #: API behaviour: the same measure in bytes

ATTACHMENTS: Final = 3  #: MMS wiki
ATTACHMENT_BYTES: Final = 1_300 * 1_000  #: MMS wiki: 1300 KB per file
#: API behaviour: other clients keep to this many decoded bytes. A caution for pictures, which can
#: be made smaller; what becomes of files between the two numbers nobody has published.
SAFE_ATTACHMENT_BYTES: Final = 1_200_000
#: The largest picture that is read, to be made smaller; photographs of telephones are far smaller.
PICTURE_BYTES: Final = 100_000_000

SENDS_PER_DAY: Final = 100  #: MMS wiki: sends through the API, per account; raised on request
PORT_IN: Final = timedelta(hours=48)  #: MMS wiki: MMS may fail for this long after a port-in
MMS_PRICE_USD: Final = "0.02"  #: MMS wiki: per message, sent or received

ALL_ROWS: Final = 1_000_000  #: API behaviour: a limit that works, and that no account reaches
LONGEST_RANGE: Final = timedelta(days=92)  #: API: more days are refused
WINDOW: Final = timedelta(days=90)  #: asked for at once: what 92 means is not documented
FIRST_SYNC: Final = timedelta(days=30)
#: A message may be listed this long after its date; a margin of ours.
LISTED_LATE: Final = timedelta(minutes=30)
#: No id of VoIP.ms is this high: our own ids begin here where both share a column.
OWN_IDS_FROM: Final = 1 << 52
ANSWER_BYTES: Final = 50_000_000  #: cap on one answer; a page of history is some megabytes
BACKFILL_WITHOUT_DATE: Final = timedelta(days=3 * 365)

#: API behaviour: an answer takes 7-11 s on a busy account.
READ_TIMEOUT: Final = timedelta(seconds=60)
CONNECT_TIMEOUT: Final = timedelta(seconds=15)

#: The least number of complete polls that look for an attempt before it becomes unconfirmed.
UNCONFIRMED_POLLS: Final = 3
#: The least time between the end of the attempt and the last of these polls.
UNCONFIRMED_AFTER: Final = timedelta(minutes=5)
#: The longest time between the start of an attempt and its last byte.
SEND_AT_MOST: Final = CONNECT_TIMEOUT + READ_TIMEOUT
#: The clock that dates VoIP.ms's rows may be this far behind the one that dates its answers.
DATED_EARLY: Final = timedelta(seconds=1)
#: VoIP.ms may date a message this long after the end of its request, because a gateway gives up
#: before the server behind it does. A row dated later is another message with the same text.
TAKEN_LATE: Final = timedelta(minutes=2)
#: It nearly always dates a message this soon.
TAKEN_SOON: Final = timedelta(seconds=2)
#: How long after its start polls look for an attempt's message.
LOOKED_FOR: Final = timedelta(days=7)
#: The most by which the dates of one message differ between the lists of two kinds,
NEAR_MATCH: Final = timedelta(minutes=10)
#: and the most in the ambiguous hour of Eastern time.
NEAR_MATCH_AMBIGUOUS: Final = timedelta(minutes=70)

#: By default, a message is held if it cannot be sent for this long after the user's last action in
#: the inbox.
HOLD_AFTER: Final = timedelta(minutes=15)
#: A scheduled message is queued by itself up to this long after its time: later, nothing that can
#: send was there at its time, and the user is asked.
SCHEDULED_PROMPT: Final = timedelta(minutes=2)
#: Queued, it goes by itself up to this long after its time.
SCHEDULED_LATEST: Final = HOLD_AFTER

#: The undo window of a deletion; no delete request is sent before its end.
TAKE_BACK_FOR: Final = timedelta(seconds=30)
#: The time between delete requests. A request deletes one message; the limit of requests per
#: minute is not published, and polls share it (voipms-api sections 1 and 2.6).
DELETE_EVERY: Final = timedelta(seconds=2)

#: The wait after an unanswered request to make a phonebook entry. Then the entry is looked for
#: before the request is repeated: VoIP.ms may still be making it.
MAKE_AGAIN: Final = timedelta(minutes=1)

#: The longest pause that an answer can impose.
LONGEST_PAUSE: Final = timedelta(minutes=15)

#: API behaviour: files are kept for about a week; an older file that is missing is gone.
MEDIA_LIFETIME: Final = timedelta(days=7)
MEDIA_WAIT: Final = timedelta(minutes=30)  #: the longest time between two tries to fetch a file
MEDIA_RETRY_FOR: Final = timedelta(hours=6)  #: API behaviour: media may be late by minutes
MEDIA_BYTES: Final = 20_000_000  #: the largest received file that is fetched
MEDIA_SECONDS: Final = 60.0
MEDIA_REDIRECTS: Final = 3

NOTE_CHARACTERS: Final = 49  #: API: the longest note of a phonebook entry; 50 is note_toolong
CALLBACK_RETRY: Final = timedelta(minutes=30)  #: VoIP.ms's wiki: between two tries at a callback

#: A copy of the store from before a change of its tables is removed after this time.
COPY_KEPT_FOR: Final = timedelta(days=30)
#: A leader without a heartbeat for this long is shown as silent, with its pid.
SILENT_AFTER: Final = timedelta(seconds=30)
#: The longest that a closing inbox waits for its workers.
LETTING_GO: Final = timedelta(seconds=60)
#: The header counts rows in quarantine up to this number.
SET_ASIDE_COUNTED: Final = 100
