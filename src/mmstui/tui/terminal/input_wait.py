"""How the thread that reads the keys waits for them: without waking up for nothing."""

from __future__ import annotations

import os
import select
import threading


class ExitEvent(threading.Event):
    """Textual's event that ends the input thread, which ends a wait for input too.

    While it is set, its pipe has a byte to read. The pipe lasts as long as the process, as a driver
    does.
    """

    def __init__(self) -> None:
        super().__init__()
        self._readable, self._writable = os.pipe()

    def set(self) -> None:
        """End the wait for input, and each that begins before `clear`."""
        if not self.is_set():
            super().set()
            os.write(self._writable, b"\0")

    def clear(self) -> None:
        """Let the next thread wait."""
        if self.is_set():
            super().clear()
            os.read(self._readable, 1)

    def wait_for_input(self, file: int, seconds: float | None) -> bool:
        """Wait until the file has input, this is set, or the time is over (None: no limit).

        Return whether the file has input.
        """
        return file in select.select([file, self._readable], [], [], seconds)[0]
