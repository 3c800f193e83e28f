"""Several accounts in config.toml: the sections `[accounts.NAME]`, and which one a run is for.

A section has any of the settings at the top of the file, for that account only. What is wrong in
one section is told to that account alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from mmstui.domain.patterns import lazy_pattern
from mmstui.domain.records import field, record

#: The name of the section that has the accounts, and of the account at the top of the file.
NAME: Final = "accounts"
TOP: Final = "main"
#: A name becomes part of the names of files and of a unit of systemd.
_NAMES: Final = lazy_pattern(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
#: The first line of a part of an account's section.
_HEADING: Final = lazy_pattern(r"""\s*\[{1,2}\s*accounts\s*\.\s*["']?([A-Za-z0-9_-]+)""")


class UnknownAccount(Exception):
    """There is no account of this name. The text is a sentence; `hint` says which there are."""

    def __init__(self, name: str, path: Path, known: tuple[str, ...]) -> None:
        super().__init__(f"{path} has no account {name}.")
        self.hint = (
            f"Accounts are {', '.join(known)}." if known else
            f"An account has a section of its own there: [accounts.{name}]."
        )  # fmt: skip
        self.hint += f" mmstui --account {name} setup makes it."


@record
class AccountSection:
    """What the file has for an account: valid values, and a sentence on each problem."""

    values: dict[str, Any] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)


@record
class AccountName:
    """An account as it is configured. `name` is `TOP` for the one at the top of the file."""

    name: str
    username: str
    api_url: str


def is_name(text: str) -> bool:
    """Return whether an account can have this name."""
    return _NAMES.fullmatch(text) is not None


def sections(
    table: object,
    *,
    has_top: bool,
    read: Callable[[str, Mapping[str, Any]], AccountSection],
    complain: Callable[[tuple[str, ...], str], None],
) -> dict[str, AccountSection]:
    """Return the accounts of the section `[accounts]`.

    `read` reads an account's section; `complain` tells of what belongs to none of them.
    """
    found: dict[str, AccountSection] = {}
    if not isinstance(table, dict):
        complain((NAME,), "has a section for each account: [accounts.work]")
        return found
    for name, values in table.items():
        if not is_name(name):
            complain(
                (NAME, name), "is no name of an account: letters, digits, _ and - are. Left out."
            )
        elif not isinstance(values, dict):
            complain((NAME, name), "is no section, as [accounts.work] is. It is left out.")
        elif name == TOP and has_top:
            complain(
                (NAME, name), "is the name of the account at the top of this file. It is left out."
            )
        else:
            found[name] = read(name, values)
    return found


def apart(source: str) -> dict[str, str]:
    """Return a broken file in parts that can be read apart: "" is the file without its accounts.

    Each part has the lines of the others as empty ones, so that errors name the right line.
    """
    lines = source.split("\n")
    owners: list[str] = []
    for line in lines:
        if line.lstrip().startswith("["):
            found = _HEADING.match(line)
            owners.append(found[1] if found else "")
        else:
            owners.append(owners[-1] if owners else "")
    return {
        name: "\n".join(
            line if owner == name else "" for line, owner in zip(lines, owners, strict=True)
        )
        for name in dict.fromkeys(["", *owners])
    }
