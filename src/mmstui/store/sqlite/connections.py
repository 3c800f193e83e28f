"""SQLite connections for reading and for writing."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.store.sqlite.problems import explained

#: The first version with RETURNING and MATERIALIZED.
_OLDEST_SQLITE = (3, 35)

_BUSY_MS = 5_000
#: Seconds between tries where SQLite's own busy timeout does not apply.
_BUSY_PAUSE = 0.005
_JOURNAL_BYTES = 16 * 1024 * 1024
#: As many pages as the journal limit: backfill is a tenth faster than with the default of 1,000.
_CHECKPOINT_PAGES = _JOURNAL_BYTES // 4096


def connect(path: Path, *, read_only: bool, reading: bool) -> sqlite3.Connection:
    """Open a connection in autocommit mode, for any thread, but only one thread at a time.

    `read_only`: open the file without write access. `reading`: use this connection only to read.
    Raises StoreProblem.
    """
    try:
        connection = sqlite3.connect(
            _address(path, read_only=read_only),
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=_BUSY_MS / 1000,
            cached_statements=256,
        )
        try:
            # A disk's error would be a signal that ends the program, and the pages are its memory.
            connection.execute("PRAGMA mmap_size = 0")
            if reading:
                connection.execute("PRAGMA query_only = ON")
            else:
                _prepare_for_writing(connection, path)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise explained(error, path) from error
    return connection


def _address(path: Path, *, read_only: bool) -> str:
    """Return the URI of a database. For `read_only`, no file is made beside a closed one.

    Without a log no process has the database open, so it can be read as an immutable file. A
    process that opens it meanwhile may change it under the reader: do not keep such a connection.
    """
    if not read_only:
        return f"{path.absolute().as_uri()}?mode=rw"
    is_closed = not Path(f"{path}-wal").exists()
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if is_closed else ''}"


def _prepare_for_writing(connection: sqlite3.Connection, path: Path) -> None:
    if _use_write_ahead_log(connection) != "wal":
        raise StoreProblem(
            f"The disk of {path.parent} cannot hold a message store (no write-ahead log).",
            "Set MMSTUI_HOME to a folder on a disk of this machine.",
            trouble=Trouble.NETWORK_DISK,
        )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA journal_size_limit = {_JOURNAL_BYTES}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    # What only reads needs none of them.
    from mmstui.store.sqlite import sql_functions

    sql_functions.register(connection)


def _use_write_ahead_log(connection: sqlite3.Connection) -> str:
    # When two processes switch a new file to WAL at once, both hold a shared lock and want an
    # exclusive one. SQLite answers SQLITE_BUSY at once there, without its busy timeout.
    end = time.monotonic() + _BUSY_MS / 1000
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_BUSY_PAUSE)  # SQLite itself does not wait here, and tells of no end
        else:
            return str(mode)


def sqlite_version() -> str:
    """Return the version of the SQLite library."""
    return sqlite3.sqlite_version


def require_sqlite(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Raise StoreProblem if the SQLite library is too old for our queries."""
    if version < _OLDEST_SQLITE:
        raise StoreProblem(
            f"This Python's SQLite is too old ({'.'.join(map(str, version))}).",
            f"Use a Python with SQLite {'.'.join(map(str, _OLDEST_SQLITE))} or newer.",
            trouble=Trouble.UNREACHABLE,
        )
