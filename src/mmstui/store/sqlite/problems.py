"""Errors of SQLite, explained to the user."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from mmstui.domain.problems import StoreProblem, Trouble

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_CLOSED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM})

#: The size of the shared file that SQLite makes when it opens a store.
_LEAST_BYTES = 64 * 1024


def explained(error: sqlite3.Error, path: Path) -> StoreProblem:
    """Return the problem that an error of SQLite means for the database at `path`."""
    # The low byte is the primary code; errors of the module itself have no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(path)):
        return StoreProblem(
            "The disk is full.",
            f"Make room on the disk of {path.parent}, then do it again; nothing was half written.",
            trouble=Trouble.FULL,
        )
    if code in _CLOSED:
        return StoreProblem(
            "The message store cannot be written.",
            f"Allow yourself to write to {path.parent} and the files in it.",
            trouble=Trouble.READ_ONLY,
        )
    if code in _DAMAGED:
        return damaged(path)
    if code in _BUSY:
        return StoreProblem(
            "Another program has locked the message store.",
            "Wait for that program, or end it, then do it again.",
            trouble=Trouble.BUSY,
        )
    if code == sqlite3.SQLITE_IOERR:
        return StoreProblem(
            f"The disk failed to read or write {path}.",
            "See that it has room and is in order, then do it again.",
            trouble=Trouble.UNREACHABLE,
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return StoreProblem(
            f"The message store cannot be opened: {path}.",
            "See that its folder exists and that you may read and write it.",
            trouble=Trouble.UNREACHABLE,
        )
    if isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error):
        return closed()
    return StoreProblem(
        f"The message store refused a change ({type(error).__name__}: {error}).",
        "This is a mistake in mmstui; nothing was half written.",
    )


def _is_full(path: Path) -> bool:
    """Return whether the disk lacks room for the shared file: SQLite reports an I/O error then."""
    try:
        room = os.statvfs(path.parent)
    except OSError:
        return False
    return room.f_bavail * room.f_frsize < _LEAST_BYTES


def closed() -> StoreProblem:
    """Return the problem of a store that is used after `close`."""
    return StoreProblem("The message store is closed.", trouble=Trouble.CLOSED)


def damaged(path: Path) -> StoreProblem:
    """Return the problem of a damaged database."""
    return StoreProblem(
        f"The message store is damaged: {path}.",
        "Run mmstui repair: it keeps that file, saves what can be read of it, your own messages "
        "and drafts first, and VoIP.ms still has the rest.",
        trouble=Trouble.DAMAGED,
    )
