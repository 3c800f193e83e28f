"""The store's folders and files: for their owner alone, and on a disk of this machine."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from mmstui.domain.problems import StoreProblem, Trouble

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600

#: Write-ahead logging needs shared memory between processes, which these do not give. Not 9p: WSL
#: mounts the disks of its own machine with it.
_NETWORK = ("nfs", "cifs", "smb", "afs", "fuse.sshfs")


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for its owner alone.

    The mode is set again after the making: a umask takes bits away, an older folder may have more.
    Raises StoreProblem.
    """
    try:
        for missing in reversed([p for p in (folder, *folder.parents) if not p.exists()]):
            missing.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
            missing.chmod(_PRIVATE_FOLDER)
        if folder.stat().st_mode & 0o077:
            folder.chmod(_PRIVATE_FOLDER)
    except OSError as error:
        raise unusable(folder, error) from error


def make_private_file(path: Path) -> None:
    """Make an empty file for its owner alone, or tighten the one that is there.

    SQLite gives its -wal and -shm files the mode of the database. Raises StoreProblem.
    """
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, _PRIVATE_FILE)
        try:
            os.fchmod(descriptor, _PRIVATE_FILE)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise unusable(path, error) from error


def is_emptied(path: Path) -> bool:
    """Whether a database was cut to nothing beside a full log: SQLite would throw that away too."""
    try:
        return not path.stat().st_size and Path(f"{path}-wal").stat().st_size > 0
    except OSError:
        return False


def write_private_file(path: Path, data: bytes) -> None:
    """Write a new file for its owner alone, in a folder of ours, and wait for the disk.

    Raises StoreProblem, and then leaves no file.
    """
    make_private_folder(path.parent)
    try:
        descriptor = os.open(
            path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, _PRIVATE_FILE
        )
        try:
            with os.fdopen(descriptor, "wb") as stream:
                os.fchmod(descriptor, _PRIVATE_FILE)
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            # The folder may be as new as the file.
            sync_folder(path.parent)
            sync_folder(path.parent.parent)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unusable(path, error) from error


def settle(path: Path) -> None:
    """Make a file that somebody has just written private, and wait for the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fchmod(descriptor, _PRIVATE_FILE)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unusable(path: Path, error: OSError) -> StoreProblem:
    """The operating system does not let us use a file or folder."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StoreProblem(
            "The disk is full.",
            f"Make room on the disk of {path.parent}, then do it again.",
            trouble=Trouble.FULL,
        )
    reason = error.strerror or type(error).__name__
    return StoreProblem(
        f"{path} cannot be used: {reason}.",
        "See that the folder exists, has room, and that you may write to it.",
        trouble=Trouble.UNREACHABLE,
    )


def refuse_network_disk(folder: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raise StoreProblem if the folder is on a network file system, as far as one can tell.

    `mounts` is a table as Linux gives it; where there is none nothing is refused.
    """
    kind = file_system(folder, mounts)
    if kind is not None and kind.lower().startswith(_NETWORK):
        raise StoreProblem(
            f"{folder} is on a network file system ({kind}), where a message store can be damaged.",
            "Set MMSTUI_HOME to a folder on a disk of this machine.",
            trouble=Trouble.NETWORK_DISK,
        )


def file_system(folder: Path, mounts: Path = Path("/proc/mounts")) -> str | None:
    """The type of the file system a folder is on, by the longest mount point above it."""
    try:
        table = mounts.read_text(encoding="utf-8", errors="surrogateescape")
        place = os.path.realpath(folder)
    except OSError:
        return None
    found, longest = None, -1
    for entry in table.splitlines():
        fields = entry.split(" ")
        if len(fields) < 3:
            continue
        point = _unescaped(fields[1])
        inside = point == "/" or place == point or place.startswith(point + "/")
        # The last of several mounts on one point is the one that is seen.
        if inside and len(point) >= longest:
            found, longest = fields[2], len(point)
    return found


def _unescaped(point: str) -> str:
    # The table writes blanks, tabs, line ends and backslashes as octal.
    for written, meant in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(written, meant)
    return point
