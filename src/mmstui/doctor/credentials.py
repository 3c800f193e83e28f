"""The username and the API password: whether they are here, and where from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from mmstui.doctor.context import CheckFamily, ExaminedSetup
from mmstui.doctor.password import PATIENCE, LookupState
from mmstui.doctor.result import (
    Cause,
    CheckResult,
    Public,
    fine,
    said,
    skipped,
    warning,
    wrong,
)  # fmt: skip
from mmstui.domain.access import PAGE

_VARIABLE: Final = "MMSTUI_API_PASSWORD"
_SET_UP: Final = said("Run mmstui setup: it asks for what is missing.")


def _checks(setup: ExaminedSetup) -> list[partial[Iterator[CheckResult]]]:
    return [partial(_username, setup), partial(_password, setup), partial(_two_places, setup)]


FAMILY: Final = CheckFamily("credentials", _checks)


def _username(setup: ExaminedSetup) -> Iterator[CheckResult]:
    if not (username := setup.settings.username):
        yield wrong("credentials.username", "no_username", said("No account is set up here."),
                    _SET_UP, Cause.ACCESS)  # fmt: skip
    else:
        yield fine("credentials.username", said("The account is {username}.", username=username))


def _password(setup: ExaminedSetup) -> Iterator[CheckResult]:
    check, lookup = "credentials.password", setup.password
    if not setup.settings.username:
        return
    match lookup.state:
        case LookupState.FOUND:
            yield from _found(check, setup)
        case LookupState.MISSING if setup.settings.team is not None:
            yield fine(
                check,
                said("You have no API password: what you send is queued for the team's process "
                     "that has it."),
            )  # fmt: skip
        case LookupState.MISSING:
            yield wrong(
                check, "no_password", said("The API password is nowhere to be found."),
                said(f"Run mmstui setup, or set password_command or {_VARIABLE}. The API password "
                     f"is set {PAGE}."), Cause.ACCESS,
            )  # fmt: skip
        case LookupState.FAILED:
            yield wrong(
                check, "password_command", said("{sentence}", sentence=lookup.why),
                said("Run that command by hand: it must print the password on its first line."),
                Cause.ACCESS,
            )  # fmt: skip
        case LookupState.LATE:
            yield wrong(
                check, "password_late",
                said("Nothing gave the password within {seconds:g} seconds.", seconds=PATIENCE),
                said("Unlock your password manager first. If its command asks in the terminal, set "
                     "password_prompts = true in config.toml."), Cause.ACCESS,
            )  # fmt: skip
        case LookupState.ASKS:
            yield skipped(
                check, said("password_command asks a person, and no terminal is here."),
                said("Run mmstui doctor in a terminal."),
            )  # fmt: skip


def _found(check: str, setup: ExaminedSetup) -> Iterator[CheckResult]:
    password = setup.password.password
    if password != password.strip():
        yield warning(
            check, "password_blanks", said("The API password begins or ends with a blank."),
            said("Remove it where the password is kept, unless it was set so."),
        )  # fmt: skip
    yield fine(check, said("The API password is from {where}.", where=Public(_place(setup))))


def _place(setup: ExaminedSetup) -> str:
    """Return where `Settings.password` finds it."""
    if setup.settings.password_command:
        return "password_command"
    return _VARIABLE if setup.environ.get(_VARIABLE) else "the keyring"


def _two_places(setup: ExaminedSetup) -> Iterator[CheckResult]:
    if setup.settings.password_command and setup.environ.get(_VARIABLE):
        yield warning(
            "credentials.places", "two_passwords",
            said(f"Both password_command and {_VARIABLE} are set; the command is used."),
            said(f"Remove one of them. {_VARIABLE} counts only beside MMSTUI_API_USERNAME."),
        )  # fmt: skip
