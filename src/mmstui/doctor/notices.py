"""Which notices reach the user from this terminal, by default settings of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from mmstui.tui.terminal.terminal_query import TerminalInfo


class _Known(NamedTuple):
    """A terminal: the beginning of its name, of its TERM, and what it shows."""

    name: str
    term: str
    shown: str


_TERMINALS: Final = (
    _Known("kitty(", "xterm-kitty", "OSC 9, OSC 777 and OSC 99 notify; BEL marks the window"),
    _Known("foot(", "foot", "OSC 9 and OSC 777 notify while another window has the focus"),
    _Known("Konsole ", "konsole", "OSC 777 and BEL notify while another window has the focus"),
    _Known("XTerm(", "", "only the window's title can tell"),
    _Known("", "alacritty", "BEL marks the window"),
    _Known("", "st-", "BEL marks the window"),
    _Known("", "rxvt", "only the window's title can tell"),
    _Known("", "mlterm", "only the window's title can tell"),
)


def words_of_notices(environ: Mapping[str, str], info: TerminalInfo) -> str:
    """Return what of a notice is shown by a terminal that nothing stands before; "" if unknown."""
    term = environ.get("TERM", "")
    for known in _TERMINALS:
        if known.name and info.name.startswith(known.name):
            return known.shown
        if known.term and term.startswith(known.term):
            return known.shown
    return "only the window's title can tell" if environ.get("VTE_VERSION") else ""
