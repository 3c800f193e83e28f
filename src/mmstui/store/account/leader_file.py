"""The lock file of the leader, the process that polls and sends. `mmstui.sync` takes the lock."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

FILE_NAME = "leader.lock"


def is_held(folder: Path) -> bool:
    """Return whether some process has the lock, this process included.

    The check itself takes a shared lock for a moment: a process that wants the lock at that moment
    must try again.
    """
    try:
        fd = os.open(folder / FILE_NAME, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(fd)
    return False
