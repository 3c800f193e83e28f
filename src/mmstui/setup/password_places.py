"""Where the API password can be kept, and keeping it there."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Final

from mmstui.settings import Settings
from mmstui.settings.config_writer import Value, write_private

#: The file of the API password, beside config.toml.
FILE: Final = "api-password"
ENVIRONMENT_NAME: Final = "MMSTUI_API_PASSWORD"


class PasswordPlace(Enum):
    """A place for the API password, safest first."""

    KEYRING = "keyring"
    COMMAND = "command"  #: a command of the user's prints it: a password manager
    ENVIRONMENT = "environment"  #: MMSTUI_API_PASSWORD, which the user sets
    FILE = "file"


class NotKept(Exception):
    """The password could not be kept. The text says why."""


def possible_places() -> list[PasswordPlace]:
    """Return the places that this machine offers, safest first."""
    places = [PasswordPlace.COMMAND, PasswordPlace.ENVIRONMENT, PasswordPlace.FILE]
    return [PasswordPlace.KEYRING, *places] if _has_keyring() else places


def file_of(settings: Settings) -> Path:
    """Return the file for the password of an account, beside config.toml."""
    name = f"{FILE}-{settings.account}" if settings.account else FILE
    return settings.config_file.with_name(name)


def describe(place: PasswordPlace, path: Path) -> str:
    """Return what a place is, for a person who chooses. `path`: the file for the password."""
    match place:
        case PasswordPlace.KEYRING:
            return "in this machine's keyring"
        case PasswordPlace.COMMAND:
            return "in your password manager: mmstui runs a command that prints it"
        case PasswordPlace.ENVIRONMENT:
            return f"nowhere: you set {ENVIRONMENT_NAME} before each start"
        case PasswordPlace.FILE:
            return (
                f"in {path}, which only you can read. "
                "Whoever gets at your files or a copy of them can read it too"
            )


def keep(
    place: PasswordPlace, password: str, *, username: str, api_url: str, path: Path
) -> Mapping[str, Value]:
    """Keep the password in the keyring or the file; return the settings that find it there.

    Of the other places nothing is kept here. Raises NotKept.
    """
    match place:
        case PasswordPlace.KEYRING:
            _keep_in_keyring(username, api_url, password)
            return {"password_command": None}
        case PasswordPlace.FILE:
            try:
                write_private(path, password + "\n")
            except OSError as error:
                why = error.strerror or type(error).__name__
                raise NotKept(f"{path} cannot be written ({why}).") from None
            return {"password_command": ["cat", str(path)]}
        case PasswordPlace.ENVIRONMENT:
            return keep_until_the_end(password)
        case PasswordPlace.COMMAND:
            return {}


def keep_until_the_end(password: str) -> Mapping[str, Value]:
    """Let the rest of this process find the password, say the inbox that opens next."""
    os.environ[ENVIRONMENT_NAME] = password
    return {}


def from_command(command: Sequence[str]) -> Mapping[str, Value]:
    """Return the settings for a command that prints the password."""
    return {"password_command": list(command)}


def _has_keyring() -> bool:
    try:
        import keyring

        # Priority 0 and below: a back end that keeps nothing.
        return bool(keyring.get_keyring().priority > 0)
    except Exception:  # The extra is not there, or a back end does not work.
        return False


def _keep_in_keyring(username: str, api_url: str, password: str) -> None:
    try:
        import keyring

        keyring.set_password("mmstui", f"{username}@{api_url}", password)
    except Exception as error:  # A back end may raise anything.
        raise NotKept(f"The keyring did not take it ({type(error).__name__}).") from None
