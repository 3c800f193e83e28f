"""The terminal before Textual has it: its modes, an alternate screen, and signals.

Keys that are typed meanwhile stay in the terminal's own queue until Textual's driver reads them.
For that, the modes must be those that the driver sets: a line discipline that translates or waits
for line ends would change them. The driver gets the modes that were found, and sets them at the
end.
"""

from __future__ import annotations

import os
import termios
from typing import Any, Final

try:
    # `signal` itself makes enums of all its numbers: that takes as long as painting ten rows.
    import _signal as signal  # type: ignore[import-not-found]
except ImportError:
    import signal

#: The index of each kind of flag in `termios.tcgetattr`.
_INPUT, _LOCAL, _CHARACTERS = 0, 3, 6
_ENTER: Final = "\x1b[?1049h\x1b[?25l"
_LEAVE: Final = "\x1b[?1049l\x1b[?25h"
#: The mouse, pastes, focus, the keyboard protocol, and line wrap, as Textual's driver leaves them.
_MODES_OFF: Final = (
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2004l\x1b[?1004l\x1b[<u\x1b[?7h"
)
_ENDING: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class Takeover:
    """A terminal that was taken, until `leave` or until Textual's driver has it."""

    def __init__(self, modes: list[Any]) -> None:
        self.modes = modes
        self.rows = 0

    def paint(self, rows: list[str]) -> None:
        """Paint the rows of the whole screen."""
        self.rows = len(rows)
        painted = "".join(f"\x1b[{number};1H{row}" for number, row in enumerate(rows, 1))
        _write(f"{_ENTER}{painted}")


#: The terminal that is taken, if there is one, and the one that was handed over.
_taken: list[Takeover] = []
_handed: list[Takeover] = []


def take() -> Takeover | None:
    """Take the terminal; None if another job has it, or it cannot be taken."""
    try:
        if os.tcgetpgrp(0) != os.getpgrp():
            return None
        modes, ours = termios.tcgetattr(0), termios.tcgetattr(0)
        ours[_INPUT] &= ~(
            termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
        )
        ours[_LOCAL] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        ours[_CHARACTERS] = [*ours[_CHARACTERS]]
        ours[_CHARACTERS][termios.VMIN] = 1
        taken = Takeover(modes)
        for number in _ENDING:
            signal.signal(number, _end)
        # Stopped now, a shell would get the terminal as it is. The driver handles it from then on.
        # (Not SIG_IGN, which a program started meanwhile would inherit.)
        signal.signal(signal.SIGTSTP, lambda *_: None)
        _taken.append(taken)
        termios.tcsetattr(0, termios.TCSANOW, ours)
    except (OSError, termios.error, ValueError):
        leave()
        return None
    return taken


def hand_over() -> Takeover | None:
    """Return the terminal that is taken, to whoever restores it from now on."""
    if not _taken:
        return None
    # The app has set its own of the other two.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _handed[:] = [_taken.pop()]
    return _handed[0]


def leave() -> None:
    """Restore the terminal, if it is taken."""
    if not _taken:
        return
    taken = _taken.pop()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # screen, mosh and the Linux console have no alternate screen to leave.
    rows = "".join(f"\x1b[{row};1H\x1b[2K" for row in range(taken.rows, 0, -1))
    _write(f"\x1b[0m{rows}{_LEAVE}" if rows else "")
    try:
        termios.tcsetattr(0, termios.TCSANOW, taken.modes)
    except (OSError, termios.error):
        return  # it is gone


def _end(number: int, _frame: object) -> None:
    if _handed:  # Textual's driver has begun, and the app has not set its own handlers yet.
        _write(_MODES_OFF)
        _taken[:] = _handed
    leave()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def _write(text: str) -> None:
    data = text.encode()
    try:
        while data:
            data = data[os.write(2, data) :]
    except OSError:
        return  # it is gone: whoever reads from it next is told
