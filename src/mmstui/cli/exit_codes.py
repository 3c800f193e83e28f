"""What a command ends with: its exit code, and how an error is told."""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple

from mmstui.domain.messages import Message, State


class Exit(IntEnum):
    """Exit codes: part of the public contract, never renumbered. `MEANINGS` says what they mean."""

    DONE = 0
    FAILURE = 1
    USAGE = 2
    ACCESS = 3
    NETWORK = 4
    REFUSED = 5
    LIMIT = 6
    UNCONFIRMED = 7
    QUEUED = 8


class Meaning(NamedTuple):
    """A row of the table of exit codes, as `send --help` and README have it."""

    words: str
    kept: str  #: whether anything of the message stays here
    repeat: str


MEANINGS: Final = {
    Exit.DONE: Meaning("done", "yes", "no"),
    Exit.FAILURE: Meaning("failure; of several people, some were written to", "no", "look first"),
    Exit.USAGE: Meaning("usage", "no", "after mending it"),
    Exit.ACCESS: Meaning("credentials missing or refused", "no", "after mending them"),
    Exit.NETWORK: Meaning("network: nothing was fetched; send ends with 8", "no", "yes"),
    Exit.REFUSED: Meaning("refused by VoIP.ms", "no", "after mending it"),
    Exit.LIMIT: Meaning("the day's limit is reached; waits for your word", "yes", "no"),
    Exit.UNCONFIRMED: Meaning("sent, but no answer was seen; being looked for", "yes", "no"),
    Exit.QUEUED: Meaning("queued: goes by itself", "yes", "no"),
}


class CommandError(Exception):
    """Ends a command: `code` is what scripts match, `words` and `hint` are for people."""

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
#: Statuses with which it takes no more messages today.
LIMIT_STATUSES = frozenset({"limit_reached", "sms_apilimit"})


def outcome(message: Message) -> Exit:
    """The exit code that a message's state stands for."""
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
