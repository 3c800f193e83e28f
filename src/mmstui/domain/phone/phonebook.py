"""Rules for entries of the phonebook (voipms-api section 2.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmstui.domain.limits import NOTE_CHARACTERS
from mmstui.domain.messages import Media, Message
from mmstui.domain.phone import numbers
from mmstui.domain.phone.numbers import NumberKind


@dataclass(frozen=True, slots=True)
class NamedNumber:
    """An entry, ready to paint. `id`: VoIP.ms's id, or `new:` and the number before it has one."""

    id: str
    number: str
    name: str
    note: str
    formatted: str


def name_problem(name: str) -> str:
    """Return why a name is invalid, as a sentence; "" if valid. VoIP.ms may still refuse it."""
    return "" if name.strip() else "An entry needs a name."


def number_problem(number: str) -> str:
    """Return why a number is invalid for the phonebook, as a sentence; "" if it is valid.

    Numbers that VoIP.ms does not send to are valid, if they are complete and their area code is
    behind +1.
    """
    text = number.strip()
    if text.startswith("sip:") and len(text) > 4 and text.isprintable() and " " not in text:
        return ""
    if not text:
        return "Write a number, or sip: and an extension."
    written = numbers.parse(text)
    savable = {NumberKind.NANP, NumberKind.ABROAD, NumberKind.SHORT_CODE}
    return "" if written.kind in savable else written.problem


def number_notice(number: str) -> str:
    """Return a warning to show before a number is saved, as a sentence; "" for none."""
    written = numbers.parse(number)
    if written.kind is NumberKind.SHORT_CODE:
        return f"{written.number} is a short code, not a complete number."
    return written.left_out


def number_of(text: str) -> str:
    """Return the canonical form of a valid number."""
    return numbers.parse(text).number or numbers.canonical(text)


def note_problem(note: str) -> str:
    """Return why a note is too long, as a sentence; "" if it is not."""
    if len(note) <= NOTE_CHARACTERS:
        return ""
    return f"A note has {NOTE_CHARACTERS} characters at most; this one has {len(note)}."


def has_unsaved(media: Media) -> bool:
    """Return whether a vCard has a number that may be saved and that no entry has yet."""
    return any(
        number not in media.in_phonebook and not number_problem(number)
        for card in media.cards
        for number in card.numbers
    )


def unsaved(message: Message, book: Sequence[NamedNumber]) -> tuple[str, str] | None:
    """Return the first name and number of a message's vCards that no entry has yet."""
    known = {entry.number for entry in book}
    return next(
        (
            (card.name, number)
            for media in message.media
            for card in media.cards
            for number in card.numbers
            if number not in known and not number_problem(number)
        ),
        None,
    )
