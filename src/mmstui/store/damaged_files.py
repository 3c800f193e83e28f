"""The files of a damaged store: kept from others, put aside, and replaced by the new one."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.store import files
from mmstui.store.database import FILE_NAME

#: Where SQLite keeps, in the -shm file, the lock that each process has while it uses a database.
_IN_USE_BYTE = 128


@contextmanager
def nobody_else(path: Path) -> Iterator[None]:
    """Keep the database from other processes. Raises StoreProblem when one has it open."""
    descriptor = os.open(f"{path}-shm", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _IN_USE_BYTE)
        except (BlockingIOError, PermissionError):
            raise StoreProblem(
                "Another mmstui has the message store open.",
                "Leave it, then run mmstui repair again.",
                trouble=Trouble.BUSY,
            ) from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def put_aside(path: Path, name: str) -> Iterator[Path]:
    """A folder with the damaged files, as they are. It goes again if there is no repair."""
    aside = path.parent / name
    aside.mkdir(mode=0o700)
    try:
        _link(path, aside)
        yield aside
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _link(path: Path, aside: Path) -> None:
    for suffix in ("", "-wal"):
        source, target = Path(f"{path}{suffix}"), aside / f"{FILE_NAME}{suffix}"
        if source.exists():
            try:
                os.link(source, target)
            except OSError:  # a disk without links
                shutil.copyfile(source, target)
                files.settle(target)
    files.sync_folder(aside)
    files.sync_folder(path.parent)


def replace(path: Path, made: Path) -> None:
    """Put the new database in place. The old log must go first: it would be taken for the new's."""
    files.settle(made)
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    files.sync_folder(path.parent)
    os.replace(made, path)
    files.sync_folder(path.parent)
