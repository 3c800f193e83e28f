"""The user's configuration, and the locations of files.

Sources, strongest first: command line, environment, config.toml. A wrong or unknown key in the file
is reported with its line and ignored; the program starts anyway. Loading runs no command and asks
for no password: `Settings.password` does, when the password is needed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mmstui.settings.config_file import read_config
from mmstui.settings.model import (
    ACTIVE_INTERVAL,
    IDLE_INTERVAL,
    REAL_API,
    THEMES,
    WARNINGS,
    Settings,
    SettingSource,
)
from mmstui.settings.password import MissingCredentials, PasswordCommandFailed, want_passwords

__all__ = [
    "ACTIVE_INTERVAL", "IDLE_INTERVAL", "REAL_API", "THEMES", "WARNINGS", "MissingCredentials",
    "NotText", "PasswordCommandFailed", "SettingSource", "Settings", "load", "want_passwords",
]  # fmt: skip


class NotText(Exception):
    """An environment variable is not text in the locale's encoding. The text names it."""


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings from the environment and the config file.

    Never raises for the content of the file. Raises NotText for a variable.
    """
    environ = os.environ if environ is None else environ
    _check_text(environ)
    home, config_folder = _folders(environ)
    config_file = config_folder / "config.toml"
    values, complaints = read_config(config_file)
    sources = dict.fromkeys(values, SettingSource.FILE)
    for name, variable in _VARIABLES.items():
        if value := environ.get(variable):
            values[name] = value
            sources[name] = SettingSource.ENVIRONMENT
    # Credentials are pairs: the command's password belongs to the file's username.
    if environ.get("MMSTUI_API_USERNAME") and environ.get("MMSTUI_API_PASSWORD"):
        values.pop("password_command", None)
        sources.pop("password_command", None)
    return Settings(
        home=home, config_file=config_file, complaints=tuple(complaints), sources=sources, **values
    )


#: Settings that a variable of the environment sets.
_VARIABLES: Final = {"api_url": "MMSTUI_API_URL", "username": "MMSTUI_API_USERNAME"}


def _check_text(environ: Mapping[str, str]) -> None:
    # Python passes undecodable bytes as lone surrogates. Folder names may contain any bytes.
    for name in ("MMSTUI_API_USERNAME", "MMSTUI_API_PASSWORD", "MMSTUI_API_URL"):
        try:
            environ.get(name, "").encode()
        except UnicodeEncodeError:
            raise NotText(f"{name} is not text in the encoding of this locale.") from None


def _folders(environ: Mapping[str, str]) -> tuple[Path, Path]:
    """Return the folders of data and config: `MMSTUI_HOME`, else the XDG folders."""
    if one := environ.get("MMSTUI_HOME"):
        folder = Path(one).expanduser().absolute()
        return folder, folder
    user = Path(environ.get("HOME") or Path.home())
    if sys.platform == "darwin":
        support = user / "Library" / "Application Support" / "mmstui"
        return support, support

    def xdg(name: str, default: str) -> Path:
        # The XDG specification requires relative paths to be ignored.
        value = environ.get(name, "")
        base = Path(value) if value.startswith("/") else user / default
        return base / "mmstui"

    return xdg("XDG_DATA_HOME", ".local/share"), xdg("XDG_CONFIG_HOME", ".config")
