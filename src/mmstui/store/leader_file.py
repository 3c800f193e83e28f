"""The file whose lock says which process polls and sends; `mmstui.sync` takes it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

FILE_NAME = "leader.lock"


def is_held(folder: Path) -> bool:
    """Whether some process has the lock, this one or another.

    Asking takes it for an instant, shared: who wants it at that very instant must try again.
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
