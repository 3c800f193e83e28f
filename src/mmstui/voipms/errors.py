"""Exceptions of the client: one class for each decision that a caller can take.

All texts are ready to paint and contain no credentials. The exceptions are raised outside of any
`except` block, so that no traceback leads to the request, which contains the password.
"""

from __future__ import annotations

from datetime import timedelta

from mmstui.domain.problems import AddressProblem
from mmstui.voipms import statuses
from mmstui.voipms.failed_exchange import Trouble
from mmstui.voipms.statuses import Decision, Status


class VoipMsError(Exception):
    """The base class of the client's errors.

    `status` is VoIP.ms's own status, verbatim, or a code of ours. `words` says in whole sentences
    what happened and what to do; `happened` and `hint` are its two halves. `said` is VoIP.ms's own
    message, often "".
    """

    def __init__(self, status: str, words: str, *, hint: str = "", said: str = "") -> None:
        self.status = status
        self.happened = words
        self.hint = hint
        self.said = said
        self.words = f"{words} {hint}".strip()
        super().__init__(self.words)

    @property
    def full(self) -> str:
        """`words`, followed by VoIP.ms's own message if it has one."""
        return f'{self.words} VoIP.ms says: "{self.said}"' if self.said else self.words


class BadAddress(VoipMsError, AddressProblem):
    """The API's address is neither https nor http to this machine."""


class AccessRefused(VoipMsError):
    """Credentials, API switch or address are refused: every call fails until that changes."""


class SlowDown(VoipMsError):
    """A rate limit. Nothing was done; the call may succeed after `retry_after`."""

    def __init__(
        self,
        status: str,
        words: str,
        *,
        hint: str = "",
        said: str = "",
        retry_after: timedelta = statuses.MINUTE,
    ) -> None:
        super().__init__(status, words, hint=hint, said=said)
        self.retry_after = retry_after


class DailyLimit(VoipMsError):
    """The API's daily limit for messages is reached. Nothing was sent."""


class NotConnected(VoipMsError):
    """No byte of the request left this machine."""


class NoAnswer(VoipMsError):
    """The request may have had its effect: there was no usable answer."""


class Refused(VoipMsError):
    """VoIP.ms, or a rule of ours, refused the call for good. Nothing was done."""


class DidGone(Refused):
    """A read about a DID that is no longer on the account, or has no SMS."""


class MediaNotThere(VoipMsError):
    """The file is not at VoIP.ms yet, or no longer; the answer does not tell which."""


class MediaRefused(VoipMsError):
    """The file's address or content breaks a rule, and it was not saved."""


_CLASSES: dict[Decision, type[VoipMsError]] = {
    Decision.STOP: AccessRefused,
    Decision.DAY_LIMIT: DailyLimit,
    Decision.DID: DidGone,
    Decision.REFUSED: Refused,
    Decision.EMPTY: Refused,
    Decision.UNSURE: NoAnswer,
    Decision.UNSENT: NotConnected,
}


def make(
    row: Status, *, sending: bool, said: str = "", retry_after: timedelta | None = None
) -> VoipMsError:
    """Return the exception for a row of the table. `retry_after` overrides the row's wait."""
    decision = row.decide(sending=sending)
    if decision is Decision.SLOW:
        wait = retry_after or row.wait or statuses.MINUTE
        return SlowDown(row.code, row.happened, hint=row.todo, said=said, retry_after=wait)
    return _CLASSES[decision](row.code, row.happened, hint=row.todo, said=said)


def ours(code: str, *, sending: bool = False, number: int = 0, detail: str = "") -> VoipMsError:
    """Return the exception for a code of ours."""
    return make(statuses.of_ours(code, number, detail), sending=sending)


def of_trouble(trouble: Trouble, *, sending: bool = False) -> VoipMsError:
    """Return the exception for an exchange without an answer."""
    return ours(trouble.code, sending=sending, detail=trouble.detail)


def media_not_there(code: str, number: int = 0) -> MediaNotThere:
    """Return a `MediaNotThere` with the table's text."""
    row = statuses.of_ours(code, number)
    return MediaNotThere(row.code, row.happened)


def media_refused(code: str) -> MediaRefused:
    """Return a `MediaRefused` with the table's text."""
    row = statuses.of_ours(code)
    return MediaRefused(row.code, row.happened)
