"""Permissions and owners of the program's files, and the room on their disk."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from mmstui.daemon import callback_address
from mmstui.doctor.context import CheckFamily, ExaminedSetup
from mmstui.doctor.result import CheckResult, Public, fine, said, warning, wrong
from mmstui.settings import Settings
from mmstui.setup.password_places import FILE
from mmstui.store import AccountKey
from mmstui.store.sqlite.files import is_shared

_MODE: Final = "files.mode"
_ROOM: Final = "files.room"
#: Bytes. A first sync, its pictures, and a copy for a repair fit in.
_LEAST_ROOM: Final = 200_000_000


def _checks(setup: ExaminedSetup) -> list[partial[Iterator[CheckResult]]]:
    settings = setup.settings
    team = [] if settings.team is None else [partial(_team, settings, settings.team)]
    return [
        *team,
        partial(_open_to_others, settings),
        partial(_changed_by_others, settings),
        partial(_not_ours, settings),
        partial(_room, settings.home),
    ]


FAMILY: Final = CheckFamily("files", _checks)


def _secret_paths(settings: Settings) -> list[Path]:
    """Return what only the owner may read, or a team, from the outside in."""
    passwords = sorted(settings.config_file.parent.glob(f"{FILE}*"))
    inner = [*passwords, settings.home / "mmstui.log"]
    if settings.username:
        folder = AccountKey.of(settings.api_url, settings.username).folder(settings.store_home)
        names = ("messages.sqlite3", "messages.sqlite3-wal", "media", "attachments")
        inner = [folder, *(folder / name for name in (*names, callback_address.FILE)), *inner]
    return [path for path in inner if _mode(path)]


def _open_to_others(settings: Settings) -> Iterator[CheckResult]:
    open_ones = [
        path
        for path in _secret_paths(settings)
        if _mode(path) & (0o007 if is_shared(path) else 0o077)
    ]
    for path in open_ones:
        yield wrong(
            _MODE, "readable_by_others", said("Other users may read {path}.", path=str(path)),
            said(f"chmod -R {'o=' if is_shared(path) else 'go='} {{path}}", path=_quoted(path)),
        )  # fmt: skip
    if not open_ones:
        who = "you" if settings.team is None else "your team can read its messages, and only you"
        yield fine(_MODE, said(f"Only {who} can read your messages and secrets."))


def _team(settings: Settings, folder: Path) -> Iterator[CheckResult]:
    """Say what a group of equals on one file cannot prevent."""
    yield fine(
        "files.team",
        said(
            "The messages in {path} are a team's. Each of its group can read all of them, and can "
            "change the store by other programs, also who wrote what: see docs/team.md.",
            path=str(folder),
        ),
    )  # fmt: skip


def _changed_by_others(settings: Settings) -> Iterator[CheckResult]:
    """Who may write config.toml may have a command run as the user."""
    for path in (settings.config_file, settings.config_file.parent):
        mode = _mode(path)
        # In a folder with the sticky bit nobody may replace the files of others.
        if mode & 0o022 and not (stat.S_ISDIR(mode) and mode & stat.S_ISVTX):
            yield wrong(
                _MODE, "writable_by_others",
                said("Other users may change {path}, and so the commands that mmstui runs.",
                     path=str(path)),
                said("chmod go-w {path}", path=_quoted(path)),
            )  # fmt: skip


def _not_ours(settings: Settings) -> Iterator[CheckResult]:
    """Look for files of another user, say root's after a start with sudo."""
    paths = (settings.home, settings.config_file, *_secret_paths(settings))
    locked = [path for path in paths if _mode(path) and not os.access(path, os.R_OK | os.W_OK)]
    if settings.team is not None:
        # The secret of the listener is its user's alone.
        locked = [path for path in locked if path.name != callback_address.FILE]
    for path in locked:
        yield wrong(
            _MODE, "not_writable", said("{path} is not yours to write.", path=str(path)),
            said('sudo chown -R "$USER" {path}', path=_quoted(path)),
        )  # fmt: skip


def _mode(path: Path) -> int:
    """Return the mode of a file or folder; 0 if it is not there, or cannot be reached."""
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _quoted(path: Path) -> str:
    from shlex import quote

    return quote(str(path))


def _room(home: Path) -> Iterator[CheckResult]:
    place = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(place).free
    words = said(
        "The disk of {path} has {room} left.", path=str(home), room=Public(f"{free / 1e9:.1f} GB")
    )
    if free < _LEAST_ROOM:
        yield warning(_ROOM, "little_room", words, said("Make room there."))
    else:
        yield fine(_ROOM, words)
