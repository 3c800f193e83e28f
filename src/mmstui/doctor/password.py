"""Gets the API password as the program does, but never for long."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from threading import Thread

from mmstui.settings import MissingCredentials, PasswordCommandFailed, Settings, want_passwords

#: Seconds; a password manager answers sooner, unless it asks a person.
PATIENCE = 4.0


class LookupState(StrEnum):
    """The outcome of a lookup."""

    FOUND = "found"
    MISSING = "missing"
    FAILED = "failed"  #: the command failed
    LATE = "late"  #: the command did not end in time
    ASKS = "asks"  #: the command would ask a person


@dataclass(frozen=True, slots=True)
class PasswordLookup:
    """A lookup. `why` says how the command failed."""

    state: LookupState
    password: str = field(default="", repr=False)
    why: str = ""


def look_up(settings: Settings, *, terminal: bool, seconds: float = PATIENCE) -> PasswordLookup:
    """Look the password up. Never raises.

    `terminal`: whether a command may ask a person, who takes as long as people do.
    """
    if settings.password_command and settings.password_prompts:
        return _look_up(settings, terminal=True) if terminal else PasswordLookup(LookupState.ASKS)
    want_passwords(True)
    found: list[PasswordLookup] = []
    worker = Thread(target=lambda: found.append(_look_up(settings, terminal=False)), daemon=True)
    worker.start()
    worker.join(seconds)
    if not found:
        # Ends the command, but not a keyring that waits for a person.
        want_passwords(False)
        return PasswordLookup(LookupState.LATE)
    return found[0]


def _look_up(settings: Settings, *, terminal: bool) -> PasswordLookup:
    try:
        return PasswordLookup(LookupState.FOUND, settings.password(terminal=terminal))
    except MissingCredentials:
        return PasswordLookup(LookupState.MISSING)
    except PasswordCommandFailed as problem:
        return PasswordLookup(LookupState.FAILED, why=str(problem))
