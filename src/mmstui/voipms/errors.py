"""What the client raises: one exception for each decision a caller can take.

All texts are ready to paint and hold no credentials. Raised outside of any `except` block, so that
no traceback leads to the request, which carries the password.
"""

from __future__ import annotations

from datetime import timedelta

from mmstui.domain.problems import AddressProblem
from mmstui.voipms import statuses
from mmstui.voipms.statuses import Decision, Status
from mmstui.voipms.troubles import Trouble


class VoipMsError(Exception):
    """The base of them all.

    `status` is VoIP.ms's own, verbatim, or one of ours; `words` what happened and what to do, in
    whole sentences; `happened` and `hint` its two halves; `said` what VoIP.ms itself said about
    it, often "".
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
        """`words`, and what VoIP.ms itself said where that may tell more."""
        return f'{self.words} VoIP.ms says: "{self.said}"' if self.said else self.words


class BadAddress(VoipMsError, AddressProblem):
    """The API's address breaks the rule: https, or http to this very machine."""


class AccessRefused(VoipMsError):
    """Credentials, the API switch or the caller's address: nothing works until that changes."""


class SlowDown(VoipMsError):
    """Nothing was done; the same may work in `retry_after`."""

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
    """The API sends no more messages today. Nothing was sent."""


class NotConnected(VoipMsError):
    """No byte of the request left this machine."""


class NoAnswer(VoipMsError):
    """The request may have had its effect: no answer was seen that says so or otherwise."""


class Refused(VoipMsError):
    """VoIP.ms, or a rule of ours, said no, for good. Nothing was done."""


class DidGone(Refused):
    """A read about a DID that is not on the account any more, or has no SMS."""


class MediaNotThere(VoipMsError):
    """The file is not at VoIP.ms yet, or no more: nobody can tell which."""


class MediaRefused(VoipMsError):
    """The file's address or content breaks a rule, and was left alone."""


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
    """The exception for a row of the table; `retry_after` wins over the row's own wait."""
    decision = row.decide(sending=sending)
    if decision is Decision.SLOW:
        wait = retry_after or row.wait or statuses.MINUTE
        return SlowDown(row.code, row.happened, hint=row.todo, said=said, retry_after=wait)
    return _CLASSES[decision](row.code, row.happened, hint=row.todo, said=said)


def ours(code: str, *, sending: bool = False, number: int = 0, detail: str = "") -> VoipMsError:
    """The exception for one of our own codes."""
    return make(statuses.of_ours(code, number, detail), sending=sending)


def of_trouble(trouble: Trouble, *, sending: bool = False) -> VoipMsError:
    """The exception for an exchange without an answer."""
    return ours(trouble.code, sending=sending, detail=trouble.detail)


def media_not_there(code: str, number: int = 0) -> MediaNotThere:
    """`MediaNotThere` in the table's words."""
    row = statuses.of_ours(code, number)
    return MediaNotThere(row.code, row.happened)


def media_refused(code: str) -> MediaRefused:
    """`MediaRefused` in the table's words."""
    row = statuses.of_ours(code)
    return MediaRefused(row.code, row.happened)
