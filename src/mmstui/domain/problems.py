"""Refusals that have words for the person who asked."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

#: The status with which VoIP.ms refuses an SMS that it finds too long (voipms-api section 2.4),
SMS_TOO_LONG: Final = "sms_toolong"
#: and what is said of one that is kept: as an MMS it may go.
AGAIN_AS_MMS: Final = "Sent again, it goes as MMS."


class AttachmentProblem(Exception):
    """A file was not taken; `words` is the whole sentence to show, with its full stop.

    The sentence may hold a file's name: it is outside text and is sanitised where it is shown.
    `fittable`: it is a picture that can be offered shrunk or converted.
    """

    words: str
    fittable: bool

    def __init__(self, words: str, *, fittable: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.fittable = fittable


class Trouble(StrEnum):
    """What kind of trouble it is, for whoever must decide rather than tell."""

    MISSING = "missing"  #: there is no store yet (opened for reading only)
    OUTDATED = "outdated"  #: it must be migrated first (opened for reading only)
    NEWER = "newer"  #: a newer version of the program has changed it
    OTHER_ACCOUNT = "other account"
    NETWORK_DISK = "network disk"
    FULL = "full"
    READ_ONLY = "read-only"
    DAMAGED = "damaged"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    CLOSED = "closed"
    FAULT = "fault"  #: a mistake of ours


class StoreProblem(Exception):
    """The store cannot do what was asked, and did none of it. `what` and `hint` are sentences."""

    def __init__(self, what: str, hint: str = "", *, trouble: Trouble = Trouble.FAULT) -> None:
        super().__init__(f"{what} {hint}".strip())
        self.what = what
        self.hint = hint
        self.trouble = trouble


class RequestClash(Exception):
    """A `send --id` key was used before, with another text or other recipients."""


class AddressProblem(Exception):
    """The configured address of the API breaks the rule; `words` says which, without repeating it.

    https always, plain http to this machine only: the password travels in every request.
    """

    words: str
