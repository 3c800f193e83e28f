"""What stands between the inbox and the terminal: tmux, screen, or nothing."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from typing import Final

_PANE: Final = re.compile(r"%\d+")
#: Characters in one wrapped part: screen drops a string of more than 767 bytes.
_PART: Final = 400
#: Seconds; tmux answers within three milliseconds.
_PATIENCE: Final = 1.0
#: Of the window: its clients, if tmux counts them (3.1), those of its session, and whether the
#: session shows it. Of the pane: whether another one is zoomed over it, or it shows its history.
_SHOWN: Final = (
    "#{window_active_clients}\t#{session_attached}\t#{window_active}"
    "\t#{window_zoomed_flag}\t#{pane_active}\t#{pane_in_mode}"
)


def multiplexer(environ: Mapping[str, str]) -> str:
    """Return `tmux`, `screen` or `zellij`, "" if none is known."""
    term = environ.get("TERM", "")
    if environ.get("TMUX") or term.startswith("tmux"):
        return "tmux"
    if environ.get("STY") or term.startswith("screen"):
        return "screen"
    return "zellij" if environ.get("ZELLIJ") else ""


def through_tmux(data: str) -> str:
    """Wrap data so that tmux passes it on to the terminal, if `allow-passthrough` is on."""
    doubled = data.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\"


def through_screen(data: str) -> str:
    """Wrap data so that screen passes it on to the terminal."""
    parts = (data[at : at + _PART] for at in range(0, len(data), _PART))
    return "".join(f"\x1bP{part}\x1b\\" for part in parts)


def ask_tmux(environ: Mapping[str, str], *commands: tuple[str, ...], given: str = "") -> str | None:
    """Return what tmux prints for commands, `%` in them standing for our pane.

    None if it cannot be asked, as over ssh. Blocking: for a thread. `given` is its input.
    """
    pane = environ.get("TMUX_PANE", "")
    if not environ.get("TMUX") or not _PANE.fullmatch(pane):
        return None
    arguments = ["tmux"]
    for command in commands:
        arguments += [*([";"] if len(arguments) > 1 else []), *command]
    try:
        done = subprocess.run(
            [pane if one == "%" else one for one in arguments],
            input=given, capture_output=True, timeout=_PATIENCE, check=True, text=True,
            encoding="utf-8", errors="replace", env=dict(environ),
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def is_shown_by_tmux(environ: Mapping[str, str]) -> bool | None:
    """Return whether a terminal shows our pane now; None if tmux cannot be asked. Blocking."""
    answer = ask_tmux(environ, ("display-message", "-p", "-t", "%", _SHOWN))
    if answer is None:
        return None
    fields = answer.strip("\n").split("\t")
    if len(fields) != 6:
        return None
    clients, attached, active, zoomed, pane_active, in_mode = fields
    if zoomed == "1" and pane_active != "1":
        return False
    if in_mode not in {"", "0"}:
        return False
    return clients != "0" if clients else attached not in {"", "0"} and active == "1"
