"""A copy of the store as it was before a newer mmstui changed its tables.

With it the older version can be run again: quit mmstui, and put the copy in the place of the store.
It holds what was deleted since, so it is removed after a month.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from mmstui.domain import limits
from mmstui.store.sqlite import files
from mmstui.store.sqlite.problems import explained

_PREFIX, _SUFFIX = "before-", ".sqlite3"


def keep(connection: sqlite3.Connection, folder: Path, step: str) -> Path:
    """Copy the store before a migration, and wait for the disk. Raises StoreProblem.

    `connection` reads the store, which nobody else may change meanwhile.
    """
    target = folder / f"{_PREFIX}{step}{_SUFFIX}"
    partly = folder / f"{target.name}.partly"
    try:
        partly.unlink(missing_ok=True)
        files.make_private_file(partly)
        try:
            with closing(sqlite3.connect(partly, isolation_level=None)) as copy:
                connection.backup(copy)
                # One file without a log, which can be put anywhere.
                copy.execute("PRAGMA journal_mode = DELETE").fetchone()
            files.settle(partly)
            partly.replace(target)
            files.sync_folder(folder)
        finally:
            partly.unlink(missing_ok=True)
    except sqlite3.Error as error:
        raise explained(error, partly) from error
    except OSError as error:
        raise files.unusable(partly, error) from error
    return target


def forget_old(folder: Path, now: float) -> None:
    """Remove copies that are older than a month. `now` is in seconds since the epoch."""
    before = now - limits.COPY_KEPT_FOR.total_seconds()
    for copy in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        if copy.stat().st_mtime < before:
            copy.unlink(missing_ok=True)
