"""The choice of SMS or MMS, with its reason for the compose box's badge."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from mmstui.domain import limits
from mmstui.domain.messages import Attachment, Did, Kind
from mmstui.domain.records import record
from mmstui.domain.text.plurals import count_of


class Why(StrEnum):
    """The reason for the choice, or why the message cannot be sent."""

    FITS = "fits"
    LENGTH = "length"  #: more than 160 characters
    BYTES = "bytes"  #: at most 160 characters, but more than 160 UTF-8 bytes
    MEDIA = "media"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY_FILES = "too_many_files"
    NO_SMS = "no_sms"  #: the DID cannot send
    NO_MMS = "no_mms"  #: the DID cannot send MMS, and the message needs it


#: Reasons that prevent sending.
BLOCKING = frozenset({Why.EMPTY, Why.TOO_LONG, Why.TOO_MANY_FILES, Why.NO_SMS, Why.NO_MMS})


@record
class Route:
    """The service for a text with its files.

    `count` and `limit` are characters, or UTF-8 bytes if the limit in bytes decides (`in_bytes`).
    `reason` is in words, `""` when the count says enough; the screen or the command line adds the
    way out.
    """

    kind: Kind
    count: int
    limit: int
    in_bytes: bool
    why: Why
    reason: str

    @property
    def sendable(self) -> bool:
        """Whether the message can be sent."""
        return self.why not in BLOCKING

    @property
    def left(self) -> int:
        """How many more fit; negative if too many."""
        return self.limit - self.count


def route(text: str, attachments: Sequence[Attachment] = (), did: Did | None = None) -> Route:
    """Choose the service for a text and its files, sent from `did` (None: a DID with SMS and MMS).

    MMS for files or more than 160 characters (the rule of VoIP.ms's web message center), and for
    more than 160 UTF-8 bytes, which sendSMS refuses (voipms-api section 2.4).
    """
    characters = len(text)
    size = len(text.encode("utf-8", "replace"))
    price = f"{limits.MMS_PRICE_USD} USD"
    if attachments:
        kind, why = Kind.MMS, Why.MEDIA
        files = count_of(len(attachments), "file")
        reason = f"has {files}, {file_size(sum(a.bytes for a in attachments))}: MMS at {price}"
    elif characters > limits.SMS_CHARACTERS:
        kind, why = Kind.MMS, Why.LENGTH
        reason = f"longer than {limits.SMS_CHARACTERS}, so it goes as MMS at {price}"
    elif size > limits.SMS_BYTES:
        kind, why = Kind.MMS, Why.BYTES
        reason = f"{size} bytes with its accents: MMS at {price}"
    else:
        kind, why, reason = Kind.SMS, Why.FITS, ""
    limit = limits.SMS_CHARACTERS if kind is Kind.SMS else limits.MMS_CHARACTERS
    count, in_bytes = characters, False

    if did is not None and not did.sms:
        why, reason = Why.NO_SMS, f"{did.label} has no SMS"
    elif kind is Kind.MMS and did is not None and not did.mms:
        why, reason = Why.NO_MMS, f"{did.label} has no MMS"
        if not attachments:
            kind, limit = Kind.SMS, limits.SMS_CHARACTERS
            if characters <= limit:
                count, in_bytes = size, True
    elif characters > limits.MMS_CHARACTERS:
        why, reason = Why.TOO_LONG, f"{characters - limits.MMS_CHARACTERS} too long"
    elif size > limits.MMS_BYTES:
        count, in_bytes = size, True
        why, reason = Why.TOO_LONG, f"{size - limits.MMS_BYTES} bytes too long with its accents"
    elif len(attachments) > limits.ATTACHMENTS:
        why, reason = Why.TOO_MANY_FILES, f"{limits.ATTACHMENTS} files at most"
    elif not attachments and not text.strip():
        why, reason = Why.EMPTY, ""
    return Route(kind, count, limit, in_bytes, why, reason)


def refusal(chosen: Route) -> str:
    """Return why a message cannot be sent, as a sentence; `""` when it can."""
    match chosen.why:
        case Why.EMPTY:
            return "Nothing to send yet: write something or attach a file."
        case Why.TOO_LONG:
            unit = "byte" if chosen.in_bytes else "character"
            unit += "" if chosen.left == -1 else "s"
            return f"Not sent: {-chosen.left} {unit} over the {chosen.limit} that an MMS holds."
        case Why.NO_SMS | Why.NO_MMS | Why.TOO_MANY_FILES:
            return f"Not sent: {chosen.reason}."
        case _:
            return ""


def file_size(count: int) -> str:
    """Return a size in the decimal units of the service's limits: `812 KB`, `1.2 MB`."""
    if count < 1000:
        return f"{count} B"
    if count < 999_500:
        return f"{round(count / 1000)} KB"
    return f"{count / 1_000_000:.1f} MB"


def distinct_sizes(size: int, limit: int) -> tuple[str, str]:
    """Return a size and a limit that it exceeds in words that differ: in bytes if need be."""
    is_, most = file_size(size), file_size(limit)
    return (is_, most) if is_ != most else (f"{size:,} bytes", f"{limit:,} bytes")
