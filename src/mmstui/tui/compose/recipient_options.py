"""Recipients as rows: the phonebook, numbers of conversations, a number just typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mmstui.domain.messages import Contact
from mmstui.domain.phone.numbers import NumberKind, ParsedNumber, formatted, parse
from mmstui.tui.layout import NUMBER
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.fuzzy import Folded, Found, fold, ranked
from mmstui.tui.ui.option_rows import Cell, Option

#: Maximum rows of a query: nobody scrolls further, and longer lists slow down every key.
MOST: Final = 200
#: With more contacts, a search takes long enough to be felt, and runs on a thread.
MANY: Final = 2000
#: Digits of a number of the US or Canada.
_TEN: Final = 10

_Item = tuple[Contact, tuple[Folded, ...]]


class RecipientFinder:
    """The contacts of an account, searchable by name and number."""

    def __init__(self, contacts: Sequence[Contact]) -> None:
        self._items: list[_Item] = [(c, (fold(c.formatted), fold(c.name))) for c in contacts]
        self.by_number = {contact.number: contact for contact in contacts}
        #: Names in the phonebook, by number; None: there are no contacts at all.
        self.names = [(c.number, c.name) for c in contacts if c.name] if contacts else None

    def __len__(self) -> int:
        return len(self._items)

    def options(self, query: str) -> list[Option[Contact]]:
        """Return the matches, the best first; before them a typed number that is no contact's."""
        rows: list[Option[Contact]] = []
        written = parse(query)
        if written.whole and written.number not in self.by_number:
            rows.append(_unknown(written))
        # Numbers match in any format: by their digits.
        wanted = written.number if written.whole else query
        found = ranked(wanted, self._items, lambda item: item[1])[:MOST]
        return rows + [_option(item[0], hit) for item, hit in found]


def nothing_found(query: str) -> str:
    """Return the text of an empty list, ready to paint if the query is."""
    if not query:
        return "No one in the phonebook yet. Type a number."
    if any(character.isalpha() for character in query):
        return f"No one is called “{query}”. A number works too."
    if sum(map(str.isdigit, query)) >= _TEN:
        return "No number to write to. enter says why."
    return "Go on: a number has ten digits."


def name_of(contact: Contact) -> str:
    """Return a contact's name, else the number."""
    return contact.name or contact.formatted


def _unknown(written: ParsedNumber) -> Option[Contact]:
    contact = Contact(written.number, "", formatted(written.number))
    words = _remark(written) or written.left_out or "not in the phonebook"
    cells = (Cell(contact.formatted, width=NUMBER), Cell(words, Role.SOFT))
    return Option(contact, cells, written.problem)


def _option(contact: Contact, found: Found) -> Option[Contact]:
    number, name = found.hits
    parsed = parse(contact.number)
    cells = [Cell(contact.formatted, Role.SOFT, width=NUMBER, hits=number)]
    if contact.name:
        cells.append(Cell(contact.name, hits=name, gap=3))
    if remark := _remark(parsed):
        cells.append(Cell(remark))
    return Option(contact, tuple(cells), parsed.problem)


def _remark(parsed: ParsedNumber) -> str:
    """Return in a word or two why a number cannot be written to; "" if it can."""
    match parsed.kind:
        case NumberKind.NANP:
            return ""
        case NumberKind.SHORT_CODE:
            return "takes no replies"
        case NumberKind.NONE:
            return "no number"
        case NumberKind.ABROAD | NumberKind.FOREIGN:
            return f"in {parsed.country}"
