"""A program in a terminal of its own: keys go in, the screen comes out.

A pty with a small emulator (pyte) behind it, which shows whole frames only: it offers synchronized
output (mode 2026) and holds what is between its marks, so no test reads half a frame. The raw bytes
are kept too, for what must never be among them.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import pyte

from support import warm

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "down": "\x1b[B",
    "up": "\x1b[A",
    "backspace": "\x7f",
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}
#: Seconds in which an enter would still belong to a paste.
WAKE = 0.25
# What pyte does not know and would print.
UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<=>][0-9;:]*[A-Za-z]|\x1b\[\?[0-9;]*[\$]?[pu]|\x1b\[[0-9;]*t|\x1b\].*?(?:\x07|\x1b\\)",
    re.S,
)
#: A sequence that has no end yet, or what may become one.
BEGUN = re.compile(rb"\x1b(?:\[[<=>?0-9;:$ ]*|\][^\x07\x1b]*\x1b?)?\Z")
#: "Do you know synchronized output?", "Yes, it is off now", and its two marks.
ASKED, KNOWN = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
FRAME_BEGINS, FRAME_ENDS = b"\x1b[?2026h", b"\x1b[?2026l"


class Terminal:
    """Runs `command` in a pty of `columns` x `rows` until closed; use it as a context manager.

    A Python program is a copy of a warm process (`support.warm`), unless it starts `from_nothing`.
    """

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        *,
        columns: int = 120,
        rows: int = 36,
        from_nothing: bool = False,
    ) -> None:
        self.raw = bytearray()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.status: int | None = None
        self._wrote_at = 0.0
        self._held = b""
        self.pid, self._fd = (not from_nothing and _copied(command, env)) or _started(command, env)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.modes = _modes_of_a_new_terminal()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def text(self) -> str:
        """The screen, a line a row, without trailing blanks."""
        self.read(0)
        return "\n".join(line.rstrip() for line in self._screen.display)

    def ground(self, row: int, column: int) -> str:
        """The background of a cell, as pyte names it."""
        self.read(0)
        return str(self._screen.buffer[row][column].bg)

    def press(self, *keys: str) -> None:
        """Press keys by name (`enter`, `ctrl+q`) or type text, each on its own."""
        for key in keys:
            if key == "enter":
                self._pause()
            self.write(KEYS.get(key, key))

    def write(self, text: str) -> None:
        """Send text as it is."""
        self.send(text.encode())

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        if len(data) > 1:
            self._wrote_at = time.monotonic()
        while data:
            # Reading on keeps the program from blocking on a full pty while we write.
            self.read(0)
            data = data[os.write(self._fd, data[:512]) :]

    def _pause(self) -> None:
        """Nobody's enter comes in the wake of a whole text: the program takes it for its end."""
        while (rest := self._wrote_at + WAKE - time.monotonic()) > 0:
            select.select([], [], [], rest)

    def paste(self, text: str) -> None:
        """Send text as a bracketed paste."""
        self.write(f"\x1b[200~{text}\x1b[201~")

    def read(self, wait: float = 0.05) -> bool:
        """Take in what the program wrote; False once it has closed the terminal."""
        while select.select([self._fd], [], [], wait)[0]:
            try:
                chunk = os.read(self._fd, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                chunk = b""
            if not chunk:
                self._show(self._held)
                self._held = b""
                return False
            self.raw += chunk
            self._came(chunk)
            wait = 0
        return True

    def read_for(self, seconds: float) -> None:
        """Press nothing for some seconds, and take in what the program writes meanwhile."""
        end = time.monotonic() + seconds
        while (rest := end - time.monotonic()) > 0:
            self.read(rest)

    def _came(self, chunk: bytes) -> None:
        """The program wrote this."""
        data = self._held + chunk
        if ASKED in data:
            os.write(self._fd, KNOWN)
            data = data.replace(ASKED, b"")
        shown = begun.start() if (begun := BEGUN.search(data)) else len(data)
        frame = data.rfind(FRAME_BEGINS)
        if frame > data.rfind(FRAME_ENDS):
            shown = min(shown, frame)
        self._show(data[:shown])
        self._held = data[shown:]

    def _show(self, data: bytes) -> None:
        self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", data))

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; nothing is on it then."""
        self.read(0)
        self._screen.resize(rows, columns)
        self._screen.reset()
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def scribble(self) -> None:
        """Another program writes over the screen."""
        self.read(0)
        self._screen.erase_in_display(2)
        self._screen.cursor_position(1, 1)
        self._screen.draw("somebody else")

    def stopped(self, timeout: float = 20.0) -> None:
        """Wait until the program has been stopped."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            self.read()
            pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
            if pid and os.WIFSTOPPED(status):
                return
        raise AssertionError(f"it was not stopped; the screen:\n{self.text}")

    def wait_for(
        self, expected: str | re.Pattern[str] | Callable[[], bool], timeout: float = 20.0
    ) -> None:
        """Read until the screen holds a text or matches, or a condition holds."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            alive = self.read()
            if callable(expected):
                if expected():
                    return
            elif (
                expected in self.text
                if isinstance(expected, str)
                else expected.search(self.text) is not None
            ):
                return
            if not alive:
                break
        raise AssertionError(f"{expected!r} did not come; the screen:\n{self.text}")

    def wait_for_exit(self, timeout: float = 20.0) -> int:
        """The exit code (negative: the signal that ended it)."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            self.read()
            pid, status = os.waitpid(self.pid, os.WNOHANG) if self.status is None else (1, 0)
            if pid:
                if self.status is None:
                    self.status = os.waitstatus_to_exitcode(status)
                with contextlib.suppress(OSError):
                    self.read()
                return self.status
        raise AssertionError(f"still running; the screen:\n{self.text}")

    def modes_now(self) -> list[object]:
        """The terminal's modes (termios.tcgetattr), to compare with `modes`."""
        return list(termios.tcgetattr(self._fd))

    def close(self) -> None:
        """End the program if it still runs."""
        if self.status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            _, status = os.waitpid(self.pid, 0)
            self.status = os.waitstatus_to_exitcode(status)
        os.close(self._fd)


def _copied(command: Sequence[str], env: Mapping[str, str]) -> tuple[int, int] | None:
    """Start a copy of a warm process; its id and our end of its terminal, or None."""
    ours, theirs = pty.openpty()
    try:
        if (pid := warm.in_terminal(command, env, theirs)) is not None:
            return pid, ours
    finally:
        os.close(theirs)
    os.close(ours)
    return None


def _modes_of_a_new_terminal() -> list[Any]:
    """Return the modes that every terminal has first: a program may have set others already."""
    ours, theirs = pty.openpty()
    try:
        return termios.tcgetattr(theirs)
    finally:
        os.close(ours)
        os.close(theirs)


def _started(command: Sequence[str], env: Mapping[str, str]) -> tuple[int, int]:
    """Start a program from nothing; its id and our end of its terminal."""
    pid, ours = pty.fork()
    if pid == 0:  # pragma: no cover - the child
        os.execvpe(command[0], list(command), dict(env))
    return pid, ours
