"""Chooses how a picture is drawn: the user's setting, within the terminal's known abilities.

A terminal is known by the environment, part of which ssh passes on; by its answers; behind tmux by
the answers that tmux has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from mmstui.tui.terminal.multiplexer import multiplexer
from mmstui.tui.terminal.terminal_query import UNKNOWN, TerminalInfo
from mmstui.tui.terminal.tmux import OuterTerminal, Tmux


class Protocol(StrEnum):
    """The protocols for drawing a picture."""

    KITTY = "kitty"
    KITTY_IN_TMUX = "kitty in tmux"
    SIXEL = "sixel"
    BLOCKS = "blocks"
    OFF = "off"


class Choice(NamedTuple):
    """A protocol. `why` is a sentence if the user may expect a better one, otherwise ""."""

    protocol: Protocol
    why: str = ""


_KITTY_TERMS: Final = ("xterm-kitty", "xterm-ghostty")
_KITTY_PROGRAMS: Final = frozenset({"ghostty", "WezTerm"})
_SIXEL_TERMS: Final = ("foot", "mlterm", "contour", "yaft")
_SIXEL_PROGRAMS: Final = frozenset({"iTerm.app", "mintty", "mlterm"})
#: Konsole supports kitty's protocol since 22.04.
_KONSOLE: Final = 220400
#: Names, in their answers, of terminals that support kitty's protocol.
_KITTY_NAMES: Final = re.compile(
    r"kitty\(|ghostty |WezTerm |Konsole (?:2[3-9]|[3-9]\d|22\.(?:0[4-9]|1))"
)
#: Kitty supports placeholders since 0.28; of the others only Ghostty is known to.
_PLACEHOLDERS: Final = re.compile(r"kitty\((?:0\.(?:2[89]|[3-9]\d|\d{3,})|[1-9])|ghostty ")
_OLD_KITTY: Final = re.compile(r"kitty\(([\d.]+)\)")

_IN_TMUX: Final = "In tmux the picture is drawn with blocks"


def choose(
    wanted: str,
    environ: Mapping[str, str],
    *,
    no_color: bool = False,
    terminal_info: TerminalInfo = UNKNOWN,
    tmux: Tmux | None = None,
) -> Choice:
    """Return how to draw with the setting `wanted` in this environment."""
    if wanted == Protocol.OFF:
        return Choice(Protocol.OFF, "Pictures are switched off by the setting pictures.")
    if wanted == Protocol.BLOCKS or (no_color and wanted == "auto"):
        return Choice(Protocol.BLOCKS)
    match multiplexer(environ):
        case "tmux":
            return _in_tmux(wanted, tmux, terminal_info)
        case "screen":
            return Choice(Protocol.BLOCKS, "In screen the picture is drawn with blocks.")
    if wanted in set(Protocol):
        return Choice(Protocol(wanted))
    return Choice(_by_environment(environ) or _by_answer(terminal_info))


def _in_tmux(wanted: str, tmux: Tmux | None, terminal_info: TerminalInfo) -> Choice:
    """Choose in tmux: kitty's placeholders, or sixel if tmux was built with it."""
    if wanted == Protocol.SIXEL:
        return Choice(Protocol.SIXEL)
    terminals = () if tmux is None else tmux.terminals
    if wanted == Protocol.KITTY or _all(terminals, _has_placeholders):
        if tmux is None or tmux.passthrough:
            return Choice(Protocol.KITTY_IN_TMUX)
        line = "set -g allow-passthrough on"
        return Choice(Protocol.BLOCKS, f"{_IN_TMUX}. In full with this in tmux.conf: {line}")
    if terminal_info.sixel and draws_sixel(tmux):
        return Choice(Protocol.SIXEL)
    return Choice(Protocol.BLOCKS, f"{_IN_TMUX}{_reason(terminals)}.")


def _reason(terminals: tuple[OuterTerminal, ...]) -> str:
    """Return the reason for blocks in tmux, if the user can change it."""
    lacking = (terminal.name for terminal in terminals if not _has_placeholders(terminal))
    old = next(filter(None, map(_OLD_KITTY.match, lacking)), None)
    return f": kitty {old[1]} cannot do better there, 0.28 can" if old else ""


def draws_sixel(tmux: Tmux | None) -> bool:
    """Whether each terminal that shows the pane supports sixel, as far as tmux knows."""
    return tmux is not None and _all(tmux.terminals, lambda outer: "sixel" in outer.features)


def _all(terminals: tuple[OuterTerminal, ...], can: Callable[[OuterTerminal], bool]) -> bool:
    return bool(terminals) and all(map(can, terminals))


def _has_placeholders(terminal: OuterTerminal) -> bool:
    return _PLACEHOLDERS.match(terminal.name) is not None


def _by_environment(environ: Mapping[str, str]) -> Protocol | None:
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    konsole = environ.get("KONSOLE_VERSION", "")
    if term.startswith(_KITTY_TERMS) or program in _KITTY_PROGRAMS:
        return Protocol.KITTY
    if konsole.isascii() and konsole.isdigit() and int(konsole[:9]) >= _KONSOLE:
        return Protocol.KITTY
    if term.startswith(_SIXEL_TERMS) or program in _SIXEL_PROGRAMS:
        return Protocol.SIXEL
    return None


def _by_answer(terminal_info: TerminalInfo) -> Protocol:
    if _KITTY_NAMES.match(terminal_info.name):
        return Protocol.KITTY
    return Protocol.SIXEL if terminal_info.sixel else Protocol.BLOCKS
