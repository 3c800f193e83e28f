"""The terminal's title, with the unread count: set while mmstui runs, then as it was before."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final

from mmstui.tui.terminal.multiplexer import multiplexer

#: Seconds between two changes of the title.
MIN_INTERVAL: Final = 1.0
_KEEP: Final = "\x1b[22;2t"
#: Without a stack of titles, as in mosh, at least an old count does not stay.
RESTORE: Final = "\x1b]2;\x07\x1b[23;2t"
#: Beginnings of TERM of terminals that give the title back.
_RESTORING: Final = (
    "alacritty", "contour", "foot", "ghostty", "gnome", "kitty", "mlterm", "tmux", "vte", "wezterm",
    "xterm",
)  # fmt: skip
#: Beginnings of TERM of terminals that print the title on the screen.
_PRINTING: Final = ("ansi", "cons", "dumb", "linux", "unknown", "vt1", "vt2", "vt3", "vt4", "vt5")


def is_shown(wanted: bool | None, environ: Mapping[str, str]) -> bool:
    """Return whether to set a title, for the setting `wanted`; None: where it can be restored."""
    term = environ.get("TERM", "")
    if not term or term.startswith(_PRINTING):
        return False
    return is_restored(environ) if wanted is None else wanted


def is_restored(environ: Mapping[str, str]) -> bool:
    """Return whether the terminal takes a title, and gives back the one before."""
    term = environ.get("TERM", "")
    outside = multiplexer(environ)
    # Konsole shows no title that is set this way.
    shown = "KONSOLE_VERSION" not in environ
    return outside == "tmux" or (not outside and shown and term.startswith(_RESTORING))


class WindowTitle:
    """Writes the title to the terminal, at most once a second."""

    def __init__(
        self, write: Callable[[str], None], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._write = write
        self._clock = clock
        self._shown: int | None = None
        self._written_at = float("-inf")
        self._kept = False

    def show(self, unread: int) -> float:
        """Show a count, unless that must wait: return the seconds until then, else 0."""
        if unread == self._shown:
            return 0.0
        wait = self._written_at + MIN_INTERVAL - self._clock()
        if wait > 0:
            return wait
        count = f"({unread}) " if unread else ""
        self._write(f"{'' if self._kept else _KEEP}\x1b]2;{count}mmstui\x07")
        self._kept, self._shown, self._written_at = True, unread, self._clock()
        return 0.0

    def forget(self) -> None:
        """Note that the terminal has its own title again."""
        self._kept, self._shown, self._written_at = False, None, float("-inf")
