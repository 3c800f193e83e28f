"""Names, numbers and last messages of the listed conversations, folded for searching."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mmstui.domain.searching.search_query import Query, words_of, words_of_name
from mmstui.store.sqlite.codec import did_label
from mmstui.store.sqlite.database import Database

_words_of_name = lru_cache(1 << 15)(words_of_name)


class Named(NamedTuple):
    """The searchable texts of a conversation in the list."""

    id: int
    number: str
    title: str
    folded: tuple[tuple[str, str], tuple[str, str]]  #: (text, words) of its names and its preview

    @property
    def words(self) -> str:
        """The words of the conversation's names."""
        return self.folded[0][1]

    @property
    def preview(self) -> str:
        """The words of the conversation's last message."""
        return self.folded[1][1]


class SearchNames:
    """The names of one store, kept until a write."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: tuple[int, list[Named]] = (-1, [])

    def all(self) -> list[Named]:
        """Return the texts of all listed conversations, read again after any write."""
        version = self._database.data_version()
        if version != self._kept[0]:
            rows = self._database.read(
                "SELECT c.id, c.contact, c.title_shown, c.did, d.note_shown, d.city_shown, "
                "c.preview_shown FROM conversation AS c LEFT JOIN did AS d ON d.number = c.did "
                "WHERE c.listed = 1"
            )
            # Most texts are unchanged: folding 10,000 of them again takes a tenth of a second.
            names = dict(n.folded[0] for n in self._kept[1])
            previews = dict(n.folded[1] for n in self._kept[1])

            named: list[Named] = []
            for number, contact, title, did, note, city, preview in rows:
                name = f"{title} {did_label(did, note, city)}"
                words = names.get(name) or words_of_name(name)
                last = previews.get(preview) or words_of(preview)
                named.append(Named(number, contact, title, ((name, words), (preview, last))))
            self._kept = version, named
        return self._kept[1]

    def of_contacts(self, query: Query) -> list[int]:
        """Return the listed conversations whose contact is called so."""
        is_called = query.calls()
        return [
            named.id for named in self.all() if is_called(_words_of_name(named.title), named.number)
        ]

    def dids(self, query: Query) -> list[str]:
        """Return the DIDs that are called so, by note, city or number."""
        rows = self._database.read("SELECT number, note_shown, city_shown FROM did")
        is_called = query.calls()
        return [
            number
            for number, note, city in rows
            if is_called(_words_of_name(f"{note} {city}"), number)
        ]
