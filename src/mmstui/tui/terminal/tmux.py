"""Asks tmux about the terminals that show our pane.

The terminals are not asked: tmux has their answers already, and a second answer would arrive among
the keys.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from mmstui.tui.terminal.multiplexer import ask_tmux


class OuterTerminal(NamedTuple):
    """A terminal that shows the pane."""

    name: str  #: its answer to XTVERSION: `kitty(0.36.4)`; "" without one
    features: frozenset[str]


class Tmux(NamedTuple):
    """The tmux between us and the terminals."""

    passthrough: bool  #: passes sequences on to the terminal
    terminals: tuple[OuterTerminal, ...]


_VERSION: Final = re.compile(r"(\d+)\.(\d+)")


def ask(environ: Mapping[str, str]) -> Tmux | None:
    """Return the answer of tmux; None if it cannot be asked. Blocking: for a thread."""
    answer = ask_tmux(
        environ,
        ("display-message", "-p", "-t", "%", "#{version}\t#{allow-passthrough}"),
        ("list-clients", "-t", "%", "-F", "#{client_termtype}\t#{client_termfeatures}"),
    )
    return None if answer is None else read(answer)


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
