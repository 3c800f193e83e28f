"""Exit codes, and the error that ends a command."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from mmstui.domain.messages import Message


class Exit(IntEnum):
    """Exit codes, part of the public interface: they are never renumbered. See `MEANINGS`."""

    DONE = 0
    FAILURE = 1
    USAGE = 2
    ACCESS = 3
    NETWORK = 4
    REFUSED = 5
    LIMIT = 6
    UNCONFIRMED = 7
    QUEUED = 8
    CHANGED = 9


class Meaning(NamedTuple):
    """A row of the table of exit codes, as in `send --help` and docs/commands.md."""

    words: str
    kept: str  #: whether the message stays in the store
    repeat: str


MEANINGS: Final = {
    Exit.DONE: Meaning("done", "yes", "no"),
    Exit.FAILURE: Meaning("failure; sent to only some; doctor found a fault", "no", "check first"),
    Exit.USAGE: Meaning("usage", "no", "after fixing it"),
    Exit.ACCESS: Meaning("credentials missing or refused", "no", "after fixing them"),
    Exit.NETWORK: Meaning("network: nothing was fetched; send ends with 8", "no", "yes"),
    Exit.REFUSED: Meaning("refused by VoIP.ms", "no", "after fixing it"),
    Exit.LIMIT: Meaning("daily limit reached; held until you send it", "yes", "no"),
    Exit.UNCONFIRMED: Meaning("sent, but no answer came; polls look for it", "yes", "no"),
    Exit.QUEUED: Meaning("queued; will be sent automatically", "yes", "no"),
    Exit.CHANGED: Meaning("more came than --if-unchanged knows", "no", "after reading it"),
}


class CommandError(Exception):
    """An error that ends a command. `code` is for scripts, `words` and `hint` are for people."""

    def __init__(self, exit_code: Exit, code: str, words: str, hint: str = "") -> None:
        super().__init__(words)
        self.exit_code = exit_code
        self.code = code
        self.words = words
        self.hint = hint


#: Statuses with which VoIP.ms refuses access (voipms-api section 3).
ACCESS_STATUSES = frozenset(
    {
        "missing_credentials",
        "invalid_credentials",
        "api_not_enabled",
        "ip_not_enabled",
        "ip_not_authorized",
        "ip_not_allowed",
        "no_password",
    }
)
#: Statuses of the daily limit.
LIMIT_STATUSES = frozenset({"limit_reached", "sms_apilimit"})


def outcome(message: Message) -> Exit:
    """Return the exit code of a message's state."""
    from mmstui.domain.messages import State

    code = message.problem.code if message.problem else ""
    match message.state:
        case State.SENT | State.RECEIVED:
            return Exit.DONE
        case State.FAILED:
            return Exit.REFUSED
        case State.SENDING | State.UNKNOWN | State.UNCONFIRMED:
            return Exit.UNCONFIRMED
        case State.HELD if code in LIMIT_STATUSES:
            return Exit.LIMIT
        case State.HELD if code in ACCESS_STATUSES:
            return Exit.ACCESS
        case _:
            return Exit.QUEUED
