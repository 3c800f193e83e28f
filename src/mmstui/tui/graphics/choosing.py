"""How a picture is drawn in full: what the user wants, as far as the terminal is known to do it.

The terminal is known by what it says of itself in the environment, some of which ssh carries along.
It is not asked: its answer would come among the keys of somebody who is typing, and one that does
not understand the question prints it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple


class Protocol(StrEnum):
    """The ways there are to draw a picture."""

    KITTY = "kitty"
    SIXEL = "sixel"
    BLOCKS = "blocks"
    OFF = "off"


class Choice(NamedTuple):
    """How to draw. `why` is a sentence where the user might expect more, else ""."""

    protocol: Protocol
    why: str = ""


_KITTY_TERMS: Final = ("xterm-kitty", "xterm-ghostty")
_KITTY_PROGRAMS: Final = frozenset({"ghostty", "WezTerm"})
_SIXEL_TERMS: Final = ("foot", "mlterm", "contour", "yaft")
_SIXEL_PROGRAMS: Final = frozenset({"iTerm.app", "mintty", "mlterm"})
#: Konsole speaks kitty's protocol from 22.04 on.
_KONSOLE: Final = 220400

_BY_BLOCKS: Final = "the picture is drawn with blocks."


def choose(wanted: str, environ: Mapping[str, str], *, no_color: bool = False) -> Choice:
    """How to draw with the setting `wanted` in this environment."""
    if wanted == Protocol.OFF:
        return Choice(Protocol.OFF, "Pictures are switched off by the setting pictures.")
    between = _between(environ)
    if between and wanted != Protocol.BLOCKS:
        return _through(between, wanted)
    if wanted in set(Protocol):
        return Choice(Protocol(wanted))
    return Choice(Protocol.BLOCKS if no_color else _known(environ))


def _between(environ: Mapping[str, str]) -> str:
    """The program between us and the terminal, "" without one."""
    term = environ.get("TERM", "")
    if environ.get("TMUX") or term.startswith("tmux"):
        return "tmux"
    return "screen" if environ.get("STY") or term.startswith("screen") else ""


def _through(between: str, wanted: str) -> Choice:
    """Tmux draws sixel itself, where it was built to; it places nothing of kitty's."""
    if between == "tmux" and wanted == Protocol.SIXEL:
        return Choice(Protocol.SIXEL)
    return Choice(Protocol.BLOCKS, f"In {between} {_BY_BLOCKS}")


def _known(environ: Mapping[str, str]) -> Protocol:
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    konsole = environ.get("KONSOLE_VERSION", "")
    if term.startswith(_KITTY_TERMS) or program in _KITTY_PROGRAMS:
        return Protocol.KITTY
    if konsole.isascii() and konsole.isdigit() and int(konsole[:9]) >= _KONSOLE:
        return Protocol.KITTY
    if term.startswith(_SIXEL_TERMS) or program in _SIXEL_PROGRAMS:
        return Protocol.SIXEL
    return Protocol.BLOCKS
