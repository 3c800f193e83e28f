"""The notation of the demo's conversations, and its parser.

An exchange is a text of several lines: `<` begins a message of the contact, `>` one of the
workshop, and `{boat}` after it attaches a file. `$n`, `$h`, `$day` are replaced by random values.
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
    """One message of an exchange; `file` names its attachment, "" for none."""

    outgoing: bool
    text: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A contact of the workshop. Without a `name`, the number is not in the phonebook."""

    name: str
    number: str
    did: str
    language: Language
    closing: str
    """The last exchange, used for this person only."""


def read_exchange(text: str, language: Language, chance: random.Random) -> list[Line]:
    """Return the lines of an exchange, with random values for the placeholders."""
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
