"""What a name of the phonebook may be (voipms-api section 2.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mmstui.domain import numbers

#: Characters of a note: the API refuses 50 and more.
NOTE_CHARACTERS: Final = 49


@dataclass(frozen=True, slots=True)
class NamedNumber:
    """An entry, ready to paint. `id`: the service's, or `new:` and the number until it is made."""

    id: str
    number: str
    name: str
    note: str
    formatted: str


def name_problem(name: str) -> str:
    """Why this is no name, in a sentence; "" when it is one. VoIP.ms may still say no."""
    return "" if name.strip() else "An entry needs a name."


def number_problem(number: str) -> str:
    """Why this is no number for the phonebook; "" when it is one."""
    text = numbers.canonical(number)
    if text.isascii() and text.isdigit() and 3 <= len(text) <= 16:
        return ""
    if text.startswith("sip:") and len(text) > 4 and text.isprintable() and " " not in text:
        return ""
    return "A number of digits is wanted, or sip: and an extension."


def note_problem(note: str) -> str:
    """Why this note is too long; "" when it is not."""
    if len(note) <= NOTE_CHARACTERS:
        return ""
    return f"A note has {NOTE_CHARACTERS} characters at most; this one has {len(note)}."
