"""Puts a text into the clipboard by what works in this terminal, and says what is known of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from typing import Final, NamedTuple

from mmstui.tui.terminal.multiplexer import ask_tmux, multiplexer
from mmstui.tui.terminal.terminal_query import TerminalInfo

#: The terminal's own sequence, which Textual writes.
OSC_52: Final = "\x1b]52;"
#: Seconds that a tool may take.
_PATIENCE: Final = 2.0
#: Names and TERMs of terminals that take the sequence, and of those that by default do not.
_TAKERS: Final = ("kitty(", "foot(", "WezTerm ", "ghostty ", "iTerm2 ", "contour ")
_TAKER_TERMS: Final = ("alacritty", "foot", "xterm-kitty", "wezterm", "xterm-ghostty", "contour")
_REFUSERS: Final = ("Konsole ", "mlterm(")
_REFUSER_TERMS: Final = ("mlterm", "rxvt", "st-256color", "linux")


class _Tool(NamedTuple):
    """A program that reads the clipboard's text, and the variable that names its display."""

    command: tuple[str, ...]
    needs: str


_TOOLS: Final = (
    _Tool(("wl-copy",), "WAYLAND_DISPLAY"),
    _Tool(("xclip", "-selection", "clipboard", "-in"), "DISPLAY"),
    _Tool(("xsel", "--clipboard", "--input"), "DISPLAY"),
)


def needs_help(environ: Mapping[str, str], info: TerminalInfo) -> bool:
    """Return whether another way than the sequence may be better."""
    return multiplexer(environ) == "tmux" or takes(environ, info) is not True


def copy_otherwise(text: str, environ: Mapping[str, str]) -> str:
    """Copy with tmux or a tool of the desktop; return the words for it, "" if nothing is there.

    Blocking: for a thread.
    """
    if multiplexer(environ) == "tmux":
        done = ask_tmux(environ, ("load-buffer", "-w", "-"), given=text)
        return "" if done is None else "copied to tmux, and to its terminal's clipboard"
    for command, needs in _TOOLS:
        if environ.get(needs) and shutil.which(command[0], path=environ.get("PATH")):
            try:
                subprocess.run(
                    command, input=text.encode(), env=dict(environ), timeout=_PATIENCE, check=True,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                )  # fmt: skip
            except (OSError, subprocess.SubprocessError):
                continue
            return "copied to the clipboard"
    return ""


def words(environ: Mapping[str, str], info: TerminalInfo) -> str:
    """Return what is known of the sequence here, after the name of what was copied."""
    match multiplexer(environ):
        case "tmux":
            return "sent to the clipboard: tmux passes it on with set -s set-clipboard on"
        case "screen":
            return "sent to the terminal's clipboard through screen"
    if info.name.startswith("XTerm"):
        return "not copied: xterm takes it with disallowedWindowOps: 20,21,SetXprop"
    match takes(environ, info):
        case True:
            return "copied to the terminal's clipboard"
        case False:
            return "not copied: this terminal lets no program copy; select it with shift and mouse"
    return "sent to the terminal's clipboard; not every terminal takes it"


def takes(environ: Mapping[str, str], info: TerminalInfo) -> bool | None:
    """Return whether the terminal takes the sequence; None if that is not known."""
    term = environ.get("TERM", "")
    if info.name.startswith(_TAKERS) or term.startswith(_TAKER_TERMS):
        return True
    refuses = info.name.startswith((*_REFUSERS, "XTerm")) or term.startswith(_REFUSER_TERMS)
    return False if refuses or environ.get("VTE_VERSION") else None
