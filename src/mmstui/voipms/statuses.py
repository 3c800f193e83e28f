"""The table of statuses: the decision and the texts of every error.

A status is the `status` of an answer of VoIP.ms (voipms-api section 3), or a code of ours for an
error without an answer. `happened` is a whole sentence; `todo` is another, or "" when there is
nothing to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Final

from mmstui.domain import limits
from mmstui.domain.access import refusal
from mmstui.domain.problems import AGAIN_AS_MMS, SMS_TOO_LONG
from mmstui.domain.routing import file_size
from mmstui.domain.text.plurals import duration, spelled


class Decision(Enum):
    """What a caller does next. Each has an exception in `mmstui.voipms.errors`."""

    EMPTY = auto()  #: nothing found: an empty result on a read, a refusal on a send
    STOP = auto()  #: access refused; all calls stop until that changes
    SLOW = auto()  #: rate limit; retry after `wait`
    DAY_LIMIT = auto()  #: no more sends today
    DID = auto()  #: skip this DID on a read, a refusal on a send
    REFUSED = auto()  #: refused for good
    UNSURE = auto()  #: the request may have had its effect
    UNSENT = auto()  #: no byte of the request left


@dataclass(frozen=True, slots=True)
class Status:
    """A row of the table. `sending` is the decision for a send, where it differs."""

    code: str
    decision: Decision
    happened: str
    todo: str = ""
    wait: timedelta = timedelta(0)
    sending: Decision | None = None

    def decide(self, *, sending: bool) -> Decision:
        """Return the decision for a read or for a send."""
        if not sending:
            return self.decision
        if self.sending is not None:
            return self.sending
        if self.decision in {Decision.EMPTY, Decision.DID}:
            return Decision.REFUSED
        return self.decision


MINUTE: Final = timedelta(minutes=1)
FIVE_MINUTES: Final = timedelta(minutes=5)

_BUG = "This is a fault of mmstui: please report it."
_LATER = "mmstui tries again later."
_SHORTER_NOTE = f"A note has less than {limits.NOTE_CHARACTERS + 1} characters."
_PORTAL = "Look at the account at voip.ms, or ask VoIP.ms support."

_ACCESS = (
    *(
        Status(name, Decision.STOP, *refusal(name))
        for name in (
            "missing_credentials",
            "invalid_credentials",
            "api_not_enabled",
            "ip_not_enabled",
            "ip_not_authorized",
            "ip_not_allowed",
        )
    ),
)

_WAITS = (
    Status(
        "api_limit_exceeded",
        Decision.SLOW,
        "VoIP.ms takes no more requests this minute.",
        "mmstui waits, then continues.",
        MINUTE,
    ),
    Status(
        "sms_wait_message",
        Decision.SLOW,
        "VoIP.ms asks for a minute before the next message.",
        "mmstui waits, then continues.",
        MINUTE,
    ),
    Status(
        "method_maintenance",
        Decision.SLOW,
        "VoIP.ms is maintaining this part of its API.",
        "mmstui waits, then continues.",
        FIVE_MINUTES,
    ),
    Status(
        "unavailable_info",
        Decision.SLOW,
        "VoIP.ms cannot give this information at the moment.",
        "mmstui waits, then continues.",
        FIVE_MINUTES,
    ),
    Status(
        "provider_outofservice",
        Decision.SLOW,
        "The carrier behind VoIP.ms is out of service.",
        "mmstui waits, then continues.",
        FIVE_MINUTES,
    ),
    # A connection behind the API failed, at an unknown point.
    Status(
        "tls_error",
        Decision.SLOW,
        "VoIP.ms had a TLS error of its own.",
        "",
        MINUTE,
        sending=Decision.UNSURE,
    ),
    Status(
        "http_429",
        Decision.SLOW,
        "VoIP.ms takes no more requests from this address for now (HTTP 429).",
        "",
        MINUTE,
        sending=Decision.UNSURE,
    ),
    Status(
        "limit_reached",
        Decision.DAY_LIMIT,
        "VoIP.ms takes no more messages through the API today "
        f"({limits.SENDS_PER_DAY} a day, unless it was raised).",
        "The web page still sends; messaging@voip.ms raises the limit.",
    ),
    Status(
        "sms_apilimit",
        Decision.DAY_LIMIT,
        "VoIP.ms takes no more messages through the API for now.",
        "The web page still sends; messaging@voip.ms raises the limit.",
    ),
)

_EMPTIES = tuple(
    Status(code, Decision.EMPTY, f"VoIP.ms found no {what}.")
    for code, what in {
        "no_sms": "such message",
        "no_mms": "such message",
        "no_media": "file",
        "no_did": "DID on this account",
        "no_phonebook": "phonebook entry",
        "no_phonebook_group": "phonebook group",
        "no_transactions": "transaction",
        "no_account": "sub-account",
        "no_client": "client",
    }.items()
)

_SENDS = (
    Status(
        "invalid_did",
        Decision.DID,
        "This DID is not on the account, or SMS is not enabled on it.",
        "Enable SMS for it at voip.ms under DID Numbers, or send from another.",
    ),
    Status(
        "invalid_dst",
        Decision.REFUSED,
        "VoIP.ms does not send to this number.",
        "VoIP.ms sends to ten-digit numbers of the US and Canada.",
    ),
    Status("missing_dst", Decision.REFUSED, "VoIP.ms was given no number to send to.", _BUG),
    Status("missing_did", Decision.REFUSED, "VoIP.ms was given no DID to send from.", _BUG),
    Status("message_empty", Decision.REFUSED, "The message has no text and no file."),
    Status("missing_message", Decision.REFUSED, "The message has no text."),
    Status("missing_sms", Decision.REFUSED, "VoIP.ms was given no message.", _BUG),
    Status("invalid_sms", Decision.REFUSED, "VoIP.ms does not take this message."),
    Status("invalid_mms", Decision.REFUSED, "VoIP.ms does not take this message."),
    Status(
        SMS_TOO_LONG,
        Decision.REFUSED,
        f"The text is over {limits.SMS_BYTES} bytes by VoIP.ms's count.",
        AGAIN_AS_MMS,
    ),
    Status(
        "mms_toolong",
        Decision.REFUSED,
        f"The text is over {limits.MMS_BYTES} bytes by VoIP.ms's count.",
        "Shorten it.",
    ),
    Status(
        "sms_failed",
        Decision.REFUSED,
        "The carrier did not take the message.",
        f"After a port-in this can last {duration(limits.PORT_IN, 'hour')}; else check the number.",
    ),
    Status("mms_failed", Decision.REFUSED, "The carrier did not take the message."),
    Status(
        "sms_apply_regulations",
        Decision.REFUSED,
        "Regulations keep VoIP.ms from sending this from this DID.",
        "US numbers may need a registration; VoIP.ms support knows which.",
    ),
    Status(
        "non_sufficient_funds",
        Decision.REFUSED,
        "The balance of the account is too low.",
        "Add funds at voip.ms, then send it again.",
    ),
    Status(
        "exceeds_file_size",
        Decision.REFUSED,
        "A file is too big for VoIP.ms.",
        f"Files may have {file_size(limits.SAFE_ATTACHMENT_BYTES)} each.",
    ),
    Status(
        "invalid_file",
        Decision.REFUSED,
        "VoIP.ms does not take a file of this kind.",
        "JPG, PNG, GIF, MP3, WAV, MIDI, MP4 and 3GP go by MMS.",
    ),
    Status("missing_file", Decision.REFUSED, "VoIP.ms did not find a file in the message.", _BUG),
    Status("no_base64file", Decision.REFUSED, "VoIP.ms could not decode a file.", _BUG),
)

_SETTINGS = tuple(
    Status(code, Decision.REFUSED, f"VoIP.ms does not accept {what}.", todo)
    for code, what, todo in (
        ("missing_method", "a call without a method", _BUG),
        ("invalid_method", "this method", _BUG),
        ("missing_params", "a call with missing parameters", _BUG),
        ("missing_id", "a call without an id", _BUG),
        ("invalid_id", "this id", ""),
        ("invalid_ip", "this address", _PORTAL),
        ("invalid_date", "this date", _BUG),
        ("invalid_daterange", f"more than {duration(limits.LONGEST_RANGE, 'day')} at once", _BUG),
        ("invalid_date_from", "a first day after the last", _BUG),
        ("invalid_datetime", "this date and time", _BUG),
        ("invalid_timezone", "this time zone", _BUG),
        ("invalid_type", "this message type", _BUG),
        ("invalid_contact", "this contact number", ""),
        ("missing_from_date", "a range without its first day", _BUG),
        ("missing_to_date", "a range without its last day", _BUG),
        ("invalid_sms_forward", "this number to forward to", ""),
        ("invalid_callback", "this callback address", ""),
        ("invalid_callback_enable", "this callback switch", ""),
        ("invalid_callback_retry", "this callback retry switch", ""),
        ("invalid_email", "this e-mail address", ""),
        ("invalid_email_enable", "this e-mail switch", ""),
        ("invalid_forward_enable", "this forwarding switch", ""),
        ("missing_enable", "SMS settings without their switch", _BUG),
        ("invalid_smpp_url", "this SMPP address", ""),
        ("invalid_smpp_username", "this SMPP user", ""),
        ("invalid_smpp_password", "this SMPP password", ""),
        ("invalid_client", "this client", _PORTAL),
        ("invalid_phonebook", "this phonebook entry", ""),
        ("missing_phonebook", "a call without a phonebook entry", _BUG),
        ("invalid_name", "this name", "Letters and digits only."),
        ("missing_name", "an entry without a name", ""),
        ("used_name", "a name twice", ""),
        ("name_toolong", "a name this long", ""),
        ("invalid_number", "this number", ""),
        ("missing_number", "an entry without a number", ""),
        ("used_number", "a number twice", ""),
        ("invalid_note", "this note", _SHORTER_NOTE),
        ("note_toolong", "a note this long", _SHORTER_NOTE),
        ("invalid_speed_dial", "this speed dial", ""),
        ("used_speed_dial", "a speed dial twice", ""),
        ("invalid_callerid", "this caller id", ""),
        ("members_exceeded", "more members in this group", ""),
        ("max_phonebook", "more phonebook entries", ""),
    )
)

_MOVED = "Use https://voip.ms/api/v1/rest.php, without www."
_PATIENCE = "An outage, or a network that wants a log-in first."

_OURS = (
    # No byte of the request left.
    Status(
        "name_not_found",
        Decision.UNSENT,
        "The name of the VoIP.ms server cannot be resolved.",
        "Check the network.",
    ),
    Status("connection_refused", Decision.UNSENT, "The server refuses connections.", _LATER),
    Status("connect_timeout", Decision.UNSENT, "The server cannot be reached in time.", _LATER),
    Status("not_connected", Decision.UNSENT, "The server cannot be reached.", "Check the network."),
    Status(
        "certificate_refused",
        Decision.UNSENT,
        "The server's certificate cannot be verified.",
        "Check the clock, and SSL_CERT_FILE behind a filtering network.",
    ),
    Status("tls_failed", Decision.UNSENT, "No secure connection could be made.", _LATER),
    Status(
        "tls_setup",
        Decision.UNSENT,
        "The certificates to verify VoIP.ms with cannot be loaded.",
        "Check SSL_CERT_FILE and SSL_CERT_DIR.",
    ),
    Status(
        "proxy_unusable",
        Decision.UNSENT,
        "The proxy that the environment names cannot be used: {detail}",
    ),
    Status(
        "proxy_unreached",
        Decision.UNSENT,
        "There is no way through the proxy of {detail}.",
        "Check it, or name the host in NO_PROXY.",
    ),
    Status("client_closed", Decision.UNSENT, "mmstui was shutting down."),
    # The request may have had its effect.
    Status("no_answer_in_time", Decision.UNSURE, "VoIP.ms did not answer in time."),
    Status("line_cut", Decision.UNSURE, "The line was cut before VoIP.ms had answered."),
    Status("proxy_error", Decision.UNSURE, "The proxy on the way did not pass the request on."),
    Status("http_error", Decision.UNSURE, "VoIP.ms answered with an error page (HTTP {number})."),
    Status("redirected", Decision.UNSURE, "The server sent the request elsewhere.", _MOVED),
    Status("moved_permanently", Decision.UNSURE, "The API is not at this address.", _MOVED),
    Status("soap_fault", Decision.UNSURE, "VoIP.ms answered with a SOAP fault."),
    Status("web_page", Decision.UNSURE, "A web page came instead of an answer.", _PATIENCE),
    Status("not_json", Decision.UNSURE, "VoIP.ms's answer was cut or garbled."),
    Status("not_understood", Decision.UNSURE, "VoIP.ms's answer could not be understood."),
    Status("empty_answer", Decision.UNSURE, "VoIP.ms's answer was empty."),
    Status(
        "answer_too_big",
        Decision.UNSURE,
        f"The answer was over {limits.ANSWER_BYTES // 1_000_000} MB, and was not read.",
    ),
    Status("no_id", Decision.UNSURE, "VoIP.ms accepted the message without giving its number."),
    Status("unexpected", Decision.UNSURE, "Something unforeseen ended the request.", _BUG),
    # Problems of this machine.
    Status(
        "no_password",
        Decision.STOP,
        "mmstui could not get the API password.",
        "See password_command in the configuration file.",
    ),
    Status(
        "bad_address",
        Decision.STOP,
        "The API address must be https, or http to 127.0.0.1, ::1 or localhost, "
        "without user, query or fragment.",
        "Check MMSTUI_API_URL and api_url.",
    ),
    Status("file_unreadable", Decision.REFUSED, "A file of the message cannot be read any more."),
    Status(
        "file_too_big",
        Decision.REFUSED,
        f"A file of the message is over {file_size(limits.ATTACHMENT_BYTES)}.",
    ),
    Status(
        "too_many_files",
        Decision.REFUSED,
        f"A message takes {spelled(limits.ATTACHMENTS)} files at most.",
    ),
    # Received files.
    Status("media_missing", Decision.REFUSED, "VoIP.ms does not have the file (HTTP {number})."),
    Status("media_web_page", Decision.REFUSED, "A web page came instead of the file."),
    Status("media_empty", Decision.REFUSED, "The file was empty."),
    Status("media_address", Decision.REFUSED, "The file is not at VoIP.ms: it was left alone."),
    Status(
        "media_redirects", Decision.REFUSED, "The file's address leads to another one too often."
    ),
    Status("media_too_big", Decision.REFUSED, "The file is too big."),
)

#: Every known status by its code, in lower case.
TABLE: Final[dict[str, Status]] = {
    row.code: row for row in (*_ACCESS, *_WAITS, *_EMPTIES, *_SENDS, *_SETTINGS, *_OURS)
}

#: Statuses of VoIP.ms, without codes of ours: the table for an answer's `status`.
OF_SERVICE: Final = frozenset(
    row.code for row in (*_ACCESS, *_WAITS, *_EMPTIES, *_SENDS, *_SETTINGS)
) - {"http_429"} | {"moved_permanently"}

#: Statuses of deleteSMS and deleteMMS for an unknown id (a guess of voipms-api section 2.6).
NO_SUCH_MESSAGE: Final = frozenset({"no_sms", "no_mms", "invalid_id", "invalid_sms", "invalid_mms"})


def of_service(status: str) -> Status:
    """Return the row of a `status` that VoIP.ms answered, compared without case.

    An unknown status is a refusal whose text contains it. `status` must be ready to paint.
    """
    code = status.strip().lower()
    if code in OF_SERVICE:
        return TABLE[code]
    return Status(
        status, Decision.REFUSED, f'VoIP.ms answered "{status}", which mmstui does not know.', ""
    )


def of_ours(code: str, number: int = 0, detail: str = "") -> Status:
    """Return the row of a code of ours.

    `number`: the HTTP status, for texts that contain it; `http_error` has it in its code too, as in
    `http_522`. `detail`: text for its place in the row's texts, ready to paint.
    """
    row = TABLE[code]
    if "{" not in row.happened:
        return row
    code = f"http_{number}" if code == "http_error" else code
    happened = row.happened.format(number=number, detail=detail)
    return Status(code, row.decision, happened, row.todo)
