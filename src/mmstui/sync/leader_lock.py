"""Leader election: the process that holds a file lock in the account's folder polls and sends."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from mmstui.store.account.leader_file import FILE_NAME
from mmstui.store.sqlite.files import open_private_file, unusable


class LeaderLock:
    """An flock on `leader.lock`. The file contains the holder's pid.

    The kernel releases the lock when the process dies, however it dies. Python opens files
    close-on-exec, so an editor started by mmstui does not inherit it.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._fd: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock. Its file may have been removed; see `still_ours`."""
        return self._fd is not None

    def try_take(self) -> bool:
        """Take the lock if it is free, and return whether it is held.

        Raises StoreProblem when the lock file cannot be used.
        """
        if self._fd is None:
            try:
                self._fd = self._take()
            except OSError as error:
                raise unusable(self._path, error) from error
        return self._fd is not None

    def _take(self) -> int | None:
        fd = open_private_file(self._path)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The file may have been removed between open and flock; other processes would then
            # lock another file.
            if self._is_the_file(fd):
                with contextlib.suppress(OSError):  # The pid is only informative.
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
        """Return whether the lock is held, on the file that is at the lock's path now."""
        return self._fd is not None and self._is_the_file(self._fd)

    def release(self) -> None:
        """Release the lock if it is held."""
        if self._fd is None:
            return
        fd, self._fd = self._fd, None
        os.close(fd)

    def _is_the_file(self, fd: int) -> bool:
        try:
            there = os.stat(self._path)
        except FileNotFoundError:
            return False
        except OSError:  # Other processes cannot open another file there either.
            return True
        mine = os.fstat(fd)
        return (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino)
