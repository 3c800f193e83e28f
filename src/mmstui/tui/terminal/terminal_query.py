"""Asking the terminal what it is and can do (XTVERSION, and DA1 to close: every terminal answers
that). The answers come in where the keys do: `input_scanner` tells them apart, as all reports.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

QUESTION: Final = "\x1b[>0q\x1b[c"


class TerminalInfo(NamedTuple):
    """What a terminal says of itself."""

    name: str = ""  #: `XTerm(379)`; "" if it does not say
    attributes: frozenset[int] = frozenset()

    @property
    def sixel(self) -> bool:
        """Whether it draws sixel."""
        return 4 in self.attributes


#: Nothing is known of it.
UNKNOWN: Final = TerminalInfo()

_NAME: Final = re.compile(r"\x1bP>\|([^\x1b\x07\x9c]*)(?:\x1b\\|\x07|\x9c)")
_ATTRIBUTES: Final = re.compile(r"\x1b\[\?([\d;]*)c")
_LONGEST_NAME: Final = 64


class Question:
    """Waits for the answers. `told` is called once, on the thread that reads."""

    def __init__(self, told: Callable[[TerminalInfo], None]) -> None:
        self._told = told
        self._name = ""
        self.is_open = True

    def take(self, report: str) -> None:
        """The terminal reported something: it may be the answer."""
        if found := _NAME.fullmatch(report):
            self._name = found[1][:_LONGEST_NAME]
        elif found := _ATTRIBUTES.fullmatch(report):
            self.is_open = False
            attributes = frozenset(int(one[:4]) for one in found[1].split(";") if one)
            self._told(TerminalInfo(self._name, attributes))


_open: Question | None = None


def ask(write: Callable[[str], None], told: Callable[[TerminalInfo], None]) -> None:
    """Ask; one question at a time, for there is one terminal."""
    global _open
    _open = Question(told)
    write(QUESTION)


def answered(report: str) -> None:
    """A report came from the terminal; without a question it is let go."""
    global _open
    if (question := _open) is not None:
        question.take(report)
        if not question.is_open:
            _open = None
