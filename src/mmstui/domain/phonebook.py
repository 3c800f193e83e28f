"""What a name of the phonebook may be (voipms-api section 2.9)."""

from __future__ import annotations

from dataclasses import dataclass

from mmstui.domain import numbers
from mmstui.domain.limits import NOTE_CHARACTERS
from mmstui.domain.numbers import NumberKind


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
    """Why this is no number for the phonebook; "" when it is one.

    What VoIP.ms sends nothing to may have a name, if it is whole and its area code is behind +1.
    """
    text = number.strip()
    if text.startswith("sip:") and len(text) > 4 and text.isprintable() and " " not in text:
        return ""
    if not text:
        return "A number is wanted, or sip: and an extension."
    written = numbers.parse(text)
    savable = {NumberKind.NANP, NumberKind.ABROAD, NumberKind.SHORT_CODE}
    return "" if written.kind in savable else written.problem


def number_notice(number: str) -> str:
    """What is to be known before a number is saved, in a sentence; "" for nothing."""
    written = numbers.parse(number)
    if written.kind is NumberKind.SHORT_CODE:
        return f"{written.number} is a short code, and no whole number."
    return written.left_out


def number_of(text: str) -> str:
    """The canonical form of a number that has no problem."""
    return numbers.parse(text).number or numbers.canonical(text)


def note_problem(note: str) -> str:
    """Why this note is too long; "" when it is not."""
    if len(note) <= NOTE_CHARACTERS:
        return ""
    return f"A note has {NOTE_CHARACTERS} characters at most; this one has {len(note)}."
