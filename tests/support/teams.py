"""A place for a team's folder, which every user of the machine can reach."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: The API password, as it may be in no file.
CANARY = "canary-5e1f0c"


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """Yield a new folder that others may pass through: those of pytest are private."""
    folder = Path(tempfile.mkdtemp(prefix="mmstui-team-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def wrong_rights(home: Path, gid: int) -> list[str]:
    """Return what in a team's folder has other rights than it should have."""
    group = {Path("."): 0o2750, Path("accounts"): 0o2750, Path("team.toml"): 0o640}
    wrong = []
    for path in (home, *home.rglob("*")):
        facts = path.lstat()
        inside = path.relative_to(home)
        wanted = group.get(inside, 0o2770 if stat.S_ISDIR(facts.st_mode) else 0o660)
        if facts.st_mode & 0o7777 != wanted or facts.st_gid != gid:
            wrong.append(f"{inside} {facts.st_mode & 0o7777:o} of group {facts.st_gid}")
    return wrong


def canaries(*folders: Path) -> list[Path]:
    """Return the files with the API password in them, or in their names."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [
        path
        for path in files
        if os.access(path, os.R_OK) and CANARY.encode() in path.read_bytes() + bytes(path)
    ]
