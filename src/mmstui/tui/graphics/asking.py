"""Asking the terminal what it is and can do (XTVERSION, and DA1 to close: every terminal answers
that). The answers come in where the keys do, and are taken out before they could be read as keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

QUESTION: Final = "\x1b[>0q\x1b[c"


class Says(NamedTuple):
    """What a terminal says of itself."""

    name: str = ""  #: `XTerm(379)`; "" if it does not say
    attributes: frozenset[int] = frozenset()

    @property
    def sixel(self) -> bool:
        """Whether it draws sixel."""
        return 4 in self.attributes


#: Nothing is known of it.
UNKNOWN: Final = Says()

_NAME: Final = re.compile(r"\x1bP>\|([^\x1b\x07\x9c]*)(?:\x1b\\|\x07|\x9c)")
_ATTRIBUTES: Final = re.compile(r"\x1b\[\?([\d;]*)c")
#: An answer whose end is still to come. An escape alone is a key.
_BEGUN: Final = re.compile(
    r"\x1b(?:\[(?:\?[\d;]{0,80})?|P(?:>(?:\|[^\x1b\x07\x9c]{0,80}\x1b?)?)?)\Z"
)
_LONGEST_NAME: Final = 64


class Question:
    """Finds the answers in what is read. `told` is called once, on the thread that reads."""

    def __init__(self, told: Callable[[Says], None]) -> None:
        self._told = told
        self._held = ""
        self._name = ""
        self.is_open = True

    def take(self, data: str) -> str:
        """What was read, without the answers."""
        data, self._held = self._held + data, ""
        if found := _NAME.search(data):
            self._name = found[1][:_LONGEST_NAME]
            data = data[: found.start()] + data[found.end() :]
        if found := _ATTRIBUTES.search(data):
            self.is_open = False
            data = data[: found.start()] + data[found.end() :]
            attributes = frozenset(int(one[:4]) for one in found[1].split(";") if one)
            self._told(Says(self._name, attributes))
        elif found := _BEGUN.search(data):
            self._held = found[0]
            data = data[: found.start()]
        return data


_open: Question | None = None


def ask(write: Callable[[str], None], told: Callable[[Says], None]) -> None:
    """Ask; one question at a time, for there is one terminal."""
    global _open
    _open = Question(told)
    write(QUESTION)


def without_answers(data: str) -> str:
    """What was read from the terminal, less what answers a question of ours."""
    global _open
    if _open is None:
        return data
    question = _open
    rest = question.take(data)
    if not question.is_open:
        _open = None
    return rest
