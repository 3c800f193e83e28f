"""Files and folders of the store: private to their owner or a team, not on a network disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from mmstui.domain.folders import ACCOUNTS, TEAM_FILE, is_owners_alone
from mmstui.domain.problems import StoreProblem, Trouble

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_NOT_WRITTEN = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
#: In a team's folder. What is made in it gets its group: the setgid bit says so.
_SHARED_FOLDER = 0o2770
_SHARED_FILE = 0o660
_MODE_BITS = 0o7777

#: File systems without the shared memory that write-ahead logging needs. 9p is not one of them:
#: WSL mounts local disks with it.
_NETWORK = ("nfs", "cifs", "smb", "afs", "fuse.sshfs")


def is_shared(path: Path) -> bool:
    """Return whether a file or folder is in an account's folder that a team shares."""
    return _team_folder(path) is not None


def _team_folder(path: Path) -> Path | None:
    """Return the account's folder that has a file or folder, if a team shares it.

    The data folder above it has the team's file then, which only its owner can have put there.
    """
    path = path.absolute()
    for inner, parent in zip((path, *path.parents), path.parents, strict=False):
        if parent.name == ACCOUNTS:
            try:
                file = (parent.parent / TEAM_FILE).lstat()
                return inner if is_owners_alone(parent.parent.stat(), file) else None
            except OSError:
                return None
    return None


def is_inside(folder: Path, path: Path) -> bool:
    """Return whether a file is below a folder, whatever links are on the way.

    In a team, another member may have made the links, or may have written the path.
    """
    real = os.path.realpath(path.parent)
    return os.path.commonpath([os.path.realpath(folder), real]) == os.path.realpath(folder)


def make_private_folder(folder: Path) -> None:
    """Make a folder and its missing parents, private to their owner, or to a team.

    The mode is set again afterwards: the umask may remove bits, and an older folder may have more.
    Raises StoreProblem.
    """
    team = _team_folder(folder)
    try:
        for missing in reversed([p for p in (folder, *folder.parents) if not p.exists()]):
            missing.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
            if team is not None and missing != team.parent:
                _share_folder(missing, team)
            else:
                missing.chmod(_PRIVATE_FOLDER)
        if team is not None:
            _share_folder(folder, team)
        elif folder.stat().st_mode & 0o077:
            folder.chmod(_PRIVATE_FOLDER)
    except OSError as error:
        raise unusable(folder, error) from error


def _share_folder(folder: Path, team: Path) -> None:
    """Set the mode of a folder of a team's, unless it is another member's. Raises OSError."""
    if folder != team and not is_inside(team, folder):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _set_mode(descriptor, _SHARED_FOLDER, team)
    finally:
        os.close(descriptor)


def open_private_file(path: Path) -> int:
    """Open a file to read and write, made if missing, private to its owner or to a team.

    Raises OSError.
    """
    team = _team_folder(path)
    flags = os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | (0 if team is None else os.O_NOFOLLOW)
    descriptor = os.open(path, flags, _mode_of_file(team))
    try:
        _set_mode(descriptor, _mode_of_file(team), team)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def make_private_file(path: Path) -> None:
    """Make an empty private file, or make an existing file private.

    SQLite gives its -wal and -shm files the mode of the database. Raises StoreProblem.
    """
    try:
        os.close(open_private_file(path))
    except OSError as error:
        raise unusable(path, error) from error


def _mode_of_file(team: Path | None) -> int:
    return _PRIVATE_FILE if team is None else _SHARED_FILE


def _set_mode(descriptor: int, mode: int, team: Path | None) -> None:
    """Set the mode whatever the umask was.

    In a team's folder, another member's file has its mode already, and what does not have the
    team's group came there by a link.
    """
    facts = os.fstat(descriptor)
    if facts.st_mode & _MODE_BITS == mode:
        return
    if team is None or (facts.st_uid, facts.st_gid) == (os.geteuid(), team.stat().st_gid):
        os.fchmod(descriptor, mode)


def is_emptied(path: Path) -> bool:
    """Return whether a database is empty beside a full log, which SQLite would then delete."""
    try:
        return not path.stat().st_size and Path(f"{path}-wal").stat().st_size > 0
    except OSError:
        return False


def write_private_file(path: Path, data: bytes) -> None:
    """Write a new private file in a private folder, and wait for the disk.

    Raises StoreProblem, and leaves no file in that case.
    """
    make_private_folder(path.parent)
    team = _team_folder(path)
    try:
        descriptor = os.open(
            path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, _mode_of_file(team)
        )
        try:
            with os.fdopen(descriptor, "wb") as stream:
                _set_mode(descriptor, _mode_of_file(team), team)
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            # The folder itself may be new.
            sync_folder(path.parent)
            sync_folder(path.parent.parent)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unusable(path, error) from error


def settle(path: Path) -> None:
    """Make an existing file private, and wait for the disk. Raises OSError."""
    team = _team_folder(path)
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | (0 if team is None else os.O_NOFOLLOW))
    try:
        _set_mode(descriptor, _mode_of_file(team), team)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until a folder's list of names is on the disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unusable(path: Path, error: OSError) -> StoreProblem:
    """Return the problem of a file or folder that the operating system refuses to open."""
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
        trouble=Trouble.READ_ONLY if error.errno in _NOT_WRITTEN else Trouble.UNREACHABLE,
    )


def refuse_network_disk(folder: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raise StoreProblem if the folder is on a network file system.

    `mounts` is a table in Linux's format; without one, nothing is refused.
    """
    kind = file_system(folder, mounts)
    if kind is not None and kind.lower().startswith(_NETWORK):
        raise StoreProblem(
            f"{folder} is on a network file system ({kind}), where a message store can be damaged.",
            "Set MMSTUI_HOME to a folder on a disk of this machine.",
            trouble=Trouble.NETWORK_DISK,
        )


def file_system(folder: Path, mounts: Path = Path("/proc/mounts")) -> str | None:
    """Return the type of a folder's file system, by the longest mount point above the folder."""
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
        # Of several mounts at one point, the last one is visible.
        if inside and len(point) >= longest:
            found, longest = fields[2], len(point)
    return found


def _unescaped(point: str) -> str:
    # The table escapes blanks, tabs, line ends and backslashes as octal numbers.
    for written, meant in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(written, meant)
    return point
