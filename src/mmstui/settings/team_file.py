"""`team.toml`, in the folder that a team shares: the account, and the names of its people.

`mmstui team create` writes it. A process with the API password sends that to `api_url`, so the file
counts only if nobody but the folder's owner can change or replace it.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from mmstui.domain.folders import TEAM_FILE, is_owners_alone

#: What it may have of the settings. Never a command: it would run as whoever opens the inbox.
_SETTINGS: Final = ("username", "api_url")
_READ_BYTES: Final = 64 * 1024


class TeamFileProblem(Exception):
    """The file cannot be used. The text is a sentence."""


def add_team(
    values: dict[str, Any], complaints: list[str], checks: Mapping[str, Callable[[object], Any]]
) -> None:
    """Add the settings of the team that `values` names, below its own. Never raises."""
    path = values["team"] / TEAM_FILE
    try:
        table = _table(path)
        found: dict[str, Any] = {key: checks[key](table[key]) for key in _SETTINGS if key in table}
        found["people"] = _people(table.get("people", {}))
    except TeamFileProblem as problem:
        complaints.append(f"{path} {problem} The team's account is left out.")
    except ValueError as wanted:
        complaints.append(f"{path} wants {wanted}. The team's account is left out.")
    else:
        for key, value in found.items():
            values.setdefault(key, value)


def _table(path: Path) -> dict[str, Any]:
    try:
        folder = path.parent.stat()
        # O_NONBLOCK: opening a named pipe without a writer would block for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise TeamFileProblem("is not a file.")
            if not is_owners_alone(folder, facts):
                raise TeamFileProblem(
                    f"could be changed by others than its owner: chmod go-w {path.parent} {path}"
                )
            return tomllib.loads(file.read(_READ_BYTES).decode())
    except OSError as error:
        raise TeamFileProblem(f"cannot be read ({type(error).__name__}).") from None
    except ValueError:
        raise TeamFileProblem("is not TOML.") from None


def _people(table: object) -> dict[str, str]:
    """Return the names of people by the names that they log in with."""
    wanted = 'a table of people, as [people] with ana = "Ana Silva"'
    if not isinstance(table, dict):
        raise ValueError(wanted)
    if not all(isinstance(name, str) and name.strip() for name in table.values()):
        raise ValueError(wanted)
    return {login: name.strip() for login, name in table.items()}
