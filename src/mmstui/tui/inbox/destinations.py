"""Destinations of ctrl+g as rows: conversations, contacts without one, the account's numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from mmstui.domain.messages import Contact, ConversationName, Did
from mmstui.domain.phone.numbers import formatted, parse
from mmstui.tui.layout import NUMBER
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.fuzzy import Folded, Found, fold, ranked
from mmstui.tui.ui.option_rows import Cell, Option

Destination: TypeAlias = ConversationName | Contact | Did

#: Maximum rows of a query: nobody scrolls further.
MOST: Final = 200
#: Width of the kind of a destination, in cells: the DID of a conversation, or a word.
KIND: Final = 11

_Item = tuple[Destination, tuple[Folded, ...]]


class DestinationFinder:
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
        self._items: list[_Item] = [
            (conversation, _texts(conversation.number, conversation.title))
            for conversation in conversations
        ]
        self._items += [
            (contact, _texts(contact.formatted, contact.name))
            for contact in contacts
            if contact.in_phonebook and contact.number not in known
        ]
        self._items += [(did, _texts(formatted(did.number), did.label)) for did in dids]

    def options(self, query: str, stop: Callable[[], bool]) -> list[Option[Destination]]:
        """Return the matches of a query, the best first; nothing once `stop` returns True."""
        found = ranked(query, self._items, lambda item: item[1], most=MOST, stop=stop)
        return [_option(destination, hit) for (destination, _), hit in found]


def key_of(destination: Destination) -> object:
    """Return the identity of a destination, which does not depend on its name."""
    return type(destination), destination.id if isinstance(
        destination, ConversationName
    ) else destination.number


def name_of(destination: Destination) -> str:
    """Return the name of a destination, ready to paint."""
    if isinstance(destination, ConversationName):
        return destination.title
    return (
        destination.label
        if isinstance(destination, Did)
        else destination.name or destination.formatted
    )


def _texts(number: str, name: str) -> tuple[Folded, ...]:
    return (fold(number),) if name == number else (fold(number), fold(name))


def _option(destination: Destination, found: Found) -> Option[Destination]:
    name, problem = name_of(destination), ""
    match destination:
        case ConversationName():
            kind, number, role = destination.did_label, destination.number, Role.TEXT
        case Contact():
            kind, number, role = "phonebook", destination.formatted, Role.TEXT
            problem = parse(destination.number).problem
        case Did():
            kind, number, role = "your number", formatted(destination.number), Role.SOFT
    cells = [
        Cell(kind, Role.FAINT, width=KIND),
        Cell(number, Role.SOFT if name != number else role, width=NUMBER, hits=found.hits[0]),
    ]
    if len(found.hits) > 1:
        cells.append(Cell(name, role, hits=found.hits[1]))
    return Option(destination, tuple(cells), problem)
