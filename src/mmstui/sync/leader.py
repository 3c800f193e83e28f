"""Which process polls and sends: the one that holds a lock on a file of the account's folder."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from mmstui.store.files import unusable
from mmstui.store.leader_file import FILE_NAME


class LeaderLock:
    """An flock on `leader.lock`, which holds our pid while we have it.

    The kernel lets go of it when the process dies, however it dies. Python opens files
    close-on-exec, so an editor started from here does not inherit it.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._fd: int | None = None

    @property
    def held(self) -> bool:
        """Whether we are the leader, as far as we know."""
        return self._fd is not None

    def try_take(self) -> bool:
        """Take the lock if nobody has it. Raises StoreProblem when its file cannot be used."""
        if self._fd is None:
            try:
                self._fd = self._take()
            except OSError as error:
                raise unusable(self._path, error) from error
        return self._fd is not None

    def _take(self) -> int | None:
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Somebody may have removed the file between our opening and locking it: that would be
            # a lock on nothing.
            if self._is_the_file(fd):
                with contextlib.suppress(OSError):  # the pid is for people; a disk may be full
                    os.ftruncate(fd, 0)
                    os.pwrite(fd, f"{os.getpid()}\n".encode("ascii"), 0)
                kept, fd = fd, -1
                return kept
        except BlockingIOError:
            return None
        finally:
            if fd >= 0:
                os.close(fd)
        return None

    def still_ours(self) -> bool:
        """Whether the lock we hold is on the file that others would find."""
        return self._fd is not None and self._is_the_file(self._fd)

    def release(self) -> None:
        """Let go; nothing if we do not have it."""
        if self._fd is None:
            return
        fd, self._fd = self._fd, None
        os.close(fd)

    def _is_the_file(self, fd: int) -> bool:
        try:
            there = os.stat(self._path)
        except FileNotFoundError:
            return False
        except OSError:  # nobody else can find another file there either
            return True
        mine = os.fstat(fd)
        return (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino)
