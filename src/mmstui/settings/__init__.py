"""The user's configuration, and the locations of files.

Sources, strongest first: command line, environment, config.toml. A wrong or unknown key in the file
is reported with its line and ignored; the program starts anyway. Loading runs no command and asks
for no password: `Settings.password` does, when the password is needed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mmstui.domain.folders import folders
from mmstui.settings.accounts import TOP, AccountName, AccountSection, UnknownAccount, is_name
from mmstui.settings.config_file import ConfigFile, read_config
from mmstui.settings.model import (
    ACTIVE_INTERVAL,
    IDLE_INTERVAL,
    REAL_API,
    THEMES,
    WARNINGS,
    Settings,
    SettingSource,
)
from mmstui.settings.password import (
    MissingCredentials,
    PasswordCommandFailed,
    QueuesOnly,
    want_passwords,
)

__all__ = [
    "ACCOUNT_VARIABLE", "ACTIVE_INTERVAL", "IDLE_INTERVAL", "REAL_API", "THEMES", "TOP",
    "WARNINGS", "AccountName", "MissingCredentials", "NotText", "PasswordCommandFailed",
    "QueuesOnly",
    "SettingSource", "Settings", "UnknownAccount", "load", "want_passwords",
]  # fmt: skip


class NotText(Exception):
    """An environment variable is not text in the locale's encoding. The text names it."""


def load(environ: Mapping[str, str] | None = None, *, new_account: bool = False) -> Settings:
    """Return the settings from the environment and the config file.

    Never raises for the content of the file. Raises NotText for a variable, and UnknownAccount,
    unless a `new_account` may be named.
    """
    environ = os.environ if environ is None else environ
    _check_text(environ)
    home, config_folder = _folders(environ)
    config_file = config_folder / "config.toml"
    found = read_config(config_file)
    # The folder of one account's team says nothing of another account.
    inherited = {name: value for name, value in found.top.values.items() if name != "team"}
    _add_teams(found)
    known = _names(found)
    account, named = _chosen(environ, found, known, config_file, new_account=new_account)
    own = found.accounts.get(account, AccountSection()) if account else found.top
    values = (inherited if account else {}) | own.values
    if account and "username" not in own.values:
        values.pop("username", None)  # It is another account's.
    sources = dict.fromkeys(values.keys() - {"people"}, SettingSource.FILE)
    for name, variable in _VARIABLES.items():
        # Who names an account means that one, whatever the environment has for another.
        if (value := environ.get(variable)) and not (named and name in own.values):
            values[name] = value
            sources[name] = SettingSource.ENVIRONMENT
    # Credentials are pairs: the command's password belongs to the file's username.
    if _has_password(environ, values.get("username", "")):
        values.pop("password_command", None)
        sources.pop("password_command", None)
    return Settings(
        home=home,
        config_file=config_file,
        account=account,
        accounts=known,
        complaints=(*found.top.complaints, *(own.complaints if account else ())),
        sources=sources,
        **values,
    )


def _add_teams(found: ConfigFile) -> None:
    """Add what the folders of teams have to the sections that name such a folder."""
    for section in (found.top, *found.accounts.values()):
        if "team" in section.values:
            from mmstui.settings.team_file import add_team
            from mmstui.settings.values import KEYS

            add_team(section.values, section.complaints, KEYS)


def _chosen(
    environ: Mapping[str, str],
    found: ConfigFile,
    known: tuple[AccountName, ...],
    path: Path,
    *,
    new_account: bool,
) -> tuple[str, bool]:
    """Return the account's section ("": the top of the file), and whether its name was given."""
    asked = environ.get(ACCOUNT_VARIABLE, "")
    if asked in found.accounts:
        return asked, True
    if asked == TOP and (new_account or TOP in {each.name for each in known} or not known):
        return "", True
    if asked and not (new_account and is_name(asked)):
        raise UnknownAccount(asked, path, tuple(each.name for each in known))
    if asked:
        return asked, True
    has_top = "username" in found.top.values or environ.get(_VARIABLES["username"])
    return ("" if has_top else next(iter(found.accounts), "")), False


def _names(found: ConfigFile) -> tuple[AccountName, ...]:
    """Return the accounts of the file, the one at its top first."""
    url = found.top.values.get("api_url", REAL_API)
    top = found.top.values.get("username")
    return (
        *([AccountName(TOP, top, url)] if top else []),
        *(
            AccountName(name, each.values.get("username", ""), each.values.get("api_url", url))
            for name, each in found.accounts.items()
        ),
    )


def _has_password(environ: Mapping[str, str], username: str) -> bool:
    """Return whether the environment has both credentials of an account."""
    return bool(environ.get("MMSTUI_API_PASSWORD")) and (
        environ.get("MMSTUI_API_USERNAME", "") == username != ""
    )


#: The variable that names the account of a run, as `--account` does.
ACCOUNT_VARIABLE: Final = "MMSTUI_ACCOUNT"
#: Settings that a variable of the environment sets.
_VARIABLES: Final = {"api_url": "MMSTUI_API_URL", "username": "MMSTUI_API_USERNAME"}


def _check_text(environ: Mapping[str, str]) -> None:
    # Python passes undecodable bytes as lone surrogates. Folder names may contain any bytes.
    for name in (ACCOUNT_VARIABLE, "MMSTUI_API_USERNAME", "MMSTUI_API_PASSWORD", "MMSTUI_API_URL"):
        try:
            environ.get(name, "").encode()
        except UnicodeEncodeError:
            raise NotText(f"{name} is not text in the encoding of this locale.") from None


def _folders(environ: Mapping[str, str]) -> tuple[Path, Path]:
    """Return the folders of data and config."""
    data, config = folders(environ)
    return Path(data), Path(config)
