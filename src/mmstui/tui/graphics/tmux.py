"""Asks tmux about the terminals that show our pane.

The terminals are not asked: tmux has their answers already, and a second answer would arrive among
the keys.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from typing import Final, NamedTuple


class OuterTerminal(NamedTuple):
    """A terminal that shows the pane."""

    name: str  #: its answer to XTVERSION: `kitty(0.36.4)`; "" without one
    features: frozenset[str]


class Tmux(NamedTuple):
    """The tmux between us and the terminals."""

    passthrough: bool  #: passes sequences on to the terminal
    terminals: tuple[OuterTerminal, ...]


_PANE: Final = re.compile(r"%\d+")
_VERSION: Final = re.compile(r"(\d+)\.(\d+)")
#: Seconds; tmux answers within three milliseconds.
_PATIENCE: Final = 1.0


def ask(environ: Mapping[str, str]) -> Tmux | None:
    """Return the answer of tmux; None if it cannot be asked. Blocking: for a thread."""
    pane = environ.get("TMUX_PANE", "")
    if not environ.get("TMUX") or not _PANE.fullmatch(pane):
        return None
    command = [
        "tmux", "display-message", "-p", "-t", pane, "#{version}\t#{allow-passthrough}", ";",
        "list-clients", "-t", pane, "-F", "#{client_termtype}\t#{client_termfeatures}",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE,
            check=True, text=True, errors="replace", env=dict(environ),
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return read(done.stdout)


def read(answer: str) -> Tmux | None:
    """Parse the answer: a line about tmux, then one for each terminal."""
    first, *others = answer.splitlines() or [""]
    version, tab, passthrough = first.partition("\t")
    if not tab:
        return None
    terminals = []
    for line in others:
        name, _, features = line.partition("\t")
        terminals.append(OuterTerminal(name.strip(), frozenset(features.split(","))))
    return Tmux(_has_passthrough(version, passthrough), tuple(terminals))


def _has_passthrough(version: str, value: str) -> bool:
    if value:
        return value not in {"0", "off"}
    # Before 3.3 there was no such option, and everything was passed on.
    found = _VERSION.search(version)
    return found is not None and (int(found[1]), int(found[2])) < (3, 3)
