"""The folders of data and configuration."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Final

#: The file that makes a data folder one that a team shares: `mmstui team create` writes it.
TEAM_FILE: Final = "team.toml"
#: Below a data folder: the folder of the accounts' folders.
ACCOUNTS: Final = "accounts"
_OTHERS_WRITE: Final = 0o022


def is_owners_alone(folder: os.stat_result, file: os.stat_result) -> bool:
    """Return whether nobody but a folder's owner can change or replace a file in it."""
    modes = folder.st_mode | file.st_mode
    return folder.st_uid == file.st_uid and not modes & _OTHERS_WRITE


def folders(environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the folders of data and config: `MMSTUI_HOME`, else the XDG folders."""
    if one := environ.get("MMSTUI_HOME"):
        folder = os.path.join(os.getcwd(), os.path.expanduser(one))
        return folder, folder
    user = environ.get("HOME") or os.path.expanduser("~")
    if sys.platform == "darwin":
        support = os.path.join(user, "Library", "Application Support", "mmstui")
        return support, support

    def xdg(name: str, default: str) -> str:
        # The XDG specification requires relative paths to be ignored.
        value = environ.get(name, "")
        base = value if value.startswith("/") else os.path.join(user, default)
        return os.path.join(base, "mmstui")

    return xdg("XDG_DATA_HOME", ".local/share"), xdg("XDG_CONFIG_HOME", ".config")
