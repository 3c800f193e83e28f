"""How the demo's conversations are written down, and turned into lines.

An exchange is a text of several lines: `<` begins what the contact wrote, `>` what the workshop
wrote, and `{boat}` after it that a file came along. `$n`, `$h`, `$day` are filled in by chance.
"""

import random
import re
from dataclasses import dataclass
from string import Template
from typing import Literal

Language = Literal["fr", "en"]

DAYS: dict[Language, tuple[str, ...]] = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One message of an exchange; `file` names what comes along, "" for nothing."""

    outgoing: bool
    text: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes to the workshop; no `name` is a number nobody has named."""

    name: str
    number: str
    did: str
    language: Language
    closing: str
    """The last exchange, theirs alone."""


def read_exchange(text: str, language: Language, chance: random.Random) -> list[Line]:
    """Return an exchange's lines with the blanks filled in."""
    hour = chance.randint(8, 17)
    filled = Template(text).safe_substitute(
        n=chance.randint(1100, 2990),
        h=f"{hour} h"
        if language == "fr"
        else f"{(hour - 1) % 12 + 1} {'am' if hour < 12 else 'pm'}",
        day=chance.choice(DAYS[language]),
    )
    return [_read_line(line) for line in filled.strip().splitlines()]


def _read_line(line: str) -> Line:
    parts = re.fullmatch(r"\s*([<>]) ?(?:\{(\w+)\} ?)?(.*)", line)
    if parts is None:
        raise ValueError(f"not a line of an exchange: {line!r}")
    return Line(parts[1] == ">", parts[3].replace("\\n", "\n"), parts[2] or "")
