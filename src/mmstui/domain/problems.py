"""Exceptions with sentences for the user."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

#: VoIP.ms's status for an SMS that is too long (voipms-api section 2.4),
SMS_TOO_LONG: Final = "sms_toolong"
#: and the advice for such a message: it may be accepted as an MMS.
AGAIN_AS_MMS: Final = "Sent again, it goes as MMS."


class Refused(StrEnum):
    """Why a file cannot be attached as it is."""

    TYPE = "type"  #: no such file goes by MMS
    SIZE = "size"
    METADATA = "metadata"  #: its metadata cannot be removed for certain
    DAMAGE = "damage"  #: a part of it is missing; it goes if the user says so
    OTHER = "other"


class AttachmentProblem(Exception):
    """A file cannot be attached; `words` is the whole sentence to show, with its full stop.

    The sentence may contain a file's name, which is outside text and is sanitised when shown.
    `fittable`: the file is a picture that can be shrunk or converted.
    """

    words: str
    fittable: bool
    reason: Refused

    def __init__(
        self, words: str, *, fittable: bool = False, reason: Refused = Refused.OTHER
    ) -> None:
        super().__init__(words)
        self.words = words
        self.fittable = fittable
        self.reason = reason


class Trouble(StrEnum):
    """The kind of a StoreProblem, for code that reacts to it."""

    MISSING = "missing"  #: there is no store (opened read-only)
    OUTDATED = "outdated"  #: the store must be migrated first (opened read-only)
    NEWER = "newer"  #: a newer version of the program has changed the store
    OTHER_ACCOUNT = "other account"
    NETWORK_DISK = "network disk"
    FULL = "full"
    READ_ONLY = "read-only"
    DAMAGED = "damaged"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    CLOSED = "closed"
    FAULT = "fault"  #: a bug of mmstui


class StoreProblem(Exception):
    """The store cannot do an operation and did no part of it. `what` and `hint` are sentences."""

    def __init__(self, what: str, hint: str = "", *, trouble: Trouble = Trouble.FAULT) -> None:
        super().__init__(f"{what} {hint}".strip())
        self.what = what
        self.hint = hint
        self.trouble = trouble


class RequestClash(Exception):
    """A `send --id` key was used before with another text or other files."""


class Changed(Exception):
    """The conversation has newer messages than the one that the writer saw last.

    `came`: how many; 0 if that message is not in the conversation. `newest` is the last of them;
    `answered`: it is one of ours, written by the Unix user `answered_by`, None for nobody known.
    """

    def __init__(
        self, came: int, newest: int = 0, *, answered: bool = False, answered_by: int | None = None
    ) -> None:
        super().__init__(came)
        self.came = came
        self.newest = newest
        self.answered = answered
        self.answered_by = answered_by


class AddressProblem(Exception):
    """The configured API address breaks the rule; `words` says how, without the address.

    The rule: https, or plain http to this machine only. Every request contains the password.
    """

    words: str
