"""A lock that is fair: a long series of transactions lets whoever waits go in between."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """One at a time, and nobody twice in a row while another waits.

    A plain lock released and taken again by a busy thread starves the others: the lock is free
    only for the moment between, while they sleep. Here one waits for the lock while it holds the
    gate, and the busy thread has to come through the gate again.
    """

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._lock = threading.Lock()

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Wait for one's turn, and keep it for the length of the block."""
        with self._gate:
            self._lock.acquire()
        try:
            yield
        finally:
            self._lock.release()
