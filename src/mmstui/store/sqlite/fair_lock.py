"""A fair lock: a thread with many transactions lets waiting threads in between."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A fair lock: a thread never gets it twice in a row while another waits.

    A plain lock that a busy thread releases and takes again starves the others: it is free only
    for a moment, while they sleep. Here a waiting thread holds the gate, and the busy thread has to
    pass the gate before it can take the lock again.
    """

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._lock = threading.Lock()

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Hold the lock for the block."""
        with self._gate:
            self._lock.acquire()
        try:
            yield
        finally:
            self._lock.release()
