"""Where one can go, as rows: conversations, people without one, the account's numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from mmstui.domain.messages import Contact, ConversationName, Did
from mmstui.domain.numbers import formatted, parse
from mmstui.tui.layout import NUMBER
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.fuzzy import Folded, Found, fold, ranked
from mmstui.tui.ui.option_rows import Cell, Option

Place: TypeAlias = ConversationName | Contact | Did

#: Rows made of what a query finds: no one scrolls further.
MOST: Final = 200
#: Cells of what a place is: the number of ours that a conversation goes by, or a word.
KIND: Final = 11

_Item = tuple[Place, tuple[Folded, ...]]


class PlaceFinder:
    """The places of an account, ready to be searched by name and number.

    Of equals a conversation comes first, the most recent one above all; then people by name.
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
        """Where a query leads, the best first; nothing once `stop` says that no one waits."""
        found = ranked(query, self._items, lambda item: item[1], most=MOST, stop=stop)
        return [_option(place, hit) for (place, _), hit in found]


def key_of(place: Place) -> object:
    """What a place is known by, whatever it is called."""
    return type(place), place.id if isinstance(place, ConversationName) else place.number


def name_of(place: Place) -> str:
    """How a place is called, ready to paint."""
    if isinstance(place, ConversationName):
        return place.title
    return place.label if isinstance(place, Did) else place.name or place.formatted


def _texts(number: str, name: str) -> tuple[Folded, ...]:
    return (fold(number),) if name == number else (fold(number), fold(name))


def _option(place: Place, found: Found) -> Option[Place]:
    name, problem = name_of(place), ""
    match place:
        case ConversationName():
            kind, number, role = place.did_label, place.number, Role.TEXT
        case Contact():
            kind, number, role = "phonebook", place.formatted, Role.TEXT
            problem = parse(place.number).problem
        case Did():
            kind, number, role = "your number", formatted(place.number), Role.SOFT
    cells = [
        Cell(kind, Role.FAINT, width=KIND),
        Cell(number, Role.SOFT if name != number else role, width=NUMBER, hits=found.hits[0]),
    ]
    if len(found.hits) > 1:
        cells.append(Cell(name, role, hits=found.hits[1]))
    return Option(place, tuple(cells), problem)
