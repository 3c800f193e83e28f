"""Destinations of ctrl+g as rows: conversations, contacts without one, the account's numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from mmstui.domain.messages import Contact, ConversationName, Did
from mmstui.domain.numbers import formatted, parse
from mmstui.tui.layout import NUMBER
from mmstui.tui.theme.palette import Ink
from mmstui.tui.ui.fuzzy import Folded, Found, fold, ranked
from mmstui.tui.ui.option_rows import Cell, Option

Place: TypeAlias = ConversationName | Contact | Did

#: Maximum rows of a query: nobody scrolls further.
MOST: Final = 200
#: Width of the kind of a destination, in cells: the DID of a conversation, or a word.
KIND: Final = 11

_Item = tuple[Place, tuple[Folded, ...]]


class PlaceFinder:
    """The destinations of an account, searchable by name and number.

    Equal matches are ordered: conversations, the most recent first; then contacts by name.
    """

    def __init__(
        self,
        conversations: Sequence[ConversationName],
        contacts: Sequence[Contact],
        dids: Sequence[Did],
    ) -> None:
        known = {conversation.contact for conversation in conversations}
        self._items: list[_Item] = [(one, _texts(one.number, one.title)) for one in conversations]
        self._items += [
            (contact, _texts(contact.formatted, contact.name))
            for contact in contacts
            if contact.in_phonebook and contact.number not in known
        ]
        self._items += [(did, _texts(formatted(did.number), did.label)) for did in dids]

    def options(self, query: str, stop: Callable[[], bool]) -> list[Option[Place]]:
        """Return the matches of a query, the best first; nothing once `stop` returns True."""
        found = ranked(query, self._items, lambda item: item[1], most=MOST, stop=stop)
        return [_option(place, hit) for (place, _), hit in found]


def key_of(place: Place) -> object:
    """Return the identity of a destination, which does not depend on its name."""
    return type(place), place.id if isinstance(place, ConversationName) else place.number


def name_of(place: Place) -> str:
    """Return the name of a destination, ready to paint."""
    if isinstance(place, ConversationName):
        return place.title
    return place.label if isinstance(place, Did) else place.name or place.formatted


def _texts(number: str, name: str) -> tuple[Folded, ...]:
    return (fold(number),) if name == number else (fold(number), fold(name))


def _option(place: Place, found: Found) -> Option[Place]:
    name, problem = name_of(place), ""
    match place:
        case ConversationName():
            kind, number, ink = place.did_label, place.number, Ink.INK
        case Contact():
            kind, number, ink = "phonebook", place.formatted, Ink.INK
            problem = parse(place.number).problem
        case Did():
            kind, number, ink = "your number", formatted(place.number), Ink.SOFT
    cells = [
        Cell(kind, Ink.FAINT, width=KIND),
        Cell(number, Ink.SOFT if name != number else ink, width=NUMBER, hits=found.hits[0]),
    ]
    if len(found.hits) > 1:
        cells.append(Cell(name, ink, hits=found.hits[1]))
    return Option(place, tuple(cells), problem)
