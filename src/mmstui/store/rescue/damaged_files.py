"""The files of a damaged store: lock them, keep a copy aside, and replace them."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.store.sqlite import files
from mmstui.store.sqlite.database import FILE_NAME

#: The byte of the -shm file that every process with an open database keeps locked.
_IN_USE_BYTE = 128


@contextmanager
def nobody_else(path: Path) -> Iterator[None]:
    """Lock the database for the block. Raises StoreProblem when another process has it open."""
    descriptor = files.open_private_file(Path(f"{path}-shm"))
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
    """Yield a folder with the damaged files; it is removed when the block raises an exception."""
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
            except OSError:  # A disk without hard links.
                shutil.copyfile(source, target)
                files.settle(target)
    files.sync_folder(aside)
    files.sync_folder(path.parent)


def replace(path: Path, made: Path) -> None:
    """Put the new database in place.

    The old log is deleted first: SQLite would apply it to the new database.
    """
    files.settle(made)
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    files.sync_folder(path.parent)
    os.replace(made, path)
    files.sync_folder(path.parent)
