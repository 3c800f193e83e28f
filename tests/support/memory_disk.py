"""A folder in memory for the files of the tests, where the system has one.

Every store waits for the disk after each of its writes, twice as long as the tests of the store
take otherwise. No test is about what a disk keeps when the power goes: `faults/simulation` has a
disk of its own for that.
"""

from __future__ import annotations

import os
from pathlib import Path

_FOLDER = Path("/dev/shm")
#: What all workers together may leave there, with failed tests.
_ROOM = 2_000_000_000


def install() -> None:
    """Let pytest make its temporary folders there, unless the user has told it where."""
    if _fits():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_FOLDER))


def _fits() -> bool:
    """Whether files can be written and started there; containers often forbid one of both."""
    try:
        disk = os.statvfs(_FOLDER)
    except OSError:
        return False
    forbidden = disk.f_flag & (os.ST_RDONLY | os.ST_NOEXEC)
    return not forbidden and disk.f_bavail * disk.f_frsize > _ROOM and os.access(_FOLDER, os.W_OK)
