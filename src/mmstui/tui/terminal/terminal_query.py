"""Queries the terminal: its keyboard protocol (kitty's), name (XTVERSION) and features (DA1, which
each terminal answers).

The answers arrive as input: `input_scanner` recognizes them as reports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

QUESTION: Final = "\x1b[?u\x1b[>0q\x1b[c"
#: Terminals that have nothing to tell, or that would print the query.
_NOT_ASKED: Final = frozenset({"", "dumb", "linux", "unknown"})


def is_asked(environ: Mapping[str, str]) -> bool:
    """Return whether the terminal of an environment understands the question."""
    program = environ.get("TERM_PROGRAM")
    return environ.get("TERM", "") not in _NOT_ASKED and program != "Apple_Terminal"


class TerminalInfo(NamedTuple):
    """A terminal's answers about itself."""

    name: str = ""  #: `XTerm(379)`; "" if it does not answer
    attributes: frozenset[int] = frozenset()
    keyboard: bool = False  #: knows kitty's protocol, which tells shift+enter from enter

    @property
    def sixel(self) -> bool:
        """Whether it supports sixel."""
        return 4 in self.attributes


#: The terminal did not answer.
UNKNOWN: Final = TerminalInfo()

_NAME: Final = re.compile(r"\x1bP>\|([^\x1b\x07\x9c]*)(?:\x1b\\|\x07|\x9c)")
_KEYBOARD: Final = re.compile(r"\x1b\[\?\d*u")
_ATTRIBUTES: Final = re.compile(r"\x1b\[\?([\d;]*)c")
_LONGEST_NAME: Final = 64


class Question:
    """Collects the answers. `callback` is called once, on the thread that reads input."""

    def __init__(self, callback: Callable[[TerminalInfo], None]) -> None:
        self._callback = callback
        self._name = ""
        self._keyboard = False
        self.is_open = True

    def take(self, report: str) -> None:
        """Check whether a report is an answer."""
        if found := _NAME.fullmatch(report):
            self._name = found[1][:_LONGEST_NAME]
        elif _KEYBOARD.fullmatch(report):
            self._keyboard = True
        elif found := _ATTRIBUTES.fullmatch(report):
            self.is_open = False
            attributes = frozenset(int(one[:4]) for one in found[1].split(";") if one)
            self._callback(TerminalInfo(self._name, attributes, self._keyboard))


_open: Question | None = None


def ask(write: Callable[[str], None], callback: Callable[[TerminalInfo], None]) -> None:
    """Query the terminal. There is one terminal, so there is one query at a time."""
    global _open
    _open = Question(callback)
    write(QUESTION)


def take_report(report: str) -> None:
    """Pass a report of the terminal to the open query; without one it is dropped."""
    global _open
    if (question := _open) is not None:
        question.take(report)
        if not question.is_open:
            _open = None
