"""Makes the folder that a team shares. See docs/team.md for who may do what in it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from mmstui.domain.folders import ACCOUNTS, TEAM_FILE, is_owners_alone
from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.store.account.account import AccountKey
from mmstui.store.sqlite import files

#: The owner's: others of the group may only look in. The setgid bit: what is made here is theirs.
_OWNERS_FOLDER = 0o2750
_OWNERS_FILE = 0o640
#: The group's: the account's folder, and those in it that any member may be the first to need.
_GROUPS_FOLDER = 0o2770
_MADE_FIRST = ("media", "attachments")


def make_team_folder(home: Path, account: AccountKey, gid: int, team_file: str) -> Path:
    """Make a team's folder, and return the account's folder in it; what is there already stays.

    `team_file` is the text of `team.toml`. Raises StoreProblem.
    """
    try:
        files.refuse_network_disk(home)
        _require_usable(home, gid)
        inner = account.folder(home)
        for folder in (home, home / ACCOUNTS):
            _make(folder, gid, _OWNERS_FOLDER)
        # Before anything is made in the account's folder: by this file the rights are known.
        _write_once(home / TEAM_FILE, gid, team_file)
        for folder in (inner, *(inner / name for name in _MADE_FIRST)):
            _make(folder, gid, _GROUPS_FOLDER)
        files.sync_folder(home)
    except OSError as error:
        raise files.unusable(Path(error.filename or home), error) from error
    return inner


def _require_usable(home: Path, gid: int) -> None:
    for parent in home.parents:
        if parent.exists() and not _is_open_to(parent.stat(), gid):
            raise StoreProblem(
                f"The group could not reach {home}: {parent} lets others not in.",
                "Choose a folder outside of your own, as /srv/mmstui.",
                trouble=Trouble.UNREACHABLE,
            )
    if not home.exists():
        return
    facts = home.stat()
    if facts.st_uid != os.geteuid():
        raise StoreProblem(
            f"{home} is another user's.",
            "Its owner makes it a team's folder.",
            trouble=Trouble.UNREACHABLE,
        )
    ours = home / TEAM_FILE
    if any(home.iterdir()) and not (ours.exists() and is_owners_alone(facts, ours.lstat())):
        raise StoreProblem(
            f"{home} is not empty, and not a team's folder.",
            "Choose a new one.",
            trouble=Trouble.UNREACHABLE,
        )


def _is_open_to(folder: os.stat_result, gid: int) -> bool:
    """Return whether a group may pass through a folder."""
    theirs = folder.st_gid == gid and folder.st_mode & stat.S_IXGRP
    return bool(theirs or folder.st_mode & stat.S_IXOTH)


def _make(folder: Path, gid: int, mode: int) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_gid != gid:
        os.chown(folder, -1, gid)
    # Last: a change of the group takes the setgid bit away.
    folder.chmod(mode)


def _write_once(path: Path, gid: int, text: str) -> None:
    """Write the file whole, unless there is one, which its owner may have added people to."""
    if path.exists():
        return
    partly = path.with_name(f".{path.name}.partly")
    partly.unlink(missing_ok=True)
    descriptor = os.open(partly, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchown(descriptor, -1, gid)
        os.fchmod(descriptor, _OWNERS_FILE)
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    partly.replace(path)
