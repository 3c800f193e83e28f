"""The terminal driver, which sends fewer bytes: only the changes between two styles.

Textual closes each segment with a reset and opens the next with its full style, about 42 bytes of
colour for each. A page of the list takes 7.1 KB that way and 4.7 KB this way, which is noticeable
over SSH. The terminal shows the same.
"""

from __future__ import annotations

import os
import re
import signal
import termios
import time
from collections.abc import Callable
from functools import lru_cache
from io import TextIOWrapper
from typing import IO, Any, Final, NamedTuple, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from mmstui.domain.text import charsets
from mmstui.tui.terminal import takeover
from mmstui.tui.terminal.clipboard_writer import OSC_52
from mmstui.tui.terminal.input_reader import READ, InputReader
from mmstui.tui.terminal.input_wait import ExitEvent
from mmstui.tui.terminal.multiplexer import multiplexer, through_screen
from mmstui.tui.terminal.width_anchors import anchored

#: Seconds within which SIGCONT has been handled after a stop.
CONTINUED: Final = 0.2
RESET: Final = "\x1b[0m"
#: What Textual writes to switch to it.
ALTERNATE_SCREEN: Final = "\x1b[?1049h"
# A styled text, its reset, and the cursor moves up to the next text. Links and images do not match
# and pass unchanged.
_STYLED: Final = re.compile(r"\x1b\[([\d;]+)m([^\x1b]*)\x1b\[0m((?:\x1b\[\d+(?:;\d+H|G)|\n)*)")
#: The code that switches each attribute off.
_OFF: Final = {
    "1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29",
}  # fmt: skip


class _Style(NamedTuple):
    attributes: frozenset[str]
    colour: str
    background: str


def shorten_sgr(data: str) -> str:
    """Return the same output in fewer bytes. Only texts between matching resets are changed."""
    out: list[str] = []
    end = 0
    before = ""
    for match in _STYLED.finditer(data):
        style, text, moves = match.groups()
        if before and match.start() == end:
            out.append(_change(before, style))
        else:
            if before:
                out.append(RESET)
            out.append(data[end : match.start()])
            out.append(f"\x1b[{style}m")
        out.append(text)
        out.append(moves)
        before, end = style, match.end()
    if not before:
        return data
    out.append(RESET)
    out.append(data[end:])
    return "".join(out)


@lru_cache(1024)
def _change(before: str, after: str) -> str:
    """Return the codes that change one style into another."""
    if before == after:
        return ""
    one, other = _parsed(before), _parsed(after)
    full = f"\x1b[0;{after}m"
    if one is None or other is None:
        return full
    gone = one.attributes - other.attributes
    if not gone.issubset(_OFF):
        return full
    off = {_OFF[attribute] for attribute in gone}
    # 22 switches off bold and dim together, so set the remaining one again.
    new = {a for a in other.attributes if a not in one.attributes or _OFF.get(a) in off}
    codes = [*sorted(off), *sorted(new)]
    if one.colour != other.colour:
        codes.append(other.colour or "39")
    if one.background != other.background:
        codes.append(other.background or "49")
    if not codes:
        # The same style written differently. An empty sequence would be a reset.
        return ""
    short = f"\x1b[{';'.join(codes)}m"
    return short if len(short) < len(full) else full


@lru_cache(256)
def _parsed(codes: str) -> _Style | None:
    """Parse a style; None if it has a code that we do not know."""
    attributes: set[str] = set()
    colour = background = ""
    rest = codes.split(";")
    while rest:
        code = rest.pop(0)
        if code in {"38", "48"}:
            length = 4 if rest[:1] == ["2"] else 2
            value = ";".join([code, *rest[:length]])
            del rest[:length]
            if code == "38":
                colour = value
            else:
                background = value
        elif len(code) == 1 and code in _OFF:
            attributes.add(code)
        elif code.isdigit() and (30 <= int(code) <= 37 or 90 <= int(code) <= 97 or code == "39"):
            colour = "" if code == "39" else code
        elif code.isdigit() and (40 <= int(code) <= 47 or 100 <= int(code) <= 107 or code == "49"):
            background = "" if code == "49" else code
        else:
            return None
    return _Style(frozenset(attributes), colour, background)


