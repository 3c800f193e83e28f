"""Exit codes, and the error that ends a command."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mmstui.domain.messages import Message


class Exit(IntEnum):
    """Exit codes, part of the public interface: they are never renumbered. See `exit_meanings`."""

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