class WriteGuard:
    """A terminal file that ignores writes after the terminal has gone.

    Otherwise the error ends Textual's writer thread, the screen waits for ever for a free place in
    its queue, and no signal ends the program any more.
    """

    def __init__(self, file: IO[str], *, ascii_signs: bool = False) -> None:
        """`ascii_signs`: write none of the signs that a font may lack."""
        self._file = file
        self._ascii_signs = ascii_signs
        self._gone = False

    def write(self, text: str) -> int:
        """Write a text, unless the terminal has gone."""
        shown = charsets.without_signs(text) if self._ascii_signs else text
        self._try(lambda: self._file.write(shown))
        return len(text)

    def flush(self) -> None:
        """Flush the file."""
        self._try(self._file.flush)

    def fileno(self) -> int:
        """Return the terminal's file descriptor."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._file.isatty()

    def _try(self, work: Callable[[], object]) -> None:
        if self._gone:
            return
        try:
            work()
        except OSError:
            self._gone = True
            # The kernel sends SIGHUP only to the processes that the terminal controls.
            os.kill(os.getpid(), signal.SIGHUP)


class TerminalDriver(LinuxDriver):
    """Textual's Linux driver with smaller output and each text in its column."""

    #: Whether the last ctrl+z returned to a shell.
    was_stopped = True
    #: Whether the alternate screen, to which Textual will switch, is shown already.
    _is_on_alternate_screen = False
    #: Written when the terminal is left the next time.
    write_at_end = ""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self.exit_event: ExitEvent = ExitEvent()
        # foot 1.13 draws a thumb with its skin tone over four cells, and covers the last two.
        self._covers = os.environ.get("TERM", "").startswith("foot")
        file = cast(TextIOWrapper, self._file)
        encoding = charsets.of_terminal(file.encoding)
        # Characters that the terminal's charset lacks are replaced by others of the same width.
        file.reconfigure(encoding=encoding, errors=charsets.ERRORS)
        self._file = cast(
            TextIOWrapper, WriteGuard(file, ascii_signs=getattr(app, "ascii_signs", False))
        )

    @property
    def is_gone(self) -> bool:
        """Whether the terminal has been closed."""
        try:
            termios.tcgetattr(self.fileno)
        except termios.error:
            return True
        return False

    def start_application_mode(self) -> None:
        """Take the terminal, which the first sight may have taken already (`takeover`)."""
        taken = takeover.hand_over()
        # To switch to the alternate screen again would clear it.
        self._is_on_alternate_screen = taken is not None
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if taken is not None:
            self.attrs_before = taken.modes

    def stop_application_mode(self) -> None:
        """Leave the terminal; first clear it.

        screen, mosh and the Linux console have no alternate screen to leave: the messages would
        stay above the prompt.
        """
        if self._writer_thread is not None:
            rows = range(self._get_terminal_size()[1], 0, -1)
            # Erased at once, all would go to screen's history (findings/screen-erase-history.sh).
            self.write_raw(RESET + "".join(f"\x1b[{row};1H\x1b[2K" for row in rows))
            if self.write_at_end:
                self.write_raw(self.write_at_end)
                self.write_at_end = ""
        super().stop_application_mode()

    def _sigtstp_application(self, *_: object) -> None:
        """Stop the whole job, as a terminal's own ctrl+z does.

        A script or `make` that waits for the inbox stops too: otherwise the shell would not come
        back. If no shell can continue the job (`xterm -e mmstui`), the kernel stops nothing (POSIX,
        orphaned process groups), and the inbox is shown again.
        """
        if not self._auto_restart:  # an editor has the terminal, and was stopped too
            super()._sigtstp_application()
            return
        self.suspend_application_mode()
        self._must_signal_resume, self.was_stopped = True, False
        ours = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.killpg(0, signal.SIGTSTP)
        # The kernel may give SIGCONT to any thread; Python calls the handler in this one, later.
        latest = time.monotonic() + CONTINUED
        while not self.was_stopped and time.monotonic() < latest:
            time.sleep(0.001)
        signal.signal(signal.SIGTSTP, ours)
        if not self.was_stopped:
            super()._sigcont_application()

    def _sigcont_application(self, *_: object) -> None:
        """Handle SIGCONT.

        After ctrl+z Textual resumes the screen itself. After SIGSTOP the screen was not suspended,
        but the shell has changed the terminal's modes and written over it, so suspend and resume it
        here.
        """
        self.was_stopped = True
        if self._must_signal_resume:
            super()._sigcont_application()
        elif self._auto_restart:
            self._loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        # In the background another program has the terminal; fg sends SIGCONT again.
        if not self._auto_restart or os.tcgetpgrp(self.fileno) != os.getpgrp():
            return
        self.suspend_application_mode()
        self._must_signal_resume = True
        self.resume_application_mode()

    def run_input_thread(self) -> None:
        """Read keys until the screen or the terminal ends."""
        reader = InputReader()
        while not self.exit_event.is_set():
            if self.exit_event.wait_for_input(self.fileno, reader.pause):
                try:
                    data = os.read(self.fileno, READ)
                except OSError:
                    data = b""
                if not data and self.is_gone:
                    os.kill(os.getpid(), signal.SIGHUP)
                    return
                found = reader.feed(data)
            else:
                found = reader.tick()
            for message in found:
                self.process_message(message)

    def write(self, data: str) -> None:
        """Write to the terminal."""
        if self._is_on_alternate_screen and data == ALTERNATE_SCREEN:
            self._is_on_alternate_screen = False
            return
        if data.startswith(OSC_52) and multiplexer(os.environ) == "screen":
            data = through_screen(data)
        super().write(shorten_sgr(anchored(data, covers=self._covers)))

    def write_raw(self, data: str) -> None:
        """Write data without text or styles to optimize: a picture."""
        super().write(data)
